"""The story of each report: which capture is a version, which a copy, which nothing new."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from zonereports.events.alternation import Chain, turn_of
from zonereports.events.differences import Change, changes
from zonereports.events.event import Event, EventKind, Proof, is_recorded
from zonereports.events.resemblance import SHORTEST, is_copy
from zonereports.events.sighting import Sighting
from zonereports.events.standing import (
    Standing,
    find_standings,
    may_be_the_same,
    store_standing,
)
from zonereports.events.telling import as_copy, attachments_added, back_again, moved_or_reposted
from zonereports.events.turns import replaced, turn
from zonereports.events.version import (
    Version,
    latest_version,
    next_version,
    store_version,
    versions_of,
)
from zonereports.events.wording import fold
from zonereports.state import State

Look = Callable[[str], Sighting | None]
"""The sighting of a capture as it is read today; None when it cannot be opened any more."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one sighting adds to the story; nothing is stored before `History.store`."""

    report_id: str
    outcome: str
    """In a word, for the capture's index."""
    version: Version | None = None
    """The new version, when there is one."""
    events: tuple[Event, ...] = ()
    standings: tuple[Standing, ...] = ()
    reopen: str | None = None
    """A capture to be read again: a copy that became the leading one says something else."""


class History:
    """Tells what each sighting means, given what was seen before.

    Sightings come in the order in which they were fetched. Steps that were taken are remembered in
    the object before they are stored, so that two captures of one report in one run get
    consecutive numbers.

    Args:
        state: where versions and standings are kept.
        look: how to see an earlier capture again. Wordings are compared as today's code reads
            them, so that a better reader makes no correction out of an unchanged page.
    """

    def __init__(self, state: State, look: Look) -> None:
        self._state = state
        self._look = look
        self._versions: dict[str, Version] = {}
        self._standings: dict[str, Standing] = {}
        self._seen: dict[str, Sighting | None] = {}
        self._told_ids: set[str] = set()

    @staticmethod
    def new_id(url: str) -> str:
        """The id of a report first seen at this address."""
        return hashlib.sha256(url.encode()).hexdigest()[:12]

    def report_at(self, url: str) -> str:
        """The report at this address, or the id that a new one would have."""
        standing = self._at(url)
        return standing.report_id if standing else self.new_id(url)

    def latest(self, report_id: str) -> Version | None:
        """The newest version, stored or taken in this run."""
        if report_id in self._versions:
            return self._versions[report_id]
        with self._state.read() as connection:
            return latest_version(connection, report_id)

    def see(self, sighting: Sighting) -> Step:
        """What a sighting means. Changes nothing: see `take` and `store`."""
        self._seen[sighting.capture_id] = sighting
        before = self._at(sighting.url)
        if before is not None and self._is_told(sighting, before):
            return Step(before.report_id, "older than what is known")
        if before is not None and self._leads_elsewhere(sighting, before):
            return self.gone(sighting.url, sighting.seen_at, leads_to=sighting.redirects_to)
        left: Step | None = None
        if before is not None and not self._same_report(sighting, before):
            left = self.gone(sighting.url, sighting.seen_at, leads_to=None)
            report_id = self._joined(sighting) or self._other_at(sighting, before)
            left = self._turned(sighting, left, report_id)
            before = None
        else:
            known = before.report_id if before else self._joined(sighting)
            report_id = known or self.new_id(sighting.url)
        step = self._add(sighting, report_id, before)
        if left is None:
            return step
        others = tuple(one for one in left.standings if one.url != sighting.url)
        return replace(
            step,
            events=left.events + step.events,
            standings=others + step.standings,
            reopen=left.reopen,
        )

    def _other_at(self, sighting: Sighting, before: Standing) -> str:
        """The report that an address shows in place of another one: known from before, or new."""
        own = self.new_id(f"{sighting.url}#{sighting.zone_key}-{sighting.report_year}")
        for report_id in (self.new_id(sighting.url), own):
            known = None if report_id == before.report_id else self.latest(report_id)
            was = self._at_capture(known.capture_id) if known else None
            if was is not None and not was.is_of_another(sighting):
                return report_id
        return own

    def _turned(self, sighting: Sighting, left: Step, report_id: str) -> Step:
        """What the report that was left tells, once it is known which one took its place."""
        gone = tuple(replaced(one, report_id) for one in left.events if one.kind == "withdrawn")
        latest, back = self.latest(left.report_id), self.latest(report_id)
        if not gone or latest is None:
            return left
        if back is not None and not self._of(report_id):
            gone = turn(sighting, left=latest, back=back, gone=gone, was_told=self._was_told)
        return replace(left, events=self._told(sighting, gone))

    def _was_told(self, event: Event) -> bool:
        if event.event_id in self._told_ids:
            return True
        with self._state.read() as connection:
            return is_recorded(connection, event.event_id)

    def gone(self, url: str, at: datetime, *, leads_to: str | None = None) -> Step:
        """What it means that an address shows its report no longer.

        The report is withdrawn only when it stands nowhere else; else it has moved to the copy
        that says the same, or to the oldest one.
        """
        standing = self._at(url)
        if standing is None or standing.gone_at is not None or at <= standing.seen_at:
            return Step(self.report_at(url), "gone")
        mark = replace(standing, gone_at=at, leads=False, redirects_to=leads_to)
        latest = self.latest(standing.report_id)
        if not standing.leads or latest is None:
            return Step(standing.report_id, "a copy is gone", standings=(mark,))
        heirs = [
            one
            for one in self._of(standing.report_id)
            if one.url != url and one.gone_at is None and one.site is not None
        ]
        proof: Proof = (("old_capture", standing.capture_id), ("old_url", url))
        if leads_to:
            proof += (("leads_to", leads_to),)
        if not heirs:
            kept = replace(mark, leads=True)
            events = (Event("withdrawn", latest, url, at, (), proof, at.isoformat()),)
            return Step(standing.report_id, "withdrawn", None, events, (kept,))
        heir = min(
            heirs, key=lambda one: (one.fingerprint != latest.fingerprint, one.seen_at, one.url)
        )
        differs = heir.fingerprint != latest.fingerprint
        proof += (("new_url", heir.url), ("new_capture", heir.capture_id))
        told = self._changes(latest.capture_id, heir.capture_id) if differs else ()
        return Step(
            standing.report_id,
            "moved",
            events=(Event("moved", latest, heir.url, at, told, proof, at.isoformat()),),
            standings=(mark, replace(heir, leads=True)),
            reopen=heir.capture_id if differs else None,
        )

    def returned(self, url: str, at: datetime) -> Step:
        """What it means that an address that was gone shows the very same bytes again."""
        standing = self._at(url)
        latest = self.latest(standing.report_id) if standing else None
        if standing is None or latest is None or standing.gone_at is None:
            return Step(self.report_at(url), "there")
        events = (back_again(standing, latest, at, standing.capture_id),) if standing.leads else ()
        mark = replace(standing, gone_at=None)
        return Step(standing.report_id, "back", events=events, standings=(mark,))

    def take(self, step: Step) -> None:
        """Count a step for the rest of this run; `store` makes it last."""
        if step.version is not None:
            self._versions[step.report_id] = step.version
        self._standings |= {standing.url: standing for standing in step.standings}
        self._told_ids |= {event.event_id for event in step.events}

    def store(self, connection: Connection, step: Step) -> None:
        """Keep a step, within the caller's transaction. Doing it again changes nothing."""
        if step.version is not None:
            store_version(connection, step.version)
        for standing in step.standings:
            store_standing(connection, standing)

    def _add(self, sighting: Sighting, report_id: str, before: Standing | None) -> Step:
        latest = self.latest(report_id)
        lead = next((one for one in self._of(report_id) if one.leads), None)
        leads = (
            latest is None
            or lead is None
            or lead.url == sighting.url
            or (sighting.site is not None and (lead.gone_at is not None or lead.site is None))
        )
        standing = Standing.of(sighting, report_id, leads=leads, before=before)
        version, events = None, attachments_added(sighting, before, latest)
        if not leads and latest is not None and lead is not None:
            events += as_copy(sighting, before, latest, lead, self._at_capture(latest.capture_id))
            outcome = f"copy of {report_id}"
            return Step(report_id, outcome, None, self._told(sighting, events), (standing,))
        official = sighting.site is not None
        if latest is None or (latest.site is None and official):
            version = next_version(sighting, report_id, latest)
            events = (Event("first", version, sighting.url, sighting.seen_at),)
        elif (told := self._corrections(sighting, latest, lead)) is not None:
            turn = turn_of(sighting, self._chain(latest))
            events += moved_or_reposted(sighting, before, latest, lead)
            if turn != "known":
                version = next_version(sighting, report_id, latest)
                proof = (("old_capture", latest.capture_id), ("new_capture", sighting.capture_id))
                kind: EventKind = "alternates" if turn == "alternates" else "corrected"
                events += (Event(kind, version, sighting.url, sighting.seen_at, told, proof),)
        else:
            events += moved_or_reposted(sighting, before, latest, lead)
        standings: tuple[Standing, ...] = (standing,)
        if lead is not None and lead.url != sighting.url:
            standings = (replace(lead, leads=False), standing)
        outcome = "published" if version else "same wording"
        return Step(report_id, outcome, version, self._told(sighting, events), standings)

    @staticmethod
    def _told(sighting: Sighting, events: tuple[Event, ...]) -> tuple[Event, ...]:
        """A file that a person brought is nobody's news, but that it differs is a finding."""
        if sighting.site is not None:
            return events
        return tuple(event for event in events if event.kind == "differs")

    def _corrections(
        self, sighting: Sighting, latest: Version, lead: Standing | None
    ) -> tuple[Change, ...] | None:
        """What the leading address says otherwise than the latest version; None for nothing."""
        facts_agree = lead is None or (
            sighting.signed_on in (None, lead.signed_on)
            and sighting.report_year in (None, lead.report_year)
        )
        if latest.fingerprint == sighting.fingerprint and facts_agree:
            return None
        was = self._at_capture(latest.capture_id)
        if was is None:
            return ()
        if not was.says_otherwise(sighting):
            return None
        return tuple(changes(was.statement, sighting.statement))

    def _chain(self, latest: Version) -> Chain:
        """The versions of a report up to the latest, each as it is read today."""
        with self._state.read() as connection:
            stored = versions_of(connection, latest.report_id)
        known = {one.version: one for one in (*stored, latest)}
        return [(one, self._at_capture(one.capture_id)) for one in known.values()]

    def _changes(self, old: str, new: str) -> tuple[Change, ...]:
        one, other = self._at_capture(old), self._at_capture(new)
        return tuple(changes(one.statement, other.statement)) if one and other else ()

    def _is_told(self, sighting: Sighting, before: Standing) -> bool:
        """Whether the story of the address has gone past a sighting.

        The capture of a copy that became the leading address is read a second time.
        """
        known = max(before.seen_at, before.gone_at or before.seen_at)
        # An unchanged attachment is seen anew under a page that was fetched later.
        if sighting.seen_at != known or before.capture_id != sighting.capture_id:
            return sighting.seen_at < known
        latest = self.latest(before.report_id)
        return latest is not None and (
            not before.leads or latest.fingerprint == sighting.fingerprint
        )

    def _leads_elsewhere(self, sighting: Sighting, before: Standing) -> bool:
        """Whether the address leads to a page that is not the report any more."""
        if sighting.redirects_to is None:
            return False
        was = self._at_capture(before.capture_id)
        return was is not None and not is_copy(was.text, sighting.text)

    def _same_report(self, sighting: Sighting, before: Standing) -> bool:
        """Whether an address still shows its report: a corrected year is no other report."""
        if before.fingerprint == sighting.fingerprint:
            return True
        was = self._at_capture(before.capture_id)
        return was is None or not was.is_of_another(sighting) or is_copy(was.text, sighting.text)

    def _joined(self, sighting: Sighting) -> str | None:
        """The report of which this is a copy, if it is known; the oldest of them."""
        with self._state.read() as connection:
            stored = may_be_the_same(connection, sighting)
        near = {one.url: one for one in stored} | self._standings
        # 详见附件 is the wording of many reports.
        is_long = len(fold(sighting.text)) >= SHORTEST
        for one in sorted(near.values(), key=lambda item: (item.seen_at, item.url)):
            alike = one.fingerprint == sighting.fingerprint or (
                one.zone_key is not None
                and one.report_year is not None
                and (one.zone_key, one.report_year) == (sighting.zone_key, sighting.report_year)
            )
            if one.url == sighting.url or not alike:
                continue
            other = self._at_capture(one.capture_id)
            if other is None or other.is_of_another(sighting):
                continue
            if (is_long or other.title == sighting.title) and is_copy(other.text, sighting.text):
                return one.report_id
        return None

    def _at(self, url: str) -> Standing | None:
        if url in self._standings:
            return self._standings[url]
        with self._state.read() as connection:
            return next(iter(find_standings(connection, url=url)), None)

    def _of(self, report_id: str) -> list[Standing]:
        with self._state.read() as connection:
            stored = {one.url: one for one in find_standings(connection, report_id=report_id)}
        known = stored | self._standings
        return [one for one in known.values() if one.report_id == report_id]

    def _at_capture(self, capture_id: str) -> Sighting | None:
        if capture_id not in self._seen:
            self._seen[capture_id] = self._look(capture_id)
        return self._seen[capture_id]
