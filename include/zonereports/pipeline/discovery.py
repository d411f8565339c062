"""The pages of one listing, one after the other, and where to stop.

A listing is followed until one of these is met: as many pages as asked for; a whole page of rows
older than the watermark (never the first old row: lists pin old rows to their top); a page that
repeats the one before it, because the server ignores the page number; a page without a link that
was not seen; the last page. Daily use ends with the first page when it is unchanged since the listing
was last followed: page 1 unchanged means that the listing is unchanged (`walks` says for how long).

A page without rows that goes on to another one by a refresh or a script is followed once, within
the hosts of the site. What a column keeps on pages of single years, a backfill reads as listings of
their own.

The first page decides whether the site was seen. A shell without rows, what its script asks for on
the way to the rows (a tree of columns, a token) and the first answer with rows are one first page. A later page that fails is a remark in daily use, where
what is new stands on page 1; in a backfill it is the site's error, because history is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from zonereports.errors import LayoutChanged, PageGone, SoftNotFound, ZoneReportsError
from zonereports.fetch import ListingPage, Response, check_links, decode, read_page
from zonereports.sites import Ask, Listing, canonical_url, find_lead, find_years

MOST_SHELLS = 8
"""Answers without rows before the first with rows: a tree, and the columns that it offers."""
MOST_PAGES = 500
"""Bound of a backfill. The longest list of section 2 of the field guide declares 322 pages."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a listing is followed."""

    pages: int
    """Pages with rows."""
    backfill: bool = False
    """History is wanted: what cannot be read is an error."""
    since: date | None = None
    """The watermark of a backfill; None follows all pages."""


DAILY = Reach(pages=2)
"""Page 1 shows what is new; page 2 what a busy day pushed off it."""


def backfill(since: date | None = None) -> Reach:
    """All pages, or those with rows since a day."""
    return Reach(pages=MOST_PAGES, backfill=True, since=since)


