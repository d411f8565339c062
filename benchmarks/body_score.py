"""How well a text matches what a careful reader wrote down of a page.

Body: bags of shingles of four characters, white space left out. Precision is the share of an
extractor's shingles that the expected body has (as often), recall the share of the body's that it
gives; F1 is their harmonic mean, per page, then averaged over pages. Shingles of what is right to give
and right to leave (title, signature, names of attachments) count neither way.

Lines: the share of expected lines that are given exactly, white space at cell edges aside.

Cells: a figure is right when one line, split at tabs or bars, has it in a column of its own behind
its row's label, the same column of a line above it holds its header, and its unit can be read from
the cell, the label, the header, a cell of the row, or a line 单位：… above the table.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

_SHINGLE = 4
_ABOVE = 12
_BLANKS = " \u3000\u00a0\r"


@dataclass(frozen=True, slots=True)
class Expected:
    """A labelled page as it lies on disk."""

    name: str
    page: bytes
    lines: list[str]
    optional: list[str]
    cells: list[list[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """One page's figures; `cells` counts the right ones."""

    precision: float
    recall: float
    lines: float
    cells: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def labelled(folder: Path) -> list[Expected]:
    """The labelled pages of a folder, by name."""
    found = []
    for page in sorted(folder.glob("*.html")):
        label = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
        lines = page.with_suffix(".txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
        found.append(Expected(page.stem, page.read_bytes(), lines, **label))
    return found


def score(text: str, expected: Expected) -> Score:
    """How well a text matches an expected page."""
    given, wanted = _shingles(text), _shingles("\n".join(expected.lines))
    hit = (given & wanted).total()
    excess = given - wanted - _shingles("\n".join(expected.optional))
    lines = [line.strip(_BLANKS) for line in text.split("\n")]
    left = Counter(lines)
    exact = Counter(line.strip(_BLANKS) for line in expected.lines)
    return Score(
        precision=hit / max(1, hit + excess.total()),
        recall=hit / max(1, wanted.total()),
        lines=(left & exact).total() / max(1, exact.total()),
        cells=sum(_right(cell, lines) for cell in expected.cells),
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """Means over the pages; the share of all cells."""

    f1: float
    precision: float
    recall: float
    lines: float
    cells: float


def totals(scores: Sequence[Score], pages: Sequence[Expected]) -> Totals:
    """Means over pages, each page counting the same; cells over all cells."""
    return Totals(
        mean(s.f1 for s in scores),
        mean(s.precision for s in scores),
        mean(s.recall for s in scores),
        mean(s.lines for s in scores),
        sum(s.cells for s in scores) / sum(len(page.cells) for page in pages),
    )


def _shingles(text: str) -> Counter[str]:
    bare = "".join(text.split())
    return Counter(bare[at : at + _SHINGLE] for at in range(max(1, len(bare) - _SHINGLE + 1)))


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [_bare(cell) for cell in line.split("\t")]
    if "|" in line:
        return [_bare(cell) for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
    return []


def _bare(text: str) -> str:
    return "".join(text.split())


def _right(cell: Sequence[str], lines: Sequence[str]) -> bool:
    label, header, value, unit = map(_bare, cell)
    for at, line in enumerate(lines):
        row = _cells(line)
        if value not in row or label not in row:
            continue
        for column in [n for n, text in enumerate(row) if text == value]:
            if label not in row[:column]:
                continue
            above = lines[max(0, at - _ABOVE) : at]
            heads = [c for other in above if column < len(c := _cells(other))]
            if any(head[column] == header for head in heads) and _states(
                unit, row, header, label, above
            ):
                return True
    return False


def _states(unit: str, row: Sequence[str], header: str, label: str, above: Sequence[str]) -> bool:
    near = "".join((*row, header, label))
    captions = "".join(line for line in above if re.search("单位[:：]", line))
    return not unit or unit in near or unit in _bare(captions)
