"""The sites: what each answered last, how it was asked, and whether it is asked at all."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from zonereports.errors import WrongSetting, ZoneReportsError
from zonereports.fetch import (
    Host,
    PolitenessReport,
    RequestCount,
    RequestLedger,
    StateHostBook,
    politeness_report,
    read_page,
)
from zonereports.pages.reader import LakeReader, Row, Snapshot
from zonereports.pipeline import Pipeline, Switch, checks_of, newest_check, switched_off
from zonereports.sites import COUNTIES, Ask, Link, Site, load_sites

COUNTED = timedelta(days=7)
"""Span of the counts of requests in the list: a week of 3,000 sites is quickly counted."""
REPORTED = timedelta(days=30)
"""Span of a site's politeness report."""
_NEVER: Row = dict.fromkeys(
    ("checked_at", "answer", "error", "detail", "links", "known_reports", "looks_like", "dag_run")
)
ANSWERS = ("new", "nothing new", "could not look", "not recognisable", "not visited", "off")


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site in the list."""

    site: Site
    answer: str
    """One of the four answers, `not visited` or `off`."""
    check: Row
    """The last visit as it is stored; every value is None when there was none."""
    off: Switch | None
    requests: RequestCount | None = None
    reports: int = 0
    last_report: Any = None
    """Day of the newest report's publication."""
    rests_until: datetime | None = None
    """The site is not asked before: after a challenge, after failures, or because it said so."""

    @property
    def listing(self) -> tuple[str, ...]:
        """The captures that prove the answer: the listing pages that were read, in their order."""
        return tuple(str(self.check.get("listing_captures") or "").split())

    def next_visit(self, scheduled: datetime | None, now: datetime) -> datetime | None:
        """When it is asked again: at the next crawl, or not before its rest ends."""
        rest = self.rests_until if self.rests_until and self.rests_until > now else None
        return max((one for one in (scheduled, rest) if one), default=None)


@dataclass(frozen=True, slots=True)
class SitePage:
    """All about one site."""

    row: SiteRow
    checks: Sequence[Row]
    yaml: str
    host: Host
    politeness: PolitenessReport
    links: Sequence[Link]
    """Rows of the listing that was read last, in its order."""
    listing_error: str | None
    """Why the listing cannot be shown."""


