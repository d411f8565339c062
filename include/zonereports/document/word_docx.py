"""A .docx file to a leaf: read from its XML, so that only what is needed is unpacked."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from zonereports.document.leaf import SPACES, Leaf
from zonereports.document.markup import INVISIBLE
from zonereports.document.packages import open_package, parse_xml, read_part
from zonereports.document.places import Place
from zonereports.document.traced import Trace, joined, repeated, substitute
from zonereports.document.word_numbering import Numbering
from zonereports.errors import UnreadablePage

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WHAT = "the .docx"


def read_docx(body: bytes, trace: Trace | None = None) -> Leaf:
    """Paragraphs and tables in reading order, with the numerals that Word counts by itself.

    Deleted text, hidden text, comments, headers and footers are left out.

    Raises:
        UnreadablePage: broken, encrypted, or larger unpacked than a report can be.
    """
    with open_package(body, _WHAT) as package:
        document = _part(package, "word/document.xml")
        numbering = Numbering(
            _part(package, "word/numbering.xml"), _part(package, "word/styles.xml")
        )
    if document is None:
        raise UnreadablePage("the .docx has no word/document.xml")
    body_element = document.find(f"{_W}body")
    if body_element is None:
        raise UnreadablePage("the .docx has no body")
    lines = [
        line
        for raw in _blocks(body_element, numbering, _Taker(body_element, trace))
        if (line := substitute(INVISIBLE, "", raw).strip(SPACES))
    ]
    return Leaf(lines=tuple(lines))


def _part(package: zipfile.ZipFile, name: str) -> Any | None:
    data = read_part(package, name, _WHAT)
    return None if data is None else parse_xml(data.replace(_STRICT, _TRANSITIONAL), name)


class _Taker:
    """Gives the text of a paragraph its origins, when there is a trace."""

    def __init__(self, body: Any, trace: Trace | None) -> None:
        self._trace = trace
        found = body.iter(f"{_W}p") if trace is not None else ()
        self._numbers = {paragraph: number for number, paragraph in enumerate(found, 1)}

    def __call__(self, paragraph: Any) -> str:
        text = _text(paragraph)
        if self._trace is None:
            return text
        number = self._numbers[paragraph]
        return self._trace.take(text, Place("paragraph", part=self._trace.part, number=number))


def _blocks(parent: Any, numbering: Numbering, take: _Taker) -> Iterator[str]:
    for child in parent:
        if child.tag == f"{_W}p":
            if (style := _style(child)).upper().startswith("TOC"):
                continue
            text = take(child)
            if text.strip():
                yield from (numbering.label(child, style) + text).split("\n")
        elif child.tag == f"{_W}tbl":
            yield from _rows(child, numbering, take)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag"):
            yield from _blocks(child, numbering, take)


def _rows(table: Any, numbering: Numbering, take: _Taker) -> Iterator[str]:
    above: dict[int, str] = {}
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl"), None) is not table:
            continue
        cells: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tr"), None) is not row:
                continue
            text = joined("", list(_blocks(cell, numbering, take))).replace("\t", " ").strip(SPACES)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            column = len(cells)
            if merge is not None and merge.get(f"{_W}val", "continue") == "continue":
                # A label that spans rows is repeated; a figure was stated once.
                text = above.get(column, "")
            else:
                above[column] = "" if any(char.isdigit() for char in text) else repeated(text)
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            value = span.get(f"{_W}val", "1") if span is not None else "1"
            cells += [text] + [""] * (min(int(value), 50) - 1 if value.isdigit() else 0)
        line = joined("\t", cells).rstrip("\t")
        if line.strip("\t"):
            yield line


def _text(paragraph: Any) -> str:
    parts: list[str] = []
    field_code = False
    for node in paragraph.iter():
        tag = node.tag
        if tag == f"{_W}fldChar":
            field_code = node.get(f"{_W}fldCharType") == "begin"
        elif tag in (f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
            if field_code or _unseen(node, paragraph):
                continue
            if tag == f"{_W}t":
                parts.append(node.text or "")
            else:
                parts.append("-" if tag == f"{_W}noBreakHyphen" else " " if "tab" in tag else "\n")
    return "".join(parts)


def _unseen(node: Any, paragraph: Any) -> bool:
    """Deleted, hidden, or in the second copy that Word keeps of a text box for old readers."""
    for ancestor in node.iterancestors():
        if ancestor is paragraph:
            return False
        if ancestor.tag in (f"{_W}del", f"{_W}moveFrom", _FALLBACK):
            return True
        if ancestor.tag == f"{_W}tabs":
            return True
        if ancestor.tag == f"{_W}r":
            vanish = ancestor.find(f"{_W}rPr/{_W}vanish")
            if vanish is not None and vanish.get(f"{_W}val", "true") not in ("0", "false"):
                return True
    return False


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return (style.get(f"{_W}val") or "") if style is not None else ""
