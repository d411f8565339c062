"""A zone's report of a year, written from its economy; the same arguments give the same words."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from replica.counties import CountyFacts, ZoneFacts
from replica.economy import INDICATORS, Economy
from replica.prose import (
    ECONOMY,
    GOALS,
    HALF_YEAR_GOALS,
    OPENINGS,
    PLANS,
    PROBLEMS,
    TOPICS,
)
from replica.prose.review import Topic
from replica.report import PeriodKind, Report
from replica.writer import Frame, Writer

ORDINALS = "一二三四五六七八九十"

TITLES = (
    "{short}{y}年工作总结和{n}年工作计划",
    "{name}{y}年度工作总结及{n}年工作思路",
    "{short}管委会{y}年工作总结",
    "{short}{y}年工作总结暨{n}年工作打算",
)
HALF_YEAR_TITLES = (
    "{short}{y}年上半年工作总结和下半年工作计划",
    "{name}{y}年上半年工作总结及下半年工作安排",
)
TABLE_ROWS = (
    ("规上工业总产值", "out"),
    ("规上工业增加值", "va"),
    ("固定资产投资", "fai"),
    ("工业投资", "ind"),
    ("税收收入", "tax"),
    ("出口总额", "exp"),
    ("实际利用外资", "fdi"),
)


def compose(
    county: CountyFacts, zone: ZoneFacts, year: int, kind: PeriodKind, *, seed: int
) -> Report:
    """Write the report of `zone` on `year` (or its first half)."""
    half = kind == "half_year"
    dice = random.Random(f"{seed}:{zone.key}:{year}:{kind}")
    months = 6 if half else dice.choice((12, 12, 11))
    review = Frame(year, 6 if half else 12)
    writer = Writer(
        dice,
        Economy(seed, zone.key),
        _words(county, zone, half=half),
        commas="," if county.ascii_commas else "，",
    )
    title = _title(dice, zone, year, half=half)
    signed_on = _signed_on(dice, year, half=half, early=months == 11)

    writer.write(dice.choice(OPENINGS[:2] if half else OPENINGS), review)
    writer.write("一、{span}" + dice.choice(("工作完成情况", "主要工作情况", "工作总结")), review)
    table = _write_economy(writer, review, Frame(year, months), with_table=county.table)
    topics = _chosen(dice, TOPICS, 6 if half else 7)
    for number, topic in enumerate(topics, 2):
        _write_topic(writer, number, topic, review)
    writer.write("二、存在的[主要问题/困难和问题/问题与不足]", review)
    for problem in PROBLEMS[: dice.randint(3, 4)]:
        writer.write(problem, review)
    _write_plan(writer, topics, year, half=half)
    writer.write(zone.issuer, review)
    writer.write(f"«{signed_on.year}年{signed_on.month}月{signed_on.day}日|date»", review)
    return Report(
        title=title,
        zone=zone.name,
        issuer=zone.issuer,
        report_year=year,
        plan_year=year if half else year + 1,
        period_kind=kind,
        signed_on=signed_on,
        text=writer.text,
        figures=tuple(writer.figures),
        not_data=tuple(writer.not_data),
        table=table,
    )


def _words(county: CountyFacts, zone: ZoneFacts, *, half: bool) -> dict[str, str]:
    first, second, third = zone.industries
    return {
        "span": "上半年" if half else "{y}",
        "next": "下半年" if half else "{y+1}",
        "whole": "上半年" if half else "全年",
        "by_then": "截至«6月底|date»" if half else "截至年末",
        "zone": zone.name,
        "county": county.name,
        "cw": county.word,
        "industry": f"[{first}/{second}]",
        "industry2": third,
        "park": f"[{'/'.join(zone.parks)}]",
    }


def _title(dice: random.Random, zone: ZoneFacts, year: int, *, half: bool) -> str:
    pattern = dice.choice(HALF_YEAR_TITLES if half else TITLES)
    return pattern.format(short=zone.short, name=zone.name, y=year, n=year + 1)


def _signed_on(dice: random.Random, year: int, *, half: bool, early: bool) -> date:
    """Half-year reports in July, reports on 1—11月 in December, the others in January."""
    if half:
        return date(year, 7, 3) + timedelta(dice.randint(0, 17))
    if early:
        return date(year, 12, 12) + timedelta(dice.randint(0, 17))
    return date(year + 1, 1, 4) + timedelta(dice.randint(0, 16))


def _write_economy(
    writer: Writer, review: Frame, span: Frame, *, with_table: bool
) -> tuple[int, int] | None:
    """The first topic; in a report written in December it covers 1—11月 and adds an estimate."""
    dice = writer.dice
    writer.write(
        "（一）经济运行[稳中有进/稳中向好/持续恢复]，[质量效益同步提升/主要指标较快增长]", review
    )
    keep = {0, 1, *dice.sample(range(2, len(ECONOMY)), 3)}
    for template in (ECONOMY[index] for index in sorted(keep)):
        if span.months == 11:
            template = template.replace("{span}，全区", "全区")
            template = "{months}，" + template
        writer.write(template, span)
    if span.months == 11:
        estimate = Frame(review.year, status="estimate")
        writer.write(
            "预计全年实现〈规上工业总产值〉{out}，{out grew}；〈固定资产投资〉{fai}，{fai grew}；"
            "〈税收收入〉{tax}。",
            estimate,
        )
    if not with_table:
        return None
    writer.write("主要经济指标完成情况如下表：", review)
    start = len(writer.lines)
    total = Frame(span.year, span.months)
    writer.write_row(["指标名称", "计量单位", _column(span), "上年同期", "同比（%）"], total)
    for label, name in TABLE_ROWS:
        unit = writer.economy.unit(name)
        cells = [
            label,
            unit,
            f"{{{name} bare}}",
            f"{{{name} prior bare}}",
            f"{{{name} grew_table bare}}",
        ]
        writer.write_row(cells, total)
    return start, len(writer.lines)


def _column(span: Frame) -> str:
    return {12: "全年完成", 6: "上半年完成"}.get(span.months, "{months}完成")


def _chosen(dice: random.Random, topics: Mapping[str, Topic], count: int) -> list[str]:
    """Some of the topics, in their usual order."""
    kept = set(dice.sample(sorted(topics), count))
    return [name for name in topics if name in kept]


def _write_topic(writer: Writer, number: int, name: str, frame: Frame) -> None:
    topic, dice = TOPICS[name], writer.dice
    heading = f"（{ORDINALS[number - 1]}）{dice.choice(topic.headings)}"
    count = min(len(topic.paragraphs), dice.randint(1, topic.at_most))
    kept = sorted(dice.sample(range(len(topic.paragraphs)), count))
    paragraphs = [topic.paragraphs[index] for index in kept]
    if dice.random() < 0.5:
        writer.write(f"{heading}。{paragraphs.pop(0)}", frame)
    else:
        writer.write(heading, frame)
    for paragraph in paragraphs:
        writer.write(paragraph, frame)


def _write_plan(writer: Writer, topics: Sequence[str], year: int, *, half: bool) -> None:
    dice = writer.dice
    period = f"{year}-07/{year}-12" if half else str(year + 1)
    frame = Frame(year, 6 if half else 12, status="target", period=period)
    writer.write("三、{next}" + dice.choice(("工作计划", "工作思路", "重点工作打算")), frame)
    writer.write(dice.choice(HALF_YEAR_GOALS if half else GOALS), frame)
    measures = [sentence for name in PLANS for sentence in PLANS[name] if name in topics]
    for number, measure in enumerate(measures, 1):
        writer.write(
            f"{number}.{measure}" if half else f"（{ORDINALS[number - 1]}）{measure}", frame
        )


assert all(name in INDICATORS for _, name in TABLE_ROWS)
