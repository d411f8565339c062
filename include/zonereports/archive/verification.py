"""Whether every indexed record can be opened and holds what its row says."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from zonereports.archive.index import Entry
from zonereports.archive.record import BadRecord, Record, decode
from zonereports.archive.store import Store
from zonereports.archive.survey import Survey
from zonereports.errors import ArchiveDamaged

_WINDOW = 4
"""Records that wait for each reader: enough to keep it busy, few enough to hold."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A record that the index promises and that cannot be had."""

    capture_id: str
    url: str
    file: str
    offset: int
    problem: str
    next_step: str

    def __str__(self) -> str:
        return (
            f"{self.capture_id} {self.file} at {self.offset}: {self.problem} [{self.url}]. "
            f"Next: {self.next_step}"
        )


@dataclass(frozen=True, slots=True)
class Verification:
    """What opening every indexed record showed."""

    records: int
    """How many were opened."""
    bytes: int
    """Their length in the store, compressed."""
    damaged: tuple[Damage, ...]


def open_record(store: Store, entry: Entry) -> Record:
    """The record of an entry, with its digest checked.

    Raises:
        ArchiveDamaged: it cannot be opened, is another one, or its digest does not hold.
        ArchiveUnreachable: the storage does not answer.
    """
    member = store.read(entry.place)
    where = f"{entry.place.file} at {entry.place.offset}"
    try:
        record = decode(member)
    except BadRecord as error:
        raise ArchiveDamaged(str(error), url=where) from error
    if record is None or record.capture.id != entry.capture.id:
        raise ArchiveDamaged(f"not the record of capture {entry.capture.id}", url=where)
    if not record.sound or record.capture.digest != entry.capture.digest:
        raise ArchiveDamaged("the body does not have its digest", url=where)
    return record


def verify(store: Store, survey: Survey) -> Verification:
    """Open every indexed record, in the order in which they stand, and check its digest.

    Raises:
        ArchiveUnreachable: the storage does not answer; that is no damage.
    """
    records = size = 0
    damaged: list[Damage] = []
    lost: list[Entry] = []

    def problem_of(entry: Entry) -> tuple[Entry, str | None]:
        try:
            open_record(store, entry)
        except ArchiveDamaged as error:
            return entry, error.what
        return entry, None

    for entry, problem in _at_once(problem_of, survey.by_place(), store.at_once):
        records += 1
        size += entry.place.length
        if problem is not None:
            damaged.append(_damage(entry, problem))
            if entry.capture.refers_to is None:
                lost.append(entry)
    damaged += _bodiless(survey, lost, {item.capture_id for item in damaged})
    return Verification(records, size, tuple(damaged))


def _bodiless(survey: Survey, lost: Iterable[Entry], known: set[str]) -> list[Damage]:
    """Captures whose own record is sound, and whose bytes stood in one that is not."""
    found = {entry.capture.id: entry for entry in survey.without_body()}
    for holder in lost:
        capture = holder.capture
        if survey.sound_holders(capture.url, capture.digest, known):
            continue
        for entry in survey.referring(capture.url, capture.digest):
            found.setdefault(entry.capture.id, entry)
    return [
        _damage(entry, f"the record of its body, {entry.capture.refers_to}, is damaged or lost")
        for entry in found.values()
        if entry.capture.id not in known
    ]


def _damage(entry: Entry, problem: str) -> Damage:
    capture, place = entry.capture, entry.place
    again = (
        "import the file again"
        if capture.kind == "file"
        else f"what {capture.site} serves now is archived when its page changes; these bytes are lost"
    )
    return Damage(
        capture.id,
        capture.url,
        place.file,
        place.offset,
        problem,
        f"restore {place.file} from a backup and run `zonereports archive reindex`; without one, "
        f"{again}",
    )


def _at_once(
    work: Callable[[Entry], tuple[Entry, str | None]], entries: Iterator[Entry], readers: int
) -> Iterator[tuple[Entry, str | None]]:
    """The work done on each, in order; so many at a time, and never more in hand than a window."""
    if readers == 1:
        yield from map(work, entries)
        return
    with ThreadPoolExecutor(readers) as pool:
        waiting: deque[Future[tuple[Entry, str | None]]] = deque(
            pool.submit(work, entry) for entry in islice(entries, readers * _WINDOW)
        )
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(work, entry) for entry in islice(entries, 1))
