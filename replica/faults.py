"""What can be wrong with a site, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from replica.answer import Answer, page

Target = Literal["listing", "articles", "all", "host"]
"""`all`: listing and articles; `host`: also robots.txt and everything else."""
TARGETS: tuple[Target, ...] = ("listing", "articles", "all", "host")

Change = Callable[[Answer, "Fault"], Answer]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that is on: its name, what it touches and how strong it is."""

    name: str
    target: Target
    seconds: float = 20.0
    """For `slow` the delay, for `throttled` the Retry-After."""
    rows: int = 3
    """For `short_listing`: how many rows are left."""

    def touches(self, kind: str) -> bool:
        """Whether pages of a kind (listing, article, robots, other) are concerned."""
        if self.target == "host":
            return True
        if self.target == "all":
            return kind in ("listing", "article")
        return kind == self.target.removesuffix("s")

    def change(self, healthy: Answer) -> Answer:
        """What the visitor gets in place of the healthy answer."""
        changed = FAULTS[self.name].change
        return changed(healthy, self) if changed else healthy


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A named fault: where it usually stands and how it changes an answer."""

    about: str
    target: Target
    change: Change | None = None
    """None: the site itself handles it (rows, robots.txt, the listener)."""


def _challenge_521(_: Answer, __: Fault) -> Answer:
    script = (
        "<script>document.cookie=('_')+('_')+('jsl_clearance_s')+('=')+(1700000000+'')"
        "+('.')+('42|-1|')+('replica');location.href=location.pathname+location.search"
        "</script>"
    )
    cookie = "__jsluid_s=0f1e2d3c4b5a69788796a5b4c3d2e1f0; max-age=31536000; path=/; HttpOnly"
    return Answer(521, script.encode(), "text/html", (("Set-Cookie", cookie),))


def _challenge_412(_: Answer, __: Fault) -> Answer:
    html = (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        '<meta content="kP2qZ8replica_xw4tR" r="m">'
        '<script type="text/javascript" charset="iso-8859-1" src="/Qx7Lm2/aB3cD.replica.js" r="m">'
        '</script></head><body><script r="m">$_ts=window["$_ts"];if(!$_ts)$_ts={};</script>'
        "</body></html>"
    )
    cookie = "Fz8replicaS=60replicacookie; path=/; HttpOnly"
    return Answer(412, html.encode(), "text/html; charset=utf-8", (("Set-Cookie", cookie),))


def _soft_404(_: Answer, __: Fault) -> Answer:
    return page(200, "页面不存在", "对不起，您访问的页面不存在或已被删除！请返回首页。")


def _throttled(_: Answer, fault: Fault) -> Answer:
    answer = page(429, "访问过于频繁", "请稍后再试。")
    wait = (("Retry-After", str(int(fault.seconds))),)
    return Answer(answer.status, answer.body, answer.content_type, wait)


FAULTS: dict[str, FaultKind] = {
    "short_listing": FaultKind("the listing shows only its first rows", "listing"),
    "empty_list": FaultKind("the listing is a shell without rows", "listing"),
    "soft_404": FaultKind("a page that says 页面不存在, with status 200", "listing", _soft_404),
    "not_found": FaultKind(
        "status 404", "listing", lambda _, __: page(404, "404 Not Found", "页面未找到")
    ),
    "redirect_home": FaultKind(
        "status 302 to the home page",
        "listing",
        lambda _, __: Answer(302, b"", headers=(("Location", "/"),)),
    ),
    "challenge_521": FaultKind("加速乐: status 521, a script, a cookie", "all", _challenge_521),
    "challenge_412": FaultKind("瑞数: status 412, odd meta and script", "all", _challenge_412),
    "forbidden": FaultKind(
        "status 403", "all", lambda _, __: page(403, "403 Forbidden", "您的访问被拒绝")
    ),
    "error_500": FaultKind("status 500", "all", lambda _, __: page(500, "500", "服务器内部错误")),
    "throttled": FaultKind("status 429 with Retry-After", "all", _throttled),
    "slow": FaultKind("answers late", "all", lambda a, fault: a.later(fault.seconds)),
    "truncated": FaultKind("half of the promised bytes", "all", lambda a, _: a.cut(0.5)),
    "robots_disallow": FaultKind("robots.txt disallows everything", "host"),
    "dead": FaultKind("the address stops listening", "host"),
}
