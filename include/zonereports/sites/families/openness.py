"""The "Openness" family of Anhui and Inner Mongolia: pages are numbered in the path.

Field guide, section 2.5: `/OpennessContent/showList/<organ>/<category>/page_<N>.html`, counted
from 1. An older generation numbers them in the query: `/opennessTarget/?branch_id=…&page=N`.
"""

from __future__ import annotations

import html as entities
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from zonereports.sites.address import absolute_url
from zonereports.sites.ask import Ask
from zonereports.sites.rows import find_next, find_rows
from zonereports.sites.site import Link

NAME = "openness"
RANK = 40

_SECTION = r"(?:\w*Openness\w*|Xxgk\w+|News|Special)"
_LISTING = re.compile(rf"/{_SECTION}/showList/[\w/-]+?(?:/page_(\d{{1,6}})\.html|/?$)")
_SHOW = re.compile(rf"/{_SECTION}/show/\w+\.html|/content/detail/[0-9a-f]{{24}}\.html")
_OLDER = re.compile(r"/opennessTarget/?$|/content/channel/[0-9a-f]{24}/?$")
_MARKS = re.compile(
    r"/\w*OpennessContent/show(?:List)?/|/Xxgk(?:Content|Policy|AnnualReport)/show"
    r"|/News/showList/[\w/]{1,80}/page_\d|/opennessTarget/?\?(?:[^\"'\s]{0,300}&)?branch_id="
)
_PAGE = re.compile(r"page_\d{1,6}\.html$")
_HREF = re.compile(r"""\b(?:href|value|data-url)\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_TOTAL = re.compile(
    r"共\s*(?:<[^<>]*>\s*)?(\d{1,6})\s*(?:</[^<>]*>\s*)?页"
    r"|\b(?:total_?pages?|page_?count|pages)\b['\"]?\s*[:=]\s*['\"]?(\d{1,6})\b",
    re.IGNORECASE,
)


def recognise(url: str, html: str) -> bool:
    """The addresses of the family, or a page that links to its disclosure columns."""
    parts = urlsplit(url)
    older = _OLDER.search(parts.path)
    own = _LISTING.search(parts.path) or _SHOW.search(parts.path) or older
    return bool(own or _MARKS.search(html))


def find_links(html: str, url: str) -> list[Link]:
    """The dated rows of the list; where no row has a date, its links to articles."""
    rows = find_rows(html, url)
    if any(row.listed_on for row in rows):
        return rows
    return find_rows(html, url, only=_SHOW)


def next_page(html: str, ask: Ask) -> Ask | None:
    """The following number, when the pager links to it or beyond, or declares so many pages.

    The declared total alone is not trusted for ever: a page without rows ends the listing.
    """
    if not find_links(html, ask.url):
        return None
    here = _place(ask.url)
    if here is None:
        url = find_next(html, ask.url)
        return Ask(url) if url else None
    column, number = here
    hrefs = (entities.unescape(href) for href in _HREF.findall(html))
    linked = (_place(absolute_url(href, ask.url) or "") for href in hrefs)
    known = [place[1] for place in linked if place and place[0] == column]
    known += [int(one or other) for one, other in _TOTAL.findall(html)]
    if max(known, default=0) <= number:
        return None
    return Ask(_numbered(ask.url, number + 1), headers=ask.headers)


def _place(url: str) -> tuple[str, int] | None:
    """The column that an address belongs to, and the number of its page."""
    parts = urlsplit(url)
    listing = _LISTING.search(parts.path)
    if listing:
        return _PAGE.sub("", parts.path).rstrip("/"), int(listing[1] or 1)
    if not _OLDER.search(parts.path):
        return None
    fields = dict(parse_qsl(parts.query))
    number = fields.pop("page", "1")
    if not re.fullmatch(r"[0-9]{1,6}", number):
        return None
    return f"{parts.path.rstrip('/')}?{urlencode(sorted(fields.items()))}", int(number)


def _numbered(url: str, number: int) -> str:
    parts = urlsplit(url)
    if _LISTING.search(parts.path):
        folder = _PAGE.sub("", parts.path)
        folder = folder if folder.endswith("/") else f"{folder}/"
        return urljoin(url, f"{folder}page_{number}.html")
    fields = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "page"]
    query = urlencode([*fields, ("page", str(number))])
    return parts._replace(query=query, fragment="").geturl()
