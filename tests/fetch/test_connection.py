"""The wire: silence, certificates, and addresses that are not public."""

from __future__ import annotations

import contextlib
import socket
import time
from http.server import BaseHTTPRequestHandler

import pytest

from zonereports.errors import CouldNotLook, Refused, Unreachable


def test_silence_is_unreachable(county, visitor) -> None:
    county.routes["/a"] = lambda _: time.sleep(0.6)
    with pytest.raises(Unreachable, match="no answer within"):
        visitor(timeout_s=0.2).get(county.home + "/a")


def test_silence_in_the_middle_of_a_body_is_unreachable(county, visitor) -> None:
    def route(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        handler.wfile.flush()
        time.sleep(0.6)

    county.routes["/a"] = route
    with pytest.raises(Unreachable, match="silence"):
        visitor(timeout_s=0.2).get(county.home + "/a")


def test_a_body_that_drips_without_end_is_cut(county, visitor) -> None:
    def route(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(60):
            try:
                handler.wfile.write(b"x")
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    county.routes["/a"] = route
    with pytest.raises(Unreachable, match="did not end in time"):
        visitor(timeout_s=0.1, clock=time.monotonic).get(county.home + "/a")


def _drip(handler: BaseHTTPRequestHandler, *parts: bytes) -> None:
    with contextlib.suppress(OSError):
        for part in parts:
            for byte in part:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
                time.sleep(0.05)


SLOW = [
    (b"HTTP/1.1 200 " + b"O" * 100,),
    (b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100,),
    (b"HTTP/1.1 200 OK\r\n", b"A: 1\r\n" * 20),
    (b"HTTP/1.1 100 Continue\r\n\r\n" * 5,),
]


@pytest.mark.parametrize("parts", SLOW, ids=["status", "one header", "headers", "interim"])
def test_headers_that_drip_byte_by_byte_end_at_the_deadline_of_the_exchange(
    county, visitor, parts
) -> None:
    county.routes["/a"] = lambda handler: _drip(handler, *parts)
    started = time.monotonic()
    with pytest.raises(Unreachable, match=r"headers did not end within 0\.8 s.*switch the site"):
        visitor(timeout_s=0.2, clock=time.monotonic).get(county.home + "/a")
    assert 0.7 < time.monotonic() - started < 2


def test_headers_and_body_that_drip_share_one_deadline(county, visitor) -> None:
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    county.routes["/a"] = lambda handler: _drip(handler, head, b"x" * 100)
    started = time.monotonic()
    with pytest.raises(Unreachable, match="body did not end in time"):
        visitor(timeout_s=0.4, clock=time.monotonic).get(county.home + "/a")
    assert time.monotonic() - started < 3


def test_a_slow_answer_that_ends_in_time_is_whole(county, visitor) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
    county.routes["/a"] = lambda handler: _drip(handler, answer)
    guest = visitor(timeout_s=2, clock=time.monotonic)
    assert guest.get(county.home + "/a").body == b"abc"


def test_a_refused_connection_is_unreachable(visitor) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable):
        visitor().get(f"http://127.0.0.1:{port}/")


def test_a_connection_that_is_dropped_is_unreachable(county, visitor) -> None:
    county.routes["/a"] = lambda _: None
    with pytest.raises(Unreachable):
        visitor().get(county.home + "/a")


def test_an_unknown_name_is_unreachable(visitor) -> None:
    with pytest.raises(Unreachable, match="not known"):
        visitor().get("http://nowhere.invalid/", allow_hosts={"nowhere.invalid"})


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433"]
)
def test_inner_addresses_are_guarded(county, visitor, host: str) -> None:
    county.page("/a")
    guest = visitor(allow_addresses=[])
    with pytest.raises(CouldNotLook) as failed:
        guest.get(f"http://{host}:{county.port}/a", allow_hosts={host.strip("[]")})
    assert isinstance(failed.value, Refused | Unreachable)
    assert county.asked == []


def test_a_name_that_changes_its_address_meets_the_guard_at_the_socket(
    county, visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])

    def rebinding(host: str, port: int, *_: object, **__: object):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(Refused, match="address guard"):
        visitor(allow_addresses=[]).get(
            f"http://rebind.example:{county.port}/a", allow_hosts={"rebind.example"}
        )
    assert county.asked == []


def test_proxies_of_the_environment_are_ignored(
    county, visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert visitor().get(county.page("/a")).status == 200


def _endless_line(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(64):
        handler.wfile.write(b"x" * 65_536)


def _endless_count(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(20_000):
        handler.wfile.write(b"X-%d: 1\r\n" % number)


def _endless_interim(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(20_000):
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")


@pytest.mark.parametrize(
    "write",
    [_endless_line, _endless_count, _endless_interim],
    ids=["one line", "their number", "interim answers"],
)
def test_headers_without_end_are_could_not_look_in_bounded_time(county, visitor, write) -> None:
    def route(handler: BaseHTTPRequestHandler) -> None:
        with contextlib.suppress(OSError):
            write(handler)

    county.routes["/a"] = route
    started = time.monotonic()
    with pytest.raises(CouldNotLook):
        visitor(timeout_s=0.1, clock=time.monotonic).get(county.home + "/a")
    assert time.monotonic() - started < 3
