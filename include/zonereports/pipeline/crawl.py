"""One visit to one site: listings, links, the pages that are new, the pages that are due again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import Literal

from sqlalchemy import Connection

from zonereports.archive import Archive, Capture
from zonereports.document import file_name, is_file
from zonereports.errors import (
    ArchiveDamaged,
    PageGone,
    ZoneReportsError,
)
from zonereports.fetch import Fetcher, ListingPage, Response
from zonereports.pipeline.check import Answer, SiteCheck, answer_to
from zonereports.pipeline.discovery import DAILY, Reach, Walk
from zonereports.pipeline.following import Follower
from zonereports.pipeline.noting import Noting
from zonereports.pipeline.pages import Page, Pages
from zonereports.pipeline.parts import fetch_parts, is_in_parts
from zonereports.pipeline.screening import outcome_of, soft_failure
from zonereports.pipeline.walks import LastWalk, Walks, first_page
from zonereports.pipeline.watermarks import Watermarks
from zonereports.sites import Ask, Link, Listing, Site, canonical_url, judge_title

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Served:
    """A page of a listing as it came."""

    digest: str
    not_modified: bool


@dataclass
class Visit:
    """Visits one site; everything fetched is archived before it is looked at.

    The visit goes on after a page that cannot be read, so that one bad page hides no other; its
    first error is the site's answer. New pages are fetched listing page by listing page, so that a
    backfill that is killed goes on where it was.

    Daily use reads nothing of a listing whose first page is unchanged, which is: answered 304; where
    a script asks for the rows, the shell answered 304 and the rows came byte for byte as before. A
    page that offers neither ETag nor Last-Modified is followed every time.
    """

    site: Site
    fetcher: Fetcher
    archive: Archive
    pages: Pages
    watermarks: Watermarks
    walks: Walks
    now: Callable[[], datetime]
    recheck_after: timedelta
    on_gone: Callable[[Page, datetime], None]
    settle: Callable[[Callable[[Connection], None]], None]
    reach: Reach = DAILY
    links: int = 0
    known_reports: int = 0
    pages_read: int = 0
    newest: date | None = None
    looks_like: str | None = None
    listing_captures: list[str] = field(default_factory=list)
    served: list[Served] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)
    new: list[str] = field(default_factory=list)
    errors: list[ZoneReportsError] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def check(self) -> SiteCheck:
        """Look at the site and say what was found. Never raises an error of the site."""
        started = self.now()
        restless = self.pages.restless(self.site.key, looked_before=started - self.recheck_after)
        gone = max((page.gone_at for page in restless if page.gone_at), default=None)
        for listing in self.site.listings:
            years = self._read_listing(listing, gone, started)
            for address in years:
                self._read_listing(replace(listing, url=address, expect_at_least=1), gone, started)
        if not self.errors:
            self._look_again(restless)
        error = self.errors[0] if self.errors else None
        seen: Answer = "new" if self.new else "nothing new"
        return SiteCheck(
            site=self.site.key,
            answer=answer_to(error) if error else seen,
            checked_at=started,
            error=type(error).__name__ if error else None,
            detail=str(error) if error else "; ".join(self.remarks) or None,
            links=self.links,
            newest=self.newest,
            listing_capture=self.listing_captures[-1] if self.listing_captures else None,
            new_captures=tuple(self.new),
            known_reports=self.known_reports,
            pages_read=self.pages_read,
            looks_like=self.looks_like,
            listing_captures=tuple(self.listing_captures),
        )

    @cached_property
    def _known(self) -> dict[str, Page]:
        """The pages that were known when the first listing was read."""
        return self.pages.of(self.site.key)

    def _read_listing(
        self, listing: Listing, gone: datetime | None, started: datetime
    ) -> list[str]:
        """Read one listing; the years that it keeps on pages of their own, in a backfill."""
        last = self.walks.of(listing.url, since=started - self.recheck_after)
        if last is not None and gone is not None and gone >= last.walked_at:
            # A page was withdrawn since: whether the listing still shows it is to be seen.
            last = None
        first = ""
        failed = len(self.errors)
        self.served.clear()

        def unchanged() -> bool:
            nonlocal first
            first = first_page(self.site, listing, [one.digest for one in self.served])
            held = not self.reach.backfill and self.served[0].not_modified
            return held and last is not None and first == last.first_page

        def mark() -> date | None:
            return self.reach.since if self.reach.backfill else self.watermarks.of(listing.url)

        walk = Walk(listing, self.site.family, self._ask, self.reach, mark, unchanged)
        dates: list[date] = []
        with self._noting():
            for page in walk:
                dates += [link.listed_on for link in page.links if link.listed_on]
                self._read_links(page, listing)
        if walk.quiet and last is not None:
            self.links += last.links
            self.known_reports += last.known_reports
            self.pages_read += 1
            self.looks_like = last.looks_like
            self._note_newest([last.newest] if last.newest else [])
            return []
        self.links += len(walk.seen)
        self.pages_read += walk.read
        self._note_newest(dates)
        if walk.first is not None:
            self.looks_like = walk.proposed or (walk.first.family if walk.read else None)
        if walk.led_to:
            self.remarks.append(
                f"the listing leads on to {walk.led_to}: set it as url in the site's YAML"
            )
        if walk.remark:
            log.info("site=%s listing=%s %s", self.site.key, listing.url, walk.remark)
            self.remarks.append(walk.remark)
        if dates:
            self.watermarks.note(listing.url, site=self.site.key, newest=max(dates), at=self.now())
        noted = last is not None and first == last.first_page
        if walk.whole and walk.first and len(self.errors) == failed and not noted:
            held = self._held(first, walk.first, started)
            self.walks.note(listing.url, held, site=self.site.key)
        if not self.reach.backfill:
            return []
        wanted = self.reach.since.year if self.reach.since else 0
        known = {one.url for one in self.site.listings}
        return [url for year, url in walk.years.items() if year >= wanted and url not in known]

    def _held(self, first: str, listed: ListingPage, at: datetime) -> LastWalk:
        """What the first page of a walk held, once the new pages among its rows are known."""
        urls = [canonical_url(link.url) for link in listed.links]
        dates = [link.listed_on for link in listed.links if link.listed_on]
        pages = self.pages.of(self.site.key)
        known = {url for url, page in pages.items() if page.gone_at is None}
        return LastWalk(
            first_page=first,
            walked_at=at,
            links=len(urls),
            known_reports=sum(url in known for url in urls),
            newest=max(dates, default=None),
            looks_like=listed.family,
        )

    def _note_newest(self, dates: list[date]) -> None:
        self.newest = max([*dates, *([self.newest] if self.newest else [])], default=None)

    def _read_links(self, page: ListingPage, listing: Listing) -> None:
        for link in page.links:
            url = canonical_url(link.url)
            before = self._known.get(url)
            if before is not None and before.gone_at is None:
                self.known_reports += 1
            elif url not in self.tried and self._is_report(link, listing):
                # Two listings, or two pages of one that moved on meanwhile, may show one row.
                self.tried.add(url)
                with self._noting():
                    self._read_article(url, link, listing)

    def _is_report(self, link: Link, listing: Listing) -> bool:
        names = [name for zone in self.site.zones for name in (zone.name, *zone.aliases)]
        return judge_title(link.title, zones=names, own_column=listing.zone is not None).report

    def _read_article(self, url: str, link: Link, listing: Listing) -> None:
        response = self._fetch(url, previous=None, referer=listing.url)
        capture = self.archive.store(
            response,
            kind="article",
            site=self.site.key,
            link_title=link.title,
            listed_on=link.listed_on,
            name=_name_of(response, link.title),
        )
        self._check_article(response, capture)
        followed = self._follow(response, capture)
        self.pages.looked(url, site=self.site.key, at=self.now())
        self.new += [capture.id, *followed]

    def _look_again(self, restless: list[Page]) -> None:
        for page in restless:
            if page.gone_at is None:
                with self._noting():
                    self._recheck(page)

    def _recheck(self, page: Page) -> None:
        previous = self.archive.latest(page.url)
        try:
            response = self._fetch(page.url, previous=previous, referer=None)
        except PageGone as error:
            log.warning("gone: site=%s url=%s", self.site.key, page.url)
            self.on_gone(page, error.response.fetched_at if error.response else self.now())
            return
        if response.status == 304 and previous is not None:
            try:
                held = self.archive.read(previous.id)
            except ArchiveDamaged as error:
                log.warning("site=%s asked again: %s", self.site.key, error)
                response = self._fetch(page.url, previous=None, referer=None)
            else:
                if is_in_parts(held):
                    # All parts belong to one visit, which the capture of the page stands for.
                    response = self._fetch(page.url, previous=None, referer=None)
                else:
                    # The page may be as it was, its attachment another one at the same address.
                    self.new += self._follow(held, previous)
        if response.status != 304:
            capture = self.archive.store(
                response,
                kind="article",
                site=self.site.key,
                link_title=previous.link_title if previous else None,
                listed_on=previous.listed_on if previous else None,
                name=_name_of(response, None),
            )
            self._check_article(response, capture)
            followed = self._follow(response, capture)
            if previous is None or capture.digest != previous.digest:
                self.new.append(capture.id)
            self.new += followed
        self.pages.looked(page.url, site=self.site.key, at=self.now())

    def _check_article(self, response: Response, capture: Capture) -> None:
        """An error page served with status 200 is no report: settle it, so that it is asked again."""
        error = soft_failure(response)
        if error is not None:
            outcome = outcome_of(error)
            self.settle(lambda c: self.archive.settle(c, capture.id, outcome, self.now()))
            raise error

    def _follow(self, response: Response, capture: Capture) -> list[str]:
        if is_file(response.body):
            return []
        get, check = self._fetch_attachment, self._check_article
        if is_in_parts(response):
            return fetch_parts(response, capture, archive=self.archive, get=get, check=check)
        return Follower(self.archive, get, check).follow(response, capture)

    def _ask(self, ask: Ask) -> Callable[[], Response]:
        """A page of a listing: from the site, or from the archive when it has not changed.

        The archive is read when the answer is: on a day without news nobody looks at it.
        """
        previous = self.archive.latest(ask.identity)
        response = self._get(ask, "listing", previous=previous)
        if response.status == 304 and previous is not None:
            self.listing_captures.append(previous.id)
            self.served.append(Served(previous.digest, not_modified=True))
            return partial(self._unchanged_copy, ask, previous)
        self._take_listing(response)
        return lambda: response

    def _unchanged_copy(self, ask: Ask, previous: Capture) -> Response:
        try:
            return self.archive.read(previous.id)
        except ArchiveDamaged as error:
            # The copy that still holds cannot be opened: have it again.
            log.warning("site=%s asked again: %s", self.site.key, error)
        response = self._get(ask, "listing", previous=None)
        del self.listing_captures[-1], self.served[-1]
        self._take_listing(response)
        return response

    def _take_listing(self, response: Response) -> None:
        capture = self.archive.store(response, kind="listing", site=self.site.key)
        self.listing_captures.append(capture.id)
        self.served.append(Served(capture.digest, not_modified=False))

    def _fetch(self, url: str, *, previous: Capture | None, referer: str | None) -> Response:
        return self._get(url, "article", previous=previous, referer=referer)

    def _fetch_attachment(self, url: str, *, previous: Capture | None, referer: str) -> Response:
        return self._get(url, "attachment", previous=previous, referer=referer)

    def _get(
        self,
        ask: Ask | str,
        kind: Literal["listing", "article", "attachment"],
        *,
        previous: Capture | None,
        referer: str | None = None,
    ) -> Response:
        """Ask the site. An answer that is an error is archived too: it proves what we say of it."""
        try:
            return self.fetcher.get(
                ask,
                kind=kind,
                pace_s=self.site.pace_s,
                etag=previous.etag if previous else None,
                last_modified=previous.last_modified if previous else None,
                referer=referer,
                allow_hosts=self.site.hosts,
            )
        except ZoneReportsError as error:
            if error.response is not None:
                self.archive.store(error.response, kind="refusal", site=self.site.key)
            raise

    def _noting(self) -> Noting:
        return Noting(self.errors, self.site.key)


def _name_of(response: Response, said: str | None) -> str | None:
    """What a file is called that a listing links straight to; None for a page."""
    if not is_file(response.body):
        return None
    return file_name(response.header("Content-Disposition"), said=said, url=response.final_url)
