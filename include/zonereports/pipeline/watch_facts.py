"""What the watch looks at: visits, published reports, quarantine, hosts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from zonereports.document import zone_key
from zonereports.events import SPANS, Appearance, Look, Looks, Source, Span
from zonereports.fetch import HostFacts, host_facts
from zonereports.lake import Lake
from zonereports.pipeline.check import CHECKS
from zonereports.sites import Site
from zonereports.state import State

CHINA = ZoneInfo("Asia/Shanghai")
_LOOKED_BACK = timedelta(days=45)

_DOCUMENTS = """
select site, adcode, zone, report_year, period_kind, min(published_at) as day
from documents where report_year > 0 group by all
"""
_REFUSED = """
select site, zone, report_year, row_id, reason, "row" from quarantine
where "table" = 'documents' and severity = 'critical' order by row_id
"""


@dataclass(frozen=True, slots=True)
class Reports:
    """Which reports appeared."""

    history: tuple[Appearance, ...]
    """Those whose day is known; the zone is `<site>/<name>` as the YAML has it."""
    seen: Mapping[str, frozenset[tuple[Span, int]]]
    """By the same zone, also those held back and those without a day."""
    held_back: Mapping[str, Mapping[str, str]]
    """By site: document and why."""


def reports_of(lake: Lake, sites: Mapping[str, Site]) -> Reports:
    """The reports of the configured zones, published or held back."""
    names = _Names(sites)
    history: list[Appearance] = []
    seen: dict[str, set[tuple[Span, int]]] = defaultdict(set)

    def note(row: Mapping[str, Any], day: date | None) -> None:
        zone, span, year = names.find(row), row.get("period_kind"), row.get("report_year")
        if zone is None or span not in SPANS or not isinstance(year, int):
            return
        seen[zone].add((span, year))
        if day is not None:
            history.append(Appearance(zone, span, year, day))

    for row in lake.query(_DOCUMENTS).to_pylist():
        note(row, row["day"])
    held_back: dict[str, dict[str, str]] = defaultdict(dict)
    for row in lake.query(_REFUSED).to_pylist():
        if row["site"] in sites:
            held_back[row["site"]][row["row_id"]] = row["reason"]
        known = {name: row[name] for name in ("zone", "report_year") if row[name]}
        note(json.loads(row["row"]) | known, None)
    return Reports(
        tuple(history), {zone: frozenset(found) for zone, found in seen.items()}, held_back
    )


def looks_of(state: State) -> dict[str, Looks]:
    """The first and the last day on which each site was seen and understood."""
    query = (
        select(CHECKS.c.site, func.min(CHECKS.c.checked_at), func.max(CHECKS.c.checked_at))
        .where(CHECKS.c.error.is_(None))
        .group_by(CHECKS.c.site)
    )
    with state.read() as connection:
        return {
            site: Looks(first.astimezone(CHINA).date(), last.astimezone(CHINA).date())
            for site, first, last in connection.execute(query)
        }


def sources_of(
    state: State, sites: Collection[Site], held_back: Mapping[str, Mapping[str, str]], now: datetime
) -> dict[str, Source]:
    """What is known of each site."""
    looks, newest, hosts = _looks(state, now), _newest(state), host_facts(state)
    return {
        site.key: Source(
            site=site.key,
            family=site.family,
            url=site.listings[0].url if site.listings else site.base_url,
            looks=looks.get(site.key, ()),
            newest=newest.get(site.key, ()),
            held_back=held_back.get(site.key, {}),
            certificates={
                name: ends
                for name in hosts_of(site)
                if (facts := hosts.get(name)) and (ends := facts.certificate_ends)
            },
        )
        for site in sites
    }


def hosts_by_site(state: State, sites: Iterable[Site]) -> dict[str, tuple[str, HostFacts]]:
    """What each host showed last that a site is asked at: the key of the first such site, facts."""
    facts = host_facts(state)
    owners = {name: site.key for site in reversed(list(sites)) for name in hosts_of(site)}
    return {name: (owners[name], facts[name]) for name in sorted(owners) if name in facts}


def hosts_of(site: Site) -> set[str]:
    """The hosts that a visit begins at, each with a port that is not usual."""
    found = set()
    for url in (site.base_url, *(listing.url for listing in site.listings)):
        parts = urlsplit(url)
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        port = "" if parts.port in (None, usual) else f":{parts.port}"
        found.add(f"{parts.hostname}{port}")
    return found


def _looks(state: State, now: datetime) -> dict[str, list[Look]]:
    names = (
        "site checked_at error answer detail links pages_read newest looks_like listing_capture"
    ).split()
    query = (
        select(*(CHECKS.c[name] for name in names))
        .where(CHECKS.c.checked_at > now - _LOOKED_BACK)
        .order_by(CHECKS.c.id)
    )
    looks: dict[str, list[Look]] = defaultdict(list)
    with state.read() as connection:
        for row in connection.execute(query):
            looks[row.site].append(
                Look(
                    at=row.checked_at,
                    error=row.error,
                    recognisable=row.answer != "not recognisable",
                    detail=row.detail,
                    links=row.links,
                    pages_read=row.pages_read,
                    newest=row.newest,
                    looks_like=row.looks_like,
                    capture=row.listing_capture,
                )
            )
    return looks


def _newest(state: State) -> dict[str, list[date]]:
    query = (
        select(CHECKS.c.site, CHECKS.c.newest)
        .where(CHECKS.c.error.is_(None), CHECKS.c.newest.is_not(None))
        .distinct()
    )
    found: dict[str, list[date]] = defaultdict(list)
    with state.read() as connection:
        for row in connection.execute(query):
            found[row.site].append(row.newest)
    return found


class _Names:
    """Finds the configured zone that a row of the lake is about."""

    def __init__(self, sites: Mapping[str, Site]) -> None:
        self._sites = sites
        self._by_adcode = {site.adcode: site.key for site in sites.values()}
        self._known = {
            (site.key, zone_key(name)): f"{site.key}/{zone.name}"
            for site in sites.values()
            for zone in reversed(site.zones)
            for name in (*zone.aliases, zone.name)
        }

    def find(self, row: Mapping[str, Any]) -> str | None:
        site = self._sites.get(row.get("site") or "")
        if site is None:
            # A file that a person brought is a report that appeared, too.
            site = self._sites.get(self._by_adcode.get(row.get("adcode") or "", ""))
        if site is None:
            return None
        name = row.get("zone")
        if name is None:
            return f"{site.key}/{site.zones[0].name}" if len(site.zones) == 1 else None
        return self._known.get((site.key, zone_key(name)))
