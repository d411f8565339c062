"""What a number is compared with: the zone's other years, and other zones of its level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from zonereports.quality.identities import Identities
from zonereports.quality.spans import Place, place, span_of
from zonereports.quality.usual import Usual

_TOLD = frozenset({"actual", "estimate", "prior"})
PEERS_AT_LEAST = 5
"""Fewer zones make no usual size."""
ZONES_AT_LEAST = 8
"""Fewer zones tell no range."""
_RATIOS = frozenset({"yoy", "completion"})
_POINTS = 10.0

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Told:
    """A level of a zone as one report tells it."""

    report: str
    months: str
    year: int
    value: float
    unit: str
    label: str
    target: bool


class Past:
    """Published numbers of zones as a whole, with those of the batch beside them.

    A report is never compared with itself: what it says of its own past is a matter of findings.
    """

    def __init__(self) -> None:
        self._levels: dict[tuple[Place, str], list[_Told]] = defaultdict(list)
        self._peers: dict[tuple[object, str, str, str], dict[Place, list[float]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._spread: dict[tuple[object, str, str, str], dict[Place, list[float]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._growth: dict[tuple[str, str, str, str], set[float]] = defaultdict(set)
        self.identities = Identities()
        """The equations between numbers of several reports."""
        self.usual = Usual()
        """What reports say under the same words."""
        self._numbers: dict[tuple[Place, object], dict[str, int]] = defaultdict(dict)
        self._taken: dict[tuple[str, str, str, str], set[float]] = defaultdict(set)
        self._medians: dict[tuple[object, str, str, str], tuple[float, int]] = {}

    @classmethod
    def of(cls, documents: Iterable[Row], observations: Iterable[Row]) -> Past:
        """The past that these rows of the lake tell."""
        past = cls()
        past.add(documents, observations)
        return past

    def add(self, documents: Iterable[Row], observations: Iterable[Row]) -> None:
        """Take more rows; a report that is added again counts with both of its wordings."""
        self._medians.clear()
        for row in documents:
            if row.get("zone") and row.get("report_id") and row.get("observations") is not None:
                self._numbers[place(row), row.get("period_kind")][row["report_id"]] = row[
                    "observations"
                ]
        for row in observations:
            self.identities.add(row)
            self.usual.add(row)
            if row.get("scope") != "zone" or not row.get("code") or not row.get("zone"):
                continue
            if span_of(row) is not None and row.get("report_id"):
                self._add_whole(row)

    def _add_whole(self, row: Row) -> None:
        """Take a number of a zone as a whole."""
        span, here = span_of(row), place(row)
        told = row.get("status") in _TOLD
        assert span is not None
        if row["measure"] == "level" and (row.get("value_norm") or 0) > 0:
            value, unit = float(row["value_norm"]), str(row.get("unit_norm"))
            label = str(row.get("label"))
            self._levels[here, row["code"]].append(
                _Told(row["report_id"], *span, value, unit, label, target=not told)
            )
            if told:
                self._taken[_sentence(row)].add(value)
            if told and row["status"] != "prior":
                key = (row.get("zone_level"), row["code"], unit, span[0])
                self._peers[key][here].append(value)
                for level in {None, row.get("zone_level")}:
                    self._spread[level, row["code"], unit, span[0]][here].append(value)
        elif told and row["measure"] in _RATIOS and row.get("value") is not None:
            key = (None, row["code"], row["measure"], "")
            self._spread[key][here].append(float(row["value"]))
            if row["measure"] == "yoy":
                self._growth[_sentence(row)].add(float(row["value"]))

    def times_history(self, row: Row) -> float | None:
        """How many times the median of what the zone's other reports say of other years."""
        others = self._history(row)
        return float(row["value_norm"]) / median(others) if others else None

    def beyond_history(self, row: Row) -> float | None:
        """So many times the most, or below the least, of what the zone's other reports say.

        1 is within. What stands under the same words is compared, a target with targets; failing
        that, all that has the same indicator.
        """
        others = self._history(row)
        if not others:
            return None
        value = float(row["value_norm"])
        return max(1.0, value / max(others), min(others) / value)

    def _history(self, row: Row) -> list[float]:
        """What the zone's other reports say of other years."""
        if not _is_level(row):
            return []
        span, target = span_of(row), row["status"] not in _TOLD
        others = [
            told
            for told in self._others(row)
            if told.unit == str(row["unit_norm"]) and (span is None or told.year != span[1])
        ]
        named = [told for told in others if told.label == row["label"]]
        alike = [told for told in named if told.target == target]
        rest = named if target else [told for told in others if not told.target]
        return [told.value for told in alike or rest]

    def times_peers(self, row: Row) -> float | None:
        """How many times the median of other zones of the same level, over as many months."""
        span = span_of(row)
        if not _is_level(row) or span is None or row["status"] not in _TOLD:
            return None
        key = (row["zone_level"], row["code"], str(row["unit_norm"]), span[0])
        if key not in self._medians:
            sizes = [median(values) for values in self._peers.get(key, {}).values()]
            self._medians[key] = (median(sizes) if sizes else 0.0, len(sizes))
        usual, zones = self._medians[key]
        return float(row["value_norm"]) / usual if zones >= PEERS_AT_LEAST else None

    def beyond_peers(self, row: Row) -> float | None:
        """How far outside of what other zones have: 1 is at the edge of it.

        A level is so many times the largest, or a so many times smaller part of the smallest, of
        the zones of its level (of any level, where these are too few). A ratio in percent counts
        1 more for each width of their range, of ten points at least, that it lies beyond it.
        """
        span = span_of(row)
        if span is None or row["scope"] != "zone" or not row["code"] or not row["zone"]:
            return None
        if row["measure"] in _RATIOS and row["value"] is not None:
            others = self._others_of((None, row["code"], row["measure"], ""), row)
            return _outside(float(row["value"]), others)
        if not _is_level(row) or row["status"] not in _TOLD:
            return None
        value, unit = float(row["value_norm"]), str(row["unit_norm"])
        for level in (row["zone_level"], None):
            if others := self._others_of((level, row["code"], unit, span[0]), row):
                return max(1.0, value / max(others), min(others) / value)
        return None

    def _others_of(self, key: tuple[object, str, str, str], row: Row) -> list[float]:
        """What the other zones have; nothing when they are too few to tell."""
        zones = self._spread.get(key, {})
        mine = place(row)
        if len(zones) - (mine in zones) < ZONES_AT_LEAST:
            return []
        return [value for place, values in zones.items() if place != mine for value in values]

    def off_last_year(self, row: Row) -> float | None:
        """By which part of it a number differs from what last year's report makes of it.

        A level is compared with last year's level, grown as this report says; what this report
        calls last year's level, with that level itself; growth, through the level beside it.
        """
        span = span_of(row)
        if span is None or row["scope"] != "zone" or row["status"] not in _TOLD or not row["code"]:
            return None
        if row["measure"] == "level" and row["status"] == "prior" and row["value_norm"]:
            before = self._at(row, *span, str(row["unit_norm"]))
            return _off(float(row["value_norm"]), before)
        if row["measure"] == "level" and row["value_norm"]:
            growth = self._growth.get(_sentence(row))
            return self._grown(row, float(row["value_norm"]), span, growth, str(row["unit_norm"]))
        if row["measure"] == "yoy" and row["value"] is not None:
            mine = {
                (told.value, told.unit)
                for told in self._levels.get((place(row), row["code"]), ())
                if told.report == row["report_id"]
                and (told.months, told.year) == span
                and not told.target
            }
            if len(mine) == 1:
                value, unit = mine.pop()
                return self._grown(row, value, span, {float(row["value"])}, unit)
        return None

    def times_numbers(self, row: Row) -> float | None:
        """How many times as many numbers as the zone's other reports of this kind have."""
        if not row["zone"] or not row["observations"]:
            return None
        held = self._numbers.get((place(row), row["period_kind"]), {})
        others = [n for report, n in held.items() if report != row["report_id"] and n]
        return row["observations"] / median(others) if others else None

    def times_numbers_of_peers(self, row: Row) -> float | None:
        """How many times as many numbers as reports of this kind have at other zones."""
        if not row["zone"] or not row["observations"]:
            return None
        mine = place(row)
        usual = [
            median(held.values())
            for (zone, kind), held in self._numbers.items()
            if kind == row["period_kind"] and zone != mine and any(held.values())
        ]
        return row["observations"] / median(usual) if len(usual) >= PEERS_AT_LEAST else None

    def _grown(
        self, row: Row, value: float, span: tuple[str, int], growth: set[float] | None, unit: str
    ) -> float | None:
        months, year = span
        if not growth or len(growth) > 1 or len(self._taken[_sentence(row)]) > 1:
            return None
        before = self._at(row, months, year - 1, unit)
        grown = [level * (1 + next(iter(growth)) / 100) for level in before]
        return _off(value, [level for level in grown if level > 0])

    def _at(self, row: Row, months: str, year: int, unit: str) -> list[float]:
        return [
            told.value
            for told in self._others(row)
            if (told.months, told.year, told.unit) == (months, year, unit) and not told.target
        ]

    def _others(self, row: Row) -> list[_Told]:
        held = self._levels.get((place(row), row["code"]), ())
        return [told for told in held if told.report != row["report_id"]]


def _is_level(row: Row) -> bool:
    return (
        row["measure"] == "level"
        and row["scope"] == "zone"
        and bool(row["code"] and row["zone"] and row["report_id"])
        and (row["value_norm"] or 0) > 0
    )


def _sentence(row: Row) -> tuple[str, str, str, str]:
    return row["report_id"], row["code"], str(row["period"]), str(row["status"])


def _off(value: float, others: list[float]) -> float | None:
    """The distance to the nearest of several tellings: one that fits is enough."""
    return min((abs(value / other - 1) for other in others), default=None)


def _outside(value: float, others: list[float]) -> float | None:
    """1 within a range; beyond it, 1 more for each of its widths (ten points at least)."""
    if not others:
        return None
    low, high = min(others), max(others)
    return 1 + max(0.0, low - value, value - high) / max(_POINTS, high - low)
