"""Numbers of tables: the row names what is measured, the column says how."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zonereports.observations import labels
from zonereports.observations.confidence import calibrated
from zonereports.observations.numerals import parse_arabic
from zonereports.observations.observation import Measure, Observation, Status
from zonereports.observations.periods import Calendar, year_before
from zonereports.observations.reading import Reading, fold
from zonereports.observations.tables import Cell, Table
from zonereports.observations.units import UNIT, find_unit, normalise

_INDEX = re.compile("序号|编号|^#$|^No")
_NAME = re.compile("指标|项目|名称|园区|单位名称|内容|类别|片区|企业|地区")
_UNIT = re.compile("^(?:计量)?单位$")
_TARGET = re.compile("目标|计划|任务")
_RATE = re.compile("完成率|完成比例|完成%|占(?:目标|任务)|进度")
_GROWTH = re.compile("同比|增长|增幅|增速|±")
_SHARE = re.compile("占比|比重")
_PRIOR = re.compile("去年|上年")
_RANK = re.compile("排名|位次")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CELL = re.compile(
    rf"(?P<number>[-+]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)\s*(?P<unit>{UNIT}|万|亿)?"
)
_BRACKET = re.compile(r"[(](?P<unit>[^()]{1,8})[)]")
_RATE_NAME = re.compile("[率度]$|比重|占比")
_COUNTED = ("count", "person")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of numbers holds."""

    role: str
    """index, name, unit, or value."""
    measure: Measure | None
    status: Status
    unit: str
    words: str
    period: str | None


def observe_tables(
    reading: Reading, calendar: Calendar, covered: str | None
) -> tuple[list[Observation], list[tuple[int, int, str]]]:
    """Observations of all tables, and source spans of digits that are no data.

    `covered` is the time that the whole report covers, where its title or opening says so.
    """
    rows: list[Observation] = []
    marks: list[tuple[int, int, str]] = []
    for table in reading.tables:
        columns = _columns(table, calendar, covered)
        if not any(c.role == "value" for c in columns):
            continue
        for m in re.finditer(r"\d+(?:\.\d+)?年?", reading.source[table.start : table.head[-1].end]):
            marks.append((table.start + m.start(), table.start + m.end(), "table head"))
        for cells in table.rows:
            _observe_row(reading, columns, cells, rows, marks)
    return rows, marks


def _columns(table: Table, calendar: Calendar, covered: str | None) -> list[Column]:
    columns: list[Column] = []
    caption = fold(table.caption)
    told = calendar.cues(caption, 0, len(caption))
    current = told[-1].period if told else covered or _whole(calendar)
    named = False
    levels: list[str] = []
    for cell in table.head:
        words = fold(cell.text)
        role = "value"
        if _INDEX.search(words):
            role = "index"
        elif _UNIT.match(words):
            role = "unit"
        elif not named and (_NAME.search(words) or cell is table.head[0]):
            role, named = "name", True
        measure: Measure | None = None
        state: Status = "actual"
        if _RATE.search(words):
            measure = "completion"
        elif _GROWTH.search(words):
            measure = "yoy"
        elif _SHARE.search(words):
            measure = "share"
        elif _RANK.search(words):
            measure = "rank"
        elif _TARGET.search(words):
            state = "target"
        elif "预计" in words:
            state = "estimate"
        if _PRIOR.search(words) and measure is None:
            state = "prior"
        bracket = _BRACKET.search(words)
        cues = calendar.cues(words, 0, len(words))
        year = _YEAR.search(words)
        if cues and not _PRIOR.search(cues[0].word):
            current = period = cues[0].period
        elif year:
            current = period = year[0]
        elif state == "target":
            period = _whole(calendar)
        elif measure and levels:
            # 2023年 | 2022年 | 增长: a rate is the newest one's of the amounts before it.
            period = max(levels)
        else:
            period = year_before(current) if state == "prior" else current
        if measure:
            levels = []
        elif role == "value" and state == "actual" and period:
            levels.append(period)
        columns.append(
            Column(
                role,
                measure,
                state,
                bracket["unit"] if bracket else "",
                words,
                period,
            )
        )
    return columns


