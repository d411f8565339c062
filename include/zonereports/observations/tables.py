"""Tables that came as lines of text: a head, and rows with as many cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CELL_BREAK = re.compile(r" *[\t|] *| +")
_HARD_BREAK = re.compile(r" *[\t|] *")
_HEAD_WORD = re.compile(
    r"序号|指标|项目|名称|单位|目标|计划|任务|完成|实际|实绩|同比|增长|增幅|增速|±|占比|比重|去年|上年|本年|今年|累计|园区|备注|排名|(?:19|20)\d\d年?|%"
)
_NUMBER = re.compile(r"[-+±]?\d[\d,.]*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"[-+±]?\d[\d,.]*%?")
_INDEX_HEAD = re.compile("序号|编号")
_IN_PROSE = re.compile("[。;,:]|[ \\t|]{2}|\\S [^(]*\\d")
_NO_CELL = "。"
_MAX_CELL = 20
_LEAST_WIDTH, _MOST_WIDTH, _LEAST_ROWS = 3, 8, 2
_LEAST_CELLS = _LEAST_WIDTH * (1 + _LEAST_ROWS)
_MAX_LINE = 400  # a row of a report's table is shorter; longer lines are prose


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text[start:end] of the source, blanks around it left out."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equal width below a head; start and end are the source's offsets of the whole."""

    start: int
    end: int
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str
    """The line before the head, or empty."""


def find_tables(text: str) -> tuple[Table, ...]:
    """Find the tables of a text whose tabs and line ends are still in place."""
    tables: list[Table] = []
    head: tuple[Cell, ...] | None = None
    rows: list[tuple[Cell, ...]] = []
    caption = previous = ""

    def close() -> None:
        nonlocal head, rows
        if head and rows:
            end = rows[-1][-1].end
            tables.append(Table(head[0].start, end, head, tuple(rows), caption))
        head, rows = None, []

    position = 0
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        if not line.strip() or len(line) > _MAX_LINE or not _may_be_row(line):
            if line.strip():
                close()
                previous = line.strip()
            continue
        cells = _cells(line, start, len(head) if head else 0)
        if head and len(cells) == len(head) and any(_NUMBER.search(c.text) for c in cells):
            rows.append(cells)
        elif _is_head(cells):
            close()
            head, caption = cells, previous
        else:
            close()
        previous = line.strip()
    close()
    return tuple(sorted([*tables, *_find_stacked(text)], key=lambda t: t.start))


def _find_stacked(text: str) -> list[Table]:
    """Tables whose every cell came as a line of its own, as a copy of a page or of a PDF has them."""
    found: list[Table] = []
    if text.count("\n") < _LEAST_CELLS:
        return found
    run: list[Cell] = []
    caption = previous = ""
    position = 0
    for line in [*text.split("\n"), _NO_CELL]:
        start, position = position, position + len(line) + 1
        words = line.strip() if len(line) <= _MAX_LINE else line
        if not words:
            continue
        if len(words) <= _MAX_CELL and not _IN_PROSE.search(words):
            caption = caption if run else previous
            at = start + line.index(words[0])
            run.append(Cell(at, at + len(words), words))
        else:
            if len(run) >= _LEAST_CELLS:
                found += _stacked(run, caption)
            run = []
        previous = words
    return found


def _stacked(run: list[Cell], caption: str) -> list[Table]:
    """The table in a run of short lines: the width at which every row has its numbers in one place."""
    heads = next((i for i, c in enumerate(run) if _HEAD_WORD.search(c.text)), len(run))
    for width in range(_LEAST_WIDTH, _MOST_WIDTH + 1):
        for first in (heads, heads + 1):  # a line before the head may hold one of its words
            head = tuple(run[first : first + width])
            if len(head) < width or not _is_head(head):
                continue
            rows: list[tuple[Cell, ...]] = []
            places: tuple[int, ...] = ()
            for at in range(first + width, len(run) - width + 1, width):
                row = tuple(run[at : at + width])
                numbers = tuple(i for i, c in enumerate(row) if _FIGURE.fullmatch(c.text))
                if not numbers or numbers[-1] != width - 1 or (places and numbers != places):
                    break
                if places == () and any(_FIGURE.fullmatch(c.text) for c in row[:1]):
                    numbers = numbers if _INDEX_HEAD.match(head[0].text) else ()
                    if len(numbers) < 2:
                        break
                places = numbers
                rows.append(row)
            if len(rows) >= _LEAST_ROWS:
                title = run[first - 1].text if first else caption
                return [Table(head[0].start, rows[-1][-1].end, head, tuple(rows), title)]
    return []


def _may_be_row(line: str) -> bool:
    return "\t" in line or "|" in line or " " in line.strip()


def _cells(line: str, start: int, width: int) -> tuple[Cell, ...]:
    """Cells by tab or bar when there is one, else by blanks."""
    pattern = _HARD_BREAK if ("\t" in line or "|" in line) else _CELL_BREAK
    cells: list[Cell] = []
    position = 0
    stripped = line.strip(" \t|") if pattern is _HARD_BREAK and width == 0 else line.strip(" |")
    offset = line.index(stripped[0]) if stripped else 0
    for m in [*pattern.finditer(stripped), None]:
        end = m.start() if m else len(stripped)
        part = stripped[position:end]
        cells.append(Cell(start + offset + position, start + offset + end, part))
        position = m.end() if m else end
    return tuple(cells)


def _is_head(cells: tuple[Cell, ...]) -> bool:
    """At least three short cells, two of which are words of a table's head, none a sentence."""
    if len(cells) < 3 or any(len(c.text) > 20 or re.search("[。;]", c.text) for c in cells):
        return False
    if any(_NUMBER.fullmatch(c.text) and not _YEAR.fullmatch(c.text) for c in cells):
        return False
    return sum(bool(_HEAD_WORD.search(c.text)) for c in cells) >= 2
