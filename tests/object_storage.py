"""One real S3 server on loopback for all tests, which can fail, be slow, or be a worse storage."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from embedded.object_storage import application

BUCKET = "published"


@dataclass
class Storage:
    """One real S3 server; fails for as long as it is told."""

    endpoint: str = ""
    failures: int = 0
    before: Callable[[str, str], None] | None = None
    """Called with method and path before a request is done."""
    keeps_conditions: bool = True
    """Whether If-Match and If-None-Match are heeded."""
    asked: list[str] = field(default_factory=list)

    def url(self, prefix: str) -> str:
        return f"s3://{BUCKET}/{prefix}?endpoint={self.endpoint}&region=us-east-1"

    def client(self) -> Any:
        import boto3

        return boto3.client("s3", endpoint_url=self.endpoint, region_name="us-east-1")

    def keys(self, prefix: str) -> list[str]:
        pages = self.client().get_paginator("list_objects_v2")
        found = pages.paginate(Bucket=BUCKET, Prefix=f"{prefix}/")
        return [
            held["Key"].removeprefix(f"{prefix}/") for p in found for held in p.get("Contents", ())
        ]

    def get(self, key: str) -> bytes:
        return bytes(self.client().get_object(Bucket=BUCKET, Key=key)["Body"].read())

    def put(self, key: str, body: bytes) -> None:
        self.client().put_object(Bucket=BUCKET, Key=key, Body=body)

    def delete(self, key: str) -> None:
        self.client().delete_object(Bucket=BUCKET, Key=key)

    def filesystem(self) -> Any:
        """As pyarrow and what reads through it see the storage."""
        from pyarrow import fs

        return fs.S3FileSystem(endpoint_override=self.endpoint, region="us-east-1")


@pytest.fixture(scope="session")
def storage_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    """For `storage`; whoever asks for it himself must leave it as it was."""
    from werkzeug.serving import WSGIRequestHandler, make_server
    from werkzeug.wrappers import Response

    class Quiet(WSGIRequestHandler):
        def log_request(self, *_: Any) -> None:
            pass

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.delenv("AWS_PROFILE", raising=False)
        s3 = application(tmp_path_factory.mktemp("s3") / "refuse")
        held = Storage()

        def answer(environ: dict[str, Any], start: Any) -> Any:
            method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
            held.asked.append(f"{method} {path}")
            if held.before is not None:
                held.before(method, path)
            if held.failures:
                held.failures -= 1
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                return Response("<Error><Code>SlowDown</Code></Error>", 503)(environ, start)
            if not held.keeps_conditions:
                environ.pop("HTTP_IF_MATCH", None)
                environ.pop("HTTP_IF_NONE_MATCH", None)
            return s3(environ, start)

        server = make_server("127.0.0.1", 0, answer, threaded=True, request_handler=Quiet)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        held.endpoint = f"http://127.0.0.1:{server.server_port}"
        held.client().create_bucket(Bucket=BUCKET)
        yield held
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def storage(storage_server: Storage) -> Iterator[Storage]:
    """The S3 server, well again after each test."""
    storage_server.asked.clear()
    yield storage_server
    storage_server.failures, storage_server.before = 0, None
    storage_server.keeps_conditions = True
