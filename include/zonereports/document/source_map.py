"""From a character of a document's text back to where the file has it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from zonereports.document.places import INSERTED, Node, Paths, Place, cell_of
from zonereports.document.traced import Trace, Traced

_VERSION = 1


class Span(NamedTuple):
    """Characters that stand in one place, one after the other."""

    start: int
    """Offset in the document's text."""
    length: int
    place: int
    """Number of the place."""
    offset: int
    """Of the first character, in the place's own text."""
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one character stands, or that we inserted it."""

    place: Place
    offset: int
    """In the own text of the element, or in the page, paragraph or line; in code points."""
    repeated: bool = False
    """The character stands in the text once more: a label that spans several rows."""

    @property
    def inserted(self) -> bool:
        """Whether the file does not have this character: a line end, a tab between two cells."""
        return self.place.kind == "inserted"


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of the document's text that lies in one place."""

    start: int
    end: int
    """Offsets in the document's text."""
    place: Place
    offset: int
    """Of the first character in the place's own text; the last is at offset + end - start - 1."""
    repeated: bool = False


class SourceMap:
    """Where each character of one document's text was taken from.

    The characters are those of the source but for white space: blanks of any kind, and runs of
    them, are one space in the text; the sign for a hyphen that must not break is a hyphen. White
    space that a browser does not show, invisible characters, page numbers and what is not the
    report are in the source alone.

    Worked out when it is first asked. In the text the order is that of the source, but for
    characters that are marked as repeated.
    """

    def __init__(self, length: int, work: Callable[[], tuple[list[Span], list[Place]]]) -> None:
        self._length = length
        self._work = work

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceMap) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash((self._length, len(self._spans)))

    @classmethod
    def of(cls, text: str, trace: Trace) -> SourceMap:
        """The map of a text whose characters the trace took up."""
        return cls(len(text), lambda: _spans(text, trace))

    def origin(self, index: int) -> Origin:
        """Where the character at this offset stands.

        Raises:
            IndexError: no such character.
        """
        if not 0 <= index < self._length:
            raise IndexError(f"no character {index} in a text of {self._length}")
        at = bisect_right(self._starts, index) - 1
        if at >= 0:
            span = self._spans[at]
            if index < span.start + span.length:
                return Origin(
                    self._places[span.place], span.offset + index - span.start, span.repeated
                )
        return Origin(INSERTED, 0)

    def ranges(self, start: int, end: int) -> list[Range]:
        """Where the characters from start to end stand, in order; inserted ones are left out."""
        found: list[Range] = []
        for span in self._spans[max(0, bisect_right(self._starts, start) - 1) :]:
            if span.start >= end:
                break
            first, last = max(start, span.start), min(end, span.start + span.length)
            if first < last:
                offset = span.offset + first - span.start
                found.append(Range(first, last, self._places[span.place], offset, span.repeated))
        return found

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON holds it: places, and spans as [start, length, place, offset]."""
        return {
            "version": _VERSION,
            "length": self._length,
            "places": [
                {k: v for k in Place.__slots__ if (v := getattr(place, k)) not in ("", None)}
                for place in self._places
            ],
            "spans": [[*span[:4], *([1] if span.repeated else [])] for span in self._spans],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> SourceMap:
        """The map that `to_json` wrote.

        Raises:
            ValueError: written by another version of this module.
        """
        if stored.get("version") != _VERSION:
            raise ValueError(f"a source map of version {stored.get('version')}, not {_VERSION}")
        spans = [
            Span(item[0], item[1], item[2], item[3], len(item) > 4) for item in stored["spans"]
        ]
        places = [Place(**item) for item in stored["places"]]
        return cls(stored["length"], lambda: (spans, places))

    @cached_property
    def _worked(self) -> tuple[list[Span], list[Place]]:
        return self._work()

    @property
    def _spans(self) -> list[Span]:
        return self._worked[0]

    @property
    def _places(self) -> list[Place]:
        return self._worked[1]

    @cached_property
    def _starts(self) -> list[int]:
        return [span.start for span in self._spans]


def _spans(text: str, trace: Trace) -> tuple[list[Span], list[Place]]:
    describe = _Describer(text, trace)
    spans: list[Span] = []
    for run in text.runs if isinstance(text, Traced) else ():
        at, taken, left = run.at, run.taken, run.length
        while left:
            found, offset, after = trace.find(taken)
            length = min(left, after - taken)
            number, before = describe(found, at)
            spans.append(Span(at, length, number, before + offset, run.again))
            at, taken, left = at + length, taken + length, left - length
    return spans, describe.places


class _Describer:
    """Gives each place of a trace its number and its words."""

    def __init__(self, text: str, trace: Trace) -> None:
        self.places: list[Place] = []
        self._text = text
        self._trace = trace
        self._numbers: dict[Any, int] = {}
        self._parts: dict[str, Paths] = {}

    def __call__(self, found: Any, at: int) -> tuple[int, int]:
        """Number of the place, and how much of its own text stands before what was found."""
        if not isinstance(found, Node):
            number = self._numbers.get(found)
            return self._add(found, found) if number is None else number, 0
        element = found.element.getparent() if found.tail else found.element
        paths = self._parts.get(found.part)
        if paths is None:
            paths = self._parts[found.part] = Paths(element.getroottree().getroot())
        number = self._numbers.get(element)
        if number is None:
            number = self._add(element, self._element(element, paths, found.part, at))
        return number, paths.before(found)

    def _add(self, key: Any, place: Place) -> int:
        number = self._numbers[key] = len(self.places)
        self.places.append(place)
        return number

    def _element(self, element: Any, paths: Paths, part: str, at: int) -> Place:
        path = paths.path(element)
        inside = cell_of(element, self._trace.tables)
        if inside is None:
            return Place("text", path, part)
        cell, row, table = inside
        line = self._text.rfind("\n", 0, at) + 1
        return Place(
            "cell",
            path,
            part,
            row=paths.row(row, table),
            column=str.count(self._text, "\t", line, at) + 1,
            cell=paths.path(cell),
        )
