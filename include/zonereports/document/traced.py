"""Text that remembers where each of its characters was taken from.

A reader that is handed a `Trace` takes its text up through it. The steps after it strip, cut and
join lines as they do with any text; a `Traced` line keeps its origins through all of these. What
only `re` and `str.join` can do is done by `substitute`, `joined` and `divided`, for both kinds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, SupportsIndex


class Run(NamedTuple):
    """Characters that were taken one after the other, and stand so still."""

    at: int
    """Offset in the line."""
    taken: int
    """Number of the first among all characters that the trace took up."""
    length: int
    again: bool = False
    """Repeated by us: a label that spans rows stands in each of them."""


class Traced(str):
    """A text with its origins; what no run covers was inserted by us."""

    __slots__ = ("runs",)
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, text: str, runs: Iterable[Run]) -> Traced:
        """The text with these origins."""
        traced = cls(text)
        traced.runs = tuple(runs)
        return traced

    def cut(self, start: int, end: int) -> Traced:
        """The stretch from start to end, both within the text."""
        if start == 0 and end == len(self):
            return self
        kept = []
        for at, taken, length, again in self.runs:
            first, last = max(at, start), min(at + length, end)
            if first < last:
                kept.append(Run(first - start, taken + first - at, last - first, again))
        return Traced.of(str.__getitem__(self, slice(start, end)), kept)

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        if isinstance(key, slice):
            start, end, step = key.indices(len(self))
            if step == 1:
                return self.cut(start, max(start, end))
        return str.__getitem__(self, key)

    def __add__(self, other: str) -> str:
        return joined("", (self, other))

    def __radd__(self, other: str) -> str:
        return joined("", (other, self))

    def lstrip(self, chars: str | None = None, /) -> Traced:
        """As of any text."""
        return self.cut(len(self) - len(str.lstrip(self, chars)), len(self))

    def rstrip(self, chars: str | None = None, /) -> Traced:
        """As of any text."""
        return self.cut(0, len(str.rstrip(self, chars)))

    def strip(self, chars: str | None = None, /) -> Traced:
        """As of any text."""
        return self.rstrip(chars).lstrip(chars)

    def removeprefix(self, prefix: str, /) -> Traced:
        """As of any text."""
        return self.cut(len(prefix), len(self)) if prefix and self.startswith(prefix) else self

    def removesuffix(self, suffix: str, /) -> Traced:
        """As of any text."""
        end = len(self) - len(suffix)
        return self.cut(0, end) if suffix and self.endswith(suffix) else self

    def replace(self, old: str, new: str, count: SupportsIndex = -1, /) -> str:
        """As of any text."""
        if old not in self:
            return self
        return substitute(re.compile(re.escape(old)), new, self, max(0, int(count)))

    def split(self, sep: str | None = None, maxsplit: SupportsIndex = -1) -> list[str]:
        """As of any text."""
        limit = int(maxsplit)
        if limit >= 0:
            return str.split(self, sep, limit)
        if sep is not None:
            return list(divided(re.compile(re.escape(sep)), self))
        return [self.cut(*word.span()) for word in re.finditer(r"\S+", self)]

    def splitlines(self, keepends: bool = False) -> list[str]:
        """As of any text."""
        lines: list[str] = []
        at = 0
        for line in str.splitlines(self, keepends=True):
            kept = len(line) if keepends else len(line.splitlines()[0])
            lines.append(self.cut(at, at + kept))
            at += len(line)
        return lines


def joined(between: str, parts: Iterable[str]) -> str:
    """`between.join(parts)`, with the origins that the parts have."""
    parts = parts if isinstance(parts, (list, tuple)) else list(parts)
    text = str.join(between, parts)
    if not any(type(part) is Traced for part in parts):
        return text
    runs: list[Run] = []
    at = 0
    for part in parts:
        if isinstance(part, Traced):
            for run in part.runs:
                last = runs[-1] if runs else None
                if (
                    last is not None
                    and last.at + last.length == at + run.at
                    and last.taken + last.length == run.taken
                    and last.again == run.again
                ):
                    runs[-1] = last._replace(length=last.length + run.length)
                else:
                    runs.append(run._replace(at=at + run.at))
        at += len(part) + len(between)
    return Traced.of(text, runs)


def substitute(pattern: re.Pattern[str], new: str | Any, text: str, count: int = 0) -> str:
    """`pattern.sub(new, text)`, with the origins that the text has.

    Args:
        pattern: what to look for.
        new: text without backslashes, or a function of the match.
        text: any text.
        count: how often at most; 0 for all.

    What takes the place of a match comes from its first character, one by one as far as both go:
    blanks fold to one, a mark to another.
    """
    if not isinstance(text, Traced):
        return pattern.sub(new, text, count)
    parts: list[str] = []
    end = 0
    for number, found in enumerate(pattern.finditer(text)):
        if count and number >= count:
            break
        word = new(found) if callable(new) else new
        parts.append(text.cut(end, found.start()))
        if word:
            origin = text.cut(found.start(), min(found.end(), found.start() + len(word)))
            parts.append(Traced.of(word, origin.runs))
        end = found.end()
    if not parts:
        return text
    whole = joined("", [*parts, text.cut(end, len(text))])
    return whole if isinstance(whole, Traced) else Traced.of(whole, ())


def divided(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """What stands between the matches of a pattern without groups, as `pattern.split` gives it."""
    end = 0
    for found in pattern.finditer(text):
        yield text[end : found.start()]
        end = found.end()
    yield text[end:]


def repeated(text: str) -> str:
    """The same text, marked as standing here once more."""
    if not isinstance(text, Traced):
        return text
    return Traced.of(text, (run._replace(again=True) for run in text.runs))


class Trace:
    """All text that a reader took up, in its order, and where each stretch of it stands.

    A place is whatever the reader names it by; `zonereports.document.places` knows them.
    """

    def __init__(self) -> None:
        self.within = ""
        """Which page of a report in several pages is being read: "" for the first."""
        self._part = ""
        self.tables: set[Any] = set()
        """Elements that were read as rows and cells."""
        self._starts: list[int] = []
        self._places: list[Any] = []
        self._next = 0

    @property
    def part(self) -> str:
        """Which page or part of the file is being read: "" for the file itself."""
        return f"{self.within} {self._part}".strip()

    @part.setter
    def part(self, name: str) -> None:
        self._part = name

    def mark(self, length: int, place: Any) -> int:
        """Take up so many characters of a place; the number of the first."""
        start = self._next
        self._starts.append(start)
        self._places.append(place)
        self._next += length
        return start

    def take(self, text: str, place: Any) -> Traced:
        """Take up a text of a place, from its beginning."""
        start = self.mark(len(text), place)
        return Traced.of(text, (Run(0, start, len(text)),) if text else ())

    def find(self, taken: int) -> tuple[Any, int, int]:
        """The place of a character, its offset there, and the number at which the place ends."""
        index = bisect_right(self._starts, taken) - 1
        after = self._starts[index + 1] if index + 1 < len(self._starts) else self._next
        return self._places[index], taken - self._starts[index], after
