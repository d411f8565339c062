"""Phrases that name what is measured but find no indicator: what the catalogue still lacks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from zonereports.observations.observation import Extraction, Observation
from zonereports.observations.reading import fold
from zonereports.observations.sentences import bare_label

# 万元, 亿元 and 余家 are counted with 元 and 家: the scale says nothing of what is measured.
_SCALE = re.compile("^[余多近]?[百千万亿]*[余多]?(?=.)")


class Uncoded(NamedTuple):
    """A phrase with its unit, how often it found no code, and the first number it stood with."""

    label: str
    unit: str
    times: int
    example: str


def frequent_uncoded(extractions: Iterable[Extraction]) -> list[Uncoded]:
    """The phrases that most often find no code, the most frequent first, then by label.

    Spellings of one phrase (scripts, widths, 完成 before it, 总额 after it) are counted together;
    the label shown is the most frequent spelling.
    """
    counts: Counter[tuple[str, str]] = Counter()
    spellings: dict[tuple[str, str], Counter[str]] = {}
    examples: dict[tuple[str, str], str] = {}
    for extraction in extractions:
        for o in extraction.observations:
            if o.code is not None or not o.label:
                continue
            key = _key(o)
            counts[key] += 1
            spellings.setdefault(key, Counter())[o.label] += 1
            examples.setdefault(key, o.quote)
    found = [
        Uncoded(spellings[key].most_common(1)[0][0], key[1], count, examples[key])
        for key, count in counts.items()
    ]
    return sorted(found, key=lambda each: (-each.times, each.label, each.unit))


def _key(o: Observation) -> tuple[str, str]:
    label = fold(o.label)
    unit = _SCALE.sub("", fold(o.unit).replace(" ", ""))
    return bare_label(label) or label, unit
