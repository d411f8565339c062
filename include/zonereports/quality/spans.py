"""Where and when a number is told of, in the terms in which two numbers are compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_PERIOD = re.compile(r"(\d{4})(?:-(\d\d)(?:/(\d{4})-(\d\d))?)?")
WHOLE_YEAR = "01-12"

Place = tuple[object, object]


def place(row: Mapping[str, Any]) -> Place:
    """A zone, told from those of the same name elsewhere."""
    return row.get("adcode") or row.get("county"), row.get("zone")


def span_of(row: Mapping[str, Any]) -> tuple[str, int] | None:
    """The months of a period within one year, and the year; `12` is the end of December.

    None when the period is not known, is a day, or passes the end of a year.
    """
    return _span(row.get("period") or "")


@lru_cache(maxsize=4096)
def _span(period: str) -> tuple[str, int] | None:
    found = _PERIOD.fullmatch(period)
    if found is None or (found[3] and found[3] != found[1]):
        return None
    if found[4]:
        return f"{found[2]}-{found[4]}", int(found[1])
    return found[2] or WHOLE_YEAR, int(found[1])
