"""The gzip members of a file of records, found one after the other without a list of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_PIECE = 65_536
_MAGIC = b"\x1f\x8b\x08"
_LONGEST_MAGIC = len(_MAGIC) - 1

Read = Callable[[int, int], bytes]
"""Bytes of a file: (offset, length) to what stands there, shorter at its end."""


@dataclass(frozen=True, slots=True)
class Member:
    """A whole gzip member."""

    offset: int
    data: bytes

    @property
    def end(self) -> int:
        """The first byte behind it."""
        return self.offset + len(self.data)


@dataclass(frozen=True, slots=True)
class Ruin:
    """Bytes in which no member begins."""

    offset: int
    length: int


def whole_members(read: Read, start: int, end: int) -> Iterator[Member]:
    """The members from `start` on, up to the first that is not whole. One is held at a time."""
    while start < end:
        member = _member(read, start, end)
        if member is None:
            return
        yield member
        start = member.end


def salvage(read: Read, end: int) -> Iterator[Member | Ruin]:
    """All members of a file, and what stands between them where it is damaged."""
    start = 0
    while start < end:
        member = _member(read, start, end)
        if member is not None:
            yield member
            start = member.end
            continue
        following = _next_start(read, start + 1, end)
        yield Ruin(start, following - start)
        start = following


def _member(read: Read, start: int, end: int) -> Member | None:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    pieces = []
    at = start
    while not unpacker.eof and at < end:
        piece = read(at, min(_PIECE, end - at))
        if not piece:
            return None
        try:
            unpacker.decompress(piece)
        except zlib.error:
            return None
        pieces.append(piece)
        at += len(piece)
    if not unpacker.eof:
        return None
    data = b"".join(pieces)
    return Member(start, data[: len(data) - len(unpacker.unused_data)])


def _next_start(read: Read, start: int, end: int) -> int:
    """Where the next whole member begins that holds a WARC record; `end` when none does."""
    at = start
    while at < end:
        piece = read(at, min(_PIECE, end - at))
        if not piece:
            return end
        found = piece.find(_MAGIC)
        while found >= 0:
            if _is_warc(read(at + found, _PIECE)) and _member(read, at + found, end) is not None:
                return at + found
            found = piece.find(_MAGIC, found + 1)
        at += max(len(piece) - _LONGEST_MAGIC, 1)
    return end


def _is_warc(data: bytes) -> bool:
    try:
        begin = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(data, 5)
    except zlib.error:
        return False
    return begin == b"WARC/"
