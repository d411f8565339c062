"""The body of an answer: all of it, not more than we accept, decompressed."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from urllib3.exceptions import IncompleteRead, ProtocolError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from zonereports.errors import ServerFailed, TruncatedBody, Unreachable

_PIECE = 65_536


def read_body(
    raw: BaseHTTPResponse, *, max_bytes: int, out_of_time: Callable[[], bool]
) -> tuple[bytes, int]:
    """The decoded body, and the number of bytes that came over the wire.

    Decompression is done here and not by requests: a gzip stream that ends early, and one that
    swells beyond the limit, must both be noticed.

    Raises:
        TruncatedBody: fewer bytes than promised, more than `max_bytes`, or a damaged stream.
        Unreachable: the server fell silent, or did not end in time.
        ServerFailed: an encoding that was not asked for.
    """
    told = raw.headers.get("Content-Length", "").strip()
    promised = int(told) if re.fullmatch(r"\d{1,18}", told) else None
    if promised is not None and promised > max_bytes:
        raise TruncatedBody(f"{promised} bytes promised, more than {max_bytes}: too large")
    wire = _read_wire(raw, max_bytes, out_of_time)
    if promised is not None and len(wire) != promised:
        raise TruncatedBody(f"{len(wire)} bytes came, {promised} were promised")
    encoding = raw.headers.get("Content-Encoding", "").strip().lower()
    if not wire or encoding in ("", "identity", "none"):
        return wire, len(wire)
    if encoding in ("gzip", "x-gzip"):
        return _inflate(wire, 31, max_bytes), len(wire)
    if encoding == "deflate":
        # Meant is zlib's format; some servers send the bare stream.
        looks_zlib = wire[0] & 0x0F == 8 and int.from_bytes(wire[:2], "big") % 31 == 0
        return _inflate(wire, 15 if looks_zlib else -15, max_bytes), len(wire)
    raise ServerFailed(f"Content-Encoding {encoding!r}, which was not asked for")


def _read_wire(raw: BaseHTTPResponse, max_bytes: int, out_of_time: Callable[[], bool]) -> bytes:
    pieces = bytearray()
    try:
        while piece := raw.read1(_PIECE, decode_content=False):
            pieces += piece
            if len(pieces) > max_bytes:
                raise TruncatedBody(f"more than {max_bytes} bytes: too large")
            if out_of_time():
                raise Unreachable(f"the body did not end in time; {len(pieces)} bytes had come")
    except IncompleteRead as error:
        raise TruncatedBody(f"the body broke off: {error}") from error
    except ReadTimeoutError as error:
        if out_of_time():
            raise Unreachable(
                f"the body did not end in time; {len(pieces)} bytes had come"
            ) from error
        raise Unreachable(f"silence after {len(pieces)} bytes of the body") from error
    except (ProtocolError, OSError) as error:
        raise TruncatedBody(f"the connection broke after {len(pieces)} bytes: {error}") from error
    return bytes(pieces)


def _inflate(wire: bytes, window: int, max_bytes: int) -> bytes:
    body = bytearray()
    while wire:
        stream = zlib.decompressobj(window)
        try:
            body += stream.decompress(wire, max_bytes + 1 - len(body))
        except zlib.error as error:
            if body:
                break  # Padding behind a complete stream: browsers overlook it as well.
            raise TruncatedBody(f"the compressed body is damaged: {error}") from error
        if len(body) > max_bytes:
            raise TruncatedBody(f"more than {max_bytes} bytes when decompressed: too large")
        if not stream.eof:
            raise TruncatedBody("the compressed body ends early")
        wire = stream.unused_data if window == 31 else b""
    return bytes(body)
