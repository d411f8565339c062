"""Coordinated numbers behind 分别: which of several subjects each belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zonereports.observations.frames import Subject
from zonereports.observations.quantities import Quantity

_JOINT = re.compile(r"\s*[、,和及与]\s*(?:为|达|到)?\s*|[、和及与](?:同比)?(?:增长|下降)")
_AGAIN = re.compile("[,;]?(?:同比)?(?:增长|下降)")
_TAIL = re.compile(
    r"(?:[一二三四五六七八九十两\d]+(?:个|大|家|项|条)(?:主导)?(?:园区|产业链|产业|企业|片区|区)?)?(?P<noun>投资|产值|税收|人均收入|收入|营收|增加值|总产值|项目|企业)?$"
)
_EACH = re.compile("各(?:有|为|完成|达)?$")
# 三园从业人员分别为: the parts are not named, what is counted is.
_OF_PARTS = re.compile(
    "(?:(?:这|上述|以上)?[两二三四五六](?:个|大)?(?:园区|片区|板块|园|区))(?P<noun>[\u4e00-\u9fff]{2,10})$"
)
_VERBS = re.compile(r"(?:增速|增幅|较去年同期|比上年|较上年|比去年|同比|预计|全年|均|\s)++$")


@dataclass(slots=True)
class Share:
    """One number's place in a distribution."""

    index: int
    size: int
    start: int
    end: int
    """Where its name stands in the text."""
    tail: str
    cue: str
    closing: str
    """The dimension of the group's last number: 高于6.2、9.5和2个百分点 prints it once."""
    levels: list[Subject] | None
    """Shared by the group: the amounts that are distributed to, filled at its first number; None
    when each number has a name of its own."""
    parts: bool = False
    """Every number is that of another part, and all measure what the name says."""

    def reach(self, levels: Sequence[Subject], group: Sequence[Subject] = ()) -> int:
        """How many numbers of the group have something to belong to.

        `group` is the distribution just before: of as many numbers, it is what this one is about.
        """
        if self.levels is None:
            return self.size
        if not self.levels:
            self.levels.extend(group if len(group) == self.size else levels[-self.size :])
        return len(self.levels)


def distribute(
    text: str, quantities: Sequence[Quantity], start: int, *, known: int
) -> dict[int, Share]:
    """Shares by the index of the quantity in its sentence."""
    found: dict[int, Share] = {}
    floor = start
    for index, quantity in enumerate(quantities):
        left = text[max(floor, quantity.start - 400) : quantity.start]
        floor = quantity.end
        each = _EACH.search(left, max(0, len(left) - 6)) if "各" in left[-6:] else None
        spot = each.start() if each else left.rfind("分别")
        last = found.get(index - 1)
        again = last is not None and last.index == last.size - 1 and _AGAIN.fullmatch(left)
        if again and last and _run(text, quantities, index) == last.size:
            shared: list[Subject] = []
            for offset in range(last.size):
                closing = quantities[index + last.size - 1].measure.dimension
                found[index + offset] = Share(offset, last.size, 0, 0, "", left, closing, shared)
            continue
        if spot < 0 or index in found or re.search("[,;:。]", left[spot:]):
            continue
        size = _run(text, quantities, index)
        if size < 2:
            continue
        before = left[:spot]
        clause_start = max(before.rfind(c) for c in ",;:。(") + 1
        clause = before[clause_start:]
        levels: list[Subject] = []
        at = quantity.start - len(left) + clause_start
        names = _split(clause, size, at)
        joint = None if names else _OF_PARTS.search(_VERBS.sub("", clause))
        closing = quantities[index + size - 1].measure.dimension
        cue = left[clause_start:]
        if each and not names:
            continue
        for offset in range(size):
            if names:
                a, b, tail = names[offset]
                share = Share(offset, size, a, b, tail, cue, closing, None)
            elif joint:
                a, b = at + joint.start("noun"), at + joint.end("noun")
                share = Share(offset, size, a, b, "", cue, closing, None, parts=True)
            elif index + known >= size:
                share = Share(offset, size, 0, 0, "", cue, closing, levels)
            else:
                continue
            found[index + offset] = share
    return found


def _run(text: str, quantities: Sequence[Quantity], index: int) -> int:
    """How many numbers follow each other from this one on, joined by a mark alone."""
    size = 1
    while index + size < len(quantities):
        joint = text[quantities[index + size - 1].end : quantities[index + size].start]
        if not _JOINT.fullmatch(joint):
            break
        size += 1
    return size


def _split(clause: str, size: int, at: int) -> list[tuple[int, int, str]] | None:
    """The `size` names of a list before 分别, with their places; None when it is no such list."""
    trimmed = _VERBS.sub("", clause)
    tail = _TAIL.search(trimmed)
    noun = (tail["noun"] or "") if tail else ""
    body = trimmed[: tail.start()] if tail else trimmed
    names = _pieces(body, noun, at)
    if len(names) != size and noun:
        names = _pieces(trimmed, "", at)
    return names if len(names) == size else None


def _pieces(body: str, noun: str, at: int) -> list[tuple[int, int, str]]:
    """The names of a list with their places, each with the noun that closes the list."""
    names: list[tuple[int, int, str]] = []
    position = 0
    for m in [*re.finditer("[、和及与]", body), None]:
        end = m.start() if m else len(body)
        if end > position:
            names.append((at + position, at + end, noun))
        position = m.end() if m else end
    return names
