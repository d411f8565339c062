"""Questions about one observation: is it proved by its text, and can it be true."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from zonereports.quality.batch import Row

if TYPE_CHECKING:
    from zonereports.quality.derive import Surroundings

UNITS: Mapping[str, frozenset[str]] = {
    "money": frozenset({"CNY", "USD", "EUR", "HKD", "JPY", "TWD", "GBP"}),
    "area": frozenset({"m2"}),
    "length": frozenset({"m"}),
    "ratio": frozenset({"%"}),
    "percent": frozenset({"%"}),
    "count": frozenset({"item", "person", "household", "time", "times"}),
    "person": frozenset({"person", "item", "time", "times"}),
    "energy": frozenset({"kWh", "J", "tce"}),
    "mass": frozenset({"t", "kg"}),
    "power": frozenset({"kW"}),
    "money_rate": frozenset({"CNY/m2", "USD/m2"}),
}
"""The base units of each dimension. A dimension that is not here stands for its own units."""

# Profit can turn into loss: below zero, and by more than all of it.
_MAY_TURN = frozenset({"profit_total", "profit_tax_total"})

# These compare two amounts neither of which contains the other, so 103% can be true: sales with
# output, gross floor with ground, the new with the old.
_RATIO_WORDS = re.compile(
    r"产销|负荷率|容积率|置换|周转|覆盖倍|承载|保值|增值|完成率|达标率|进度|比重变化|依存度|外向度|负债率|杠杆|相当于|收支"
)

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")

# DECIMAL(28, 6), the lake's type for a value as printed.
_WHOLE_DIGITS, _FRACTION_DIGITS = 22, 6


def document_known(row: Row, around: Surroundings) -> bool:
    """Its document is in the batch."""
    return row["document_id"] in around.documents


def value_kept_exactly(row: Row, around: Surroundings) -> bool | None:
    """The lake can hold it without rounding: 22 digits before the point, 6 after."""
    if row["value"] is None:
        return None
    value = _decimal(row["value"])
    if not value.is_finite():
        return False
    try:
        exact = value == value.quantize(Decimal(1).scaleb(-_FRACTION_DIGITS))
    except InvalidOperation:
        return False
    return exact and abs(value) < Decimal(1).scaleb(_WHOLE_DIGITS)


def code_known(row: Row, around: Surroundings) -> bool | None:
    """The code stands in the catalogue."""
    if row["code"] is None or not around.dimensions:
        return None
    return row["code"] in around.dimensions


def unit_fits(row: Row, around: Surroundings) -> bool | None:
    """An amount is in a unit of its indicator's dimension: no tax counted in enterprises."""
    dimension = around.dimensions.get(row["code"] or "")
    if dimension is None or row["unit_norm"] is None or row["measure"] != "level":
        return None
    return row["unit_norm"] in UNITS.get(dimension, frozenset(dimension.split("|")))


def zone_level_value(row: Row, around: Surroundings) -> float | None:
    """The normalised amount of a zone or a part of it; a county's and other zones' is not ours."""
    if (
        row["measure"] != "level"
        or row["scope"] not in {"zone", "sub"}
        or row["value_norm"] is None
    ):
        return None
    return float(row["value_norm"])


def lowest(row: Row, around: Surroundings) -> float | None:
    """The least that a whole zone can have of this; a part of a zone may have less."""
    bounds = _bounds(row, around)
    return None if bounds is None or row["scope"] != "zone" else float(bounds[0])


def highest(row: Row, around: Surroundings) -> float | None:
    """The most that a zone of this level can have of this."""
    bounds = _bounds(row, around)
    return None if bounds is None else float(bounds[1])


def _bounds(row: Row, around: Surroundings) -> tuple[Decimal | float, Decimal | float] | None:
    """What a zone of the row's level can have; of any level where its level is not known."""
    code = row["code"] or ""
    indicator = around.indicators.get(code)
    of_level = around.ranges_by_level.get(row.get("zone_level") or "", {})
    # The ranges of levels are narrow: they hold in the base unit only, not in US dollars.
    if indicator is not None and row["unit_norm"] != indicator.unit:
        of_level = {}
    return of_level.get(code) or around.ranges.get(code)


