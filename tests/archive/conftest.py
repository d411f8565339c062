"""A real S3 server on loopback, which can be told to fail."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import boto3
import pytest
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wrappers import Response as HttpResponse


@dataclass
class Storage:
    """One bucket of a storage; counts what it is asked, and fails for as long as it is told."""

    endpoint: str
    failures: int = 0
    asked: list[str] = field(default_factory=list)
    bucket: str = "pages"

    @property
    def url(self) -> str:
        return f"s3://{self.bucket}/counties?endpoint={self.endpoint}&region=us-east-1"

    def client(self):
        return boto3.client("s3", endpoint_url=self.endpoint, region_name="us-east-1")

    def all_keys(self) -> list[str]:
        pages = self.client().get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return [held["Key"] for page in pages for held in page.get("Contents", ())]

    def bytes_of(self, key: str) -> bytes:
        return self.client().get_object(Bucket=self.bucket, Key=key)["Body"].read()


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    s3 = DomainDispatcherApplication(create_backend_app)
    held = Storage("")

    def application(environ: dict, start: Callable) -> object:
        method = environ["REQUEST_METHOD"]
        held.asked.append(f"{method} {environ['PATH_INFO']}")
        if held.failures and not environ["PATH_INFO"].startswith("/moto-api"):
            held.failures -= 1
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            return HttpResponse("<Error><Code>SlowDown</Code></Error>", 503)(environ, start)
        return s3(environ, start)

    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    held.endpoint = f"http://127.0.0.1:{server.server_port}"
    client = held.client()
    client.create_bucket(Bucket=held.bucket)
    held.asked.clear()
    yield held
    for key in held.all_keys():
        client.delete_object(Bucket=held.bucket, Key=key)
    client.delete_bucket(Bucket=held.bucket)
    client.close()
    server.shutdown()
    thread.join()
    server.server_close()
