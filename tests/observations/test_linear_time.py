"""Odd texts cost time in proportion to their length, and break nothing."""

from __future__ import annotations

import time

import pytest

from zonereports.observations import observe

ODD = {
    "blanks": " " * 20_000,
    "digits": "1234567890" * 2_000,
    "no stop": "规上工业总产值增长," * 2_000,
    "glued amounts": "1亿元" * 3_000,
    "dots": "1. " * 6_000,
    "commas": "1," * 8_000,
    "emoji": "😀1😀家" * 3_000,
    "direction marks": "\u202e规\u200f上1家\u202c" * 2_000,
    "numerals": "一二三四五六七八九十百千万亿" * 1_000,
    "brackets": "(" * 10_000 + "1家",
    "quotes": "“1" * 5_000,
    "list marks": "\n1、" * 5_000,
    "masks": "x" * 20_000,
    "distribution": "分别增长1%、2%、" * 1_000,
    "rows": "指标|单位|完成\n" + "产值|亿元|1\n" * 1_500,
    "far name": "产值" * 10_000 + "1亿元",
    "parks": "园" * 10_000 + "1亿元",
    "words that overlap": "达到约为共计上年度" * 2_000 + "甲1家",
    "words that overlap, often": "达到约为共计上年度甲1家,同比率约为约为约为乙2%;" * 400,
    "line ends": "\n \n" * 8_000,
}


@pytest.mark.parametrize("name", sorted(ODD))
def test_odd_texts_are_read_in_linear_time(name: str) -> None:
    text = ODD[name]

    def cost(part: str) -> float:
        start = time.process_time()
        observe(part)
        return time.process_time() - start

    cost(text[:200])
    short, long = cost(text[: len(text) // 4]), cost(text)
    assert long < max(8 * short, 0.4) + 0.2, (short, long)


def test_an_empty_text_has_nothing_and_lacks_nothing() -> None:
    extraction = observe("")
    assert not (extraction.observations)
    assert not (extraction.excluded)
    assert not (extraction.unaccounted)
    assert extraction.coverage == 1.0
