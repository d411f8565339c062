"""A condition on a number of a report, as an analyst writes it: `税收 yoy < 0`, `fdi_utilized > 5亿`."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass

from zonereports.alerts.subject import Figure

_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
_FACTOR = {"": 1.0, "%": 1.0, "万": 1e4, "亿": 1e8, "万亿": 1e12}
_FORM = re.compile(
    r"(?P<name>\S+)\s+(?:(?P<measure>[a-z_]+)\s+)?(?P<sign><=|>=|<|>|=)\s*"
    r"(?P<number>[-+]?\d+(?:\.\d+)?)\s*(?P<factor>万亿|万|亿|%)?元?"
)
_MEASURES = ("level", "yoy", "share", "completion", "rank", "multiple", "delta")


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison."""

    text: str
    code: str
    measure: str
    sign: str
    limit: float
    """Base units for a level, per cent for growth and shares."""

    @classmethod
    def parse(cls, text: str, measures: Iterable[str] = _MEASURES) -> Condition:
        """From `INDICATOR [MEASURE] < NUMBER`, where the indicator is a code or its Chinese name.

        Raises:
            ValueError: not of this form, or no such indicator or measure.
        """
        from zonereports.observations import catalogue

        found = _FORM.fullmatch(text.strip())
        if not found:
            raise ValueError(
                f"{text!r} is no condition such as 'tax_revenue yoy < 0' or '税收 > 5亿元'"
            )
        known = catalogue()
        codes = {item.zh: code for code, item in known.items()}
        codes |= {name: code for code, item in known.items() for name in item.aliases}
        code = found["name"] if found["name"] in known else codes.get(found["name"])
        if code is None:
            raise ValueError(f"no indicator is named {found['name']!r} (catalogue.yaml has them)")
        measure = found["measure"] or "level"
        if measure not in measures:
            raise ValueError(f"no measure is named {measure!r}; there are {', '.join(measures)}")
        limit = float(found["number"]) * _FACTOR[found["factor"] or ""]
        return cls(text.strip(), code, measure, found["sign"], limit)

    def holds(self, figures: Iterable[Figure]) -> Figure | None:
        """The first figure that fulfils it; None when no figure does, or none is there."""
        for one in figures:
            same = one.code == self.code and one.measure == self.measure
            if same and _COMPARE[self.sign](one.value, self.limit):
                return one
        return None
