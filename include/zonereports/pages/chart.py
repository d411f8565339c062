"""Line charts as plain numbers: where each mark lies. A template draws them, without a script."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 18, 16, 34


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a line."""

    year: int
    value: float
    says: str
    """What is told of it: the value with its sentence."""
    href: str | None = None
    """Where its words stand."""
    hollow: bool = False
    """An estimate, or a part of the year."""
    part: bool = False
    """Of a part of the year: no line leads to it, since it cannot be compared."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in its place."""

    x: float
    y: float
    point: Point


@dataclass(frozen=True, slots=True)
class Line:
    """One series, drawn."""

    name: str
    marks: Sequence[Mark]
    path: str
    """Through the marks of years that follow each other; a gap in the years is a gap in it."""
    loose: bool
    """Marks alone, without a line: targets."""


@dataclass(frozen=True, slots=True)
class Chart:
    """All lines on common axes."""

    lines: Sequence[Line]
    x_ticks: Sequence[tuple[float, str]]
    y_ticks: Sequence[tuple[float, str]]
    zero: float | None
    """Where 0 lies, when the axis crosses it inside."""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    bottom: int = HEIGHT - _BOTTOM


def chart(
    series: Iterable[tuple[str, Sequence[Point], bool]], shown: Callable[[float], str]
) -> Chart | None:
    """Lay out series of (name, points, marks alone); None where there is no point at all.

    Args:
        series: in the order of their colours.
        shown: how a value is written at the axis.
    """
    told = [(name, sorted(points, key=lambda p: p.year), loose) for name, points, loose in series]
    points = [point for _, some, _ in told for point in some]
    if not points:
        return None
    low, high, step = _axis([point.value for point in points])
    first, last = min(p.year for p in points), max(p.year for p in points)

    def x(year: int) -> float:
        share = 0.5 if first == last else (year - first) / (last - first)
        return round(_LEFT + 24 + share * (WIDTH - _LEFT - _RIGHT - 48), 1)

    def y(value: float) -> float:
        return round(_TOP + (high - value) / (high - low) * (HEIGHT - _TOP - _BOTTOM), 1)

    lines = []
    for name, some, loose in told:
        marks = [Mark(x(point.year), y(point.value), point) for point in some]
        lines.append(Line(name, marks, "" if loose else _path(marks), loose))
    every = max(1, math.ceil((last - first + 1) / 12))
    steps = round((high - low) / step)
    return Chart(
        lines,
        [(x(year), str(year)) for year in range(first, last + 1, every)],
        [(y(low + n * step), shown(low + n * step)) for n in range(steps + 1)],
        y(0) if low < 0 < high else None,
    )


def _path(marks: Sequence[Mark]) -> str:
    path, before = [], None
    for mark in marks:
        if mark.point.part:
            continue
        joined = before is not None and mark.point.year - before <= 1
        path.append(f"{'L' if joined else 'M'}{mark.x} {mark.y}")
        before = mark.point.year
    return " ".join(path)


def _axis(values: Sequence[float]) -> tuple[float, float, float]:
    """Lowest and highest value of an axis of round steps, and the step. Zero is on it.

    >>> _axis([120.0, 180.0])
    (0.0, 200.0, 50.0)
    >>> _axis([-3.0, 8.0])
    (-5.0, 10.0, 5.0)
    """
    low, high = min(values), max(values)
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    rough = (high - low) / 4
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough)
    return (
        math.floor(low / step + 1e-9) * step if low < 0 else 0.0,
        math.ceil(high / step - 1e-9) * step if high > 0 else 0.0,
        step,
    )
