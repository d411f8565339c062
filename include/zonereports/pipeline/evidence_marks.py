"""The numbers and digit runs of a report as marks in its text, with what is to be said of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zonereports.document import SourceMap
from zonereports.observations import Excluded, Extraction, Observation, catalogue

STATUS = {"actual": "实绩", "estimate": "预计", "target": "目标", "prior": "往期"}
MEASURE = {
    "level": "总量", "yoy": "同比", "share": "占比", "completion": "完成率", "rank": "位次",
    "multiple": "倍数", "delta": "增减",
}  # fmt: skip
SCOPE = {"zone": "本开发区", "sub": "区内一部分", "parent": "上级地区", "peer": "其他地区"}
QUALIFIER = {"approx": "约", "over": "超过", "at_least": "不少于", "at_most": "不超过"}
UNIT = {
    "CNY": "元", "USD": "美元", "HKD": "港元", "EUR": "欧元", "JPY": "日元", "CNY/m2": "元/平方米",
    "m2": "平方米", "m": "米", "person": "人", "item": "个", "pp": "个百分点", "times": "倍",
    "rank": "位", "t": "吨", "kWh": "千瓦时", "%": "%",
}  # fmt: skip
REASON = {
    "date": "日期", "duration": "时长", "name": "名称", "number in a name": "名称中的数字",
    "slogan or name": "口号或名称", "anonymised number": "被隐去的数字", "page number": "页码",
    "category threshold": "分类标准", "list numeral": "序号", "table row index": "表格序号",
    "table head": "表头", "comparison set": "比较范围", "no unit": "无单位", "no numeral": "无数字",
    "document number": "文号", "metadata": "页面信息", "corrupted number": "损坏的数字",
    "ordinal": "序数", "address": "网址",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one number."""

    start: int
    facts: tuple[tuple[str, str], ...]
    """Pairs of name and value, in Chinese."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that is marked; no two overlap."""

    start: int
    end: int
    kind: Literal["number", "excluded", "gap"]
    status: str = ""
    told: tuple[Told, ...] = ()
    """The number, or the numbers that share the stretch."""
    reason: str = ""


def marks(
    extraction: Extraction, refused: Collection[int] = (), source: SourceMap | None = None
) -> list[Mark]:
    """All marks of a text, in reading order.

    Args:
        extraction: the numbers of the text.
        refused: offsets of numbers that did not pass the quality gate.
        source: of a file, to say on which page, in which paragraph or cell a number stands.
    """
    found = _numbers(extraction.observations, refused, source)
    taken = [(mark.start, mark.end) for mark in found]
    found += [
        mark
        for mark in (
            *(_left_out(item, "excluded") for item in extraction.excluded),
            *(_left_out(item, "gap") for item in extraction.unaccounted),
        )
        if not any(start < mark.end and mark.start < end for start, end in taken)
    ]
    return list(_apart(sorted(found, key=lambda mark: (mark.start, mark.end))))


def place_of(source: SourceMap, start: int, end: int) -> str | None:
    """Where in a file a stretch of the text begins, in Chinese; None when nothing tells."""
    found = next(iter(source.ranges(start, end)), None)
    if found is None:
        return None
    place = found.place
    inside = f"压缩包内《{place.part[4:]}》" if place.part.startswith("zip ") else ""
    if place.kind == "sheet":
        return f"{inside}工作表“{place.sheet}”{place.cell}"
    words = {"page": "页", "paragraph": "段", "line": "行"}
    return f"{inside}第{place.number}{words[place.kind]}" if place.kind in words else None


def _numbers(
    observations: tuple[Observation, ...], refused: Collection[int], source: SourceMap | None
) -> list[Mark]:
    found: list[Mark] = []
    for item in sorted(observations, key=lambda item: item.start):
        end = item.start + len(item.quote)
        where = place_of(source, item.start, end) if source is not None else None
        told = Told(item.start, tuple(_facts(item, item.start in refused, where)))
        if found and item.start < found[-1].end:
            last = found.pop()
            mark = Mark(last.start, max(end, last.end), "number", last.status, (*last.told, told))
        else:
            mark = Mark(item.start, end, "number", item.status, (told,))
        found.append(mark)
    return found


def _left_out(item: Excluded, kind: Literal["excluded", "gap"]) -> Mark:
    reason = REASON.get(item.reason, item.reason) if kind == "excluded" else "尚未说明的数字"
    return Mark(item.start, item.start + len(item.quote), kind, reason=reason)


def _apart(found: list[Mark]) -> Iterator[Mark]:
    end = 0
    for mark in found:
        if mark.start >= end:
            yield mark
            end = mark.end


def _facts(item: Observation, refused: bool, where: str | None) -> Iterator[tuple[str, str]]:
    indicator = catalogue().get(item.code or "")
    yield "原文", item.quote
    if where is not None:
        yield "位置", where
    yield "指标", f"{indicator.zh}（{item.code}）" if indicator else "未归入指标目录"
    yield "所指", item.label
    yield "含义", MEASURE[item.measure]
    if item.value_norm is not None:
        yield (
            "折算",
            f"{plain(item.value_norm)} {UNIT.get(item.unit_norm or '', item.unit_norm or '')}",
        )
    else:
        yield "数值", f"{plain(item.value)} {item.unit}"
    yield "时期", item.period or "不明"
    yield "状态", STATUS[item.status]
    yield "范围", SCOPE[item.scope]
    if item.qualifier is not None:
        yield "限定", QUALIFIER[item.qualifier]
    yield "可信度", f"{item.confidence:.0%}"
    yield "规则", item.rule
    if refused:
        yield "质量", "未通过检查，未发布"


def plain(value: Decimal) -> str:
    """A number in digits with thousands apart, without an exponent or idle zeros.

    >>> plain(Decimal("1.36650E+10")), plain(Decimal("7.50"))
    ('13,665,000,000', '7.5')
    """
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
