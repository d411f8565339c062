"""One request: what comes back, and what each failure is called."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

import pytest

from zonereports.errors import (
    Challenged,
    PageGone,
    Refused,
    ServerFailed,
    Throttled,
    TruncatedBody,
    WrongSetting,
)


def test_a_page_comes_back_to_the_byte(county, visitor) -> None:
    body = "开发区".encode("gb18030")
    url = county.page("/a", body, Content_Type="text/html; charset=gb2312")
    response = visitor().get(url + "#top")
    assert (response.status, response.body, response.final_url) == (200, body, url)
    assert response.url == url + "#top"
    assert response.header("content-type") == "text/html; charset=gb2312"
    assert response.fetched_at == datetime(2025, 3, 1, tzinfo=UTC)


def test_the_visitor_says_who_asks(county, visitor) -> None:
    url = county.page("/a")
    visitor().get(url, referer=county.home + "/列表")
    path, headers = county.asked[-1]
    assert path == "/a"
    assert headers["User-Agent"] == "zonereports/0.1 (+crawler@qingshan.example)"
    assert headers["Referer"] == county.home + "/%E5%88%97%E8%A1%A8"


def test_an_unchanged_page_is_answered_with_304_and_no_body(county, visitor) -> None:
    def route(handler: BaseHTTPRequestHandler):
        same = handler.headers["If-None-Match"] == '"v1"'
        assert handler.headers["If-Modified-Since"] == "Sat, 01 Mar 2025 00:00:00 GMT"
        return (304, {"ETag": '"v1"'}, b"") if same else (200, {}, b"new")

    county.routes["/a"] = route
    guest = visitor()
    response = guest.get(
        county.home + "/a", etag='"v1"', last_modified="Sat, 01 Mar 2025 00:00:00 GMT"
    )
    assert (response.status, response.body) == (304, b"")
    assert guest.ledger[-1].conditional


def test_a_304_that_was_not_asked_for_is_a_failure(county, visitor) -> None:
    with pytest.raises(ServerFailed):
        visitor().get(county.page("/a", b"", status=304))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, PageGone),
        (410, PageGone),
        (401, Refused),
        (403, Refused),
        (412, Challenged),
        (521, Challenged),
        (429, Throttled),
        (500, ServerFailed),
        (502, ServerFailed),
        (503, ServerFailed),
        (400, ServerFailed),
        (204, ServerFailed),
        (206, TruncatedBody),
    ],
)
def test_each_status_has_its_name(county, visitor, status: int, error: type[Exception]) -> None:
    url = county.page("/a", b"" if status == 204 else b"<p>no</p>", status=status)
    guest = visitor()
    with pytest.raises(error) as failed:
        guest.get(url)
    assert failed.value.url == url
    assert guest.ledger[-1].status == status
    assert guest.ledger[-1].error == error.__name__


def test_an_error_page_that_breaks_off_keeps_the_name_of_its_status(county, visitor) -> None:
    with pytest.raises(PageGone):
        visitor().get(county.page("/a", b"gone", status=404, Content_Length="400"))


JSL = "<script>document.cookie='__jsl_clearance=1';location.href='/a'</script>"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (521, JSL),
        (200, JSL),
        (403, JSL),
        (202, "<html><script src='/x.js'></script><script>$_ts={}</script></html>"),
        (412, "<meta content='x'><script>$_ts={}</script>"),
    ],
)
def test_a_challenge_is_recognised_and_the_host_is_left_alone(
    county, visitor, status: int, body: str
) -> None:
    county.page("/b")
    guest = visitor()
    with pytest.raises(Challenged):
        guest.get(county.page("/a", body, status=status))
    with pytest.raises(Challenged, match="not asked again"):
        guest.get(county.home + "/b")
    assert county.paths == ["/a"]


def test_a_long_page_that_sets_a_cookie_is_no_challenge(county, visitor) -> None:
    page = JSL + "<p>青山经济开发区</p>" * 400
    assert visitor().get(county.page("/a", page)).status == 200


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"short", {"Content-Length": "500"}),
        (gzip.compress(b"x" * 9000)[:-9], {"Content-Encoding": "gzip"}),
        (b"no gzip at all", {"Content-Encoding": "gzip"}),
        (b"64\r\nshort", {"Transfer-Encoding": "chunked", "Connection": "close"}),
        (b"x" * 3_000, {}),
        (gzip.compress(b"x" * 1_000_000), {"Content-Encoding": "gzip"}),
        (zlib.compress(b"x" * 1_000_000), {"Content-Encoding": "deflate"}),
    ],
    ids=["length", "gzip ends", "gzip damaged", "chunk", "large", "gzip bomb", "deflate bomb"],
)
def test_a_body_that_is_not_whole_is_never_returned(county, visitor, body, headers) -> None:
    def route(handler: BaseHTTPRequestHandler):
        handler.close_connection = True
        return 200, headers, body

    county.routes["/a"] = route
    with pytest.raises(TruncatedBody):
        visitor(max_bytes=2_000).get(county.home + "/a")


def test_compressed_bodies_are_unpacked(county, visitor) -> None:
    text = "青山经济开发区".encode() * 100
    bare = zlib.compressobj(wbits=-15)
    for path, packed, name in (
        ("/gzip", gzip.compress(text), "gzip"),
        ("/members", gzip.compress(text[:300]) + gzip.compress(text[300:]), "gzip"),
        ("/padded", gzip.compress(text) + b"\0\0\0", "gzip"),
        ("/zlib", zlib.compress(text), "deflate"),
        ("/bare", bare.compress(text) + bare.flush(), "deflate"),
    ):
        county.page(path, packed, Content_Encoding=name)
        assert visitor().get(county.home + path).body == text, path


def test_an_encoding_that_was_not_asked_for_is_a_failure(county, visitor) -> None:
    with pytest.raises(ServerFailed, match="zstd"):
        visitor().get(county.page("/a", b"??", Content_Encoding="zstd"))


def test_chunked_bodies_are_joined(county, visitor) -> None:
    county.routes["/a"] = (
        200,
        {"Transfer-Encoding": "chunked"},
        b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
    )
    assert visitor().get(county.home + "/a").body == b"abcde"


def test_redirects_are_followed_within_the_site(county, visitor) -> None:
    final = county.page("/c/开发区")
    county.routes["/a"] = (302, {"Location": "b"}, b"")
    county.routes["/b"] = (301, {"Location": "/c/%E5%BC%80%E5%8F%91%E5%8C%BA"}, b"")
    county.routes["/c/%E5%BC%80%E5%8F%91%E5%8C%BA"] = county.routes["/c/开发区"]
    assert final.endswith("开发区")
    response = visitor().get(county.home + "/a")
    assert response.url == county.home + "/a"
    assert response.final_url == county.home + "/c/%E5%BC%80%E5%8F%91%E5%8C%BA"


def test_a_redirect_to_a_strange_host_is_refused(county, visitor) -> None:
    county.routes["/a"] = (302, {"Location": "http://evil.example/"}, b"")
    with pytest.raises(Refused, match=r"evil\.example is not allowed"):
        visitor().get(county.home + "/a")


@pytest.mark.parametrize(
    "location", ["http://[bad/", "javascript:alert(1)", "ftp://a.example/", "http://a:99999/"]
)
def test_a_useless_location_is_a_failure_by_name(county, visitor, location: str) -> None:
    county.routes["/a"] = (302, {"Location": location}, b"")
    with pytest.raises(ServerFailed, match="useless Location"):
        visitor().get(county.home + "/a")


def test_headers_without_sense_do_no_harm(county, visitor) -> None:
    url = county.page("/a", "page", Content_Length="9" * 5000, Connection="close")
    assert visitor().get(url).body == b"page"
    with pytest.raises(Throttled):
        visitor().get(county.page("/b", status=429, Retry_After="9" * 500))
    with pytest.raises(Throttled):
        visitor().get(county.page("/c", status=429, Retry_After="soon"))


def test_redirects_end(county, visitor) -> None:
    for n in range(9):
        county.routes[f"/{n}"] = (302, {"Location": f"/{n + 1}"}, b"")
    with pytest.raises(ServerFailed, match="more than 5 redirects"):
        visitor().get(county.home + "/0")
    county.routes["/x"] = (302, {}, b"")
    with pytest.raises(ServerFailed, match="Location"):
        visitor().get(county.home + "/x")


def test_the_cookie_bounce_is_passed_once_with_an_ordinary_jar(county, visitor) -> None:
    def route(handler: BaseHTTPRequestHandler):
        if "CT6T=1" in handler.headers.get("Cookie", ""):
            return 200, {}, b"page"
        return 302, {"Location": "/a", "Set-Cookie": "CT6T=1; Path=/"}, b""

    county.routes["/a"] = route
    assert visitor().get(county.home + "/a").body == b"page"
    county.routes["/b"] = (302, {"Location": "/b", "Set-Cookie": "x=1"}, b"")
    with pytest.raises(ServerFailed, match="redirects to itself"):
        visitor().get(county.home + "/b")
    assert county.paths.count("/b") == 2


def test_a_host_outside_the_site_is_never_asked(county, visitor) -> None:
    url = county.page("/a")
    with pytest.raises(Refused, match="not allowed"):
        visitor().get(url, allow_hosts={"www.qingshan.example"})
    assert county.asked == []


def test_wrong_settings_are_refused(visitor) -> None:
    with pytest.raises(WrongSetting):
        visitor(user_agent=" ")
    with pytest.raises(WrongSetting, match="allow_addresses"):
        visitor(allow_addresses=["127.0.0.1/33"])
    with pytest.raises(WrongSetting, match="not an http"):
        visitor().get("ftp://127.0.0.1/")
