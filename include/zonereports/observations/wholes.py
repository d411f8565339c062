"""Which part and which whole a stated share compares, where the sentence states both."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from zonereports.observations.observation import Observation
from zonereports.observations.sentences import Sentence, is_level, same_subject

_OF = re.compile(
    r"占(?P<whole>[^,;占]{0,24}?)的?(?:比重|比例|比|份额)?(?:的|为|约|达到?|提升至|提高到|:)*\s*$"
)
_OF_AMOUNT = re.compile(r"占[^,;占]{0,24}$")
_AFTER_AMOUNT = re.compile(r"^[)]?的?(?:比重|比例)?(?:的|为|达到?)*$")
_FILLER = re.compile("^(?:全区|园区|开发区|我区|全部|总|其|本区)")
_COUNTY = re.compile("^(?:全[县市省国州区盟旗]|[县市省]域|[县市省]|全国)")
_BREAKS = re.compile("[;]")


def find_whole(
    sentence: Sentence, index: int, document: Mapping[str, Sequence[Observation]]
) -> tuple[Observation, Observation] | None:
    """Part and whole of the share at `index`; None unless the words leave no doubt.

    A whole that the words name may stand in another sentence: `document` holds all rows by label.
    """
    share = sentence.rows[index]
    lead = sentence.before(index)
    if _BREAKS.search(lead):
        return None
    by_amount = _whole_just_before(sentence, index, lead)
    if by_amount:
        return by_amount
    words = _OF.search(lead)
    if not words:
        return None
    place = _part(sentence, index)
    if place is None:
        return None
    part = sentence.rows[place]
    name = words["whole"]
    if name and _COUNTY.match(name):
        wholes = [
            o
            for o in _others(sentence.rows, part)
            if o.scope == "parent" and o.code == part.code and o.code and share.scope == "zone"
        ]
    else:
        name = _FILLER.sub("", name)
        if name:
            wholes = [o for o in _others(sentence.rows, part) if _called(o, name)]
            if not wholes:
                wholes = _one_value(_others(document.get(name, ()), part))
        else:
            wholes = _before_among(sentence, place)
    return (part, wholes[0]) if len(wholes) == 1 else None


def _part(sentence: Sentence, index: int) -> int | None:
    """The level just before the share, growth of the same thing aside."""
    share = sentence.rows[index]
    for place in range(index - 1, -1, -1):
        o = sentence.rows[place]
        if o.status == "prior" or o.scope == "parent" or o.measure != "level":
            if place == index - 1 or same_subject(o, share) or o.scope == "parent":
                continue
            return None
        if not is_level(o) or not same_subject(o, share) or o.period != share.period:
            return None
        return None if ";" in sentence.between(place, index) else place
    return None


def _one_value(rows: list[Observation]) -> list[Observation]:
    return rows[:1] if len({o.value_norm for o in rows}) == 1 else []


def _others(rows: Sequence[Observation], part: Observation) -> list[Observation]:
    return [
        o
        for o in rows
        if o is not part
        and is_level(o)
        and o.unit_norm == part.unit_norm
        and o.period == part.period
        and o.status == part.status
    ]


def _called(o: Observation, name: str) -> bool:
    return min(len(o.label), len(name)) >= 3 and (o.label.endswith(name) or name.endswith(o.label))


def _before_among(sentence: Sentence, place: int) -> list[Observation]:
    """The amount that 其中 breaks down, when the part is the first item after it."""
    if place == 0 or not re.fullmatch(r"[,;]?其中:?[^,;]{0,24}", sentence.before(place)):
        return []
    part = sentence.rows[place]
    for back in range(place - 1, -1, -1):
        o = sentence.rows[back]
        if ";" in sentence.between(back, place):
            return []
        if o.measure == "level" and o.status != "prior":
            fits = (
                is_level(o)
                and o.unit_norm == part.unit_norm
                and o.period == part.period
                and o.status == part.status
                and o.scope == part.scope
            )
            return [o] if fits else []
    return []


def _whole_just_before(
    sentence: Sentence, index: int, lead: str
) -> tuple[Observation, Observation] | None:
    """占全县出口40亿元的30%: the whole stands between 占 and the share."""
    if index < 2 or not _AFTER_AMOUNT.match(lead):
        return None
    whole = sentence.rows[index - 1]
    part = sentence.rows[index - 2]
    if not _OF_AMOUNT.search(sentence.before(index - 1)) or not (
        is_level(whole) and is_level(part)
    ):
        return None
    if part.unit_norm != whole.unit_norm or part.period != whole.period:
        return None
    return part, whole
