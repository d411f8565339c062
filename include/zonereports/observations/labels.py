"""The words that name what a number measures, and the indicator they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from zonereports.observations.catalogue import catalogue
from zonereports.observations.indicator import Indicator
from zonereports.observations.units import Unit

_LEAD = re.compile(
    r"^(?:[,。;:、()_\s]|20[xX]{2}年度?|年度|累计为|\d{1,2}、|——?|[一二三四五六七八九十]是|其中|分别|此外|同时|另外|并|还|也|共计|总共|合计|累计|全年|年[末底]|今年以来|今年|去年|本年|年初(?:以来)?|截至目前|目前|现有|现已|已经|已|"
    r"(?:19|20)\d\d年(?:度|底|末)?|\d{1,2}[-—~至]\d{1,2}月份?|\d{1,2}月[底末份]?|截至|截止|当月|本月|当季|本季|(?:上半年|下半年|第?[一二三四]季度)[前内]?|全区|全市|全县|园区|开发区|我区|区内|辖区|实现|完成|达到|新增(?=.{0,1}$)|共(?![建享])|预计|力争|计划|确保|为|有(?![效色机])|达(?![成产标])|约(?![谈束])|的|了|到(?![位岗账期])|由|和(?!谐)|及(?!时)|与|年(?!产))+"
)
_TAIL = re.compile(
    r"(?:[,:、(\s]|不少于|不低于|不超过|不足|接近|同比|分别|增长|下降|增速|增幅|完成|实现|达到|超过|突破|控制|首次|合计|累计|共计|总计|预计|最快|最慢|(?<!剩)余|达|为|是|约|近|超|共|计|有|了|已|至|到|在|仅|也|各|的|(?<!洁)净|增|降|逾|均|就|仍|尚)++$"
)
_NOUN_AFTER = re.compile(r"^(?:以上|以下|以内|左右)?+(?:的)?([\u4e00-\u9fffA-Za-z“”\"]{1,18})")
_VERB_START = re.compile(
    r"^(?:总?投资|总?面积|合计|共计|用地|占地|总长|完成|实现|开工|竣工|投产|建成|签约|入库|正在|已|在|正|均|全部|进驻|落户|获批|纳入|被|用于|来自|同比|增长|占|达|为|分别|其中|落实|合$|处|,)"
)
_VERB_END = re.compile(
    "(?:完成|实现|开工|竣工|投产|建成投产|建成|签约落地|签约落户|签约|入库|正在.*|已.*|今年.*|进驻.*|落户.*|获批.*|纳入.*|申报.*|形成.*|做.*)$"
)


@dataclass(frozen=True, slots=True)
class Name:
    """An indicator named in text[start:end]."""

    code: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _by_dimension() -> dict[str, tuple[Indicator, ...]]:
    groups: dict[str, list[Indicator]] = {}
    for indicator in catalogue().values():
        if indicator.fine:
            continue
        groups.setdefault(indicator.dimension, []).append(indicator)
    return {key: tuple(value) for key, value in groups.items()}


@lru_cache(maxsize=16)
def _named(
    dimensions: tuple[str, ...],
) -> tuple[tuple[str, bool, re.Pattern[str], re.Pattern[str] | None], ...]:
    groups = _by_dimension()
    return tuple(
        (indicator.code, indicator.weak, pattern, indicator.excluded)
        for dimension in dimensions
        for indicator in groups.get(dimension, ())
        for pattern in indicator.names
    )


@lru_cache(maxsize=1024)
def find_name(text: str, dimensions: tuple[str, ...]) -> Name | None:
    """The indicator whose name ends last in the text; of several, the one that begins first."""
    strong: Name | None = None
    weak: Name | None = None
    for code, is_weak, pattern, excluded in _named(dimensions):
        m = pattern.search(text)  # most find nothing: an iterator a pattern costs more
        if m is None or (excluded and excluded.search(text)):
            continue
        best = weak if is_weak else strong
        while m:
            start, end = m.span()
            if end > start and (
                best is None or end > best.end or (end == best.end and start < best.start)
            ):
                best = Name(code, start, end)
            m = pattern.search(text, max(end, start + 1))
        if is_weak:
            weak = best
        else:
            strong = best
    if strong and weak:
        return strong if strong.end >= weak.end - 2 else weak
    return strong or weak


@lru_cache(maxsize=1024)
def find_counted(phrase: str, dimension: str, unit: str) -> str | None:
    """The indicator of something counted, by the words round the number (#)."""
    for indicator in _by_dimension().get(dimension, ()):
        if (
            indicator.units
            and unit not in indicator.units
            and not (unit in "家户" and indicator.code.startswith("projects_") and "项目" in phrase)
        ):
            continue
        if (
            indicator.phrases
            and indicator.phrases.search(phrase)
            and not (indicator.excluded and indicator.excluded.search(phrase))
        ):
            return indicator.code
    return None


@lru_cache(maxsize=1)
def _fine() -> dict[str, tuple[Indicator, ...]]:
    groups: dict[str, list[Indicator]] = {}
    for indicator in catalogue().values():
        if indicator.fine:
            groups.setdefault(indicator.dimension, []).append(indicator)
    return {key: tuple(value) for key, value in groups.items()}


_POWERS = re.compile("^[余多]?[十百千万亿]*[余多]?(?=.)")


@lru_cache(maxsize=1024)
def find_fine(phrase: str, unit: Unit) -> str | None:
    """The finer indicator of a number that no other fits, by the words round it (#)."""
    dimension = "power" if unit.base == "kW" else unit.dimension
    counted = _POWERS.sub("", unit.printed.replace(" ", ""))
    for indicator in _fine().get(dimension, ()):
        if (
            indicator.phrases
            and (not indicator.units or counted in indicator.units)
            and indicator.phrases.search(phrase)
            and not (indicator.excluded and indicator.excluded.search(phrase))
        ):
            return indicator.code
    return None


_SIBLINGS = {
    "industrial_output": "industrial_value_added",
    "industrial_output_ads": "industrial_value_added_ads",
    "hightech_output": "hightech_value_added",
}


def bare(own: str) -> str:
    """The words before a number without those that lead in and out."""
    start, end = noun_before(own)
    return own[start:end]


def sibling(words: str, code: str | None) -> str | None:
    """The indicator that a bare 增加值 means behind the output it belongs to."""
    return _SIBLINGS.get(code or "") if words in ("增加值", "工业增加值") else None


@lru_cache(maxsize=1024)
def noun_before(own: str) -> tuple[int, int]:
    """Where in the words before a number the phrase stands that names the thing."""
    lead = _LEAD.match(own)
    start = lead.end() if lead else 0
    tail = _TAIL.search(own, start)
    end = tail.start() if tail else len(own)
    return (start, end) if end > start else (0, 0)


def opens_with(words: str, at: int) -> bool:
    """Whether nothing but words that lead in stand before words[at:]."""
    lead = _LEAD.match(words)
    return (lead.end() if lead else 0) >= at


def noun_after(right: str) -> tuple[int, int]:
    """Where in the words after a number the phrase stands that names the thing."""
    found = _NOUN_AFTER.match(right)
    if not found or _VERB_START.match(found[1]):
        return (0, 0)
    ending = _VERB_END.search(found[1])
    end = found.start(1) + (ending.start() if ending and ending.start() else len(found[1]))
    return found.start(1), end


def shown(words: str) -> str:
    """A label without what stands round it; a quotation is kept whole."""
    words = words.strip(" )、,")
    return words if "”" in words else words.strip("“")
