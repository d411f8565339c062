"""Records in objects of an S3-compatible storage: one object a record, each a WARC file of its own.

An object cannot be appended to, and one that grows by being written again would double what is
sent. So a record is durable when its PUT returned, and its row is inserted only after that:

    prefix/2025/03/01/<writer>/<capture id>.warc.gz

A writer is a process. It stores one record after the other, so a killed one leaves one object
without a row at most; more than one says that the index is not the index of these objects.
"""

from __future__ import annotations

import itertools
import logging
import os
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zonereports.archive.index import Place
from zonereports.archive.members import whole_members
from zonereports.archive.record import warcinfo
from zonereports.archive.store import SUFFIX, Adopt, StoredFile
from zonereports.errors import ArchiveDamaged, ArchiveUnreachable, CouldNotWrite
from zonereports.objects import AT_ONCE, Bucket, NoSuchObject

log = logging.getLogger(__name__)

_LOOK_BACK = timedelta(days=7)
"""How long before the newest capture a writer looks for objects that a killed one left: longer than
any task runs, so that one that began before the kill and still runs cannot hide it."""


class ObjectStore:
    """Objects of one bucket, below one prefix.

    Args:
        bucket: where they stand.
        newest: time of the newest capture in the index.
        known: files with a row in the index whose names are not less than the given one.
        adopt: told of whole records without a row, writer by writer.
    """

    at_once = AT_ONCE

    def __init__(
        self,
        bucket: Bucket,
        *,
        newest: Callable[[], datetime | None],
        known: Callable[[str], set[str]],
        adopt: Adopt,
    ) -> None:
        self._bucket = bucket
        self._newest = newest
        self._known = known
        self._adopt = adopt
        self._writer = ""
        self._pid = 0

    def append(self, capture_id: str, record: bytes, at: datetime) -> Place:
        """As `Store.append`: one PUT, whose digest the storage checks."""
        if not self._writer or self._pid != os.getpid():  # a fork is a writer of its own
            self._sweep()
            self._writer, self._pid = f"{os.getpid()}-{secrets.token_hex(4)}", os.getpid()
        file = f"{at.astimezone(UTC):%Y/%m/%d}/{self._writer}/{capture_id}{SUFFIX}"
        info = warcinfo(file, at)
        try:
            self._bucket.put(file, info + record, content_type="application/warc")
        except (ArchiveUnreachable, NoSuchObject) as error:
            what = error.what if isinstance(error, ArchiveUnreachable) else str(error)
            raise CouldNotWrite(
                f"{what}; nothing was stored",
                url=str(self),
                next_step=ArchiveUnreachable.next_step,
            ) from error
        return Place(file, len(info), len(record))

    def read(self, place: Place) -> bytes:
        """As `Store.read`."""
        return self._get(place.file, f"bytes={place.offset}-{place.offset + place.length - 1}")

    def bring(self, name: str, source: Path) -> None:
        """As `Store.bring`."""
        try:
            self._bucket.put(name, source, content_type="application/warc")
        except (ArchiveUnreachable, NoSuchObject) as error:
            raise CouldNotWrite(str(error), url=f"{self}{name}") from error

    def files(self) -> Iterator[StoredFile]:
        """As `Store.files`: 1,000 objects a request."""
        yield from self._list("")

    def close(self) -> None:
        """Close the connections."""
        self._bucket.close()
        self._writer = ""

    def __str__(self) -> str:
        return str(self._bucket)

    def _get(self, file: str, span: str) -> bytes:
        try:
            return self._bucket.get(file, span)
        except NoSuchObject as error:
            raise ArchiveDamaged(f"cannot be opened ({error})", url=f"{self}{file}") from error

    def _list(self, since: str) -> Iterator[StoredFile]:
        for held in self._bucket.below(since=since):
            if held.name.endswith(SUFFIX):
                yield StoredFile(held.name, held.size)

    def _sweep(self) -> None:
        """Adopt what killed writers left; all objects are looked at when the index is empty."""
        newest = self._newest()
        since = f"{newest - _LOOK_BACK:%Y/%m/%d}" if newest else ""
        # Listed first, so that what a living writer stores meanwhile has its row when it is asked.
        listed = list(self._list(since))
        known = self._known(since)
        left = [held for held in listed if held.name not in known]
        for _, group in itertools.groupby(sorted(left, key=_by_writer), key=_by_writer):
            self._adopt(self._orphans(group))

    def _orphans(self, group: Iterator[StoredFile]) -> Iterator[tuple[bytes, Place]]:
        for held in group:
            data = self._get(held.name, f"bytes=0-{held.size - 1}") if held.size else b""
            end = 0
            for member in whole_members(lambda at, n, d=data: d[at : at + n], 0, len(data)):  # type: ignore[misc]
                yield member.data, Place(held.name, member.offset, len(member.data))
                end = member.end
            if end < len(data) or not data:
                log.warning("left aside: object=%s%s is no whole record", self, held.name)


def _by_writer(held: StoredFile) -> str:
    return held.name.rpartition("/")[0].rpartition("/")[2]
