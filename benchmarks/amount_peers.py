"""One peer that finds amounts, run by the interpreter of its own environment.

Reads texts, one JSON string a line, and an empty line as the end of a round; answers each round with
one JSON line: the hits of each text as [start, end, number, unit], and the CPU seconds. It imports
nothing of this repository, since the peers live in environments without it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

Hit = tuple[int, int, str, str]
Find = Callable[[str], list[Hit]]

_UNITS = {
    "Chinese yuan": "元",
    "United States dollar": "美元",
    "Hong Kong dollar": "港元",
    "Euro": "欧元",
    "Japanese yen": "日元",
    "Mu": "亩",
    "Square meter": "平方米",
    "Square kilometer": "平方公里",
    "Hectare": "公顷",
    "Kilometer": "公里",
    "Meter": "米",
    "Ton": "吨",
    "Cubic meter": "立方米",
}


def cn2an() -> Find:
    """What a day's work gives: a regular expression, and cn2an for Chinese numerals."""
    import cn2an as library  # type: ignore[import-not-found]

    pattern = re.compile(
        r"(?P<number>\d[\d,]*(?:\.\d+)?|[零一二两三四五六七八九十百千万亿]+)\s*[余多]?(?P<unit>"
        r"[百千万亿]*(?:元(?:/亩)?|美元|欧元|港元|平方米|平方公里|立方米|千瓦时|人次|人)|%|个百分点|公里|亩|吨|米"
        r"|家次|[个家名次条项处宗户件座栋辆批场台套位倍])"
    )

    def find(text: str) -> list[Hit]:
        hits = []
        for m in pattern.finditer(text):
            number = m["number"].replace(",", "")
            if not number[0].isdigit():
                try:
                    number = str(library.cn2an(number, "smart"))
                except ValueError:
                    continue
            hits.append((m.start(), m.end(), number, m["unit"]))
        return hits

    return find


def jionlp() -> Find:
    """JioNLP's money entities, parsed."""
    import jionlp as library  # type: ignore[import-not-found]

    def find(text: str) -> list[Hit]:
        hits = []
        for item in library.ner.extract_money(text, with_parsing=True):
            detail = item.get("detail") or {}
            numbers = detail.get("num")
            for number in numbers if isinstance(numbers, list) else [numbers]:
                if number is not None:
                    hits.append((*item["offset"], number, detail.get("case") or ""))
        return hits

    return find


def recognizers() -> Find:
    """Microsoft's recognizers: percentages, currencies, dimensions, and bare numbers."""
    from recognizers_number import NumberRecognizer  # type: ignore[import-not-found]
    from recognizers_number_with_unit import (  # type: ignore[import-not-found]
        Culture,
        NumberWithUnitRecognizer,
    )

    numbers = NumberRecognizer(Culture.Chinese)
    units = NumberWithUnitRecognizer(Culture.Chinese)
    models = [
        numbers.get_percentage_model(),
        units.get_currency_model(),
        units.get_dimension_model(),
        numbers.get_number_model(),
    ]

    def find(text: str) -> list[Hit]:
        hits: list[Hit] = []
        for model in models:
            for item in model.parse(text):
                value = (item.resolution or {}).get("value")
                if not value:
                    continue
                unit = item.resolution.get("unit") or ("%" if value.endswith("%") else "")
                hits.append((item.start, item.end + 1, value.rstrip("%"), _UNITS.get(unit, unit)))
        return hits

    return find


def main() -> None:
    """Answer rounds until the input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # libraries greet on standard output
    find = {"cn2an": cn2an, "jionlp": jionlp, "recognizers": recognizers}[sys.argv[1]]()
    print('"ready"', file=answers, flush=True)
    texts: list[str] = []
    for line in sys.stdin:
        if line.strip():
            texts.append(json.loads(line))
            continue
        before = time.process_time()
        hits: list[Any] = [find(text) for text in texts]
        taken = time.process_time() - before
        print(json.dumps([hits, taken], default=_plain), file=answers, flush=True)
        texts = []


def _plain(value: object) -> str:
    return str(value if isinstance(value, Decimal) else value)


if __name__ == "__main__":
    main()
