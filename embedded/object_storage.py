"""An S3 server on loopback that keeps all in memory: `python -m embedded.object_storage PORT REFUSE`.

It is moto's, and two things more: a write that depends on a condition is one step, as real storages
have it, and while there is a file REFUSE every request is answered with 503.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from embedded.servers import Server, start_child

_REPOSITORY = Path(__file__).resolve().parent.parent
Application = Callable[[dict[str, Any], Any], Any]


def application(refuse: Path) -> Application:
    """The storage as a WSGI application."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.wrappers import Response

    s3: Application = DomainDispatcherApplication(create_backend_app)
    one_write_at_a_time = threading.Lock()

    def answer(environ: dict[str, Any], start: Any) -> Any:
        if refuse.exists():
            # What was sent is read: else the next request of the connection would begin in it.
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            return Response("<Error><Code>SlowDown</Code></Error>", 503)(environ, start)
        if environ["REQUEST_METHOD"] != "PUT":
            return s3(environ, start)
        # moto looks at a condition, and then writes: two steps.
        with one_write_at_a_time:
            return [b"".join(s3(environ, start))]

    return answer


class S3Server(Server):
    """An S3 that keeps its objects in memory (moto): enough to see that the platform speaks S3."""

    name = "s3"

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What boto3 needs to be let in; the server takes any key."""
        return {"AWS_ACCESS_KEY_ID": "loopback", "AWS_SECRET_ACCESS_KEY": "loopback"}

    def launch(self) -> subprocess.Popen[bytes]:
        """Start it."""
        path = os.pathsep.join(filter(None, [str(_REPOSITORY), os.environ.get("PYTHONPATH")]))
        return start_child(
            [sys.executable, "-m", __name__, str(self.port), str(self._refuse)],
            log=self.log,
            env={**os.environ, "PYTHONPATH": path},
        )

    def refuse(self) -> None:
        """Answer everything with 503 from now on."""
        self._refuse.touch()

    def mend(self) -> None:
        """Answer again, with everything that was there before."""
        self._refuse.unlink(missing_ok=True)

    @property
    def _refuse(self) -> Path:
        return self.folder / "refuse"

    def make_bucket(self, name: str) -> None:
        """Make a bucket."""
        import boto3

        client = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="loopback",
            aws_secret_access_key="loopback",  # noqa: S106 - moto takes any
        )
        client.create_bucket(Bucket=name)


def main(port: int, refuse: Path) -> None:
    """Serve until the process ends."""
    from werkzeug.serving import make_server

    make_server("127.0.0.1", port, application(refuse), threaded=True).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
