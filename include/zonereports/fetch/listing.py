"""The links on a page of a listing, or the reason why it cannot be trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zonereports.errors import LayoutChanged
from zonereports.fetch.charset import decode
from zonereports.fetch.response import Response
from zonereports.fetch.soft_failure import check_page
from zonereports.sites import Ask, Link, Listing, canonical_url, check_size, recognise
from zonereports.sites import family as family_by_name

_EMPTY = re.compile(
    r"暂无[^<>\s]{0,8}(?:信息|内容|数据|记录|文章)?|没有(?:相关|找到)(?:信息|内容|数据|记录)"
)


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a listing, read."""

    url: str
    """The address that answered; links are resolved against it."""
    links: tuple[Link, ...]
    """In the order of the rows, each address once."""
    family: str
    """The family it was read as."""
    looks_like: str
    """The family it was recognised as; only a whole page can be recognised, no fragment."""
    next: Ask | None
    """What to ask for the page behind it."""
    text: str

    @property
    def is_shell(self) -> bool:
        """Whether its rows are still to be asked for, as its script does."""
        return not self.links and self.next is not None

    @property
    def fits_better(self) -> str | None:
        """The family that the YAML should name: recognised, another, and able to read the page."""
        if self.looks_like == self.family:
            return None
        other = family_by_name(self.looks_like)
        found = len(other.find_links(self.text, self.url))
        # `static` recognises every page: it is proposed when it reads more of it, or reads it while
        # the family that is set does not know the page at all.
        better = other.NAME != "static" or found > len(self.links)
        lost = found and not family_by_name(self.family).recognise(self.url, self.text)
        return self.looks_like if better or lost else None

    @property
    def is_anothers(self) -> bool:
        """Whether another family recognises the page, and the one it was read as does not."""
        if self.looks_like in (self.family, "static"):
            return False
        return not family_by_name(self.family).recognise(self.url, self.text)


def read_page(response: Response, ask: Ask, *, family: str) -> ListingPage:
    """Read one answer of a listing: a whole page, or what its pager gets.

    Args:
        response: the answer.
        ask: what it answers.
        family: name of the family, or `auto` to recognise it from the page.

    Raises:
        Challenged, SoftNotFound: as `check_page`.
        LayoutChanged: longer than any listing, or with more rows.
        WrongSetting: no such family.
    """
    text, _ = decode(response.body, response.header("content-type"))
    check_page(response, text)
    check_size(text)
    seen = recognise(response.final_url, text)
    name = seen if family == "auto" else family
    reader = family_by_name(name)
    links: dict[str, Link] = {}
    for link in reader.find_links(text, response.final_url):
        links.setdefault(canonical_url(link.url), link)
    following = reader.next_page(text, ask)
    return ListingPage(response.final_url, tuple(links.values()), name, seen, following, text)


def check_links(page: ListingPage, listing: Listing, *, shell: ListingPage | None = None) -> None:
    """Refuse a first page that holds fewer links than its listing promises.

    Args:
        page: the first page with rows.
        listing: what is expected of it.
        shell: the page whose script asked for the rows, when they did not stand in it.

    Raises:
        LayoutChanged: with both numbers, and with the family to set when another one fits; also with
            links enough when the page is another family's, whose further pages would be missed.
    """
    whole = shell or page
    if len(page.links) >= listing.expect_at_least:
        if whole.is_anothers:
            raise LayoutChanged(
                f"the page is no longer {whole.family}'s and looks like {whole.looks_like}: "
                f"set family: {whole.looks_like}",
                url=listing.url,
            )
        return
    told = (
        f"{len(page.links)} links, expected at least {listing.expect_at_least}, "
        f"read as {page.family}"
    )
    empty = _EMPTY.search(page.text)
    if not page.links and empty:
        told = f"empty list, the page says {empty.group()!r}: {told}"
    better = whole.fits_better
    if better:
        told += f"; the page looks like {better}: set family: {better}"
    raise LayoutChanged(told, url=listing.url)


def find_links(response: Response, listing: Listing, *, family: str) -> list[Link]:
    """The rows of a listing that stand in its first page, each address once.

    Args:
        response: the listing page.
        listing: what is expected of it.
        family: name of the family, or `auto` to recognise it from the page.

    Raises:
        Challenged, SoftNotFound: as `check_page`.
        LayoutChanged: fewer links than the listing promises.
        WrongSetting: no such family.
    """
    page = read_page(response, Ask(listing.url), family=family)
    check_links(page, listing)
    return list(page.links)