def times_history(row: Row, around: Surroundings) -> float | None:
    """How many times what the zone's other reports say."""
    return around.past.times_history(row)


def beyond_history(row: Row, around: Surroundings) -> float | None:
    """How far outside of what the zone's other reports say."""
    return around.past.beyond_history(row)


def times_peers(row: Row, around: Surroundings) -> float | None:
    """How many times what zones of its level have."""
    return around.past.times_peers(row)


def beyond_peers(row: Row, around: Surroundings) -> float | None:
    """How far outside of what other zones have."""
    return around.past.beyond_peers(row)


def off_last_year(row: Row, around: Surroundings) -> float | None:
    """By which part it differs from last year's report."""
    return around.past.off_last_year(row)


def slip(row: Row, around: Surroundings) -> str | None:
    """The slip of the pen without which it fits the zone's other reports."""
    return around.past.identities.slip(row)


def deviation(row: Row, around: Surroundings) -> float | None:
    """How many robust standard deviations it lies from what is usual under its words."""
    return around.past.usual.deviation(row)


def turned(row: Row, around: Surroundings) -> bool | None:
    """It goes the other way than everything under its words."""
    return around.past.usual.is_turned(row)


def contradiction(row: Row, around: Surroundings) -> str | None:
    """What other numbers of the same report say against it."""
    return around.contradictions.get(row["observation_id"] or "")


def growth(row: Row, around: Surroundings) -> float | None:
    """Growth in percent; a profit's fall below -100 % is left out, for it can be true."""
    if row["measure"] != "yoy" or row["value"] is None:
        return None
    value = float(row["value"])
    return None if value < -100 and row["code"] in _MAY_TURN else value


def share_of_whole(row: Row, around: Surroundings) -> float | None:
    """A share in percent, of something that contains it."""
    return None if _is_ratio(row) else _share(row)


def ratio(row: Row, around: Surroundings) -> float | None:
    """A share in name that compares two amounts, such as 产销率."""
    return _share(row) if _is_ratio(row) else None


def _is_ratio(row: Row) -> bool:
    return bool(_RATIO_WORDS.search(row["label"] or ""))


def _share(row: Row) -> float | None:
    if row["measure"] != "share" or row["value"] is None:
        return None
    # 七成 and 7成 are tenths.
    return float(row["value"]) * (10 if row["unit"] == "成" else 1)


def rank_position(row: Row, around: Surroundings) -> float | None:
    """The place in a ranking."""
    return None if row["measure"] != "rank" or row["value"] is None else float(row["value"])


def amount(row: Row, around: Surroundings) -> float | None:
    """An amount that cannot turn negative as profit can."""
    if row["measure"] != "level" or row["value"] is None or row["code"] in _MAY_TURN:
        return None
    return float(row["value"])


def period_possible(row: Row, around: Surroundings) -> bool | None:
    """Between the founding of the republic and a generation after the report."""
    years = _years(row)
    if not years:
        return None
    last = (row["report_year"] or 2100) + 30
    return min(years) >= 1949 and max(years) <= last


def period_in_report(row: Row, around: Surroundings) -> bool | None:
    """Within ten years before the report's year and ten years after its plan's."""
    years = _years(row)
    if not years or row["report_year"] is None:
        return None
    document = around.documents.get(row["document_id"]) or {}
    plan = document.get("plan_year") or row["report_year"] + 1
    return bool(min(years) >= row["report_year"] - 10 and max(years) <= plan + 10)


def period_in_order(row: Row, around: Surroundings) -> bool | None:
    """It does not end before it starts."""
    start, end = row["period_start"], row["period_end"]
    if start is None or end is None or isinstance(start, str) != isinstance(end, str):
        return None
    return bool(start <= end)


def actual_not_ahead(row: Row, around: Surroundings) -> bool | None:
    """What is said to have happened lies in a year that had begun when it was said."""
    years = _years(row)
    if not years or row["status"] not in {"actual", "prior"}:
        return None
    known = [row["published_at"].year] if row["published_at"] else []
    known += [row["report_year"]] if row["report_year"] else []
    return max(years) <= max(known) if known else None


def _years(row: Row) -> list[int]:
    return [int(year) for year in _YEAR.findall(row["period"] or "")]


def _decimal(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