def _whole(calendar: Calendar) -> str | None:
    return str(calendar.year) if calendar.year else None


def _observe_row(
    reading: Reading,
    columns: list[Column],
    cells: tuple[Cell, ...],
    rows: list[Observation],
    marks: list[tuple[int, int, str]],
) -> None:
    name_cell = next((c for c, k in zip(cells, columns, strict=True) if k.role == "name"), None)
    unit_cell = next((c for c, k in zip(cells, columns, strict=True) if k.role == "unit"), None)
    name = fold(name_cell.text) if name_cell else ""
    printed = fold(unit_cell.text) if unit_cell else ""
    bracket = _BRACKET.search(name)
    if not printed and bracket:
        printed = bracket["unit"]
    for cell, column in zip(cells, columns, strict=True):
        if column.role != "value":
            reason = "table row index" if column.role == "index" else "category threshold"
            for m in re.finditer(r"\d+(?:\.\d+)?(?:[万亿]?元)?", cell.text):
                marks.append((cell.start + m.start(), cell.start + m.end(), reason))
            continue
        found = _CELL.fullmatch(fold(cell.text).strip())
        if not found:
            continue
        rows.append(_row(reading, columns, cell, column, found, name, printed, name_cell))


def _row(
    reading: Reading,
    columns: list[Column],
    cell: Cell,
    column: Column,
    found: re.Match[str],
    name: str,
    printed: str,
    name_cell: Cell | None,
) -> Observation:
    unit = found["unit"] or column.unit or printed
    growth = "±" in printed or "±" in column.words
    unit = unit.replace("±", "") or "%" if growth else unit
    measure: Measure = column.measure or "level"
    if unit == "%" and measure == "level":
        measure = "yoy" if growth or re.search("增[长速幅]", name) else "share"
    elif unit != "%" and measure in ("yoy", "share", "completion"):
        unit = "%"
    own = _code(name, (printed or unit).replace("±", "") or unit, measure)
    headed = _headed(columns, column)
    code = own or headed
    part = own is None and headed is not None
    value = parse_arabic(found["number"].lstrip("+"))
    base = find_unit(unit)
    guided = code is not None
    if code is None and measure == "level":
        code = labels.find_fine(f"{name}#", base)
    return Observation(
        start=cell.start,
        quote=reading.source[cell.start : cell.end],
        code=code,
        label=name_cell.text if name_cell else column.words,
        measure=measure,
        value=value,
        unit=unit,
        period=column.period,
        status=column.status,
        scope="sub" if part else "zone",
        qualifier=None,
        value_norm=None if base.base is None else normalise(value, base.factor),
        unit_norm=base.base,
        rule="table",
        confidence=calibrated("table", guided, 0.9 if guided else 0.75),
    )


_ALL = ("money", "money_rate", "energy", "area")


def _headed(columns: list[Column], column: Column) -> str | None:
    """The indicator that the column's head names; a growth column takes the one before it."""
    found = labels.find_name(column.words, _ALL)
    if found or column.measure is None:
        return found.code if found else None
    for earlier in reversed(columns[: columns.index(column)]):
        name = labels.find_name(earlier.words, _ALL)
        if name:
            return name.code
    return None


def _code(name: str, unit: str, measure: Measure) -> str | None:
    dimension = find_unit(unit).dimension
    if dimension in _COUNTED:
        return labels.find_counted(f"{name}#", dimension, unit) or labels.find_counted(
            f"{name}项目#", dimension, unit
        )
    if measure == "share" and _RATE_NAME.search(name):
        return None
    found = labels.find_name(name, _ALL)
    return found.code if found else None
