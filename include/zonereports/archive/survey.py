"""The whole index, page by page: for those who look at all captures and must not hold them all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, func, insert, or_, select, update

from zonereports.archive.capture import FOUND_AGAIN
from zonereports.archive.index import CAPTURE_FIELDS, READABLE, Entry, captures, entry_of
from zonereports.state import State

_PAGE = 1_000
_ASKED_AT_ONCE = 500


class Survey:
    """Reads of the table `captures` in pages, and its rebuilding in batches."""

    def __init__(self, state: State) -> None:
        self._state = state

    def by_time(
        self,
        *,
        after: Entry | None = None,
        limit: int = _PAGE,
        settled: bool = False,
    ) -> list[Entry]:
        """The next captures in the order in which they were fetched.

        Args:
            after: the last one of the page before.
            limit: so many at most.
            settled: leave out what waits to be published.
        """
        query = select(captures).order_by(captures.c.fetched_at, captures.c.id).limit(limit)
        if after is not None:
            query = query.where(
                or_(
                    captures.c.fetched_at > after.capture.fetched_at,
                    (captures.c.fetched_at == after.capture.fetched_at)
                    & (captures.c.id > after.capture.id),
                )
            )
        if settled:
            waits = (
                captures.c.settled_at.is_(None)
                & captures.c.kind.in_(READABLE)
                & (captures.c.status == 200)
            )
            query = query.where(~waits)
        return self._page(query)

    def known(self, ids: Sequence[str]) -> set[str]:
        """Those of the captures that have a row."""
        with self._state.begin() as connection:
            return set(_places(connection, ids))

    def by_place(self) -> Iterator[Entry]:
        """All entries, file by file, in the order in which their records stand there."""
        last: Entry | None = None
        while True:
            query = select(captures).order_by(captures.c.file, captures.c.offset).limit(_PAGE)
            if last is not None:
                query = query.where(
                    or_(
                        captures.c.file > last.place.file,
                        (captures.c.file == last.place.file)
                        & (captures.c.offset > last.place.offset),
                    )
                )
            page = self._page(query)
            yield from page
            if len(page) < _PAGE:
                return
            last = page[-1]

    def referring(self, url: str, digest: str) -> list[Entry]:
        """Captures of an address that refer to other records for these bytes."""
        return self._page(
            select(captures).where(
                captures.c.url == url,
                captures.c.digest == digest,
                captures.c.refers_to.is_not(None),
            )
        )

    def sound_holders(self, url: str, digest: str, damaged: Collection[str]) -> bool:
        """Whether a record holds these bytes that is not among the damaged ones."""
        query = select(captures.c.id).where(
            captures.c.url == url, captures.c.digest == digest, captures.c.refers_to.is_(None)
        )
        with self._state.begin() as connection:
            return any(key not in damaged for key in connection.scalars(query))

    def without_body(self) -> list[Entry]:
        """Captures that refer to bytes which no record holds."""
        held = captures.alias()
        return self._page(
            select(captures).where(
                captures.c.refers_to.is_not(None),
                ~exists().where(
                    held.c.url == captures.c.url,
                    held.c.digest == captures.c.digest,
                    held.c.refers_to.is_(None),
                ),
            )
        )

    def addresses(self, since: datetime) -> list[str]:
        """The addresses that were captured since then, sorted; of an attachment its page's."""
        page = captures.alias()
        query = (
            select(func.coalesce(page.c.url, captures.c.url))
            .select_from(captures.outerjoin(page, page.c.id == captures.c.parent))
            .where(captures.c.fetched_at >= since)
            .distinct()
        )
        with self._state.begin() as connection:
            return sorted(connection.scalars(query))

    def newest(self) -> datetime | None:
        """When the newest capture was fetched; None for an empty index."""
        with self._state.begin() as connection:
            found: datetime | None = connection.scalar(select(func.max(captures.c.fetched_at)))
        return found

    def count(self) -> int:
        """Captures in the index."""
        with self._state.begin() as connection:
            return int(connection.scalar(select(func.count()).select_from(captures)) or 0)

    def files_from(self, name: str) -> set[str]:
        """The files of the index whose names are not less than this."""
        query = select(captures.c.file).where(captures.c.file >= name).distinct()
        with self._state.begin() as connection:
            return set(connection.scalars(query))

    def restore(self, found: Sequence[Entry], *, files: Collection[str] = ()) -> int:
        """Index records that were found in the store; how many had no row, or a wrong one.

        They count as settled, so that nobody is told again about what was published once: `replay`
        says what became of them. A row that leads to a file that is not there is corrected.

        Args:
            found: captures and where their records stand.
            files: the files that there are; empty: no row is corrected.
        """
        by_id = {entry.capture.id: entry for entry in found}
        changed = 0
        with self._state.begin() as connection:
            known = _places(connection, list(by_id))
            new = [_row(entry) for key, entry in by_id.items() if key not in known]
            if new:
                connection.execute(insert(captures), new)
            changed += len(new)
            for key, file in known.items():
                if files and file not in files:
                    place = by_id[key].place
                    connection.execute(
                        update(captures)
                        .where(captures.c.id == key)
                        .values(file=place.file, offset=place.offset, length=place.length)
                    )
                    changed += 1
        return changed

    def _page(self, query: Any) -> list[Entry]:
        with self._state.begin() as connection:
            return [entry_of(row) for row in connection.execute(query)]


def _places(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    known: dict[str, str] = {}
    for start in range(0, len(ids), _ASKED_AT_ONCE):
        some = ids[start : start + _ASKED_AT_ONCE]
        rows = connection.execute(
            select(captures.c.id, captures.c.file).where(captures.c.id.in_(some))
        )
        known |= {row.id: row.file for row in rows}
    return known


def _row(entry: Entry) -> dict[str, Any]:
    row = {name: getattr(entry.capture, name) for name in CAPTURE_FIELDS}
    row |= {"file": entry.place.file, "offset": entry.place.offset, "length": entry.place.length}
    return row | {"outcome": FOUND_AGAIN, "settled_at": entry.capture.fetched_at}
