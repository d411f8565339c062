"""The catalogue of faults: whatever stands in place of a listing has a name, and none is silence.

After the field guide, sections 9 and 12. Each fault stands on a real server on loopback and is
asked for as a crawl does: one request, then the links. Only a page with links may end without an
error: so no fault can be read as "nothing new".
"""

from __future__ import annotations

import gzip
import socket
import struct
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from tests.fetch.certificates import Authority, tls_server
from zonereports.errors import (
    Challenged,
    CouldNotLook,
    LayoutChanged,
    NotRecognisable,
    PageGone,
    Refused,
    ServerFailed,
    SoftNotFound,
    Throttled,
    TlsFailed,
    TruncatedBody,
    Unreachable,
)
from zonereports.fetch import find_links
from zonereports.sites import Listing

ROWS = "".join(
    f'<li><a href="/art/2024/3/11/art_1_{n}.html">青山经济开发区第{n}号工作总结</a>'
    "<span>2024-03-11</span></li>"
    for n in range(1, 6)
)
PAGE = f"<html><title>青山县</title><body><ul>{ROWS}</ul></body></html>"
NAVIGATION = "<p>首页 县情 政务公开 办事服务 互动交流</p>" * 20
JSL = "<script>document.cookie='__jsl_clearance_s=1';location.href='/list'</script>"
SCRIPT = "<script src='/q.js'></script><script>$_ts={};</script>"
MOST = 4_000


@dataclass
class Stage:
    """Where a fault is set up."""

    county: Any
    more: ExitStack
    authority: Authority
    at: str
    """The address of the listing; a fault may lead elsewhere."""


def page(body: str | bytes = PAGE, status: int = 200, **headers: str) -> Callable[[Stage], None]:
    return lambda stage: stage.county.page("/list", body, status, **headers)


def route(answer: Any) -> Callable[[Stage], None]:
    return lambda stage: stage.county.routes.update({"/list": answer})


def redirect(location: str, target: str = PAGE) -> Callable[[Stage], None]:
    def arrange(stage: Stage) -> None:
        stage.county.routes["/list"] = (302, {"Location": location}, b"")
        if location.startswith("/") and location != "/list":
            stage.county.page(location, target)

    return arrange


def robots(body: str, status: int = 200) -> Callable[[Stage], None]:
    def arrange(stage: Stage) -> None:
        stage.county.page("/list", PAGE)
        stage.county.page("/robots.txt", body, status, Content_Type="text/plain")

    return arrange


def tls(**wrong: Any) -> Callable[[Stage], None]:
    def arrange(stage: Stage) -> None:
        server = tls_server(stage.authority.certify(**wrong))
        stage.at = stage.more.enter_context(server) + "/list"

    return arrange


def elsewhere(address: str) -> Callable[[Stage], None]:
    return lambda stage: setattr(stage, "at", address)


def loop(stage: Stage) -> None:
    stage.county.routes["/list"] = (302, {"Location": "/b"}, b"")
    stage.county.routes["/b"] = (302, {"Location": "/list"}, b"")


def nobody_listens(stage: Stage) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        stage.at = f"http://127.0.0.1:{taken.getsockname()[1]}/list"


def _slow(_: Any) -> None:
    time.sleep(0.6)


def _reset(handler: Any) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    # http.server flushes behind us.
    handler.wfile.write = lambda _: 0


def _endless_bounce(_: Any) -> Any:
    return 302, {"Location": "/list", "Set-Cookie": "CT6T=1; Path=/"}, b""


def _bounce(handler: Any) -> Any:
    if "CT6T=1" in handler.headers.get("Cookie", ""):
        return 200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()
    return _endless_bounce(handler)


def _half_a_chunk(handler: Any) -> Any:
    handler.close_connection = True
    return 200, {"Transfer-Encoding": "chunked"}, b"ff\r\n<html><ul>"


ZIPPED = gzip.compress(PAGE.encode(), mtime=0)
GB = PAGE.encode("gb18030")

