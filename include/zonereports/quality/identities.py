"""Equations that the numbers of a zone's reports stand in, and slips that break them.

A level is last year's level, grown as stated; what this report calls last year's level is what last
year's report stated; a completion is a level in percent of the year's target. Statistics are
revised, so that such an equation fails proves little. That it fails, and holds to the last printed
place once two digits change places, is hardly chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from zonereports.quality.printed import Printed, printed, slips
from zonereports.quality.spans import WHOLE_YEAR, place, span_of

Row = Mapping[str, Any]
Key = tuple[object, ...]
T = TypeVar("T")

_ENOUGH = 12
"""So many tellings of one thing, and no more, are multiplied with each other."""


@dataclass(frozen=True, slots=True)
class _Level:
    report: str
    prior: bool
    number: Printed


class Identities:
    """Levels, growth, targets and completions of zones as wholes, by place, indicator and time."""

    def __init__(self) -> None:
        self._levels: dict[Key, dict[_Level, None]] = defaultdict(dict)
        self._growth: dict[Key, dict[Printed, None]] = defaultdict(dict)
        self._targets: dict[Key, dict[tuple[str, Printed], None]] = defaultdict(dict)
        self._done: dict[Key, dict[tuple[str, str, Printed], None]] = defaultdict(dict)

    def add(self, row: Row) -> None:
        """Take a row; what cannot stand in an equation is left out."""
        span, number = span_of(row), printed(row)
        if span is None or number is None or not _is_whole(row):
            return
        months, year = span
        here = (place(row), row["code"])
        if row["measure"] == "level" and number.low > 0:
            unit = str(row.get("unit_norm"))
            if row["status"] != "target":
                told = _Level(row["report_id"], row["status"] == "prior", number)
                self._levels[(*here, unit, months, year)][told] = None
            elif months == WHOLE_YEAR:
                self._targets[(*here, unit, year)][row["report_id"], number] = None
        elif row["measure"] == "yoy" and row["status"] != "target" and number.low > -100:
            self._growth[row["report_id"], row["code"], months, year][number] = None
        elif row["measure"] == "completion" and number.low > 0:
            done = (row["report_id"], months, number)
            self._done[(*here, year)][done] = None

    def slip(self, row: Row) -> str | None:
        """The slip without which a number fits what is told of it elsewhere, in words.

        None when it fits as it stands, when nothing is told of it, or when no single slip explains.
        """
        mine = printed(row)
        if mine is None or not _is_whole(row) or not row.get("report_id"):
            return None
        expected = list(islice(self.expected(row), 4 * _ENOUGH))
        if not expected or any(mine.meets(other) for other in expected):
            return None
        scale = mine.middle / float(row["value"]) if row["value"] else 1.0
        for what, other in slips(row):
            if any(other.meets(one) for one in expected):
                return f"{what}? {float(f'{other.middle / scale:.10g}'):g} {row.get('unit') or ''} would fit"
        return None

    def expected(self, row: Row) -> Iterator[Printed]:
        """What each equation makes of a number, from all others in it."""
        span = span_of(row)
        if span is None or not _is_whole(row):
            return
        if row["measure"] == "level":
            if row["status"] == "target":
                yield from self._targeted_again(row, span)
                yield from self._target_from_completion(row, span)
            else:
                yield from self._told_again(row, span)
                yield from self._grown(row, span)
                yield from self._shrunk(row, span)
                yield from self._completed(row, span)
        elif row["measure"] == "yoy" and row["status"] != "target":
            for unit in self._units(row, span):
                for base in self._bases(row, span, unit):
                    for level in self._own(row, span, unit):
                        yield level.over(base).scaled(100, -100)
        elif row["measure"] == "completion":
            for unit in self._units(row, span):
                for goal in self._goals(row, span, unit):
                    for level in self._own(row, span, unit):
                        yield level.over(goal).scaled(100)

    def _told_again(self, row: Row, span: tuple[str, int]) -> Iterator[Printed]:
        for level in self._at(row, *span, str(row["unit_norm"])):
            if level.report != row["report_id"]:
                yield level.number

    def _grown(self, row: Row, span: tuple[str, int]) -> Iterator[Printed]:
        if row["status"] == "prior":
            return
        for growth in _some(self._growth.get((row["report_id"], row["code"], *span))):
            for base in self._bases(row, span, str(row["unit_norm"])):
                yield base.times(growth.scaled(0.01, 1))

    def _shrunk(self, row: Row, span: tuple[str, int]) -> Iterator[Printed]:
        """From the level and the growth of the year after."""
        after = (span[0], span[1] + 1)
        for level in self._at(row, *after, str(row["unit_norm"])):
            if level.prior or (level.report == row["report_id"]) != (row["status"] == "prior"):
                continue
            for growth in _some(self._growth.get((level.report, row["code"], *after))):
                yield level.number.over(growth.scaled(0.01, 1))

    def _completed(self, row: Row, span: tuple[str, int]) -> Iterator[Printed]:
        for report, months, done in _some(self._done.get((place(row), row["code"], span[1]))):
            if report == row["report_id"] and months == span[0] and row["status"] != "prior":
                for goal in self._goals(row, span, str(row["unit_norm"])):
                    yield goal.times(done.scaled(0.01))

    def _targeted_again(self, row: Row, span: tuple[str, int]) -> Iterator[Printed]:
        """As another report gives the target of the year."""
        key = (place(row), row["code"], str(row["unit_norm"]), span[1])
        for report, goal in _some(self._targets.get(key) if span[0] == WHOLE_YEAR else None):
            if report != row["report_id"]:
                yield goal

    def _target_from_completion(self, row: Row, span: tuple[str, int]) -> Iterator[Printed]:
        unit = str(row["unit_norm"])
        if span[0] != WHOLE_YEAR:
            return
        for report, months, done in _some(self._done.get((place(row), row["code"], span[1]))):
            for level in self._at(row, months, span[1], unit):
                if level.report == report and not level.prior:
                    yield level.number.over(done.scaled(0.01))

    def _goals(self, row: Row, span: tuple[str, int], unit: str) -> Iterator[Printed]:
        for _, goal in _some(self._targets.get((place(row), row["code"], unit, span[1]))):
            yield goal

    def _bases(self, row: Row, span: tuple[str, int], unit: str) -> Iterator[Printed]:
        """Last year's level: by other reports, and as this one calls it."""
        for level in self._at(row, span[0], span[1] - 1, unit):
            if level.prior or level.report != row["report_id"]:
                yield level.number

    def _own(self, row: Row, span: tuple[str, int], unit: str) -> Iterator[Printed]:
        for level in self._at(row, *span, unit):
            if level.report == row["report_id"] and not level.prior:
                yield level.number

    def _at(self, row: Row, months: str, year: int, unit: str) -> Iterable[_Level]:
        return _some(self._levels.get((place(row), row["code"], unit, months, year)))

    def _units(self, row: Row, span: tuple[str, int]) -> list[str]:
        here = (place(row), row["code"])
        return [unit for unit in _UNITS if (*here, unit, *span) in self._levels]


_UNITS = ("CNY", "USD", "item", "person", "m2", "kWh", "CNY/m2", "t", "tce")


def _some(told: Mapping[T, None] | None) -> Iterable[T]:
    return islice(told, _ENOUGH) if told else ()


def _is_whole(row: Row) -> bool:
    return bool(
        row.get("scope") == "zone"
        and row.get("code")
        and row.get("zone")
        and row.get("report_id")
        and row.get("status")
    )
