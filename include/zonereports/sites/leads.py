"""Where a column page leads when it holds no rows itself: on to another page, or to older years."""

from __future__ import annotations

import html as entities
import re
from urllib.parse import urlsplit

from zonereports.sites.address import absolute_url

# A page that only leads on is short; the bound also keeps the searches below short.
_MOST = 16_000
_META = re.compile(r"<meta\b[^<>]{0,600}>", re.IGNORECASE)
_REFRESH = re.compile(r"""\bhttp-equiv\s*=\s*["']?refresh\b""", re.IGNORECASE)
_CONTENT = re.compile(r"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_TARGET = re.compile(r"""\s*(\d{1,3})(?:\.\d*)?\s*[;,]\s*url\s*=\s*["']?([^"']+)""", re.IGNORECASE)
_LONGEST_PAUSE_S = 10
_SCRIPT = re.compile(r"<script\b[^<>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'\w])//[^\n]*", re.DOTALL)
_GOES = re.compile(
    r"""(?<![\w.])(?:(?:window|self|top|parent|document)\.)?location(?:\.href)?\s*"""
    r"""(?:=(?!=)\s*|\.(?:replace|assign)\s*\(\s*)["']([^"'\s]{1,1000})["']\s*(?:[;)}\n]|$)"""
)
# A script that sends some visitors elsewhere stands on ordinary pages.
_SOME = re.compile(r"userAgent|navigator|screen\.|mobile|\bif\s*\(", re.IGNORECASE)
_TAGS = re.compile(
    r"<(script|style|title|head)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", re.DOTALL | re.IGNORECASE
)
_MUCH_TEXT = 120
_FAILS = re.compile(r"不存在|找不到|未找到|删除|错误|失效|登录|404|not found|error", re.IGNORECASE)
_HOME = re.compile(r"/?(?:(?:index|default|main|home)\.\w+)?", re.IGNORECASE)
_ANCHOR = re.compile(
    r"""<a\b[^<>]{0,600}?\bhref\s*=\s*["']([^"'<>]{1,1000})["'][^<>]{0,600}>([^<>]{0,40})""",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\s*((?:19|20)\d\d)\s*年?(?:度|以前|存档|归档)?\s*")
_ARCHIVE = re.compile(r"/((?:19|20)\d\d)n?/(?:index\.\w{2,5})?$", re.IGNORECASE)


def find_lead(html: str, url: str) -> str | None:
    """Where a page goes by a refresh or a script of its own accord; None when it stays.

    A page with words on it is no such shell; nor is one that says that something is missing, or
    that leads home, as sites do with addresses that are gone.

    Args:
        html: a page without rows.
        url: its address.
    """
    if len(html) > _MOST:
        return None
    words = "".join(entities.unescape(_TAGS.sub(" ", html)).split())
    if len(words) > _MUCH_TEXT or _FAILS.search(words):
        return None
    for target in (_refreshed(html), _scripted(html)):
        there = absolute_url(entities.unescape(target), url) if target else None
        if there and there != absolute_url(url, url) and not _HOME.fullmatch(urlsplit(there).path):
            return there
    return None


def find_years(html: str, url: str) -> dict[int, str]:
    """The pages with the rows of single years that a column links to, such as `2023n/index.html`.

    Args:
        html: a column page.
        url: its address; years of other columns, or on other hosts, are left out.
    """
    here = urlsplit(url)
    folder = _ARCHIVE.sub("/", here.path).rpartition("/")[0] + "/"
    found: dict[int, str] = {}
    for href, shown in _ANCHOR.findall(html):
        told = _YEAR.fullmatch(entities.unescape(shown))
        address = absolute_url(entities.unescape(href), url) if told else None
        if told is None or address is None:
            continue
        there = urlsplit(address)
        named = _ARCHIVE.search(there.path)
        beside = there.netloc == here.netloc and there.path.startswith(folder)
        if named and named[1] == told[1] and beside and there.path != here.path:
            found.setdefault(int(told[1]), address)
    return dict(sorted(found.items(), reverse=True))


def _refreshed(html: str) -> str | None:
    for tag in _META.findall(html):
        content = _CONTENT.search(tag) if _REFRESH.search(tag) else None
        target = _TARGET.match(content[1] or content[2] or "") if content else None
        if target and int(target[1]) <= _LONGEST_PAUSE_S:
            return target[2].strip()
    return None


def _scripted(html: str) -> str | None:
    for script in _SCRIPT.findall(html):
        live = _COMMENT.sub(" ", script)
        goes = None if _SOME.search(live) else _GOES.search(live)
        if goes:
            return goes[1]
    return None
