"""The file that this process appends to: its own, under a lock, synced before the index hears of it.

A process holds an flock on its file for as long as it lives, so a file whose lock can be had has
no writer any more. The next writer puts such files in order (a killed writer leaves half a record
at the end) and goes on in one that has room, so there are as many files as there were ever
writers at once, not as many as there were runs.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from zonereports.archive.index import Place
from zonereports.archive.members import whole_members
from zonereports.archive.record import warcinfo
from zonereports.archive.store import SUFFIX, Adopt
from zonereports.errors import CouldNotWrite

log = logging.getLogger(__name__)

_PIECE = 65_536


class Writer:
    """Appends records to a file that no other process appends to.

    Args:
        root: folder of the files.
        max_bytes: a file of this size is full, and another is taken.
        ends: by file, the end of its last indexed record.
        adopt: told of the whole records that a dead writer left without an index row.
    """

    def __init__(
        self,
        root: Path,
        *,
        max_bytes: int,
        ends: Callable[[str | None], dict[str, int]],
        adopt: Adopt,
    ) -> None:
        self._root = root
        self._max_bytes = max_bytes
        self._ends = ends
        self._adopt = adopt
        self._handle: int | None = None
        self._file = ""
        self._size = 0
        self._pid = 0

    def append(self, record: bytes, at: datetime) -> Place:
        """Write a record at the end of the open file; it is on disk when this returns.

        Raises:
            CouldNotWrite: no room, no permission; the file is as it was before.
        """
        try:
            handle = self._open(at)
            info = warcinfo(self._file, at) if self._size == 0 else b""
            before = self._size
            try:
                _write_all(handle, info + record)
                os.fsync(handle)
            except BaseException:
                os.ftruncate(handle, before)
                raise
        except OSError as error:
            raise CouldNotWrite(str(error), url=str(self._root)) from error
        self._size = before + len(info) + len(record)
        return Place(self._file, before + len(info), len(record))

    def close(self) -> None:
        """Give the file up; another process may go on in it."""
        if self._handle is not None and self._pid == os.getpid():
            os.close(self._handle)
        self._handle = None

    def _open(self, at: datetime) -> int:
        if self._handle is not None and self._pid != os.getpid():
            self._handle = None  # after a fork the file stays the parent's
        if self._handle is not None and self._size >= self._max_bytes:
            self.close()
        if self._handle is None:
            if not self._root.is_dir():
                self._root.mkdir(parents=True, exist_ok=True)
                _sync_folder(self._root.parent)
            self._sweep()
        if self._handle is None:
            self._create(at)
        assert self._handle is not None
        return self._handle

    def _sweep(self) -> None:
        """Put the files of dead writers in order, and keep the first with room."""
        ends = self._ends(None)
        for path in sorted(self._root.glob(f"*{SUFFIX}")):
            size = path.stat().st_size
            full = size >= self._max_bytes
            if size == ends.get(path.name) and (full or self._handle is not None):
                continue
            handle = os.open(path, os.O_RDWR | os.O_APPEND)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                continue
            end = self._repair(path, handle)
            if end is not None and end < self._max_bytes and self._handle is None:
                self._handle, self._file, self._size = handle, path.name, end
                self._pid = os.getpid()
            else:
                os.close(handle)

    def _repair(self, path: Path, handle: int) -> int | None:
        """Adopt whole records behind the last indexed one, cut what is not whole; the new size.

        None when the file is shorter than the index says: nothing may be appended to it.
        """
        # Asked again under the lock: the writer may have been at work until a moment ago.
        indexed = self._ends(path.name).get(path.name, 0)
        size = os.fstat(handle).st_size
        if size < indexed:
            log.warning("archive file is shorter than its index: file=%s size=%d", path, size)
            return None
        if size > indexed:
            # A killed writer may have left them in memory only; a row is for ever.
            os.fsync(handle)
            _sync_folder(self._root)
        end = self._adopt_from(handle, path.name, indexed, size)
        if end < size:
            if not _is_half_a_record(
                handle, end, size
            ):  # altered, not cut: whole records may stand behind it
                self._set_aside(path, handle, end, size)
            log.warning("cut what is no record: file=%s end=%d bytes=%d", path, end, size - end)
            os.ftruncate(handle, end)
            os.fsync(handle)
        return end

    def _adopt_from(self, handle: int, name: str, start: int, size: int) -> int:
        """Offer the whole records from `start` on for adoption; where they end."""
        end = start

        def orphans() -> Iterator[tuple[bytes, Place]]:
            nonlocal end
            for member in whole_members(lambda at, n: os.pread(handle, n, at), start, size):
                end = member.end
                yield member.data, Place(name, member.offset, len(member.data))

        left = orphans()
        self._adopt(left)
        for _ in left:  # what was not taken is still whole
            pass
        return end

    def _set_aside(self, path: Path, handle: int, start: int, size: int) -> None:
        with path.with_name(f"{path.name}.{start}.removed").open("wb") as aside:
            for at in range(start, size, _PIECE):
                aside.write(os.pread(handle, min(_PIECE, size - at), at))
            aside.flush()
            os.fsync(aside.fileno())

    def _create(self, at: datetime) -> None:
        stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        while self._handle is None:
            name = f"zonereports-{stamp}-{os.getpid()}-{secrets.token_hex(4)}{SUFFIX}"
            handle = os.open(
                self._root / name, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o644
            )
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:  # a sweeping writer was quicker: it keeps the file
                os.close(handle)
                continue
            self._handle, self._file, self._size, self._pid = handle, name, 0, os.getpid()
        _sync_folder(self._root)

    def __del__(self) -> None:
        with suppress(OSError, AttributeError):
            self.close()


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_half_a_record(handle: int, start: int, end: int) -> bool:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        for at in range(start, end, _PIECE):
            unpacker.decompress(os.pread(handle, min(_PIECE, end - at), at))
    except zlib.error:
        return False
    return True
