"""The watch: what did not come, and what is the matter with its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from zonereports.alerts import Outbox, Subject, Subscriptions, compose_notices
from zonereports.events import (
    Looks,
    Missing,
    Notice,
    Rhythm,
    Source,
    Trouble,
    missing,
    stored_notices,
    troubles,
    turn,
    unknowable,
)
from zonereports.lake import Lake
from zonereports.pipeline.watch_facts import (
    CHINA,
    Reports,
    hosts_by_site,
    looks_of,
    reports_of,
    sources_of,
)
from zonereports.pipeline.watch_robots import robots_changes
from zonereports.sites import Site, division
from zonereports.state import State

_GIVEN_UP_AFTER = timedelta(days=300)
_WORTH_TELLING = ("appeared", "recovered")


@dataclass(frozen=True, slots=True)
class Absent:
    """A report that is due and was not seen, with the site that it was awaited on."""

    site: str
    zone: str
    missing: Missing


@dataclass(frozen=True, slots=True)
class SiteHealth:
    """One line of the board."""

    site: str
    name: str
    state: str
    """well, attention, not seen (its last visit failed), not visited, switched off."""
    looked_at: datetime | None
    """When it was visited last; aware, UTC."""
    seen_on: date | None
    """The last day on which it was seen and understood, China time."""
    troubles: tuple[Trouble, ...]
    since: Mapping[str, datetime]
    """By key of a trouble: since when it is told of."""
    unknown: tuple[Absent, ...]
    """Reports that are due, of which nobody could tell whether they appeared."""


@dataclass(frozen=True, slots=True)
class WatchResult:
    """What one watch found."""

    opened: tuple[Notice, ...]
    closed: tuple[Notice, ...]
    standing: int
    """Notices that are open now."""
    messages: int
    could_not_look: tuple[Absent, ...]
    """Reports that are due, on sites that were not seen since: not overdue, not there."""
    not_watched: tuple[Absent, ...]
    """Reports that were due before anybody watched."""


@dataclass
class Watch:
    """Compares what is there with what should be; one moment, read once.

    Args:
        state, lake, outbox: the stores.
        sites: all configured sites.
        active: keys of those that are visited.
        waiting: sites of captures that are not read yet: what they bring is not missing.
        subscriptions: who hears of it.
        now: the moment; aware.
    """

    state: State
    lake: Lake
    outbox: Outbox
    sites: Mapping[str, Site]
    active: Sequence[str]
    waiting: frozenset[str]
    subscriptions: Subscriptions
    now: datetime

    def run(self) -> WatchResult:
        """Open and close notices and promise their messages. Doing it again changes nothing."""
        with self.state.exclusive("watch"):
            hosts = hosts_by_site(self.state, (self.sites[key] for key in self.active))
            found = self._found
            with self.state.begin() as connection:
                changed = robots_changes(connection, hosts, self.now)
                turned = turn(connection, [*found, *changed], at=self.now, ended=self._ended)
                over = [one for one in turned.closed if one.outcome in _WORTH_TELLING]
                groups = [*_groups(turned.opened, over=False), *_groups(over, over=True)]
                names = {key: site.name for key, site in self.sites.items()}
                for group, ended in groups:
                    url = self.sites[group[0].site].base_url if group[0].site in self.sites else ""
                    message = compose_notices(group, over=ended, names=names, url=url)
                    promises = self.subscriptions.promises(
                        group[0].kind, self._subject(group), at=self.now
                    )
                    self.outbox.add(connection, message, channels=promises, at=self.now)
            standing = len(stored_notices(self.state, open_only=True))
        unknown = self._absent
        return WatchResult(
            opened=turned.opened,
            closed=turned.closed,
            standing=standing,
            messages=len(groups),
            could_not_look=_with(unknown, "could not look"),
            not_watched=_with(unknown, "not watched"),
        )

    def _subject(self, group: Sequence[Notice]) -> Subject:
        """What the notices of a message have in common, for those who ask for some places only."""
        keys = {one.site for one in group}
        site = self.sites.get(group[0].site) if len(keys) == 1 else None
        if site is None:
            return Subject()
        place = division(site.adcode)
        zones = {one.subject for one in group}
        return Subject(
            zone=zones.pop() if len(zones) == 1 else None,
            county=site.name,
            prefecture=place.prefecture if place else None,
            province=place.province if place else None,
            site=site.key,
        )

    def board(self) -> list[SiteHealth]:
        """Each site with everything that is the matter with it now; nothing is stored."""
        told = stored_notices(self.state, open_only=True)
        since = {
            Trouble(one.kind, one.site, one.cause, one.detail, one.subject).key: one.opened_at
            for one in told
        }
        found: dict[str, list[Trouble]] = defaultdict(list)
        for trouble in self._found:
            found[trouble.site].append(trouble)
        unknown: dict[str, list[Absent]] = defaultdict(list)
        for absent in _with(self._absent, "could not look"):
            unknown[absent.site].append(absent)
        return [
            self._health(site, found[key], since, unknown[key])
            for key, site in sorted(self.sites.items())
        ]

    def _health(
        self,
        site: Site,
        found: Sequence[Trouble],
        since: Mapping[str, datetime],
        unknown: Sequence[Absent],
    ) -> SiteHealth:
        source = self._sources.get(site.key)
        last = source.looks[-1] if source and source.looks else None
        seen_on = self._looks.get(site.key, Looks(None, None)).last
        if source is None:
            state = "switched off"
        elif last is None:
            state = "not visited"
        elif last.error is not None:
            state = "not seen"
        else:
            state = "attention" if found else "well"
        return SiteHealth(
            site=site.key,
            name=site.name,
            state=state,
            looked_at=last.at if last else None,
            seen_on=seen_on,
            troubles=tuple(found),
            since={one.key: since[one.key] for one in found if one.key in since},
            unknown=tuple(unknown),
        )

    @cached_property
    def _reports(self) -> Reports:
        return reports_of(self.lake, self.sites)

    @cached_property
    def _looks(self) -> dict[str, Looks]:
        return looks_of(self.state)

    @cached_property
    def _sources(self) -> dict[str, Source]:
        active = [self.sites[key] for key in self.active]
        return sources_of(self.state, active, self._reports.held_back, self.now)

    @cached_property
    def _absent(self) -> list[Absent]:
        rhythm, today = Rhythm(self._reports.history), self.now.astimezone(CHINA).date()
        nothing = Looks(None, None)
        return [
            Absent(key, zone.name, item)
            for key in self.active
            for zone in self.sites[key].zones
            for name in [f"{key}/{zone.name}"]
            for item in missing(
                name,
                rhythm=rhythm,
                seen=self._reports.seen.get(name, frozenset()),
                looks=self._looks.get(key, nothing),
                today=today,
            )
        ]

    @cached_property
    def _found(self) -> list[Trouble]:
        found = [one for source in self._sources.values() for one in troubles(source, self.now)]
        overdue = [one for one in _with(self._absent, "overdue") if one.site not in self.waiting]
        return [*found, *(self._trouble(one) for one in overdue)]

    def _trouble(self, absent: Absent) -> Trouble:
        item, source = absent.missing, self._sources[absent.site]
        half = "上半年" if item.span == "half_year" else ""
        learned = (
            f"{item.expected.reports} earlier reports" if item.expected.reports else "national"
        )
        seen = [look for look in source.looks if look.error is None]
        return Trouble(
            "overdue",
            absent.site,
            "overdue",
            f"due by {item.expected.due} ({learned}); looked for until {self._looks[absent.site].last}",
            subject=f"{absent.zone} {item.year}年{half}",
            evidence=(
                ("url", source.url),
                ("capture", (seen[-1].capture or "") if seen else ""),
                ("zone", absent.zone),
                ("span", item.span),
                ("year", str(item.year)),
                ("opens", item.expected.opens.isoformat()),
                ("due", item.expected.due.isoformat()),
            ),
        )

    def _ended(self, notice: Notice) -> str | None:
        """How an open notice ended whose trouble is not there any more; None: nobody can tell."""
        if notice.site not in self._sources:
            return "no longer watched"
        if notice.kind != "overdue":
            blind = unknowable(self._sources[notice.site])
            return None if notice.kind in blind else "recovered"
        told = notice.evidence
        name = f"{notice.site}/{told['zone']}"
        if (told["span"], int(told["year"])) in self._reports.seen.get(name, frozenset()):
            return "appeared"
        if told["zone"] not in {zone.name for zone in self.sites[notice.site].zones}:
            return "no longer watched"
        today = self.now.astimezone(CHINA).date()
        given_up = today > date.fromisoformat(told["due"]) + _GIVEN_UP_AFTER
        return "never appeared" if given_up else None


def _with(absent: Sequence[Absent], what: str) -> tuple[Absent, ...]:
    return tuple(one for one in absent if one.missing.absence == what)


def _groups(notices: Sequence[Notice], *, over: bool) -> list[tuple[list[Notice], bool]]:
    groups: dict[tuple[str, str], list[Notice]] = defaultdict(list)
    for one in notices:
        groups[one.kind, one.cause].append(one)
    return [(group, over) for group in groups.values()]
