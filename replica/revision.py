"""Which figure of a report is corrected when nobody names one, and to what."""

from __future__ import annotations

import random
from decimal import Decimal

from replica.county_site import ReplicaError
from replica.report import Report, plain


def figure_to_revise(report: Report, times: int) -> int:
    """Index of a coded actual level that stands in the text once; another one each time.

    A figure that stands twice (text and table) would leave the report at odds with itself.

    Raises:
        ReplicaError: the report has no such figure.
    """
    candidates = [
        index
        for index, figure in enumerate(report.figures)
        if figure.code
        and figure.measure == "level"
        and figure.status == "actual"
        and "." in figure.quote
        and report.text.count(plain(figure.value)) == 1
    ]
    if not candidates:
        raise ReplicaError(f"{report.title} has no figure to pick; name one")
    return random.Random(f"{report.title}:{times}").choice(candidates)


def another_value(value: Decimal) -> Decimal:
    """A number some five percent larger, with as many decimals."""
    step = Decimal(1).scaleb(min(int(value.as_tuple().exponent), 0))
    return value + max(step, (abs(value) / 20).quantize(step))
