"""Texts that no report writer would write: what four times the length costs.

A reading in linear time costs about four times as much; a quadratic step would make it sixteen.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator

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

_ROUNDS = 3


def figures() -> Iterator[str]:
    """A line a text: CPU of a quarter of it, of all of it, and their ratio, best of three."""
    for name, text in ODD.items():
        observe(text[:200])
        short, whole = _cost_s(text[: len(text) // 4]), _cost_s(text)
        yield (
            f"{name}: {1000 * short:.1f} ms, {1000 * whole:.1f} ms of {len(text)} characters, "
            f"x{whole / short:.1f}"
        )


def _cost_s(text: str) -> float:
    costs = []
    for _ in range(_ROUNDS):
        gc.collect()
        began = time.process_time()
        observe(text)
        costs.append(time.process_time() - began)
    return min(costs)
