"""HTML tables to rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Protocol

from zonereports.document.traced import joined, repeated


class Cells(Protocol):
    """What a table needs from its page: the text of a cell, and what is hidden."""

    def lines(self, element: Any) -> list[str]:
        """The paragraphs of a cell."""

    def hides(self, element: Any) -> bool:
        """Whether a row is not shown."""


_MAX_COLUMNS = 100


def table_rows(table: Any, page: Cells) -> list[str] | None:
    """Each row as one line, cells joined by tabs; None for a table that only lays out a page."""
    if next((inner for inner in table.iter("table") if inner is not table), None) is not None:
        return None
    rows = list(table.iter("tr"))
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    if not any(len(row) > 1 for row in cells):
        return None
    texts = [[page.lines(cell) for cell in row] for row in cells]
    if any(_is_prose(text) for row in texts for text in row):
        return None
    return list(_grid(rows, cells, texts, page))


def _is_prose(text: list[str]) -> bool:
    """A cell that holds paragraphs: the table is a frame, not a table."""
    length = sum(map(len, text))
    return length > 300 or (len(text) > 3 and length > 120)


def _grid(
    rows: list[Any], cells: list[list[Any]], texts: list[list[list[str]]], page: Cells
) -> Iterator[str]:
    """A cell that spans rows is repeated when it is a label.

    A figure that spans rows stands in its first row only: it was stated once.
    """
    pending: dict[int, tuple[int, str]] = {}
    for row, row_cells, row_texts in zip(rows, cells, texts, strict=True):
        line: list[str] = []
        queue = list(zip(row_cells, row_texts, strict=True))[::-1]
        while queue or len(line) in pending:
            column = len(line)
            if column in pending:
                left, label = pending.pop(column)
                if left > 1:
                    pending[column] = (left - 1, label)
                line.append(label)
                continue
            cell, text = queue.pop()
            glued = _glue(text)
            wide, deep = _span(cell, "colspan"), _span(cell, "rowspan")
            line += [glued] + [""] * (wide - 1)
            label = "" if re.search(r"\d", glued) else repeated(glued)
            for offset in range(wide if deep > 1 and column < _MAX_COLUMNS else 0):
                pending[column + offset] = (deep - 1, label if offset == 0 else "")
        if any(line) and not page.hides(row):
            yield joined("\t", line[:_MAX_COLUMNS]).rstrip("\t")


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
