"""The index built again from the records, which carry their rows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zonereports.archive.index import Entry, Place
from zonereports.archive.members import Member, Ruin, salvage
from zonereports.archive.record import BadRecord, decode
from zonereports.archive.store import Store, StoredFile
from zonereports.archive.survey import Survey

log = logging.getLogger(__name__)

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Reindex:
    """What the files held."""

    files: int
    records: int
    """Whole records of captures."""
    restored: int
    """Rows that were missing, or led to a file that is not there."""
    damaged: tuple[str, ...]
    """One line for each stretch of bytes that is no record."""


def reindex(store: Store, survey: Survey) -> Reindex:
    """Read all files and insert the rows that are missing. The files are not touched.

    Bounded memory: one record, and the rows of a batch. Doing it again changes nothing.

    Raises:
        ArchiveUnreachable: the storage does not answer; what was found so far is indexed.
    """
    files = list(store.files())
    names = {file.name for file in files}
    damaged: list[str] = []
    records = restored = 0
    batch: list[Entry] = []
    for file in files:
        for entry in _entries(store, file, damaged):
            records += 1
            batch.append(entry)
            if len(batch) == _BATCH:
                restored += survey.restore(batch, files=names)
                batch.clear()
    restored += survey.restore(batch, files=names)
    for line in damaged:
        log.warning("%s", line)
    return Reindex(len(files), records, restored, tuple(damaged))


def _entries(store: Store, file: StoredFile, damaged: list[str]) -> Iterator[Entry]:
    for found in salvage(_reader(store, file), file.size):
        if isinstance(found, Ruin):
            damaged.append(
                f"{file.name}: {found.length} bytes from {found.offset} on are no record. "
                "Next: restore the file from a backup, or leave it when its writer was killed"
            )
            continue
        entry = _entry(file, found, damaged)
        if entry is not None:
            yield entry


def _entry(file: StoredFile, member: Member, damaged: list[str]) -> Entry | None:
    place = Place(file.name, member.offset, len(member.data))
    try:
        record = decode(member.data)
    except BadRecord as error:
        damaged.append(f"{file.name} at {member.offset}: {error}. Next: restore it from a backup")
        return None
    if record is None:  # such as warcinfo
        return None
    if not record.sound:
        damaged.append(
            f"{file.name} at {member.offset}: the body does not have its digest. "
            "Next: restore it from a backup"
        )
        return None
    return Entry(record.capture, place)


def _reader(store: Store, file: StoredFile) -> Callable[[int, int], bytes]:
    """Reads of a file in large pieces, so that each is one request where requests cost."""
    piece = 1_000_000
    held, start = b"", 0

    def read(offset: int, length: int) -> bytes:
        nonlocal held, start
        if not start <= offset <= offset + length <= start + len(held):
            start = offset
            wanted = min(max(length, piece), file.size - offset)
            held = store.read(Place(file.name, offset, wanted)) if wanted > 0 else b""
        return held[offset - start : offset - start + length]

    return read