class SiteBoard:
    """The configured sites, read again only when a file has changed."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._lock = Lock()
        self._seen: tuple[Any, ...] = ()
        self._sites: dict[str, Site] = {}
        self._checked = 0
        self._last: dict[str, Row] = {}

    def sites(self) -> dict[str, Site]:
        """All sites by key.

        Raises:
            WrongSetting: the folder is missing or a file is wrong.
        """
        folder = self._folder
        try:
            with os.scandir(folder) as entries:
                seen = tuple(
                    sorted(
                        (entry.name, entry.stat().st_mtime_ns)
                        for entry in entries
                        if entry.name.endswith((".yaml", ".yml"))
                    )
                )
        except OSError as error:
            raise WrongSetting("no such folder of county files", url=str(folder)) from error
        with self._lock:
            if seen != self._seen:
                self._sites = load_sites(self._pipeline.settings.sites)
                self._seen = seen
            return self._sites

    def rows(self) -> list[SiteRow]:
        """All sites with their last answers; without counts, which `counted` adds."""
        last, off = self._last_checks(), switched_off(self._pipeline.state)
        return [_row(site, last.get(key) or {}, off.get(key)) for key, site in self.sites().items()]

    def _last_checks(self) -> dict[str, Row]:
        newest = newest_check(self._pipeline.state)
        with self._lock:
            if newest != self._checked or not newest:
                self._last = self._pipeline.last_checks()
                self._checked = newest
            return self._last

    def counted(
        self, rows: Sequence[SiteRow], now: datetime, lake: LakeReader, at: Snapshot | None
    ) -> list[SiteRow]:
        """The same rows with their requests of a week and their reports."""
        keys = [row.site.key for row in rows]
        requests = RequestLedger(self._pipeline.state).count_by_site(keys, since=now - COUNTED)
        reports = _reports(lake, at)
        hosts = StateHostBook(self._pipeline.state)
        counted = []
        for row in rows:
            found = reports.get(row.site.key, {})
            counted.append(
                SiteRow(
                    row.site,
                    row.answer,
                    row.check,
                    row.off,
                    requests.get(row.site.key, RequestCount()),
                    int(found.get("n", 0)),
                    found.get("newest"),
                    _rest(hosts.known(urlsplit(row.site.base_url).netloc)),
                )
            )
        return counted

    def page(self, key: str, now: datetime, lake: LakeReader, at: Snapshot | None) -> SitePage:
        """All about one site.

        Raises:
            WrongSetting: there is no such site.
        """
        site = self.sites().get(key)
        if site is None:
            raise WrongSetting(f"no site is named {key}", next_step="zonereports sites list")
        state = self._pipeline.state
        checks = checks_of(state, key)
        row = _row(site, checks[0] if checks else {}, switched_off(state).get(key))
        (row,) = self.counted([row], now, lake, at)
        parts = urlsplit(site.base_url)
        links, error = self._links(row)
        return SitePage(
            row=row,
            checks=checks,
            yaml=(self._folder / f"{key}.yaml").read_text(encoding="utf-8"),
            host=StateHostBook(state).known(parts.netloc),
            politeness=politeness_report(state, parts.netloc, now - REPORTED),
            links=links,
            listing_error=error,
        )

    @property
    def _folder(self) -> Path:
        return Path(self._pipeline.settings.sites or COUNTIES)

    def _links(self, row: SiteRow) -> tuple[Sequence[Link], str | None]:
        found: dict[str, Link] = {}
        for capture in row.listing:
            try:
                for link in self.rows_of(capture, row.site):
                    found.setdefault(link.url, link)
            except ZoneReportsError as error:
                return tuple(found.values()), error.what
        return tuple(found.values()), None

    def rows_of(self, capture_id: str, site: Site | None) -> Sequence[Link]:
        """The rows of a captured listing page, as they are read today.

        Raises:
            ArchiveDamaged: it cannot be opened. NotRecognisable: it is no listing.
        """
        response = self._pipeline.archive.read(capture_id)
        return read_page(response, Ask(response.url), family=site.family if site else "auto").links


def tally(rows: Sequence[SiteRow]) -> dict[str, int]:
    """How many sites gave each answer, in the order of `ANSWERS`."""
    counted = Counter(row.answer for row in rows)
    return {answer: counted[answer] for answer in ANSWERS}


def chosen(rows: Sequence[SiteRow], *, answer: str = "", words: str = "") -> list[SiteRow]:
    """The sites that gave an answer and whose key, name or zone holds all of the words."""
    wanted = words.casefold().split()
    return [
        row
        for row in rows
        if (not answer or row.answer == answer)
        and all(any(word in told for told in _told(row.site)) for word in wanted)
    ]


def _told(site: Site) -> tuple[str, ...]:
    zones = (name for zone in site.zones for name in (zone.name, *zone.aliases))
    return tuple(text.casefold() for text in (site.key, site.name, site.adcode, *zones))


def _row(site: Site, check: Row, off: Switch | None) -> SiteRow:
    active = site.active and off is None
    answer = str(check.get("answer") or "not visited") if active else "off"
    return SiteRow(site, answer, check or _NEVER, off)


def _rest(host: Host) -> datetime | None:
    told = (host.not_before, host.open_until, host.challenged_until)
    return max((one for one in told if one), default=None)


def _reports(lake: LakeReader, at: Snapshot | None) -> dict[str, Row]:
    if at is None:
        return {}
    return lake.remembered(
        at,
        ("reports by site",),
        lambda: {
            str(row["site"]): row
            for row in lake.rows(
                at,
                "select site, count(*) as n, max(published_at) as newest "
                "from {documents} where is_latest group by site",
            )
        },
    )
