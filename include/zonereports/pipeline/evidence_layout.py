"""A report's text as headings, paragraphs and tables, cut where its marks begin and end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from zonereports.document import Document
from zonereports.pipeline.evidence_marks import Mark


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that lies in one mark, or in none."""

    text: str
    mark: Mark | None = None
    first: bool = True
    """Whether the mark begins here; one that crosses a line end is shown in two pieces."""


@dataclass(frozen=True, slots=True)
class Block:
    """What stands under each other on the page."""

    kind: Literal["heading", "paragraph", "table"]
    segments: tuple[Segment, ...] = ()
    level: int = 0
    """Of a heading: 2, 3, 4, below the title."""
    rows: tuple[tuple[tuple[Segment, ...], ...], ...] = ()
    head: bool = False
    """Whether the first row of a table names its columns: no digit stands in it."""


def blocks(document: Document, marks: Sequence[Mark]) -> Iterator[Block]:
    """The blocks of a document, in reading order; together they hold all of its text."""
    cutter = _Cutter(document.text, marks)
    headings = {
        section.start: section.level
        for section in document.sections
        if document.text.startswith(section.heading, section.start)
    }
    rows: list[tuple[tuple[Segment, ...], ...]] = []
    head = False
    at = 0
    for line in document.text.split("\n"):
        end = at + len(line)
        if "\t" in line:
            head = head if rows else not any(char.isdigit() for char in line)
            rows.append(tuple(_cells(line, at, cutter)))
        else:
            if rows:
                yield Block("table", rows=tuple(rows), head=head)
                rows = []
            level = headings.get(at)
            if level is not None and len(line) <= 60 and not line.endswith(("。", "；", ";")):
                yield Block("heading", cutter.cut(at, end), level + 1)
            else:
                yield Block("paragraph", cutter.cut(at, end))
        at = end + 1
    if rows:
        yield Block("table", rows=tuple(rows), head=head)


def _cells(line: str, at: int, cutter: _Cutter) -> Iterator[tuple[Segment, ...]]:
    for cell in line.split("\t"):
        yield cutter.cut(at, at + len(cell))
        at += len(cell) + 1


class _Cutter:
    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self._text = text
        self._marks = marks
        self._ends = [mark.end for mark in marks]

    def cut(self, start: int, end: int) -> tuple[Segment, ...]:
        found: list[Segment] = []
        at = start
        # The first mark that ends behind the start; they do not overlap.
        for mark in self._marks[bisect_left(self._ends, start + 1) :]:
            if mark.start >= end:
                break
            first, last = max(mark.start, start), min(mark.end, end)
            if at < first:
                found.append(Segment(self._text[at:first]))
            found.append(Segment(self._text[first:last], mark, first == mark.start))
            at = last
        if at < end:
            found.append(Segment(self._text[at:end]))
        return tuple(found)
