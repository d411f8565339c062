"""Two versions of a report, compared sentence by sentence and number by number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")
_NUMBER = re.compile(r"\d[\d,.]*(?:%|％|[亿万千百]*[元亩家个人户次]?)")


@dataclass(frozen=True, slots=True)
class Change:
    """One place where the newer version says something else.

    Sentences are empty where one was added or removed whole.
    """

    old: str
    new: str
    numbers: tuple[tuple[str, str], ...] = ()
    """(old, new) for each number that changed inside the sentence."""


def changes(old: str, new: str) -> list[Change]:
    """The sentences that differ, in reading order, with the numbers that differ in them.

    >>> [c.numbers for c in changes("完成产值12亿元。增长3%。", "完成产值13亿元。增长3%。")]
    [(('12亿元', '13亿元'),)]
    """
    before, after = _sentences(old), _sentences(new)
    found = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        removed, added = before[i1:i2], after[j1:j2]
        for index in range(max(len(removed), len(added))):
            left = removed[index] if index < len(removed) else ""
            right = added[index] if index < len(added) else ""
            found.append(Change(left, right, _changed_numbers(left, right)))
    return found


def _sentences(text: str) -> list[str]:
    return [match.group().strip() for match in _SENTENCE.finditer(text) if match.group().strip()]


def _changed_numbers(old: str, new: str) -> tuple[tuple[str, str], ...]:
    left, right = _NUMBER.findall(old), _NUMBER.findall(new)
    if not old or not new or len(left) != len(right):
        return ()
    return tuple((a, b) for a, b in zip(left, right, strict=True) if a != b)
