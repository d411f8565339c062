"""博达 VSB: static pages whose numbers count down, so that an address names no fixed page.

Field guide, section 2.7. Page 2 of 11 of `tzgg.htm` is `tzgg/10.htm` today and `tzgg/11.htm` when
rows were added: only the link 下页 tells.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from zonereports.sites.address import absolute_url
from zonereports.sites.ask import Ask
from zonereports.sites.rows import find_articles, find_next
from zonereports.sites.site import Link

NAME = "vsb"
RANK = 60

_ARTICLE = re.compile(r"/info/\d+/\d+\.htm$")
_SIGNS = re.compile(
    r"vsb_content|\bpb_sys_common\b|/system/resource/(?:css|js|code)/|_showDynClicks"
    r"|_newscontent_fromname"
)
_NEXT = re.compile(
    r"""<(?:span|li|div)\b[^<>]*\bclass=["'][^"']*\bp_next\b(?!_)[^"']*["'][^<>]*>\s*"""
    r"""<a\b[^<>]*?\bhref=["']([^"']+)["']""",
    re.IGNORECASE,
)


def recognise(url: str, html: str) -> bool:
    """An article /info/tree/id.htm on the page or as its address, or VSB's own scripts."""
    path = urlsplit(url).path
    return bool(
        _ARTICLE.search(path)
        or _SIGNS.search(html)
        or re.search(r"""href=["'][^"']*\binfo/\d+/\d+\.htm["']""", html)
    )


def find_links(html: str, url: str) -> list[Link]:
    """The rows of the page."""
    return find_articles(html, url, _ARTICLE)


def next_page(html: str, ask: Ask) -> Ask | None:
    """Where 下页 leads; its number is never computed."""
    found = _NEXT.search(html)
    url = absolute_url(found[1], ask.url) if found else find_next(html, ask.url)
    return Ask(url) if url and url != absolute_url(ask.url, ask.url) else None
