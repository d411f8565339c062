"""Spreadsheets to a leaf: .xlsx from its XML, .xls (and WPS's .et) by calamine.

.xlsx is read here because calamine gives no number formats, without which 0.093 cannot be told
from 9.3%, and fills every cell between two far apart. For .xls the formats are read beside it.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from zonereports.document.confined import read_confined
from zonereports.document.leaf import SPACES, Leaf
from zonereports.document.markup import INVISIBLE
from zonereports.document.number_formats import shown
from zonereports.document.packages import open_package, parse_xml, read_part
from zonereports.document.places import Place
from zonereports.document.traced import Trace, joined, repeated, substitute
from zonereports.errors import UnreadablePage

_MAX_CELLS = 300_000
_MAX_SHEETS = 60
_MAX_COLUMNS = 100
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_RANGE = re.compile(r"([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})")
_WHAT = "the .xlsx"

Grid = dict[int, dict[int, str]]
"""Texts by row and column, both from 0; empty cells are left out."""
Merged = Sequence[tuple[int, int, int, int]]
"""First row, first column, last row, last column."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    number: int
    """From 1, those that are hidden counted."""
    name: str


@dataclass(frozen=True, slots=True)
class _Taker:
    """Gives the text of a cell its origin, when there is a trace."""

    sheet: _Sheet
    trace: Trace | None

    def __call__(self, text: str, row: int, column: int) -> str:
        if self.trace is None or not text:
            return text
        place = Place(
            "sheet",
            part=self.trace.part,
            number=self.sheet.number,
            row=row + 1,
            column=column + 1,
            cell=f"{_letters(column)}{row + 1}",
            sheet=self.sheet.name,
        )
        return self.trace.take(text, place)


def read_xlsx(body: bytes, trace: Trace | None = None) -> Leaf:
    """The rows of all sheets that are shown, as the cells show them.

    Raises:
        UnreadablePage: broken, encrypted, larger than a report's tables can be, or empty.
    """
    lines: list[str] = []
    with open_package(body, _WHAT) as package:
        texts = _shared(package)
        formats = _formats(package)
        for sheet, name in _sheets(package):
            root = _part(package, name)
            if root is not None:
                grid = _grid(root, texts, formats, _Taker(sheet, trace))
                merged = [
                    area
                    for node in root.iter(f"{_S}mergeCell")
                    if (area := _area(node.get("ref") or "")) is not None
                ]
                lines += rows_of(grid, merged)
    return _leaf(lines, _WHAT)


def read_xls(body: bytes, trace: Trace | None = None) -> Leaf:
    """The rows of all sheets that are shown, as the cells show them.

    Raises:
        UnreadablePage: broken, encrypted, larger than a report's tables can be, or empty.
    """
    what = "the .xls"
    lines: list[str] = []
    for sheet in read_confined("xls", body, what):
        grid: Grid = {}
        top, left = sheet["at"]
        take = _Taker(_Sheet(sheet["number"] + 1, sheet["name"]), trace)
        for number, row in enumerate(sheet["rows"]):
            for column, (value, form) in enumerate(row):
                if text := _clean(take(_told(value, form), top + number, left + column)):
                    grid.setdefault(number, {})[column] = text
        lines += rows_of(grid, [tuple(area) for area in sheet["merged"]])
    return _leaf(lines, what)


def rows_of(grid: Grid, merged: Merged) -> Iterator[str]:
    """Each row that holds something as one line, cells joined by tabs.

    A label that spans rows is repeated in each; a figure was stated once. Columns that are empty
    throughout are left out.
    """
    for top, left, bottom, _ in merged:
        label = grid.get(top, {}).get(left, "")
        if label and not any(char.isdigit() for char in label):
            for row in range(top + 1, min(bottom, top + 500) + 1):
                if row in grid:
                    grid[row].setdefault(left, repeated(label))
    columns = sorted({column for row in grid.values() for column in row})[:_MAX_COLUMNS]
    for number in sorted(grid):
        line = joined("\t", [grid[number].get(column, "") for column in columns]).rstrip("\t")
        # A row of one cell is a title or a note, wherever in the row it stands.
        yield line.strip("\t") if len(grid[number]) == 1 else line


def _leaf(lines: list[str], what: str) -> Leaf:
    if not lines:
        raise UnreadablePage(f"{what} has no cell with anything in it")
    return Leaf(lines=tuple(lines))


