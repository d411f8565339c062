"""Two versions of a report, compared sentence by sentence and number by number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from zonereports.events.wording import fold

_SENTENCE = re.compile(r"[^。；;！？\n]+[。；;！？]?")
_NUMBER = re.compile(
    r"(?:(?<![\d０-９])[-－+])?[\d０-９]+(?:[.,．，][\d０-９]+)*"  # noqa: RUF001  # full-width digits are printed too
    r"(?:%|％|‰|个?百分点|[亿万千百]*(?:美元|元|平方米|平方公里|公里|亩|家|个|人|户|次|项|吨|倍|年|月|日|位)?)"
    r"|[〇○零一二两三四五六七八九十][〇○零一二两三四五六七八九十百千万亿]*(?:个?百分点|成|倍|年|月|日)?"
)
_CLAUSE = re.compile(r"[，,、：:（）()\t|]")
_LONGEST_CONTEXT = 20
_ALIKE = 0.3
"""Share of character pairs in common from which a sentence counts as the other one, reworded."""


class NumberChange(NamedTuple):
    """A number that reads otherwise; empty where it was added or removed."""

    old: str
    new: str
    context: str = ""
    """The words in front of it, or the head of its row in a table."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place where the newer version says something else.

    Sentences are empty where one was added or removed whole.
    """

    old: str
    new: str
    numbers: tuple[NumberChange, ...] = ()
    """For each number that changed inside the sentence, in reading order."""

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """What happened to the sentence."""
        return "changed" if self.old and self.new else "added" if self.new else "removed"


def changes(old: str, new: str) -> list[Change]:
    """The sentences that differ, in reading order, with the numbers that differ in them.

    What folds away (white space, width, the punctuation of prose) is no difference.

    >>> [c.numbers[0] for c in changes("完成产值12亿元。增长3%。", "完成产值13亿元。增长3%。")]
    [NumberChange(old='12亿元', new='13亿元', context='完成产值')]
    """
    before, after = _sentences(old), _sentences(new)
    left, right = [fold(one) for one in before], [fold(one) for one in after]
    found: list[Change] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        # The same words cut into other sentences or paragraphs say the same.
        if tag == "equal" or "".join(left[i1:i2]) == "".join(right[j1:j2]):
            continue
        for one, other in _pairs(before[i1:i2], after[j1:j2]):
            if fold(one) != fold(other):
                found.append(Change(one, other, _changed_numbers(one, other)))
    return found


def _sentences(text: str) -> list[str]:
    return [match.group().strip() for match in _SENTENCE.finditer(text) if match.group().strip()]


def _pairs(removed: Sequence[str], added: Sequence[str]) -> list[tuple[str, str]]:
    """Which removed sentence became which added one, in order, so that the most is in common."""
    if len(removed) == len(added):
        return list(zip(removed, added, strict=True))
    height, width = len(removed), len(added)
    if height * width > 10_000:
        # A text replaced as a whole: nothing in it is a reworded sentence.
        return [(one, "") for one in removed] + [("", one) for one in added]
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    alike = [[_likeness(one, other) for other in added] for one in removed]
    for i in range(height - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            paired = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= _ALIKE else -1.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[str, str]] = []
    i = j = 0
    while i < height and j < width:
        if alike[i][j] >= _ALIKE and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((removed[i], added[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((removed[i], ""))
            i += 1
        else:
            pairs.append(("", added[j]))
            j += 1
    return pairs + [(one, "") for one in removed[i:]] + [("", one) for one in added[j:]]


def _likeness(one: str, other: str) -> float:
    left, right = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other))
    return len(left & right) / len(left | right) if left | right else 0.0


def _changed_numbers(old: str, new: str) -> tuple[NumberChange, ...]:
    if not old or not new:
        return ()
    left, right = list(_NUMBER.finditer(old)), list(_NUMBER.finditer(new))
    if _NUMBER.sub("0", old) == _NUMBER.sub("0", new):
        pairs: list[tuple[re.Match[str] | None, re.Match[str] | None]] = list(
            zip(left, right, strict=True)
        )
    else:
        pairs = _aligned(old, new, left, right)
    return tuple(
        NumberChange(
            one.group() if one else "",
            other.group() if other else "",
            _context(new, other) if other else _context(old, one) if one else "",
        )
        for one, other in pairs
        if fold(one.group() if one else "") != fold(other.group() if other else "")
    )


def _aligned(
    old: str, new: str, left: list[re.Match[str]], right: list[re.Match[str]]
) -> list[tuple[re.Match[str] | None, re.Match[str] | None]]:
    """Numbers of a reworded sentence, each with the one in the same words."""
    mine = [(_context(old, one), one.group()) for one in left]
    yours = [(_context(new, one), one.group()) for one in right]
    pairs: list[tuple[re.Match[str] | None, re.Match[str] | None]] = []
    rest, free = [], list(range(len(right)))
    for at, told in enumerate(mine):
        same = next(
            (to for to in free if yours[to][1] == told[1] and _same_words(yours[to][0], told[0])),
            None,
        )
        if same is None:
            rest.append(at)
        else:
            free.remove(same)
    for at in rest:
        same = next((to for to in free if _same_words(mine[at][0], yours[to][0])), None)
        if same is not None:
            free.remove(same)
        pairs.append((left[at], None if same is None else right[same]))
    pairs += [(None, right[to]) for to in free]
    return sorted(pairs, key=lambda pair: (pair[1] or pair[0]).start())  # type: ignore[union-attr]  # one is there


def _same_words(one: str, other: str) -> bool:
    """Whether two numbers are of the same thing; 全年 or 其中 before its name says nothing."""
    return len(one) > 1 and len(other) > 1 and (one.endswith(other) or other.endswith(one))


def _context(sentence: str, found: re.Match[str] | None) -> str:
    """The words before a number, back to the clause's head or the number before it."""
    if found is None:
        return ""
    before = sentence[: found.start()]
    if "\t" in sentence:
        return sentence.split("\t", 1)[0].strip() if "\t" in before else ""
    ends = [number.end() for number in _NUMBER.finditer(before)]
    clause = before[ends[-1] if ends else 0 :]
    words = [part.strip() for part in _CLAUSE.split(clause)]
    return next((part for part in reversed(words) if len(part) > 1), words[-1])[-_LONGEST_CONTEXT:]
