"""OLE2 compound files: what is in them is told by their streams, never by their names.

WPS Office writes .wps and .et as Word and Excel write .doc and .xls.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import olefile

from zonereports.document.leaf import Leaf
from zonereports.document.traced import Trace
from zonereports.errors import UnreadablePage

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (OSError, struct.error, IndexError, ValueError, TypeError, OverflowError, RecursionError)


@contextmanager
def open_compound(body: bytes, what: str) -> Iterator[olefile.OleFileIO]:
    """The streams in these bytes.

    Raises:
        UnreadablePage: broken, or with tables larger than the file.
    """
    if len(body) >= 76:
        version, size = struct.unpack_from("<HxxH", body, 26)
        tables = struct.unpack_from("<I", body, 44)[0] + struct.unpack_from("<I", body, 72)[0]
        mini = struct.unpack_from("<I", body, 64)[0]
        if size not in (9, 12) or (tables + mini) << size > len(body):
            raise UnreadablePage(
                f"{what} is broken: its tables are larger than the file ({version})"
            )
    try:
        with olefile.OleFileIO(io.BytesIO(body)) as ole:
            yield ole
    except _BROKEN as error:
        raise UnreadablePage(f"{what} is broken: {error}") from error


def read_compound(body: bytes, trace: Trace | None = None) -> Leaf:
    """A .doc, .xls, .wps or .et.

    Raises:
        UnreadablePage: broken, encrypted, or with neither a document nor a workbook in it.
    """
    with open_compound(body, "the OLE2 file") as ole:
        names = {entry[0].lower() for entry in ole.listdir()}
    if "worddocument" in names:
        from zonereports.document.word_doc import read_doc

        return read_doc(body, trace)
    if names & {"workbook", "book"}:
        from zonereports.document.spreadsheet import read_xls

        return read_xls(body, trace)
    if "encryptedpackage" in names:
        raise UnreadablePage("an OLE2 file without a Word document (an encrypted file)")
    kind = "a presentation" if "powerpoint document" in names else "no known content"
    raise UnreadablePage(f"an OLE2 file without a Word document ({kind})")
