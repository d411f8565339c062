"""The first and the last day of a period."""

from __future__ import annotations

import calendar
from datetime import date


def period_bounds(period: str | None) -> tuple[date | None, date | None]:
    """First and last day that a period covers.

    >>> period_bounds("2023-01/2023-11")
    (datetime.date(2023, 1, 1), datetime.date(2023, 11, 30))
    >>> period_bounds(None)
    (None, None)
    """
    if period is None:
        return None, None
    parts = period.split("/")
    return _first_day(parts[0]), _last_day(parts[-1])


def _numbers(part: str) -> list[int]:
    return [int(number) for number in part.split("-")]


def _first_day(part: str) -> date:
    year, month, day = [*_numbers(part), 1, 1][:3]
    return date(year, month, day)


def _last_day(part: str) -> date:
    given = _numbers(part)
    year, month = [*given, 12][:2]
    day = given[2] if len(given) > 2 else calendar.monthrange(year, month)[1]
    return date(year, month, day)
