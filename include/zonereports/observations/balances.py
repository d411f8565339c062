"""Amounts of one sentence that add up: parts and wholes, found, rectified and remaining."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest

from zonereports.observations.finding import Finding
from zonereports.observations.intervals import in_unit_of, lenient, printed
from zonereports.observations.observation import Observation
from zonereports.observations.sentences import Sentence, is_level

_AMONG = re.compile(r"^[,(]?其中[:,]?(?:[^,;]{0,24})$")
_NEXT_ITEM = re.compile("^(?:[^,;、(]{0,6})、[^,;、(]{0,24}$")
_THRESHOLD = re.compile("以上|以下|超|过|[\\d百千万亿]+元")
# Names that divide a whole without overlap.
_DISJOINT = tuple(
    frozenset(names.split())
    for names in (
        "国家级 省级 市级 县级",
        "续建 新建",
        "内资 外资",
        "第一产业 第二产业 第三产业",
        "已完成 在建 未开工",
        "党支部 党总支 党委",
    )
)
_FOUND = re.compile("排查|查出|发现|查处|收集|摸排|受理|梳理|征集|检查")
_SOLVED = re.compile("整改|消除|解决|办结|化解|销号|答复")
_LEFT = re.compile("剩余|剩下|尚有|尚余|还有|仍有|其余|余下|未整改|未办结|未解决|正在整改|正在办理")
_EARLIER = re.compile("累计|历史|往年|历年|含上年|上年结转|其中|重大")


def check_balances(sentence: Sentence) -> Iterator[Finding]:
    """Findings on amounts that cannot all hold, in reading order."""
    levels = [i for i, o in enumerate(sentence.rows) if is_level(o) and o.status != "prior"]
    for at, index in enumerate(levels):
        if at and _AMONG.match(sentence.before(index)):
            yield from _parts(sentence, levels[at - 1], levels[at:])
    for a, b, c in zip_longest(levels, levels[1:], levels[2:]):
        if b is not None:
            yield from _remainder(sentence, a, b, c)


def _parts(sentence: Sentence, whole_at: int, places: list[int]) -> Iterator[Finding]:
    whole = sentence.rows[whole_at]
    if ";" in sentence.between(whole_at, places[0]):
        return
    parts: list[Observation] = []
    for number, place in enumerate(places):
        part = sentence.rows[place]
        if not _comparable(part, whole):
            break
        if number and not _NEXT_ITEM.match(sentence.before(place)):
            break
        parts.append(part)
    for part in parts:
        if printed(part).low > printed(whole).high:
            loose = lenient(part).low > lenient(whole).high
            yield Finding(
                "part", "contradiction" if loose else "rounding",
                (whole.start, part.start), in_unit_of(whole, part), part.value,
                f"{part.label}: {part.quote} is said to be among {whole.quote} and exceeds it.",
            )  # fmt: skip
            return
    if len(parts) < 2:
        return
    if _THRESHOLD.search(sentence.between(whole_at, places[len(parts) - 1])):
        return
    low = sum((printed(p).low for p in parts), Decimal(0))
    if low > printed(whole).high:
        names = {next((n for n in group if n in p.label), "") for p in parts for group in _DISJOINT}
        apart = any(names - {""} <= group for group in _DISJOINT) and len(names - {""}) == len(
            parts
        )
        total = sum((in_unit_of(p, whole) for p in parts), Decimal(0))
        yield Finding(
            "sum", "contradiction" if apart else "note",
            (whole.start, *(p.start for p in parts)), whole.value, total,
            f"{whole.label}: the parts {', '.join(p.quote for p in parts)} add up to more than "
            f"the whole, {whole.quote}{'' if apart else ', unless they overlap'}.",
        )  # fmt: skip


def _comparable(part: Observation, whole: Observation) -> bool:
    return (
        part.unit_norm == whole.unit_norm
        and part.period == whole.period
        and part.status == whole.status
        and part.scope in (whole.scope, "sub")
        and (part.unit_norm != "item" or _classifier(part) == _classifier(whole))
    )


def _classifier(o: Observation) -> str:
    # 家 and 户 count the same firms, 次 counts visits.
    return o.unit.replace("户", "家").replace("名", "人")


def _remainder(sentence: Sentence, a: int, b: int, c: int | None) -> Iterator[Finding]:
    """排查 872, 整改 861, 剩余 9: what is found less what is solved is what is left."""
    found, solved = sentence.rows[a], sentence.rows[b]
    if (
        not _comparable(solved, found)
        or found.unit_norm != "item"
        or not _FOUND.search(sentence.before(a)[-16:])
        or _EARLIER.search(sentence.before(a)[-16:])
        or not _SOLVED.search(sentence.before(b) + sentence.after(b, 10))
        or _SOLVED.search(sentence.before(a)[-16:])
        or _EARLIER.search(sentence.between(a, b))
    ):
        return
    left = sentence.rows[c] if c is not None else None
    if solved.value > found.value:
        yield Finding(
            "part", "contradiction", (found.start, solved.start), found.value, solved.value,
            f"{found.label}: {solved.quote} are said to be solved, only {found.quote} found.",
        )  # fmt: skip
    elif (
        left is not None
        and c is not None
        and left.unit_norm == "item"
        and _classifier(left) == _classifier(found)
        and _LEFT.search(sentence.before(c))
        and not re.search("其中|重大", sentence.between(b, c))
        and found.value - solved.value != left.value
    ):
        yield Finding(
            "remainder", "contradiction", (found.start, solved.start, left.start),
            found.value - solved.value, left.value,
            f"{found.label}: {found.quote} found and {solved.quote} solved leave "
            f"{found.value - solved.value}, stated is {left.quote}.",
        )  # fmt: skip
