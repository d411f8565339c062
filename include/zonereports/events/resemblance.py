"""Whether two texts are copies of one report, or two reports in the same words."""

from __future__ import annotations

import re
from collections import Counter

from zonereports.events.wording import fold

SHINGLE = 5
SAME_PROSE = 0.6
SAME_NUMBERS = 0.6
"""Shares in common, of shingles and of numbers. Over 12 reports and five kinds of copies the two
thresholds together found 60 of 60 copies and joined none of the 12 reports of a following year;
prose alone joined up to four of those, because offices write the next report over the last one.
A report with one digit changed stays above 0.98 in both."""
SHORTEST = 200
"""Folded characters below which a text is too short to be told from another by its words."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")


def is_copy(one: str, other: str) -> bool:
    """Whether two texts are the same report, but for what a repost changes and a few figures.

    The caller compares zone and year first: of two years of one zone the prose may be the same.
    """
    left, right = fold(one), fold(other)
    if left == right:
        return True
    if min(len(left), len(right)) < SHORTEST:
        return False
    return (
        _share(_shingles(left), _shingles(right)) >= SAME_PROSE
        and _share(Counter(_NUMBER.findall(left)), Counter(_NUMBER.findall(right))) >= SAME_NUMBERS
    )


def _shingles(text: str) -> Counter[str]:
    # Digits are compared apart, so that one changed digit costs one number and no prose.
    prose = _NUMBER.sub("0", text)
    return Counter(prose[at : at + SHINGLE] for at in range(len(prose) - SHINGLE + 1))


def _share(one: Counter[str], other: Counter[str]) -> float:
    union = (one | other).total()
    return (one & other).total() / union if union else 1.0
