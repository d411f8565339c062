"""大汉 JCMS with jpage: the rows wait in an XML island and a script puts them into an empty list.

Field guide, section 2.1. The island (`<script type="text/xml"><datastore>…`) holds more rows than
the first page shows; further ones come from dataproxy.jsp as the same XML without a page around.
"""

from __future__ import annotations

import html as entities
import re
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from zonereports.sites.address import absolute_url
from zonereports.sites.ask import Ask
from zonereports.sites.rows import find_next, find_rows
from zonereports.sites.site import Link

NAME = "jcms"
RANK = 20

_ANY = re.compile("")
_COLUMN = re.compile(r"/col/col\d+/(?:index\.html|$)")
_ARTICLE = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\w+\.html")
_PROXY = re.compile(r"/module/(?:web/)?jpage/(?:more\w*)?dataproxy\.jsp")
_ISLAND = re.compile(r"<datastore\b.*?<recordset\b", re.DOTALL | re.IGNORECASE)
_RECORD = re.compile(r"<record\b[^>]*>(.*?)</record>", re.DOTALL | re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_NEXT_GROUP = re.compile(r"<nextgroup\b[^>]*>(.*?)</nextgroup>", re.DOTALL | re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_LINE = re.compile(r"<(?:li|tr)\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"<totalrecord>\s*(\d{1,9})\b|totalrecord\s*[:=]\s*['\"]?(\d{1,9})\b", re.IGNORECASE
)
# Articles of the successor jpaas end in 32 hex digits, and its pages keep the /col/colN/ shape.
_JPAAS = re.compile(
    r"/api-gateway/jpaas-publish-server/|/art/\d{4}/art_(?:\d+_)?[0-9a-f]{32}\.html"
)


def recognise(url: str, html: str) -> bool:
    """A column or article address of JCMS, or its XML island; never a page of jpaas."""
    island = bool(_ISLAND.search(html))
    if not island and _JPAAS.search(html + url):
        return False
    path = urlsplit(url).path
    return island or any(
        (_COLUMN.search(path), _ARTICLE.search(path), _PROXY.search(path), _PROXY.search(html))
    )


def find_links(html: str, url: str) -> list[Link]:
    """The rows of the island; where it is missing or empty, the article links of the page."""
    rows: dict[str, Link] = {}
    for record in _records(html):
        for link in find_rows(record, url, only=_ANY):
            rows.setdefault(link.url, link)
    if rows:
        return list(rows.values())
    return find_rows(html, url, only=_ARTICLE)


def next_page(html: str, ask: Ask) -> Ask | None:
    """The following group of rows: where the island says, else by number at dataproxy.jsp.

    A group is larger than a page of the screen, and the island already is the first group.
    """
    url = _next_url(html, ask.url)
    return Ask(url) if url else None


def _next_url(html: str, url: str) -> str | None:
    group = _NEXT_GROUP.search(html)
    if group:
        href = _HREF.search(_plain(group[1]))
        if href:
            return absolute_url(entities.unescape(href[1]), url)
    return _next_by_number(html, url) or find_next(html, url)


def _records(html: str) -> list[str]:
    """Each row as one line: some templates put a link and a date into a record and no li."""
    plain = (_plain(record) for record in _RECORD.findall(html))
    return [row if _LINE.search(row) else f"<li>{row}</li>" for row in plain]


def _plain(piece: str) -> str:
    """The HTML in a CDATA section, or in escaped text where the section is missing."""
    sections = _CDATA.findall(piece)
    return "".join(sections) if sections else entities.unescape(piece)


def _next_by_number(html: str, url: str) -> str | None:
    total = _TOTAL.search(html)
    proxy = _PROXY.search(urlsplit(url).path) or _PROXY.search(html)
    had = len(_RECORD.findall(html))
    if not total or not proxy or not had:
        return None
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    keys = {key: asked.get(key) or _setting(html, key) for key in ("columnid", "unitid", "webid")}
    if not all(keys.values()):
        return None
    told = asked.get("startrecord", "1")
    start = int(told) if re.fullmatch(r"\d{1,9}", told) else 1
    following = start + had
    if following > int(total[1] or total[2]):
        return None
    numbers = {
        "startrecord": following,
        "endrecord": following + had - 1,
        "perpage": asked.get("perpage") or _setting(html, "perpage") or had,
    }
    return urljoin(url, f"{proxy[0]}?{urlencode(numbers | keys)}")


def _setting(html: str, key: str) -> str | None:
    found = re.search(rf"\b{key}\b['\"]?\s*[:=]\s*['\"]?(\w+)", html, re.IGNORECASE)
    return found[1] if found else None
