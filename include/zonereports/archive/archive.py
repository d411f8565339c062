"""The archive: responses in WARC records, found through the index in the state store."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

from sqlalchemy import Connection

from zonereports.archive.capture import Capture, CaptureKind, capture_id
from zonereports.archive.index import CaptureIndex, Entry, Place, captures_of
from zonereports.archive.index import reopen as reopen_row
from zonereports.archive.index import settle as settle_row
from zonereports.archive.location import open_store
from zonereports.archive.rebuild import Reindex, reindex
from zonereports.archive.record import BadRecord, decode, encode
from zonereports.archive.store import SUFFIX, Store
from zonereports.archive.survey import Survey
from zonereports.archive.verification import Verification, open_record, verify
from zonereports.errors import ArchiveDamaged, WrongSetting
from zonereports.fetch import Response
from zonereports.logs import about
from zonereports.state import State

log = logging.getLogger(__name__)

MAX_FILE_BYTES = 200_000_000
_PIECE = 8_000_000


class Archive:
    """Every response exactly as served, stored once.

    Any number of processes may store and read at once. What `store` returned survives the end of
    the process, however it comes.

    Args:
        location: folder of the WARC files, made at the first `store`; or an address such as
            `s3://bucket/prefix?endpoint=https://…`.
        state: holds the index.
        max_file_bytes: in a folder, a file of this size is closed and another begun.

    Raises:
        WrongSetting: the location is neither.
    """

    def __init__(
        self, location: Path | str, state: State, *, max_file_bytes: int = MAX_FILE_BYTES
    ) -> None:
        self._index = CaptureIndex(state)
        self.survey = Survey(state)
        self._store: Store = open_store(
            location,
            index=self._index,
            survey=self.survey,
            adopt=self._adopt,
            max_file_bytes=max_file_bytes,
        )
        self._storing = threading.Lock()

    def store(
        self,
        response: Response,
        *,
        kind: CaptureKind,
        site: str | None,
        link_title: str | None = None,
        listed_on: date | None = None,
        parent: str | None = None,
        name: str | None = None,
    ) -> Capture:
        """Keep a response; the same response again changes nothing and gives the same capture.

        Bytes that the address already gave are not kept twice: the record refers to the earlier
        one. When they are those of the capture just before it, the capture is settled at once
        with outcome "unchanged".

        Raises:
            CouldNotWrite: the disk is full or closed to us, or the object storage did not take it;
                nothing was stored.
            ArchiveUnreachable: the object storage does not answer; nothing was stored.
        """
        digest = sha256(response.body).hexdigest()
        capture = Capture(
            id=capture_id(response.url, response.fetched_at, digest),
            url=response.url,
            kind=kind,
            site=site,
            status=response.status,
            fetched_at=response.fetched_at,
            digest=digest,
            content_type=response.header("Content-Type"),
            etag=response.header("ETag"),
            last_modified=response.header("Last-Modified"),
            link_title=link_title,
            listed_on=listed_on,
            parent=parent,
            name=name,
        )
        with self._storing:
            known = self._index.get(capture.id)
            if known is not None:
                return known.capture
            earlier = self._holder(response.url, digest)
            if earlier is not None:
                capture = replace(capture, refers_to=earlier.id)
            record = encode(capture, response, refers_to=earlier)
            place = self._store.append(capture.id, record, response.fetched_at)
            # Last, so that a crash leaves bytes without a row, never a row without bytes.
            return self._index.add(capture, place)

    def read(self, capture_id: str) -> Response:
        """The response of a capture, as it was stored.

        Raises:
            ArchiveDamaged: its record, or the record it refers to, cannot be opened.
            ArchiveUnreachable: the object storage does not answer.
            WrongSetting: there is no such capture.
        """
        entry = self._entry(capture_id)
        record = open_record(self._store, entry)
        capture = entry.capture
        body = record.body
        if capture.refers_to is not None:
            body = self._body(entry)
        return Response(
            url=capture.url,
            final_url=record.final_url,
            status=capture.status,
            headers=record.headers,
            body=body,
            fetched_at=capture.fetched_at,
        )

    def capture(self, capture_id: str) -> Capture:
        """The index entry of a capture.

        Raises:
            WrongSetting: there is no such capture.
        """
        return self._entry(capture_id).capture

    def latest(self, url: str) -> Capture | None:
        """The last page of an address that was answered with status 200, refusals apart."""
        entry = self._index.latest(url)
        return None if entry is None else entry.capture

    def captures_at(self, url: str) -> list[Capture]:
        """Pages and files that an address gave with status 200, oldest first."""
        return captures_of(self._index.at(url))

    def pending(self, limit: int | None = None) -> list[Capture]:
        """Articles, attachments and files with status 200 that are not settled, oldest first."""
        return captures_of(self._index.pending(limit))

    def captures(self, site: str | None = None, kind: CaptureKind | None = None) -> list[Capture]:
        """All captures, or those of a site or a kind, oldest first."""
        return captures_of(self._index.select(site=site, kind=kind))

    def settle(self, connection: Connection, capture_id: str, outcome: str, at: datetime) -> None:
        """Write what became of a capture, in the caller's transaction; the last word stays.

        Raises:
            WrongSetting: there is no such capture.
        """
        if not settle_row(connection, capture_id, outcome, at):
            raise _no_such(capture_id)

    def reopen(self, connection: Connection, capture_id: str) -> None:
        """Have a settled capture read again, in the caller's transaction."""
        reopen_row(connection, capture_id)

    def verify(self) -> Verification:
        """Open every indexed record and check its digest. Reads the whole archive, once.

        Raises:
            ArchiveUnreachable: the object storage does not answer.
        """
        return verify(self._store, self.survey)

    def reindex(self) -> Reindex:
        """Build the rows again that are missing, from the records; no file is touched.

        What is found counts as settled: nobody is told again about what was published once.

        Raises:
            ArchiveUnreachable: the object storage does not answer.
        """
        return reindex(self._store, self.survey)

    def files(self) -> list[str]:
        """The names of the files with records.

        Raises:
            ArchiveUnreachable: the object storage does not answer.
        """
        return [file.name for file in self._store.files()]

    def copy_out(self, folder: Path, ends: Mapping[str, int]) -> None:
        """Copy files with records, each up to the end of a record that an index knows.

        What a writer appends meanwhile is left out: another moment's index knows it.

        Args:
            folder: gets the files, under their names.
            ends: by name, so many bytes.

        Raises:
            ArchiveDamaged: a file is missing or shorter.
        """
        for name, end in sorted(ends.items()):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                for at in range(0, end, _PIECE):
                    wanted = min(_PIECE, end - at)
                    piece = self._store.read(Place(name, at, wanted))
                    if len(piece) != wanted:
                        raise ArchiveDamaged("a file is shorter than its index says", url=name)
                    file.write(piece)

    def copy_in(self, folder: Path) -> None:
        """Keep the files that `copy_out` wrote. Doing it again changes nothing.

        Raises:
            CouldNotWrite: a file was not kept.
        """
        for path in sorted(folder.rglob(f"*{SUFFIX}")):
            self._store.bring(path.relative_to(folder).as_posix(), path)

    def lend(self, entries: Sequence[Entry]) -> list[Capture]:
        """Index records that another index over the same store holds, as if just stored."""
        return self._index.add_all(
            [Entry(replace(entry.capture, outcome=None), entry.place) for entry in entries]
        )

    def close(self) -> None:
        """Give the open file up; `store` takes one again when it is called."""
        self._store.close()

    def _entry(self, capture_id: str) -> Entry:
        entry = self._index.get(capture_id)
        if entry is None:
            raise _no_such(capture_id)
        return entry

    def _body(self, entry: Entry) -> bytes:
        """The bytes that a capture refers to; any capture that holds them will do."""
        problem = ArchiveDamaged(f"no capture holds the body of {entry.capture.id}")
        for holder in self._index.holders(entry.capture.url, entry.capture.digest):
            try:
                return open_record(self._store, holder).body
            except ArchiveDamaged as error:
                problem = error
        raise problem

    def _holder(self, url: str, digest: str) -> Capture | None:
        """The capture whose bytes may be referred to: opened first, so that none refers to ruins."""
        for holder in self._index.holders(url, digest):
            try:
                open_record(self._store, holder)
            except ArchiveDamaged as error:
                with about(site=holder.capture.site, capture=holder.capture.id):
                    log.warning("stored again, as the first copy is damaged: %s", error)
            else:
                return holder.capture
        return None

    def _adopt(self, orphans: Iterator[tuple[bytes, Place]]) -> None:
        """Index whole records that one writer left without a row.

        A writer indexes each record before it writes the next, so a killed one leaves one: that
        capture is new and nobody has heard of it. Several say that the index was lost or is that
        of an older backup: what they hold may have been published and told, so it is not again.
        """
        found = _sound(orphans)
        head = list(islice(found, 2))
        if len(head) < 2:
            self._index.add_all(head)
            return
        log.warning(
            "the index does not know the records of %s: run zonereports state rebuild when the state "
            "was lost, else zonereports archive reindex, then zonereports replay",
            head[0].place.file,
        )
        every = chain(head, found)
        while batch := list(islice(every, 500)):
            self.survey.restore(batch)


def _sound(orphans: Iterator[tuple[bytes, Place]]) -> Iterator[Entry]:
    for member, place in orphans:
        try:
            record = decode(member)
        except BadRecord as error:
            log.warning("left aside: file=%s offset=%d %s", place.file, place.offset, error)
            continue
        if record is not None and record.sound:
            with about(site=record.capture.site, capture=record.capture.id):
                log.info("adopted: capture=%s file=%s", record.capture.id, place.file)
            yield Entry(record.capture, place)


def _no_such(capture_id: str) -> WrongSetting:
    return WrongSetting(
        f"there is no capture {capture_id!r}", next_step="take an id that the archive gave"
    )
