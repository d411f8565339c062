"""An OFD file (GB/T 33190, China's own format for fixed pages) to a leaf.

A zip of XML: OFD.xml names a document, the document its pages, a page its text objects with the
place of each. Text objects on one height are a line.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from zonereports.document.leaf import SPACES, Leaf
from zonereports.document.markup import INVISIBLE
from zonereports.document.packages import open_package, xml_part
from zonereports.document.paragraphs import is_row
from zonereports.document.places import Place
from zonereports.document.running_heads import without_running_heads
from zonereports.document.traced import Trace, joined
from zonereports.errors import NeedsOcr, UnreadablePage

_WHAT = "the .ofd"
_MAX_PAGES = 400
_SAME_LINE_MM = 2.0
_CELL_GAP_MM = 6.0


def read_ofd(body: bytes, trace: Trace | None = None) -> Leaf:
    """The text of the pages, line by line, without page numbers and running heads.

    Raises:
        UnreadablePage: broken, encrypted, or too long.
        NeedsOcr: its pages are pictures.
    """
    with open_package(body, _WHAT) as package:
        if "META-INF/Entries.xml" in package.namelist() or "Encryptions.xml" in package.namelist():
            raise UnreadablePage(f"{_WHAT} is encrypted")
        pages = [
            _taken(list(_lines(package, name)), number, trace)
            for number, name in enumerate(_pages(package), 1)
        ]
    if not any(pages):
        raise NeedsOcr(f"{_WHAT} holds pictures and no text")
    lines = without_running_heads(pages)
    return Leaf(
        lines=tuple(joined("\t", line.split()) if is_row(line) else line for line in lines),
        wrapped=True,
    )


def _taken(lines: list[str], number: int, trace: Trace | None) -> list[str]:
    """The lines of a page with their origins: offsets in all lines of the page, ends counted."""
    if trace is None or not lines:
        return lines
    place = Place("page", part=trace.part, number=number)
    return trace.take("\n".join(lines), place).split("\n")


def _pages(package: zipfile.ZipFile) -> list[str]:
    root = xml_part(package, "OFD.xml", _WHAT)
    start = next((_text(node) for node in _all(root, "DocRoot")), "") if root is not None else ""
    document = xml_part(package, start.lstrip("/"), _WHAT)
    if document is None:
        raise UnreadablePage(f"{_WHAT} has no document")
    folder = posixpath.dirname(start.lstrip("/"))
    pages = [_inside(folder, node.get("BaseLoc") or "") for node in _all(document, "Page")]
    if len(pages) > _MAX_PAGES:
        raise UnreadablePage(f"{_WHAT} has {len(pages)} pages, more than {_MAX_PAGES}")
    return pages


def _inside(folder: str, location: str) -> str:
    if location.startswith("/"):
        return location.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, location))


def _lines(package: zipfile.ZipFile, name: str) -> Iterator[str]:
    """Lines of a page from top to bottom, what stands apart on a line by a space."""
    page = xml_part(package, name, _WHAT)
    if page is None:
        return
    placed = sorted(
        (box[1] + float(code.get("Y") or 0), box[0], box[2], text)
        for node in _all(page, "TextObject")
        if (box := _box(node.get("Boundary") or "")) is not None
        for code in _all(node, "TextCode")
        if (text := INVISIBLE.sub("", code.text or "").strip(SPACES))
    )
    line: list[tuple[float, float, str]] = []
    height = 0.0
    for y, x, width, text in placed:
        if line and y - height > _SAME_LINE_MM:
            yield _joined(line)
            line = []
        height = y if not line else height
        line.append((x, width, text))
    if line:
        yield _joined(line)


def _joined(line: list[tuple[float, float, str]]) -> str:
    text, end = "", 0.0
    for x, width, part in sorted(line):
        text += (" " if text and x - end > _CELL_GAP_MM else "") + part
        end = x + width
    return text


def _box(told: str) -> tuple[float, float, float] | None:
    try:
        x, y, width, *_ = map(float, told.split())
    except ValueError:
        return None
    return x, y, width


def _all(root: Any, name: str) -> Iterator[Any]:
    """Elements by their local name: writers differ in the namespace's prefix and its end."""
    return (n for n in root.iter() if isinstance(n.tag, str) and n.tag.rpartition("}")[2] == name)


def _text(node: Any) -> str:
    return (node.text or "").strip()
