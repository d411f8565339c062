"""A .doc file of Word 97 and later to a leaf.

After [MS-DOC]: the FIB names the table stream and the CLX in it; the CLX holds the piece table,
which says where each stretch of text lies and whether it has one byte or two to a character.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

import olefile

from zonereports.document.compound import open_compound
from zonereports.document.leaf import SPACES, Leaf
from zonereports.document.markup import INVISIBLE
from zonereports.document.places import Place
from zonereports.document.traced import Trace, divided, joined, substitute
from zonereports.errors import UnreadablePage

_WORD_MAGIC = (0xA5EC, 0xA5DC)
_WORD_97 = 0x00C1
_ENCRYPTED, _TABLE_1, _COMPLEX = 0x0100, 0x0200, 0x0004
_CCP_TEXT, _CLX = 0x004C, 0x01A2
_COMPRESSED = 0x40000000
_MAX_CHARACTERS = 2_000_000
# 0x13 begins a field's code, 0x14 its result, 0x15 ends it.
_FIELD_MARK = re.compile("[\x13\x14\x15]")
_DROPPED = re.compile("[\x00-\x06\x08\x0e-\x1d\x1f\x7f]")
_CELL = "\x07"
_PARAGRAPH = re.compile("[\r\x0b\x0c\n]")
_IN_CELL = re.compile("[\r\x0b\x0c\n\t]+")


def read_doc(body: bytes, trace: Trace | None = None) -> Leaf:
    """The main text: paragraphs and table rows; no footnotes, headers or text boxes.

    Raises:
        UnreadablePage: broken, encrypted, or longer than a report can be.
    """
    with open_compound(body, "the .doc") as ole:
        text = _text(ole)
    if trace is not None:
        text = _taken(text, trace)
    lines = [
        line
        for raw in _lines(_plain(text))
        if (line := substitute(INVISIBLE, "", raw).strip(SPACES)).strip("\t")
    ]
    return Leaf(lines=tuple(lines))


def _taken(text: str, trace: Trace) -> str:
    """The text with its origins: paragraphs as Word counts them, each cell one or more."""
    ends = [found.end() for found in re.finditer("[\r\x07\x0c]|$", text)]
    starts = [0, *ends[:-1]]
    return joined(
        "",
        [
            trace.take(text[start:end], Place("paragraph", part=trace.part, number=number))
            for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
        ],
    )


def _text(ole: olefile.OleFileIO) -> str:
    stream = ole.openstream("WordDocument").read()
    magic, version = struct.unpack_from("<HH", stream, 0)
    (flags,) = struct.unpack_from("<H", stream, 0x0A)
    if magic not in _WORD_MAGIC:
        raise UnreadablePage("the .doc does not begin as Word documents do")
    if flags & _ENCRYPTED:
        raise UnreadablePage("the .doc is encrypted")
    if version < _WORD_97:
        return _old_text(stream, flags)
    table = ole.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
    (length,) = struct.unpack_from("<i", stream, _CCP_TEXT)
    if not 0 <= length <= _MAX_CHARACTERS:
        raise UnreadablePage(f"the .doc claims {length} characters")
    start, size = struct.unpack_from("<II", stream, _CLX)
    return "".join(_pieces(stream, table[start : start + size], length))[:length]


def _old_text(stream: bytes, flags: int) -> str:
    """Word 6 and 95: one stretch of bytes in the code page of the machine."""
    if flags & _COMPLEX:
        raise UnreadablePage("a fast-saved .doc of Word 6 or 95; open and save it with Word")
    first, last = struct.unpack_from("<II", stream, 0x18)
    return stream[first:last].decode("gb18030", errors="replace")


def _pieces(stream: bytes, clx: bytes, length: int) -> Iterator[str]:
    """The pieces of text in order. A CLX is any number of Prc (1) and then one Pcdt (2).

    Ends with the text: pieces of a hostile file may all show the same long stretch.
    """
    at = 0
    while at < len(clx) and clx[at] == 1:
        (size,) = struct.unpack_from("<H", clx, at + 1)
        at += 3 + size
    if at >= len(clx) or clx[at] != 2:
        raise UnreadablePage("the .doc has no piece table")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    positions = struct.unpack_from(f"<{count + 1}I", plc, 0)
    for number in range(count):
        (fc,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)
        characters = positions[number + 1] - positions[number]
        if not 0 <= characters <= _MAX_CHARACTERS:
            raise UnreadablePage("the .doc's piece table runs backwards")
        if positions[number] >= length:
            return
        offset = fc & (_COMPRESSED - 1)
        if fc & _COMPRESSED:
            yield _narrow(stream[offset // 2 : offset // 2 + characters])
        else:
            yield stream[offset : offset + 2 * characters].decode("utf-16-le", errors="replace")


def _narrow(data: bytes) -> str:
    """A piece with one byte to a character: Windows-1252 by the book, GBK from some writers."""
    if any(byte >= 0x80 for byte in data):
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            pass
        else:
            foreign = [char for char in text if char > "\x7f"]
            if all(
                "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef" for char in foreign
            ):
                return text
    return data.decode("cp1252", errors="replace")


def _plain(text: str) -> str:
    return substitute(_DROPPED, "", _without_codes(text).replace("\x1e", "-"))


def _without_codes(text: str) -> str:
    """The text with the results of its fields in place of their codes; fields may nest."""
    pieces: list[list[str]] = [[]]
    separated: list[bool] = []
    end = 0
    for found in _FIELD_MARK.finditer(text):
        pieces[-1].append(text[end : found.start()])
        end = found.end()
        if found[0] == "\x13":
            pieces.append([])
            separated.append(False)
        elif found[0] == "\x14" and separated:
            pieces[-1].clear()
            separated[-1] = True
        elif found[0] == "\x15" and separated:
            result = pieces.pop()
            if separated.pop():
                pieces[-1] += result
    pieces[-1].append(text[end:])
    return joined("", [part for open_field in pieces for part in open_field])


def _lines(text: str) -> Iterator[str]:
    """Paragraphs end with 0D, cells and rows with 07, pages with 0C, lines with 0B.

    What a paragraph mark precedes right after the end of a row is text between two tables.
    """
    *pieces, after = text.split(_CELL)
    table: list[str] = []
    for number, piece in enumerate(pieces):
        if (number == 0 or not pieces[number - 1]) and _PARAGRAPH.search(piece):
            yield from _rows(table)
            *paragraphs, cell = divided(_PARAGRAPH, piece)
            yield from (paragraph.replace("\t", " ") for paragraph in paragraphs)
            table = [cell]
        else:
            table.append(piece)
    yield from _rows(table)
    yield from (paragraph.replace("\t", " ") for paragraph in divided(_PARAGRAPH, after))


def _rows(marked: list[str]) -> Iterator[str]:
    """Rows of a table. A row ends with one cell mark more: an empty cell to the eye.

    The number of columns is the smallest that puts such an empty cell at the end of each row.
    """
    cells = [substitute(_IN_CELL, "", cell) for cell in marked]
    columns = next(
        (
            n
            for n in range(1, len(cells))
            if len(cells) % (n + 1) == 0 and not any(cells[n :: n + 1])
        ),
        None,
    )
    if columns is None:
        row: list[str] = []
        for cell in cells:
            if cell:
                row.append(cell)
            elif row:
                yield joined("\t", row)
                row = []
        if row:
            yield joined("\t", row)
        return
    for start in range(0, len(cells), columns + 1):
        line = joined("\t", cells[start : start + columns]).rstrip("\t")
        if line:
            yield line