@dataclass
class Walk:
    """One walk over a listing. What was found out stands in its fields while it goes on.

    Args:
        listing: where it begins.
        family: name of the family, or `auto`.
        ask: how a page is had, to be read when it is called for; what it raises is the answer of that page.
        reach: how far to go.
        watermark: gives the day; a whole page of older rows is the last one read.
        unchanged: whether what was had so far is the first page of the last whole walk; asked before
            an answer is read, and its yes ends the walk.
    """

    listing: Listing
    family: str
    ask: Callable[[Ask], Callable[[], Response]]
    reach: Reach = DAILY
    watermark: Callable[[], date | None] = lambda: None
    unchanged: Callable[[], bool] = lambda: False
    read: int = 0
    """Pages with rows that were read."""
    asked: list[Ask] = field(default_factory=list)
    shell: ListingPage | None = None
    first: ListingPage | None = None
    remark: str | None = None
    """Why the walk ended early, for people."""
    whole: bool = True
    """No page was left out because it failed."""
    quiet: bool = False
    """The first page is unchanged, and nothing was read."""
    led_to: str | None = None
    """Where the listing's page went on to."""
    seen: set[str] = field(default_factory=set)
    """Canonical addresses of all rows."""

    def __iter__(self) -> Iterator[ListingPage]:
        """The pages with rows.

        Raises:
            ZoneReportsError: the first page was not seen or not recognised; in a backfill, any page.
        """
        page = self._first_page()
        if page is None:
            self.quiet = True
            return
        before: set[str] = set()
        while True:
            addresses = {canonical_url(link.url) for link in page.links}
            if self.read and not addresses - self.seen:
                self._end_with_nothing_new(addresses, before)
                return
            self.read += 1
            self.seen |= addresses
            yield page
            following = page.next
            if following is None or self._is_old(page):
                return
            if following in self.asked:
                self.remark = f"page {self.read} leads back to a page that was read"
                return
            if self.read >= self.reach.pages:
                if self.reach.backfill:
                    self.remark = f"stopped after {self.read} pages; older rows were not read"
                return
            before = addresses
            try:
                behind = self._behind(following, family=page.family)
            except ZoneReportsError as error:
                if self.reach.backfill:
                    raise
                self.remark = f"page {self.read + 1} was not read: {error}"
                self.whole = False
                return
            if behind is None:
                self.remark = f"page {self.read + 1} is declared and not there: the listing ends"
                return
            page = behind

    def _behind(self, ask: Ask, *, family: str) -> ListingPage | None:
        """A further page, under its other name where it has two; None where it need not exist."""
        try:
            page = self._read(ask, family=family)
        except (PageGone, SoftNotFound):
            if ask.otherwise:
                return self._behind(ask.otherwise, family=family)
            if ask.may_be_missing:
                return None
            raise
        addresses = {canonical_url(link.url) for link in page.links}
        if ask.otherwise and not addresses - self.seen:
            return self._behind(ask.otherwise, family=family)
        return page

    @property
    def years(self) -> dict[int, str]:
        """Pages with the rows of single years that the listing links to, newest first."""
        page = self.shell or self.first
        return find_years(page.text, page.url) if page else {}

    @property
    def proposed(self) -> str | None:
        """The family that the YAML should name instead of the one it names."""
        page = self.shell or self.first
        return page.fits_better if page else None

    def _first_page(self) -> ListingPage | None:
        """The first page with rows; None when it is unchanged."""
        ask = Ask(self.listing.url)
        answer = self._have(ask)
        if self.unchanged():
            return None
        page = self._page_or_lead(answer(), ask)
        if isinstance(page, str):
            self.led_to = page
            ask, answer = Ask(page), self._have(Ask(page))
            if self.unchanged():
                return None
            page = self._page_or_lead(answer(), ask)
            if isinstance(page, str):
                raise LayoutChanged(
                    f"it leads on to {self.led_to}, and that to {page}", url=self.listing.url
                )
        self.first = page
        while page.next is not None and page.is_shell and len(self.asked) <= MOST_SHELLS:
            # What another family's page seems to ask for are guesses: the change is to be told.
            if page.next in self.asked or (self.shell is None and page.is_anothers):
                break
            ask, answer = self._on_the_way(page.next)
            if self.unchanged():
                return None
            self.shell = self.shell or page
            self.first = page = read_page(answer(), ask, family=page.family)
        check_links(page, self.listing, shell=self.shell)
        return page

    def _page_or_lead(self, response: Response, ask: Ask) -> ListingPage | str:
        """The page, or the address to which one without rows goes on."""
        try:
            page = read_page(response, ask, family=self.family)
        except SoftNotFound:
            # A page with a script alone is taken for an empty one.
            text, _ = decode(response.body, response.header("content-type"))
            lead = find_lead(text, response.final_url)
            if lead is None:
                raise
            return lead
        stays = page.links or (page.next is not None and not page.is_anothers)
        return page if stays else find_lead(page.text, page.url) or page

    def _on_the_way(self, ask: Ask) -> tuple[Ask, Callable[[], Response]]:
        """What a shell asks for, under its other name where the first is not there."""
        try:
            return ask, self._have(ask)
        except (PageGone, SoftNotFound):
            if ask.otherwise is None:
                raise
            return self._on_the_way(ask.otherwise)

    def _have(self, ask: Ask) -> Callable[[], Response]:
        self.asked.append(ask)
        return self.ask(ask)

    def _read(self, ask: Ask, *, family: str) -> ListingPage:
        return read_page(self._have(ask)(), ask, family=family)

    def _is_old(self, page: ListingPage) -> bool:
        """Whether every dated row is older than the watermark; a page without dates tells nothing."""
        dates = [link.listed_on for link in page.links if link.listed_on]
        mark = self.watermark() if dates else None
        return mark is not None and max(dates) < mark

    def _end_with_nothing_new(self, addresses: set[str], before: set[str]) -> None:
        number = self.read + 1
        if not addresses:
            self.remark = f"page {number} is empty: the listing ends with page {self.read}"
        elif addresses == before:
            self.remark = f"page {number} repeats page {self.read}: the page number is ignored"
        else:
            self.remark = f"page {number} holds no row that was not read before"
