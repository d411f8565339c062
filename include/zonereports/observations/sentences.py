"""The numbers of one sentence, with the words between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zonereports.observations.observation import Observation
from zonereports.observations.reading import fold

MIN_CONFIDENCE = 0.5  # below, a person should look before anything is concluded
# More numbers than this without a stop are a list or rubbish, in which words relate nothing; the
# longest sentence of the real reports at hand holds 20.
_MAX_ROWS = 60
_STOP = re.compile("[。!?\n]")
# 技术开发费 and 技术开发费用, 出口 and 出口总额 are one name.
_ENDING = re.compile("(?:总额|总值|费用?|经费|额|值)$")
_VERB = re.compile("^(?:完成|实现|共|累计)+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Observations between two stops, and the folded text they stand in."""

    text: str
    """The whole document, one script and width, as long as the source."""
    start: int
    rows: tuple[Observation, ...]

    def before(self, index: int) -> str:
        """The words from the number before (or the sentence's begin) to this number."""
        begin = end_of(self.rows[index - 1]) if index else self.start
        return self.text[begin : self.rows[index].start]

    def between(self, first: int, last: int) -> str:
        """The words, numbers among them, from one number to a later one."""
        return self.text[end_of(self.rows[first]) : self.rows[last].start]

    def after(self, index: int, length: int) -> str:
        """The words that follow a number."""
        end = end_of(self.rows[index])
        return self.text[end : end + length]


def end_of(o: Observation) -> int:
    """Where the quote ends."""
    return o.start + len(o.quote)


def sentences(observations: Sequence[Observation], text: str) -> Iterator[Sentence]:
    """Each sentence that states two numbers or more with some confidence, in reading order."""
    flat = fold(text)
    stops = [m.end() for m in _STOP.finditer(flat)]
    rows: list[Observation] = []
    begin = place = 0
    for o in sorted(observations, key=lambda each: each.start):
        if place < len(stops) and stops[place] <= o.start:
            if 1 < len(rows) <= _MAX_ROWS:
                yield Sentence(flat, begin, tuple(rows))
            rows = []
            while place < len(stops) and stops[place] <= o.start:
                begin = stops[place]
                place += 1
        if o.confidence >= MIN_CONFIDENCE:
            rows.append(o)
    if 1 < len(rows) <= _MAX_ROWS:
        yield Sentence(flat, begin, tuple(rows))


def same_subject(a: Observation, b: Observation) -> bool:
    """Whether two numbers measure the same thing of the same place."""
    if a.scope != b.scope:
        return False
    return a.code == b.code if a.code or b.code else a.label == b.label and len(a.label) > 1


def is_level(o: Observation) -> bool:
    """Whether it is a plain amount that can be reckoned with."""
    return o.measure == "level" and o.qualifier is None and o.value_norm is not None


def bare_label(label: str) -> str:
    """A label without the verb before it and without endings that change nothing."""
    return _ENDING.sub("", _VERB.sub("", fold(label)))
