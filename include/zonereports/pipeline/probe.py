"""A look at a listing that no county file names yet: what it is, and what would be read from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from zonereports.errors import LayoutChanged
from zonereports.fetch import Fetcher, ListingPage, Response
from zonereports.pipeline.discovery import DAILY, Walk
from zonereports.pipeline.draft import draft, key_of, zones_in
from zonereports.sites import (
    SAME_DOMAIN,
    Ask,
    Link,
    Listing,
    TitleVerdict,
    canonical_url,
    government_domain,
    judge_title,
)

_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
# A page of links shows more words than this; a shell shows its menu.
_FEW_WORDS = 400


@dataclass(frozen=True, slots=True)
class Probe:
    """What a listing looks like to the crawler. Nothing of it is stored."""

    url: str
    key: str
    """Proposed for the county file."""
    family: str
    """As recognised."""
    rows: tuple[tuple[Link, TitleVerdict], ...]
    """What daily use would read, each row with the verdict on its title."""
    requests: int
    """Needed by one daily look: robots.txt, redirects and pages."""
    warnings: tuple[str, ...]
    yaml: str | None
    """A county file for this listing; None when no row can be read."""
    pages: tuple[Response, ...]
    """As served, in the order in which they were asked for."""


@dataclass
class _Asker:
    """Asks for pages, and keeps what came."""

    fetcher: Fetcher
    pace_s: float
    hosts: frozenset[str]
    came: list[Response] = field(default_factory=list)

    def __call__(self, ask: Ask) -> Callable[[], Response]:
        response = self.fetcher.get(ask, kind="probe", pace_s=self.pace_s, allow_hosts=self.hosts)
        self.came.append(response)
        return lambda: response

    @property
    def requests(self) -> int:
        """Pages, redirects, and one robots.txt for each place that was asked."""
        moved = [one for one in self.came if canonical_url(one.final_url) != canonical_url(one.url)]
        told = [address for one in self.came for address in (one.url, one.final_url)]
        places = {urlsplit(address)[:2] for address in told}
        return len(self.came) + len(moved) + len(places)


def probe(url: str, *, fetcher: Fetcher, adcode: str | None = None, pace_s: float = 3.0) -> Probe:
    """Read a listing as daily use would, without a county file and without storing anything.

    Args:
        url: of the listing.
        fetcher: keeps pace, robots.txt and the guard of addresses as in a crawl.
        adcode: of the county, where the page does not tell it.
        pace_s: seconds between two requests.

    Raises:
        CouldNotLook, SoftNotFound, PageGone: the listing was not seen.
        WrongSetting: no http(s) address.
    """
    canonical_url(url)
    host = urlsplit(url).hostname or ""
    bare = host.removeprefix("www.")
    ask = _Asker(fetcher, pace_s, frozenset({host, bare, f"www.{bare}"}))
    walk = Walk(Listing(url), "auto", ask, DAILY)
    links: dict[str, Link] = {}
    warnings: list[str] = []
    try:
        for page in walk:
            for link in page.links:
                links.setdefault(canonical_url(link.url), link)
    except LayoutChanged as error:
        warnings.append(error.what)
    rows = tuple((link, judge_title(link.title)) for link in links.values())
    first = walk.shell or walk.first
    assert first is not None
    on_page_1 = len(walk.first.links) if walk.first else 0
    text = None
    if on_page_1:
        text = draft(
            page=first.text,
            listing=ask.came[0].final_url if walk.shell is None else url,
            family=first.family,
            expect_at_least=max(1, on_page_1 // 2),
            zones=zones_in(link.title for link, verdict in rows if verdict.report),
            adcode=adcode,
        )
        if "adcode:" not in text:
            warnings.append("the page does not tell its county: give --adcode, six digits")
    return Probe(
        url=url,
        key=key_of(url),
        family=first.family,
        rows=rows,
        requests=ask.requests,
        warnings=(*warnings, *_warnings(walk, first, rows, ask.hosts)),
        yaml=text,
        pages=tuple(ask.came),
    )


def _line(strange: list[str], hosts: frozenset[str]) -> str:
    """The line of the YAML that allows these hosts, by their domain where it is the site's own."""
    own = {government_domain(host) for host in hosts}
    named = [host for host in strange if government_domain(host) not in own - {None}]
    same = [SAME_DOMAIN] if len(named) < len(strange) else []
    return f"other_hosts: [{', '.join([*same, *named])}]"


def _warnings(
    walk: Walk,
    first: ListingPage,
    rows: tuple[tuple[Link, TitleVerdict], ...],
    hosts: frozenset[str],
) -> Iterable[str]:
    words = "".join(_TAG.sub("", _SCRIPT.sub("", first.text)).split())
    if not rows:
        if _SCRIPT.search(first.text) and len(words) < _FEW_WORDS:
            yield "the page is a shell: its rows are brought by a script that no family knows"
        return
    if walk.shell is not None:
        yield "the page is a shell: each look asks for its rows as its script does"
    undated = sum(link.listed_on is None for link, _ in rows)
    if undated:
        yield f"{undated} of {len(rows)} rows bear no date"
    if not any(verdict.report for _, verdict in rows):
        yield "no title on it is the work report of a zone: is it the right column?"
    elsewhere = Counter(urlsplit(link.url).hostname or "" for link, _ in rows)
    strange = sorted(host for host in elsewhere if host not in hosts)
    for host in strange:
        lead = "1 row leads" if elsewhere[host] == 1 else f"{elsewhere[host]} rows lead"
        yield f"{lead} to {host}, which is refused until the YAML names it"
    if strange:
        yield f"if they are the site's own, add the line: {_line(strange, hosts)}"
    if first.next is None:
        yield "no further page is known: a backfill reads this page alone"
    elif urlsplit(first.next.url).hostname not in hosts:
        further = urlsplit(first.next.url).hostname or ""
        yield f"further pages come from {further}, add the line: {_line([further], hosts)}"
    if walk.remark:
        yield walk.remark
