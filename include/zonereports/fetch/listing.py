"""The links on a listing page, or the reason why it cannot be trusted."""

from __future__ import annotations

import re

from zonereports.errors import LayoutChanged
from zonereports.fetch.charset import decode
from zonereports.fetch.response import Response
from zonereports.fetch.soft_failure import check_page
from zonereports.sites import Link, Listing, canonical_url, recognise
from zonereports.sites import family as family_by_name

_EMPTY = re.compile(
    r"暂无[^<>\s]{0,8}(?:信息|内容|数据|记录|文章)?|没有(?:相关|找到)(?:信息|内容|数据|记录)"
)


def find_links(response: Response, listing: Listing, *, family: str) -> list[Link]:
    """The rows of a listing in their order, each address once.

    Args:
        response: the listing page.
        listing: what is expected of it.
        family: name of the family, or `auto` to recognise it from the page.

    Raises:
        Challenged, SoftNotFound: as `check_page`.
        LayoutChanged: fewer links than the listing promises.
        WrongSetting: no such family.
    """
    text, _ = decode(response.body, response.header("content-type"))
    check_page(response, text)
    seen = recognise(response.final_url, text)
    name = seen if family == "auto" else family
    links: dict[str, Link] = {}
    for link in family_by_name(name).find_links(text, response.final_url):
        links.setdefault(canonical_url(link.url), link)
    if len(links) < listing.expect_at_least:
        raise LayoutChanged(_told(text, len(links), listing, name, seen), url=listing.url)
    return list(links.values())


def _told(text: str, found: int, listing: Listing, name: str, seen: str) -> str:
    told = f"{found} links, expected at least {listing.expect_at_least}, read as {name}"
    empty = _EMPTY.search(text)
    if not found and empty:
        told = f"empty list, the page says {empty.group()!r}: {told}"
    if seen != name:
        told += f"; the page looks like {seen}"
    return told
