"""What the archive asks of a place that keeps records: a folder of files, or a bucket of objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from zonereports.archive.index import Place

SUFFIX = ".warc.gz"

Adopt = Callable[[Iterator[tuple[bytes, Place]]], None]
"""Is told the whole records that one writer left without an index row."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file or an object with records."""

    name: str
    size: int


class Store(Protocol):
    """Keeps records; a record that `append` returned a place for survives the end of the process."""

    at_once: int
    """Reads that pay when they are made at the same time."""

    def append(self, capture_id: str, record: bytes, at: datetime) -> Place:
        """Write a record; it is durable when this returns.

        Raises:
            CouldNotWrite: it is not; nothing was stored.
        """

    def read(self, place: Place) -> bytes:
        """The bytes of a record, fewer when the file ends before.

        Raises:
            ArchiveDamaged: there is no such file, or it cannot be opened.
            ArchiveUnreachable: the storage does not answer, which proves nothing.
        """

    def bring(self, name: str, source: Path) -> None:
        """Keep a file that a store gave, under its name, in the place of what had it; durable.

        Raises:
            CouldNotWrite: it is not kept.
        """

    def files(self) -> Iterator[StoredFile]:
        """All files with records, in order of their names.

        Raises:
            ArchiveUnreachable: the storage does not answer.
        """

    def close(self) -> None:
        """Give back what is open; `append` takes it again."""
