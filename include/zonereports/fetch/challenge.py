"""Pages that test the visitor. They are recognised and reported, never answered."""

from __future__ import annotations

import re

# 412 and 521 are what Chinese government firewalls answer to a visitor without their cookie.
_STATUSES = {
    412: "status 412, as the firewall 瑞数 answers",
    521: "status 521, as the firewall 加速乐 answers",
}
_SCRIPT_COOKIE = re.compile(rb"document\s*\.\s*cookie\s*=|__jsl_clearance|__jsluid|\$_ts\s*=")
_MOVES_ON = re.compile(rb"location|go\s*\(\s*\{|\$_ts|eval\s*\(")
_CAPTCHA = re.compile(
    r"(?:请(?:输入|填写|先完成)|输入)(?:图片|图形|下方|上方|右侧)?中?的?(?:验证码|校验码)|滑动验证|安全验证|人机验证|"
    r"captcha|访问过于频繁.{0,20}验证",
    re.IGNORECASE | re.DOTALL,
)
# Bounded: a page of a million unclosed tags must not cost a million searches to its end.
_LOGIN = re.compile(r"""<input[^>]{0,400}?type\s{0,9}=\s{0,9}["']?password""", re.IGNORECASE)
# A choice, not a measurement: what else stands on a page that asks for something before it.
_LITTLE = 200
# A choice, not a measurement: stubs are tiny scripts, a real listing or article carries a template.
STUB = 6_000
_OPENS = re.compile(r"<(?:(script|style)\b|(!--))?", re.IGNORECASE)
_CLOSES = {
    "script": re.compile("</script>", re.IGNORECASE),
    "style": re.compile("</style>", re.IGNORECASE),
    "!--": re.compile("-->"),
    "": re.compile(">"),
}


def challenge_in(status: int, cookies: str, body: bytes) -> str | None:
    """What makes an answer a challenge; None when it is none.

    Args:
        status: of the answer.
        cookies: its Set-Cookie headers, joined.
        body: decompressed.
    """
    if status in _STATUSES:
        return _STATUSES[status]
    scripted = b"<script" in body[:STUB].lower()
    if status == 202 and scripted:
        return "status 202 with a script instead of a page"
    if len(body) <= STUB and scripted and _SCRIPT_COOKIE.search(body) and _MOVES_ON.search(body):
        named = " (加速乐)" if "__jsl" in cookies or b"__jsl" in body else ""
        return f"a script that sets a cookie and loads the page again{named}"
    return None


def captcha_in(text: str) -> bool:
    """Whether a page asks for a CAPTCHA and holds little else.

    Forms for letters and searches carry a CAPTCHA on ordinary pages: those have text beside it.
    """
    return bool(_CAPTCHA.search(text)) and len(shown_text(text)) < _LITTLE


def login_in(text: str) -> bool:
    """Whether a page asks for a password and holds little else."""
    return bool(_LOGIN.search(text)) and len(shown_text(text)) < _LITTLE


def shown_text(html: str) -> str:
    """What a reader sees of a page, roughly: no tags, scripts, styles or comments."""
    shown: list[str] = []
    at, closes = 0, dict(_CLOSES)
    while (opens := _OPENS.search(html, at)) is not None:
        shown.append(html[at : opens.start()])
        for kind in ((opens[1] or opens[2] or "").lower(), ""):
            if kind not in closes:
                continue
            if end := closes[kind].search(html, opens.end()):
                at = end.end()
                break
            # Not looked for again: the time stays linear in the page, whatever it leaves open.
            del closes[kind]
        else:
            at = opens.end()
            shown[-1] += html[opens.start() : at]
            if not closes:
                break
    shown.append(html[at:])
    return " ".join(" ".join(shown).split())
