"""HTML tables to rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

from zonereports.document.traced import joined, repeated


class Cells(Protocol):
    """What a table needs from its page: the text of a cell, and what is hidden."""

    def lines(self, element: Any) -> list[str]:
        """The paragraphs of a cell."""

    def hides(self, element: Any) -> bool:
        """Whether a row is not shown."""


_MAX_COLUMNS = 100
_MAX_HEAD = 4
_MIN_COLUMNS = 3
# 2023年, 1-11月, 1.: digits that a head may hold and a figure does not look like.
_HEAD_NUMBER = re.compile(
    r"(?:19|20)\d\d(?:年|\b)|\d{1,2}\s*(?:[-—–~至]\s*\d{1,2}\s*)?月|\d[、.）)]?$"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands at one column of one row."""

    text: str
    first: bool
    """The cell begins here; else it reaches here from the left or from above."""
    own: bool
    """The cell begins in this row."""


def table_rows(table: Any, page: Cells) -> list[str] | None:
    """Each row as one line, cells joined by tabs; None for a table that only lays out a page.

    A caption and a row of one cell across the whole table are lines of their own. A head of several
    rows is one line whose cells name all their levels (2023年目标). A label that spans rows stands
    in each of them; a figure that spans rows stands in the first only: it was stated once. Rows of
    one table have as many cells, empty ones too.
    """
    if next((inner for inner in table.iter("table") if inner is not table), None) is not None:
        return None
    rows = list(table.iter("tr"))
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    if not any(len(row) > 1 for row in cells):
        return None
    texts = [[page.lines(cell) for cell in row] for row in cells]
    if any(_is_prose(text) for row in texts for text in row) and not _is_regular(cells, texts):
        return None
    shown = [number for number, row in enumerate(rows) if not page.hides(row)]
    grid = _grid(cells, texts, shown)
    caption = [line for inner in table.iter("caption") for line in page.lines(inner)]
    return caption + _lines(grid, cells, texts, shown)


def _is_prose(text: list[str]) -> bool:
    """A cell that holds paragraphs: the table is a frame, or one of tasks and what came of them."""
    length = sum(map(len, text))
    return length > 300 or (len(text) > 3 and length > 120)


def _is_regular(cells: list[list[Any]], texts: list[list[list[str]]]) -> bool:
    """Rows of as many cells below a head of short ones: 序号 | 重点工作 | 完成情况."""
    width = len(cells[0])
    head = ["".join(text) for text in texts[0]]
    return (
        width >= _MIN_COLUMNS
        and len(cells) > 1
        and all(len(row) == width for row in cells)
        and all(0 < len(text) <= 20 for text in head)
        and not any(cell.find(".//li") is not None for row in cells for cell in row)
    )


def _grid(
    cells: list[list[Any]], texts: list[list[list[str]]], shown: list[int]
) -> list[list[_Place]]:
    """The places of every row that is shown, filled from cells that span."""
    pending: dict[int, tuple[int, str, bool]] = {}
    grid: list[list[_Place]] = []
    visible = set(shown)
    for number, (row_cells, row_texts) in enumerate(zip(cells, texts, strict=True)):
        if number not in visible:
            continue
        line: list[_Place] = []
        queue = list(zip(row_cells, row_texts, strict=True))[::-1]
        while queue or len(line) in pending:
            column = len(line)
            if column in pending:
                left, label, first = pending.pop(column)
                if left > 1:
                    pending[column] = (left - 1, label, first)
                line.append(_Place(label, first, own=False))
                continue
            cell, text = queue.pop()
            whole = _glue(text)
            wide, deep = _span(cell, "colspan"), _span(cell, "rowspan")
            for offset in range(wide):
                line.append(
                    _Place(whole if offset == 0 else repeated(whole), offset == 0, own=True)
                )
                if deep > 1 and column + offset < _MAX_COLUMNS:
                    pending[column + offset] = (deep - 1, repeated(whole), offset == 0)
        grid.append(line[:_MAX_COLUMNS])
    return grid


def _lines(
    grid: list[list[_Place]],
    cells: list[list[Any]],
    texts: list[list[list[str]]],
    shown: list[int],
) -> list[str]:
    width = max(map(len, grid), default=0)
    lines: list[str] = []
    # Titles and 单位：万元 in a row across the whole table stand before its head.
    start = 0
    while start < len(grid) and len(cells[shown[start]]) == 1 and len(grid[start]) in (1, width):
        lines += texts[shown[start]][0]
        start += 1
    deep = _head_rows(grid[start:], [cells[number] for number in shown[start:]])
    if deep > 1:
        head = grid[start : start + deep]
        lines.append(joined("\t", [_path(head, column) for column in range(width)]))
        start += deep
    for row in grid[start:]:
        line = [_shown(place) for place in row] + [""] * (width - len(row))
        if any(line):
            lone = sum(map(bool, line)) == 1 and len({place.text for place in row}) == 1
            lines.append(row[0].text if lone else joined("\t", line))
    return lines


def _shown(place: _Place) -> str:
    if not place.first or (not place.own and re.search(r"\d", place.text)):
        return ""
    return place.text


def _head_rows(grid: list[list[_Place]], cells: list[list[Any]]) -> int:
    """How many rows the head has: those that its first row's deepest cell spans."""
    if not grid or len(cells[0]) < 2:
        return 1
    deep = max(_span(cell, "rowspan") for cell in cells[0])
    wide = max(_span(cell, "colspan") for cell in cells[0])
    if wide < 2 or not 2 <= deep <= min(_MAX_HEAD, len(grid) - 1):
        return 1
    texts = [place.text for row in grid[:deep] for place in row]
    figures = any(re.search(r"\d", _HEAD_NUMBER.sub("", text)) for text in texts)
    return 1 if figures else deep


def _path(head: list[list[_Place]], column: int) -> str:
    levels: list[str] = []
    for row in head:
        if column < len(row) and (not levels or row[column].own):
            levels.append(row[column].text)
    return joined("", levels)


def _glue(parts: list[str]) -> str:
    """The lines of one cell as one text, with a space only between Latin words."""
    text = ""
    for part in parts:
        part = part.replace("\t", " ")
        latin = text[-1:].isascii() and part[:1].isascii() and text[-1:].isalnum()
        text += (" " if text and latin and part[:1].isalnum() else "") + part
    return text


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), 50) if value.isascii() and value.isdigit() else 1
