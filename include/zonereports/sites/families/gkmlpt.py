"""gkmlpt, the disclosure platform of Guangdong: a shell with `window._CONFIG`, rows as JSON.

Field guide, section 2.9. The shell names the site (SID) and its tree of columns; the rows of a
column come from `/gkmlpt/api/all/<column>?page=N&sid=<SID>` until a page is empty. Which column is
meant stands behind the # of the listing's address; without it, the column with the most articles
among those named like one for work reports.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from zoneinfo import ZoneInfo

from zonereports.sites.address import absolute_url
from zonereports.sites.ask import Ask
from zonereports.sites.rows import find_date, find_next, find_rows
from zonereports.sites.site import Link

NAME = "gkmlpt"
RANK = 50

_CHINA = ZoneInfo("Asia/Shanghai")
_PLATFORM = re.compile(r"/gkmlpt(?:/|$)")
_API = re.compile(r"/gkmlpt/api/all/\d+")
_POST = re.compile(r"/post_\d+\.html")
_CONFIG = re.compile(r"window\._CONFIG\s*=")
_SID = re.compile(r"\bSID['\"]?\s*:\s*['\"]?(\w{1,20})")
_TREE = re.compile(r"\bTREE['\"]?\s*:\s*(?=\[)")
# Field guide, section 3: what columns with work reports are called, the plainest first.
_COLUMNS = (
    re.compile(r"工作总结|总结计划|计划总结|规划总结|总结规划"),
    re.compile(r"规划计划|计划规划|工作规划|工作报告|工作计划"),
    re.compile(r"发展规划|年度工作"),
)
# Milliseconds from here on: as seconds it would be the year 5138.
_MILLISECONDS = 100_000_000_000
_DEEPEST = 20


def recognise(url: str, html: str) -> bool:
    """The path of the platform, or its configuration with a site's number."""
    return bool(_PLATFORM.search(urlsplit(url).path)) or _is_shell(html)


def find_links(html: str, url: str) -> list[Link]:
    """The articles of an answer; the rows of a news column; none in a shell."""
    articles = _articles(html)
    if articles is not None:
        rows: dict[str, Link] = {}
        for article in articles:
            link = _link(article, url)
            if link is not None:
                rows.setdefault(link.url, link)
        return list(rows.values())
    if _is_shell(html) or _API.search(urlsplit(url).path):
        return []
    found = find_rows(html, url)
    if any(row.listed_on for row in found):
        return found
    return find_rows(html, url, only=_POST)


def next_page(html: str, ask: Ask) -> Ask | None:
    """The first page of the column for a shell, the following number for an answer with rows."""
    if _API.search(urlsplit(ask.url).path):
        return _following(ask) if _articles(html) else None
    if not _is_shell(html):
        url = find_next(html, ask.url)
        return Ask(url) if url else None
    sid = _SID.search(html)
    column = _column(html, ask.url)
    if sid is None or column is None:
        return None
    platform = _PLATFORM.search(urlsplit(ask.url).path)
    root = urlsplit(ask.url).path[: platform.start()] if platform else ""
    query = urlencode({"page": 1, "sid": sid[1]})
    url = urljoin(ask.url, f"{root}/gkmlpt/api/all/{column}?{query}")
    referer = ask.url.partition("#")[0]
    return Ask(url, headers=(("Referer", referer), ("X-Requested-With", "XMLHttpRequest")))


def _is_shell(html: str) -> bool:
    return bool(_CONFIG.search(html) and _SID.search(html))


def _following(ask: Ask) -> Ask:
    parts = urlsplit(ask.url)
    fields = dict(parse_qsl(parts.query))
    told = fields.get("page", "1")
    number = int(told) if re.fullmatch(r"[0-9]{1,6}", told) else 1
    query = urlencode(fields | {"page": str(number + 1)})
    return Ask(parts._replace(query=query, fragment="").geturl(), headers=ask.headers)


def _articles(text: str) -> list[dict[str, Any]] | None:
    """The articles of an answer; None when it is none."""
    if not text.lstrip("\ufeff \r\n\t").startswith("{"):
        return None
    try:
        answer = json.loads(text.strip("\ufeff \r\n\t"), strict=False)
    except (ValueError, RecursionError):
        return None
    articles = answer.get("articles")
    if not isinstance(articles, list):
        return None
    return [article for article in articles if isinstance(article, dict)]


def _link(article: dict[str, Any], url: str) -> Link | None:
    target = absolute_url(str(article.get("url") or ""), url)
    # Half of a surrogate pair, which JSON can spell, could not be archived.
    told = str(article.get("title") or "").encode("utf-8", "replace").decode()
    title = " ".join(re.sub(r"<[^<>]*>", "", told).split())
    if target is None or not title:
        return None
    dates = (article.get(key) for key in ("display_publish_time", "date", "created_at"))
    return Link(target, title, next((day for value in dates if (day := _day(value))), None))


def _day(value: object) -> date | None:
    """The day in China of a timestamp, or of a date in words."""
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()
    if not re.fullmatch(r"[1-9][0-9]{8,12}", text):
        return find_date(text)
    seconds = int(text) // 1000 if int(text) >= _MILLISECONDS else int(text)
    return datetime.fromtimestamp(seconds, _CHINA).date()


def _column(html: str, url: str) -> str | None:
    """The number of the column that is meant."""
    named = re.fullmatch(r"/?(\d{1,12})", urlsplit(url).fragment)
    if named:
        return named[1]
    tree = _TREE.search(html)
    if tree is None:
        return None
    try:
        nodes, _ = json.JSONDecoder(strict=False).raw_decode(html, tree.end())
    except (ValueError, RecursionError):
        return None
    leaves = list(_leaves(nodes))
    for pattern in _COLUMNS:
        fitting = [leaf for leaf in leaves if pattern.search(str(leaf.get("name") or ""))]
        if fitting:
            return str(max(fitting, key=_posts)["id"])
    return str(leaves[0]["id"]) if len(leaves) == 1 else None


def _leaves(nodes: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Columns that hold articles themselves: without children, and leading nowhere else."""
    for node in nodes if isinstance(nodes, list) else []:
        if not isinstance(node, dict) or depth > _DEEPEST:
            continue
        if node.get("children"):
            yield from _leaves(node["children"], depth + 1)
        elif not node.get("jump_url") and re.fullmatch(r"[0-9]{1,12}", str(node.get("id"))):
            yield node


def _posts(leaf: dict[str, Any]) -> int:
    count = str(leaf.get("post_count"))
    return int(count) if re.fullmatch(r"[0-9]{1,9}", count) else 0
