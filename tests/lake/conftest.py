from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response as HttpResponse

from tests.lake.lake_rows import Clock
from zonereports.lake import Lake, open_lake

BUCKET = "published"


@dataclass
class Storage:
    """One real S3 server; fails for as long as it is told."""

    endpoint: str = ""
    failures: int = 0
    before: Callable[[str, str], None] | None = None
    """Called with method and path before a request is done."""
    asked: list[str] = field(default_factory=list)

    def url(self, prefix: str) -> str:
        return f"s3://{BUCKET}/{prefix}?endpoint={self.endpoint}&region=us-east-1"

    def client(self) -> Any:
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


@pytest.fixture(scope="session")
def _server() -> Iterator[Storage]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.delenv("AWS_PROFILE", raising=False)
        s3 = DomainDispatcherApplication(create_backend_app)
        held, one_write_at_a_time = Storage(), threading.Lock()

        def application(environ: dict[str, Any], start: Any) -> Any:
            method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
            held.asked.append(f"{method} {path}")
            if held.before is not None:
                held.before(method, path)
            if held.failures:
                held.failures -= 1
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                return HttpResponse("<Error><Code>SlowDown</Code></Error>", 503)(environ, start)
            if method != "PUT":
                return s3(environ, start)
            # A storage looks at the condition and writes in one step; this server has two.
            with one_write_at_a_time:
                return [b"".join(s3(environ, start))]

        server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Quiet)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        held.endpoint = f"http://127.0.0.1:{server.server_port}"
        held.client().create_bucket(Bucket=BUCKET)
        yield held
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        pass


@pytest.fixture
def storage(_server: Storage) -> Iterator[Storage]:
    """The S3 server, well again after each test."""
    _server.asked.clear()
    yield _server
    _server.failures, _server.before = 0, None


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def prefix() -> str:
    """Of a lake in the bucket that no other test has."""
    return f"lakes/{uuid.uuid4().hex}"


@pytest.fixture
def in_bucket(storage: Storage, prefix: str, tmp_path: Path) -> Callable[..., Lake]:
    """Opens one lake in a bucket; `machine` names the disk of the copies."""
    return lambda machine="one", **options: open_lake(
        storage.url(prefix), cache=tmp_path / f"cache-{machine}", **options
    )


@pytest.fixture
def lake(tmp_path: Path, clock: Clock) -> Lake:
    return Lake(tmp_path / "data" / "lake", tmp_path / "data" / "store", now=clock)
