"""A visitor who follows a listing to its end as the family's adapter says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import requests

from replica import Replica
from replica.counties import CountyFacts
from replica.entries import Entry
from replica.extra_counties_b import EXTRA_COUNTIES
from zonereports.fetch import decode
from zonereports.sites import Ask, Link, Listing, Site, Zone, family, judge_title, recognise

NOW = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)
MOST_REQUESTS = 12
"""More than any listing here needs: a pager that runs in a circle fails the test."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a listing."""

    ask: Ask
    status: int
    text: str
    links: list[Link]


class Visitor:
    """One county of the replica, and a session to ask it with."""

    def __init__(self, replica: Replica, county: CountyFacts, session: requests.Session) -> None:
        self.replica = replica
        self.county = county
        self.session = session
        self.state = replica.site_at(county.host or "")
        assert self.state is not None
        self.family = family(self.state.family_name)
        self.site = Site(
            key=county.key,
            name=f"{county.name}人民政府",
            adcode=county.adcode,
            base_url=replica.base_url(county.key),
            family=self.family.NAME,
            listings=(Listing(replica.listing_url(county.key)),),
            zones=tuple(Zone(zone.name, zone.aliases, zone.level) for zone in county.zones),
        )

    def send(self, ask: Ask) -> requests.Response:
        headers = dict(ask.headers)
        if ask.method == "GET":
            return self.session.get(ask.url, headers=headers, timeout=10)
        body = ask.json.encode() if ask.json is not None else list(ask.form)
        return self.session.post(ask.url, data=body, headers=headers, timeout=10)

    def walk(self) -> list[Page]:
        """All pages of the listing, shells and ends among them."""
        pages: list[Page] = []
        ask: Ask | None = Ask(self.site.listings[0].url)
        while ask:
            assert len(pages) < MOST_REQUESTS, [page.ask.identity for page in pages]
            reply = self.send(ask)
            text, _ = decode(reply.content, reply.headers.get("Content-Type"))
            pages.append(Page(ask, reply.status_code, text, self.family.find_links(text, ask.url)))
            ask = self.family.next_page(text, ask)
        assert recognise(pages[0].ask.url, pages[0].text) == self.family.NAME
        return pages

    def truth(self) -> dict[str, Entry]:
        """The rows that there are, by address."""
        assert self.state is not None
        base = self.replica.base_url(self.county.key)
        return {base + self.state.path_of(entry): entry for entry in self.state.entries()}

    def reports(self, pages: list[Page]) -> dict[str, Link]:
        """The links that are taken for reports of the county's zones."""
        known = [name for zone in self.site.zones for name in (zone.name, *zone.aliases)]
        return {
            link.url: link
            for page in pages
            for link in page.links
            if judge_title(link.title, zones=known).report
        }


@contextmanager
def visit(key: str, *quirks: str, only: bool = True, per_page: int = 0) -> Iterator[Visitor]:
    """A county of the extra ones alone, with these quirks in place of its own.

    Args:
        key: of the county.
        quirks: of its family.
        only: False keeps the quirks that the county has by itself.
        per_page: rows on a page when above 0.
    """
    facts = next(county for county in EXTRA_COUNTIES if county.key == key)
    own = frozenset() if only and quirks else facts.quirks
    facts = replace(facts, quirks=own | frozenset(quirks), per_page=per_page or facts.per_page)
    with (
        Replica(counties=[facts], now=lambda: NOW) as replica,
        requests.Session() as session,
    ):
        session.trust_env = False
        yield Visitor(replica, facts, session)
