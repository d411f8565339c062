"""Listings that stand in the page as they are: lines with a link and a date."""

from __future__ import annotations

from zonereports.sites.ask import Ask
from zonereports.sites.rows import find_next, find_rows
from zonereports.sites.site import Link

NAME = "static"
RANK = 1000


def recognise(url: str, html: str) -> bool:
    """Every page: this family is the last resort, and its rows decide whether it is a listing."""
    return True


def find_links(html: str, url: str) -> list[Link]:
    """The repeated rows of the page (li, tr, dl or div) that hold a link and a date."""
    return find_rows(html, url)


def next_page(html: str, ask: Ask) -> Ask | None:
    """Where 下一页 leads, when it is a link."""
    url = find_next(html, ask.url)
    return Ask(url) if url else None
