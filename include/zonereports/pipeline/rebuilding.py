"""A lost state database, built again: what was told stays told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from zonereports.alerts import Message, Subject, Subscriptions, remember
from zonereports.errors import WrongSetting
from zonereports.lake import Lake
from zonereports.pipeline.lost import is_blank
from zonereports.pipeline.replay import Replay
from zonereports.pipeline.replay_state import transfer
from zonereports.pipeline.replaying import (
    Replaying,
    ReplayResult,
    must_be_whole,
    snapshot_of,
)
from zonereports.pipeline.subjects import placed, subjects_in_lake
from zonereports.pipeline.tables import every_table
from zonereports.pipeline.telling import take_troubles_as_told
from zonereports.pipeline.watch import Watch
from zonereports.pipeline.words import last_words, restore_words

log = logging.getLogger(__name__)

_BATCH = 200
_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came back."""

    replay: ReplayResult
    reindexed: int
    """Rows of the archive's index."""
    words: int
    """Decisions about rows and switches of sites."""
    checks: int
    """Visits."""
    events: int
    told: int
    """Messages that are taken as told."""
    recent: int
    """Events of the last seven days before the newest: their messages may not have been sent yet."""


@dataclass
class Rebuilding(Replaying):
    """Fills a blank state from the archive and the lake.

    Versions, addresses, outcomes and pages follow from a replay; events, visits and what is
    published are the lake's own when it is there, so that no release reads its past in another way.
    All that says that a report is known comes in one transaction at the end: killed before, it is
    begun anew.
    """

    subscriptions: Subscriptions
    watch: Callable[[], Watch]
    """Makes one that tells nobody."""
    _told: int = field(default=0, init=False)

    def rebuild(self) -> Rebuilt:
        """As `Pipeline.rebuild_state`."""
        with self.state.exclusive("rebuild"):
            self._must_be_blank()
            reindexed = self.archive.reindex().restored
            words = self._words()
            checks = self._checks()
            result = self.run(since=None, into=None, publish=True)
            with self.state.read() as connection:
                events = every_table().tables["events"]
                seen: list[datetime] = list(connection.scalars(select(events.c.happened_at)))
        recent = sum(at > max(seen) - _RECENT for at in seen)
        return Rebuilt(result, reindexed, words, checks, len(seen), self._told, recent)

    def _must_be_blank(self) -> None:
        with self.state.read() as connection:
            blank = is_blank(connection)
        if not blank:
            raise WrongSetting(
                "the state database is not empty: it was not changed",
                url=self.state.url.render_as_string(),
                next_step="if it is to be rebuilt all the same, move it away and run again",
            )

    def _put_in_place(self, replay: Replay, reports: Collection[str] | None) -> None:
        del reports
        must_be_whole(replay)
        built = snapshot_of(replay.lake)
        if built is not None and not self.lake.count("documents"):
            self.lake.take(built)
        for page in replay.evidence:
            # What was published with a report is its proof; only what is lost is made again.
            if self.evidence.read(page.stem) is None:
                self.evidence.write(page.stem, page.read_bytes())
        # Before the reports are known: killed in between, it is done again, and changes nothing.
        self.watch().run()
        take_troubles_as_told(self.state, self.sites(), self.now())
        transfer(replay.state, self.state, reports=None, along=self._events)

    def _words(self) -> int:
        found = last_words(self.archive)
        with self.state.begin() as connection:
            return restore_words(self.archive, connection, found)

    def _checks(self) -> int:
        """The visits, as far as they were published."""
        table = every_table().tables["checks"]
        rows = [_check(row) for row in _read(self.lake, "checks", by="checked_at")]
        with self.state.begin() as connection:
            query = select(table.c.site, table.c.checked_at)
            known = {(row.site, row.checked_at) for row in connection.execute(query)}
            new = [row for row in rows if (row["site"], row["checked_at"]) not in known]
            if new:
                connection.execute(insert(table), new)
            self._watermarks(connection)
        return len(new)

    def _watermarks(self, connection: Connection) -> None:
        """The newest day of each site with one listing; of more, nobody knows which had it."""
        checks, marks = every_table().tables["checks"], every_table().tables["watermarks"]
        known = set(connection.scalars(select(marks.c.listing)))
        dated = select(checks).where(checks.c.newest.is_not(None)).order_by(checks.c.checked_at)
        newest = {row.site: row for row in connection.execute(dated)}
        for key, site in self.sites().items():
            row = newest.get(key)
            if row is None or len(site.listings) != 1:
                continue
            listing = site.listings[0].url
            if listing not in known:
                connection.execute(
                    insert(marks).values(
                        listing=listing, site=key, newest=row.newest, noted_at=row.checked_at
                    )
                )

    def _events(self, connection: Connection) -> None:
        """The lake's events, and those of the replay that it does not have; all of them told."""
        table = every_table().tables["events"]
        published = {row["event_id"]: row for row in _read(self.lake, "events", by="happened_at")}
        derived = set(connection.scalars(select(table.c.event_id)))
        for event_id in sorted(derived & published.keys()):
            connection.execute(table.delete().where(table.c.event_id == event_id))
        if published:
            connection.execute(
                insert(table),
                [
                    {column.name: row.get(column.name) for column in table.c}
                    for row in published.values()
                ],
            )
        rows = [row._asdict() for row in connection.execute(select(table))]
        for start in range(0, len(rows), _BATCH):
            self._remember(connection, rows[start : start + _BATCH])

    def _remember(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        documents = {row["event_id"]: f"{row['report_id']}-{row['version']}" for row in rows}
        subjects = subjects_in_lake(self.lake, sorted(set(documents.values())))
        for row in rows:
            if row["site"] is None:
                continue
            subject = placed(
                subjects.get(documents[row["event_id"]], Subject()),
                self.sites().get(row["site"]),
                zone=row["zone"],
                year=row["report_year"],
            )
            at = row["happened_at"]
            message = Message(
                key=row["event_id"],
                kind=row["kind"],
                title=row["title"] or "",
                body="",
                url=row["url"],
                facts={
                    **{name: row[name] for name in ("kind", "site", "zone")},
                    "year": row["report_year"],
                    "page_title": row["title"],
                    "document_id": documents[row["event_id"]],
                    "happened_at": at.isoformat(),
                },
            )
            promises = self.subscriptions.promises(row["kind"], subject, at=at)
            self._told += remember(connection, message, promises=promises, at=at)


def _check(row: dict[str, Any]) -> dict[str, Any]:
    captures = row.pop("listing_captures") or []
    del row["check_id"]
    return row | {
        "listing_captures": " ".join(captures) or None,
        "listing_capture": captures[-1] if captures else None,
        "dag_run": None,
    }


def _read(lake: Lake, table: str, *, by: str) -> list[dict[str, Any]]:
    """All rows of a small table of the lake, in order; none when nothing was ever published."""
    if lake.current() is None:
        return []
    rows: list[dict[str, Any]] = lake.read(table).to_pylist()
    for row in rows:
        row.pop("month", None)
    return sorted(rows, key=lambda row: row[by])