FAULTS: dict[str, tuple[type[Exception], str, Callable[[Stage], None]]] = {
    "soft 404: not there": (SoftNotFound, "不存在", page("<p>您访问的页面不存在</p>")),
    "soft 404: not found": (SoftNotFound, "找不到", page("<p>对不起，找不到您要的页面</p>")),
    "soft 404: deleted": (SoftNotFound, "已删除", page("<p>该文章已删除</p>")),
    "soft 404: in the title": (
        SoftNotFound,
        "404",
        page(f"<title>404 Not Found</title>{NAVIGATION}"),
    ),
    "soft 404: English": (SoftNotFound, "not found", page("<h1>Page not found</h1>")),
    "very short": (LayoutChanged, "0 links", page("<p>ok</p>")),
    "empty body": (SoftNotFound, "empty", page(b"")),
    "only a script": (SoftNotFound, "empty", page("<html><script>var a=1</script></html>")),
    "null": (LayoutChanged, "0 links", page("null")),
    "null page": (SoftNotFound, "error page", redirect("/null.shtml", "<p>青山县</p>")),
    "error page": (SoftNotFound, "error page", redirect("/404.html", NAVIGATION)),
    "home page": (SoftNotFound, "home page", redirect("/")),
    "empty list": (LayoutChanged, "暂无", page(f"<ul></ul><p>暂无相关信息</p>{NAVIGATION}")),
    "shell without rows": (LayoutChanged, "0 links", page(NAVIGATION)),
    "fewer rows": (LayoutChanged, "5 links, expected at least 9", page()),
    "status 404": (PageGone, "404", page("<p>no</p>", 404)),
    "status 410": (PageGone, "410", page("<p>no</p>", 410)),
    "status 401": (Refused, "401", page("<p>no</p>", 401)),
    "status 403": (Refused, "403", page("<p>no</p>", 403)),
    "status 429": (Throttled, "Retry-After: 40", page("", 429, Retry_After="40")),
    "status 503 with patience": (Throttled, "Retry-After: 9", page("", 503, Retry_After="9")),
    "status 503": (ServerFailed, "503", page("<p>no</p>", 503)),
    "status 500": (ServerFailed, "500", page("<p>no</p>", 500)),
    "status 304 unasked": (ServerFailed, "304", page(b"", 304)),
    "challenge 521": (Challenged, "加速乐", page(JSL, 521, Set_Cookie="__jsluid_s=1")),
    "challenge 521 with 200": (Challenged, "加速乐", page(JSL)),
    "challenge 412": (Challenged, "瑞数", page(f"<meta content='kP'>{SCRIPT}", 412)),
    "challenge 202": (Challenged, "202", page(SCRIPT, 202)),
    "CAPTCHA": (Challenged, "CAPTCHA", page("<form>请输入验证码<input name=c></form>")),
    "login": (
        Refused,
        "login",
        page("<title>统一登录</title><form>账号<input>密码<input type='password'></form>"),
    ),
    "login elsewhere": (
        Refused,
        "login",
        redirect("/login", "<form>密码<input type=password></form>"),
    ),
    "endless cookie bounce": (ServerFailed, "redirects to itself", route(_endless_bounce)),
    "redirect loop": (ServerFailed, "more than 5 redirects", loop),
    "redirect to nowhere": (ServerFailed, "useless Location", redirect("javascript:void(0)")),
    "redirect to an inner host": (Refused, "not allowed", redirect("http://10.0.0.1/")),
    "redirect to an inner address": (Refused, "address guard", redirect("http://192.168.0.1/")),
    "slow": (Unreachable, "no answer within", route(_slow)),
    "dropped": (Unreachable, "[Cc]losed|[Rr]eset|[Dd]isconnected", route(lambda _: None)),
    "reset": (Unreachable, "[Rr]eset|abort|closed", route(_reset)),
    "refused": (Unreachable, "[Rr]efused", nobody_listens),
    "no such name": (Unreachable, "not known", elsewhere("http://gone.invalid/list")),
    "shorter than promised": (TruncatedBody, "promised|broke", page(PAGE, Content_Length="3999")),
    "half a chunk": (TruncatedBody, "broke", route(_half_a_chunk)),
    "half a gzip": (TruncatedBody, "ends early", page(ZIPPED[:-9], Content_Encoding="gzip")),
    "no gzip at all": (TruncatedBody, "damaged", page(PAGE, Content_Encoding="gzip")),
    "gzip bomb": (
        TruncatedBody,
        "decompressed",
        page(gzip.compress(b"a" * 1_000_000), Content_Encoding="gzip"),
    ),
    "too large": (TruncatedBody, "too large", page("a" * (MOST + 1))),
    "self-signed": (TlsFailed, "self.signed", tls(self_signed=True)),
    "expired": (TlsFailed, "expired", tls(days=-1)),
    "another name": (TlsFailed, "mismatch|match|valid for", tls(address="127.0.0.9")),
    "robots refused": (Refused, "robots", robots("no", 403)),
    "robots failing": (ServerFailed, "cannot establish permission", robots("no", 502)),
    "robots challenged": (Challenged, "cannot establish permission", robots(JSL, 521)),
    "robots forbids": (Refused, "forbids", robots("User-agent: *\nDisallow: /")),
}

FINE: dict[str, Callable[[Stage], None]] = {
    "as it should be": page(),
    "cookie bounce": route(_bounce),
    "gzip": page(ZIPPED, Content_Encoding="gzip"),
    "GBK labelled UTF-8": page(GB, Content_Type="text/html; charset=utf-8"),
    "GBK without a label": page(GB, Content_Type="text/html"),
    "no content type": route((200, {}, PAGE.encode())),
    "robots is missing": robots("no", 404),
    "robots is a web page": robots(PAGE),
}


@pytest.fixture
def look(county, visitor, tmp_path):
    """Asks for the listing of a stage and reads its links."""
    with ExitStack() as more:
        stage = Stage(county, more, Authority(tmp_path), county.home + "/list")

        def go(arrange: Callable[[Stage], None], expect_at_least: int):
            arrange(stage)
            over_tls = stage.at.startswith("https:")
            guest = visitor(
                max_bytes=MOST,
                ca_file=stage.authority.ca_file,
                timeout_s=3 if over_tls else 0.4,
                allow_addresses=["127.0.0.0/8"],
            )
            hosts = {"127.0.0.1", "gone.invalid", "192.168.0.1"}
            response = guest.get(stage.at, allow_hosts=hosts)
            return find_links(response, Listing(stage.at, expect_at_least), family="auto")

        yield go


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_name_and_is_never_nothing_new(look, fault: str) -> None:
    error, told, arrange = FAULTS[fault]
    with pytest.raises(error, match=told) as failed:
        look(arrange, 9 if fault == "fewer rows" else 1)
    assert type(failed.value) is error
    assert isinstance(failed.value, CouldNotLook | NotRecognisable)
    assert failed.value.url
    assert "Next: " in str(failed.value)
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize("quirk", FINE)
def test_a_quirk_that_browsers_bear_is_borne(look, quirk: str) -> None:
    links = look(FINE[quirk], 5)
    assert [link.title for link in links] == [f"青山经济开发区第{n}号工作总结" for n in range(1, 6)]
