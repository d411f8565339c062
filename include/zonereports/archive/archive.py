"""The archive: responses in WARC files, found through the index in the state store."""

from __future__ import annotations

import logging
import os
import threading
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from zonereports.archive.capture import Capture, CaptureKind, capture_id
from zonereports.archive.index import CaptureIndex, Entry, Place, captures_of
from zonereports.archive.index import settle as settle_row
from zonereports.archive.record import BadRecord, Record, decode, encode
from zonereports.archive.writer import Writer
from zonereports.errors import ArchiveDamaged, WrongSetting
from zonereports.fetch import Response
from zonereports.state import State

log = logging.getLogger(__name__)

MAX_FILE_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Damage:
    """A record that the index promises and that cannot be had."""

    capture_id: str
    url: str
    file: str
    offset: int
    problem: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What opening every indexed record showed."""

    records: int
    """How many were opened."""
    damaged: tuple[Damage, ...]


class Archive:
    """Every response exactly as served, stored once.

    Any number of processes may store and read at once. What `store` returned survives the end of
    the process, however it comes.

    Args:
        root: folder of the WARC files; made at the first `store`.
        state: holds the index.
        max_file_bytes: a file of this size is closed and another begun.
    """

    def __init__(self, root: Path, state: State, *, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        self._root = root
        self._index = CaptureIndex(state)
        self._writer = Writer(
            root, max_bytes=max_file_bytes, ends=self._index.ends, adopt=self._adopt
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
            CouldNotWrite: the disk is full or closed to us; nothing was stored.
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
            place = self._writer.append(record, response.fetched_at)
            # Last, so that a crash leaves bytes without a row, never a row without bytes.
            return self._index.add(capture, place)

    def read(self, capture_id: str) -> Response:
        """The response of a capture, as it was stored.

        Raises:
            ArchiveDamaged: its record, or the record it refers to, cannot be opened.
            WrongSetting: there is no such capture.
        """
        entry = self._entry(capture_id)
        record = self._open(entry)
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
        """The last capture of an address that was answered with status 200."""
        entry = self._index.latest(url)
        return None if entry is None else entry.capture

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

    def verify(self) -> Verification:
        """Open every indexed record and check its digest. Slow: it reads the whole archive."""
        entries = self._index.select(site=None, kind=None)
        damaged = []
        for entry in sorted(entries, key=lambda e: (e.place.file, e.place.offset)):
            try:
                self._open(entry)
                if entry.capture.refers_to is not None:
                    self._body(entry)
            except ArchiveDamaged as error:
                capture, place = entry.capture, entry.place
                damaged.append(
                    Damage(capture.id, capture.url, place.file, place.offset, error.what)
                )
        return Verification(len(entries), tuple(damaged))

    def close(self) -> None:
        """Give the open file up; `store` takes one again when it is called."""
        self._writer.close()

    def _entry(self, capture_id: str) -> Entry:
        entry = self._index.get(capture_id)
        if entry is None:
            raise _no_such(capture_id)
        return entry

    def _open(self, entry: Entry) -> Record:
        path = self._root / entry.place.file
        try:
            with path.open("rb") as file:
                member = os.pread(file.fileno(), entry.place.length, entry.place.offset)
        except OSError as error:
            raise ArchiveDamaged(f"cannot be opened ({error.strerror})", url=str(path)) from error
        where = f"{path} at {entry.place.offset}"
        try:
            record = decode(member)
        except BadRecord as error:
            raise ArchiveDamaged(str(error), url=where) from error
        if record is None or record.capture.id != entry.capture.id:
            raise ArchiveDamaged(f"not the record of capture {entry.capture.id}", url=where)
        if not record.sound or record.capture.digest != entry.capture.digest:
            raise ArchiveDamaged("the body does not have its digest", url=where)
        return record

    def _body(self, entry: Entry) -> bytes:
        """The bytes that a capture refers to; any capture that holds them will do."""
        problem = ArchiveDamaged(f"no capture holds the body of {entry.capture.id}")
        for holder in self._index.holders(entry.capture.url, entry.capture.digest):
            try:
                return self._open(holder).body
            except ArchiveDamaged as error:
                problem = error
        raise problem

    def _holder(self, url: str, digest: str) -> Capture | None:
        """The capture whose bytes may be referred to: opened first, so that none refers to ruins."""
        for holder in self._index.holders(url, digest):
            try:
                self._open(holder)
            except ArchiveDamaged as error:
                log.warning("stored again, as the first copy is damaged: %s", error)
            else:
                return holder.capture
        return None

    def _adopt(self, member: bytes, place: Place) -> None:
        """Index a whole record that its writer could not index before it died."""
        try:
            record = decode(member)
        except BadRecord as error:
            log.warning("left aside: file=%s offset=%d %s", place.file, place.offset, error)
            return
        if record is not None and record.sound:
            self._index.add(record.capture, place)
            log.info("adopted: capture=%s file=%s", record.capture.id, place.file)


def _no_such(capture_id: str) -> WrongSetting:
    return WrongSetting(
        f"there is no capture {capture_id!r}", next_step="take an id that the archive gave"
    )