def _told(value: Any, form: str | int | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return shown(value, form)


def _clean(text: str) -> str:
    text = substitute(INVISIBLE, "", text).replace("\t", " ").replace("\r", "")
    return joined("", [part.strip(SPACES) for part in text.split("\n")])


def _part(package: zipfile.ZipFile, name: str) -> Any | None:
    data = read_part(package, name, _WHAT)
    if data is None:
        return None
    return parse_xml(data.replace(_STRICT, _TRANSITIONAL), name)


def _sheets(package: zipfile.ZipFile) -> list[tuple[_Sheet, str]]:
    """The sheets that are shown and their parts, in their order."""
    book = _part(package, "xl/workbook.xml")
    links = _part(package, "xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        raise UnreadablePage(f"{_WHAT} has no workbook")
    targets = {
        node.get("Id"): posixpath.normpath(posixpath.join("/xl", node.get("Target") or ""))[1:]
        for node in links
        if isinstance(node.tag, str)
    }
    found = [
        (_Sheet(number, node.get("name") or ""), targets.get(node.get(f"{_R}id"), ""))
        for number, node in enumerate(book.iter(f"{_S}sheet"), 1)
        if node.get("state", "visible") == "visible"
    ]
    if len(found) > _MAX_SHEETS:
        raise UnreadablePage(f"{_WHAT} has {len(found)} sheets, more than {_MAX_SHEETS}")
    return [(sheet, name) for sheet, name in found if "/worksheets/" in name]


def _shared(package: zipfile.ZipFile) -> list[str]:
    root = _part(package, "xl/sharedStrings.xml")
    return [] if root is None else [_rich(node) for node in root.iter(f"{_S}si")]


def _rich(node: Any) -> str:
    """The text of a string, without the readings that Excel keeps beside Chinese."""
    return "".join(
        text.text or ""
        for text in node.iter(f"{_S}t")
        if next(text.iterancestors(f"{_S}rPh"), None) is None
    )


def _formats(package: zipfile.ZipFile) -> list[str | int]:
    """The number format of each cell style."""
    root = _part(package, "xl/styles.xml")
    if root is None:
        return []
    codes = {node.get("numFmtId"): node.get("formatCode") for node in root.iter(f"{_S}numFmt")}
    styles = root.find(f"{_S}cellXfs")
    ids = [node.get("numFmtId") or "0" for node in (() if styles is None else styles)]
    return [codes.get(one) or (int(one) if one.isdigit() else 0) for one in ids]


def _grid(root: Any, texts: list[str], formats: list[str | int], take: _Taker) -> Grid:
    grid: Grid = {}
    cells = 0
    for row_number, row in enumerate(root.iter(f"{_S}row")):
        if row.get("hidden") in ("1", "true"):
            continue
        told = row.get("r") or ""
        number = int(told) - 1 if told.isdigit() else row_number
        for place, cell in enumerate(row.iter(f"{_S}c")):
            cells += 1
            if cells > _MAX_CELLS:
                raise UnreadablePage(f"{_WHAT} has more than {_MAX_CELLS} cells")
            at = _CELL.fullmatch(cell.get("r") or "")
            column = _column(at[1]) if at else place
            if text := _clean(take(_text(cell, texts, formats), number, column)):
                grid.setdefault(number, {})[column] = text
    return grid


def _text(cell: Any, texts: list[str], formats: list[str | int]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _rich(cell)
    held = cell.find(f"{_S}v")
    value = (held.text or "").strip() if held is not None else ""
    if kind == "s":
        return texts[int(value)] if value.isdigit() and int(value) < len(texts) else ""
    if kind == "b":
        return _told(value == "1", None)
    if kind in ("str", "d", "e"):
        return "" if kind == "e" else value
    style = cell.get("s") or "0"
    form = formats[int(style)] if style.isdigit() and int(style) < len(formats) else None
    return shown(value, form) if value else ""


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _letters(column: int) -> str:
    """The name of a column, from 0: A to Z, then AA.

    >>> _letters(1), _letters(26), _letters(701)
    ('B', 'AA', 'ZZ')
    """
    letters, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def _area(reference: str) -> tuple[int, int, int, int] | None:
    found = _RANGE.fullmatch(reference)
    if found is None:
        return None
    first, last = _CELL.fullmatch(found[1]), _CELL.fullmatch(found[2])
    if first is None or last is None:
        return None
    return int(first[2]) - 1, _column(first[1]), int(last[2]) - 1, _column(last[1])
