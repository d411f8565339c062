"""A county server on loopback that answers exactly as a test says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from zonereports.fetch import Fetcher, RequestRecord, Response

Answer = tuple[int, dict[str, str], bytes]
Route = Answer | Callable[[BaseHTTPRequestHandler], Answer | None]


@dataclass
class Posted:
    """A POST as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"


@dataclass
class County:
    """Routes of the server, and what was asked of it."""

    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    port: int = 0

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def page(
        self, path: str, body: str | bytes = "<p>page</p>", status: int = 200, **headers: str
    ) -> str:
        data = body.encode() if isinstance(body, str) else body
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        self.routes[path] = (status, {"Content-Type": "text/html; charset=utf-8"} | named, data)
        return self.home + path


@pytest.fixture
def county() -> Iterator[County]:
    told = County()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            told.asked.append((self.path, dict(self.headers.items())))
            route = told.routes.get(self.path, (404, {}, b"none"))
            answer = route(self) if callable(route) else route
            if answer is None:
                self.close_connection = True
                return
            status, headers, body = answer
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            if not {"content-length", "transfer-encoding"} & {key.lower() for key in headers}:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            if "Content-Length" in headers:
                self.close_connection = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told.posted.append(Posted(self.path, dict(self.headers.items()), body))
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Clock:
    """Time that passes only while somebody sleeps."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2025, 3, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@dataclass
class Visitor:
    """A fetcher on the test's clock."""

    fetcher: Fetcher
    clock: Clock
    ledger: list[RequestRecord]

    def get(self, url: str, **rest: Any) -> Response:
        return self.fetcher.get(url, **({"pace_s": 0, "allow_hosts": {"127.0.0.1"}} | rest))


@pytest.fixture
def visitor() -> Iterator[Callable[..., Visitor]]:
    made: list[Fetcher] = []

    def make(**settings: Any) -> Visitor:
        clock, ledger = Clock(), []
        chosen: dict[str, Any] = {
            "user_agent": "zonereports/0.1",
            "contact": "crawler@qingshan.example",
            "timeout_s": 0.4,
            "allow_addresses": ["127.0.0.0/8"],
            "sleep": clock.sleep,
            "now": clock.now,
            "random": lambda: 0.5,
            "clock": clock,
            "on_request": ledger.append,
        }
        fetcher = Fetcher(**(chosen | settings))
        made.append(fetcher)
        return Visitor(fetcher, clock, ledger)

    yield make
    for fetcher in made:
        fetcher.close()
