"""Odd texts end, and break nothing; what they cost is in `make bench ARGS=odd_texts`."""

from __future__ import annotations

import pytest

from benchmarks.odd_texts import ODD
from zonereports.observations import observe

LONGER = 8


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", sorted(ODD))
def test_odd_texts_come_to_an_end(name: str) -> None:
    text = ODD[name] * LONGER  # a second or two; a quadratic step or worse does not come to an end
    for row in observe(text).observations[:50]:
        assert text[row.start : row.start + len(row.quote)] == row.quote


def test_an_empty_text_has_nothing_and_lacks_nothing() -> None:
    extraction = observe("")
    assert not (extraction.observations)
    assert not (extraction.excluded)
    assert not (extraction.unaccounted)
    assert extraction.coverage == 1.0
