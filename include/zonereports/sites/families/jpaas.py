"""大汉 jpaas: the first page stands in the HTML, further ones come as HTML inside JSON.

Field guide, section 2.2. The pager carries what its script sends: an address and `queryData`,
written like JSON with single quotes. Its tplSetId changes whenever the site is rebuilt, so it is
read from every page anew. The server refuses whoever sends no Referer.

From abroad some servers ignore the number of the page and answer page 1 for ever: whoever follows
`next_page` has to notice that a page repeats the one before.
"""

from __future__ import annotations

import html as entities
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from zonereports.sites.address import absolute_url
from zonereports.sites.ask import Ask
from zonereports.sites.container import inside
from zonereports.sites.rows import find_rows
from zonereports.sites.site import Link

NAME = "jpaas"
RANK = 10

_PER_PAGE = 15
_API = re.compile(r"/api-gateway/jpaas-publish-server/")
_ARTICLE = re.compile(r"/art/\d{4}/art_[0-9a-z_]+\.html")
_NEW_ARTICLE = re.compile(r"/art/\d{4}/art_(?:\d+_)?[0-9a-f]{32}\.html")
_TAG = re.compile(r"<\w[^<>]*>")
_ATTRIBUTE = re.compile(r"([\w-]{1,40})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)')")
_SETTING = re.compile(r"""(['"])(\w+)\1\s*:\s*(?:'([^']*)'|"([^"]*)"|([\w.-]+))""")
_LIST = re.compile(
    r"<(div)\b[^<>]{0,500}(?<![\w-])page-content(?![\w-])[^<>]{0,500}>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Pager:
    url: str
    settings: dict[str, str]
    count: int | None
    """Rows in all."""
    rows: int | None
    """Rows of a page."""


def recognise(url: str, html: str) -> bool:
    """An address with 32 hex digits behind art_, the API, or a pager with queryData."""
    path = urlsplit(url).path
    if _NEW_ARTICLE.search(path) or _API.search(path) or _API.search(html):
        return True
    if "unitbuild" in html and _pager_tags(html):
        return True
    return bool(_NEW_ARTICLE.search(html)) and "<datastore" not in html.lower()


def find_links(html: str, url: str) -> list[Link]:
    """The rows of a column, or of the HTML that an answer of its pager holds."""
    fragment = _fragment(html)
    listed = inside(fragment, _LIST)
    rows = _rows(fragment if listed is None else listed, url)
    # Without a pager nothing more is to come: the list stands outside the usual place.
    return rows or ([] if _pager_tags(fragment) else _rows(fragment, url))


def next_page(html: str, ask: Ask) -> Ask | None:
    """The following page of the pager; page 1 where the column is a shell."""
    fragment = _fragment(html)
    pager = _pager(fragment)
    asked = dict(parse_qsl(urlsplit(ask.url).query))
    answered = bool(_API.search(urlsplit(ask.url).path))
    has_rows = bool(find_links(html, ask.url))
    if (answered and not has_rows) or (pager is None and not answered):
        return None
    number, size = _asked_page(asked) if answered else (1 if has_rows else 0, None)
    size = (pager.rows if pager else None) or size or _PER_PAGE
    count = pager.count if pager else None
    if count is not None and number * size >= count:
        return None
    settings = {key: value for key, value in asked.items() if key not in _NUMBERS}
    settings = (settings if answered else {}) | (pager.settings if pager else {})
    api = ask.url.partition("?")[0] if answered else absolute_url(pager.url, ask.url)  # type: ignore[union-attr]  # a page without pager has returned
    if api is None:
        return None
    settings["paramJson"] = json.dumps(
        {"pageNo": number + 1, "pageSize": size}, separators=(",", ":")
    )
    referer = dict(ask.headers).get("Referer", ask.url)
    return Ask(
        f"{api}?{urlencode(settings, errors='replace')}",
        headers=(("Referer", referer), ("X-Requested-With", "XMLHttpRequest")),
    )


_NUMBERS = frozenset({"paramJson", "pageNo", "pageSize", "rows"})


def _rows(html: str, url: str) -> list[Link]:
    rows = [row for row in find_rows(html, url) if row.listed_on]
    return rows or find_rows(html, url, only=_ARTICLE)


def _fragment(html: str) -> str:
    """The HTML in an answer of the pager; a page as it is."""
    if not html.lstrip("\ufeff \r\n\t").startswith("{"):
        return html
    answer = _loose_json(html.strip("\ufeff \r\n\t"))
    data = answer.get("data") if isinstance(answer, dict) else None
    inner = data.get("html") if isinstance(data, dict) else data
    # Half of a surrogate pair, which JSON can spell, could not be archived.
    return inner.encode("utf-8", "replace").decode() if isinstance(inner, str) else ""


def _loose_json(text: str) -> Any:
    """JSON as these servers write it: raw line ends and tabs stand inside its strings."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _pager_tags(html: str) -> list[str]:
    return [tag for tag in _TAG.findall(html) if "querydata" in tag.lower()]


def _pager(html: str) -> _Pager | None:
    """The pager of a page; of several units the one with the most rows."""
    found = []
    for tag in _pager_tags(html):
        attributes = {
            name.lower(): entities.unescape(double or single)
            for name, double, single in _ATTRIBUTE.findall(tag)
        }
        settings = {
            key: single or double or bare
            for _, key, single, double, bare in _SETTING.findall(attributes.get("querydata", ""))
        }
        if settings and _API.search(attributes.get("url", "")):
            count, rows = (_number(attributes.get(name)) for name in ("count", "rows"))
            found.append(_Pager(attributes["url"], settings, count, rows))
    return max(found, key=lambda pager: pager.count or 0, default=None)


def _asked_page(asked: dict[str, str]) -> tuple[int, int | None]:
    """Number and size of the page that was asked for, in the new or the older way."""
    told = _loose_json(asked.get("paramJson", ""))
    told = told if isinstance(told, dict) else asked
    size = _number(told.get("pageSize")) or _number(told.get("rows"))
    return _number(told.get("pageNo")) or 1, size


def _number(text: object) -> int | None:
    return int(str(text)) if re.fullmatch(r"[0-9]{1,9}", str(text)) else None
