"""Headings: 一、 （一） 1. ①, on lines of their own or in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from zonereports.document.document import Section

About = Literal["review", "plan", "problems"]

_NUMERAL = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MARKER = re.compile(
    rf"(?P<top>(?<![{_NUMERAL}第十百千统万唯之同专单])[{_NUMERAL}]{{1,3}}、)"
    rf"|(?P<part>第[{_NUMERAL}]{{1,2}}部分[:：、\s]?)"
    rf"|(?P<bracket>[（(][{_NUMERAL}]{{1,3}}[)）])"
    r"|(?P<arabic>(?<![\d.．%％])\d{1,2}(?:、(?!\d)|[.．](?![\d\s]*\d)))"
    r"|(?P<digit>[（(]\d{1,2}[)）])"
    rf"|(?P<circle>[{_CIRCLED}])"
)
_LEVEL = {"top": 1, "part": 1, "bracket": 2, "arabic": 3, "digit": 3, "circle": 3}
_PLAN = re.compile(
    r"下一步|下步|下阶段|下一阶段|下半年|明年|来年|新的一年|计划|规划|思路|打算|谋划|安排|展望|目标任务"
    r"|工作目标|预期目标|奋斗目标|工作重点|努力方向"
)
_PROBLEMS = re.compile(r"问题|困难|不足|短板|薄弱|瓶颈|挑战|制约|差距")
_REVIEW = re.compile(
    r"总结|完成情况|开展情况|推进情况|进展|落实情况|执行情况|运行情况|工作情况|基本情况|成效|成绩|回顾"
    r"|亮点|工作完成|主要工作|主要做法|工作做法|经济运行|指标情况|具体举措及成效|取得"
)
_DONE = re.compile(r"完成情况|执行情况|落实情况|推进情况|开展情况|进展情况")
# The words at which a heading in running text ends: 一、2021年工作总结作为…
_HEADING_WORD = re.compile(
    r"(?:(?:20\d\d|20xx|[_\dxX×]{2,4})?年?度?[\u4e00-\u9fff]{0,14}?)"
    r"(?:总结|完成情况|开展情况|推进情况|工作情况|成效|回顾|问题|困难|不足|短板|工作计划|计划|思路|打算"
    r"|谋划|工作安排|安排|举措|目标任务|重点工作|主要工作)"
    r"(?:(?:和|及|与|以及|、)[\u4e00-\u9fff]{0,8}?"
    r"(?:总结|情况|成效|问题|困难|不足|短板|原因剖析|原因|计划|思路|打算|谋划|安排|举措|目标))*"
)
_STOPS = re.compile("[。；！？;!?\n]")
_PAUSES = re.compile("[，、：,:。；！？;!?\n]")
_LONGEST_HEADING = 45
_RUNNING_HEADING = 24
_YEAR = re.compile(r"(20\d\d)(?:年|—|-|－)")


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    level: int
    ordinal: int
    kind: str
    at_line_start: bool
    text_start: int


def sections(text: str) -> tuple[Section, ...]:
    """The headings of a report and the stretch that each governs, in reading order.

    A stretch begins with its heading and ends before the next heading of its level or above.
    Parts of the top level present say what they are about; so does a part whose year is later
    than that of the part before. A report copied into one line has its headings found too.
    """
    marks = list(_accepted(text, list(_marks(text))))
    found: list[Section] = []
    for number, mark in enumerate(marks):
        end = next((m.start for m in marks[number + 1 :] if m.level <= mark.level), len(text))
        heading = _heading(text, mark, marks[number + 1].start if number + 1 < len(marks) else end)
        while end > mark.start and text[end - 1] == "\n":
            end -= 1
        found.append(Section(mark.level, heading, mark.start, end))
    return tuple(_with_about(found))


def _marks(text: str) -> Iterator[_Mark]:
    for found in _MARKER.finditer(text):
        kind = str(found.lastgroup)
        ordinal = _ordinal(found[0])
        if ordinal is None:
            continue
        line_start = found.start() == 0 or text[found.start() - 1] == "\n"
        yield _Mark(found.start(), _LEVEL[kind], ordinal, kind, line_start, found.end())


def _accepted(text: str, marks: list[_Mark]) -> Iterator[_Mark]:
    """Marks that are headings: at a line's start, or next in the count of their level."""
    last: dict[str, int] = {}
    for mark in marks:
        if mark.at_line_start:
            if mark.kind == "arabic" and _is_table_row(text, mark):
                continue
        elif not _runs_on(text, mark, last.get(mark.kind)):
            continue
        for kind in [k for k in last if _LEVEL[k] > mark.level]:
            del last[kind]
        last[mark.kind] = mark.ordinal
        yield mark


def _runs_on(text: str, mark: _Mark, before: int | None) -> bool:
    previous = text[mark.start - 1]
    following = text[mark.text_start : mark.text_start + 30]
    if mark.ordinal != (before or 0) + 1:
        # A copy may have lost its first heading, but not the full stop before its second.
        return (
            mark.kind == "top"
            and before is None
            and previous in "。！？"
            and _HEADING_WORD.match(following) is not None
        )
    if mark.kind in ("top", "part"):
        return _HEADING_WORD.match(following) is not None
    if mark.kind in ("circle", "bracket"):
        # 见（一） or 《…》（二） refer to something; a heading follows a sentence or a heading.
        return previous not in "第见表图附期》" and bool(re.match(r"[\u4e00-\u9fff“\d]", following))
    if previous in "。；：！？;:!?” \u3000":
        return True
    # 强力推进1、联合执法…。2、… : the first item follows its heading without a stop.
    return (
        mark.ordinal == 1
        and "\u4e00" <= previous <= "\u9fff"
        and re.match(r"[\u4e00-\u9fff]{2}", following) is not None
        and re.compile(r"[。；;]2[、.．](?!\d)").search(text, mark.text_start, mark.start + 1500)
        is not None
    )


def _is_table_row(text: str, mark: _Mark) -> bool:
    line = text[mark.start : text.find("\n", mark.start) % (len(text) + 1)]
    return "\t" in line


def _heading(text: str, mark: _Mark, limit: int) -> str:
    """The heading's words, with its numeral."""
    line_end = text.find("\n", mark.start)
    line_end = len(text) if line_end < 0 else line_end
    until = min(limit, line_end)
    stop = _STOPS.search(text, mark.text_start, until)
    end = stop.start() if stop else until
    runs_on = not mark.at_line_start or end - mark.start > _LONGEST_HEADING
    if mark.level == 1 and runs_on:
        word = _HEADING_WORD.match(text, mark.text_start, until)
        if word is not None:
            return text[mark.start : word.end()]
    if end - mark.start <= _LONGEST_HEADING:
        return text[mark.start : end].strip()
    pause = _PAUSES.search(text, mark.text_start, until)
    cut = (
        pause.start()
        if pause and pause.start() - mark.start <= _RUNNING_HEADING
        else (min(until, mark.start + _RUNNING_HEADING))
    )
    return text[mark.start : cut].strip()


def _with_about(found: list[Section]) -> list[Section]:
    if not found:
        return found
    top = min(section.level for section in found)
    first_year: int | None = None
    seen_other = False
    result = []
    for section in found:
        if section.level != top:
            result.append(section)
            continue
        about = heading_about(section.heading)
        year = _YEAR.search(section.heading)
        if year and first_year is None:
            first_year = int(year[1])
        elif year and first_year and int(year[1]) > first_year and about is None:
            about = "plan"
        if (
            about is None
            and not seen_other
            and any(
                heading_about(s.heading) in ("plan", "problems")
                for s in found
                if s.level == top and s.start > section.start
            )
        ):
            # What stands before problems and plans is the account of the year.
            about = "review"
        seen_other = seen_other or about in ("plan", "problems")
        result.append(replace(section, about=about))
    return result


def heading_about(heading: str) -> About | None:
    """What a heading announces; None when its words do not tell."""
    if _DONE.search(heading) and not re.search(r"明年|下一步|下步", heading):
        return "review"
    if _PROBLEMS.search(heading) and not re.search(r"下一步|下步|明年|计划|打算|思路", heading):
        return "problems"
    plan, review = _PLAN.search(heading), _REVIEW.search(heading)
    if plan and review:
        return None if re.search(r"[和及与暨]", heading) and "总结" in heading else "plan"
    if plan:
        return "plan"
    return "review" if review else None


def _ordinal(marker: str) -> int | None:
    if marker[0] in _CIRCLED:
        return _CIRCLED.index(marker[0]) + 1
    if digits := re.search(r"\d+", marker):
        return int(digits[0]) or None
    numeral = "".join(char for char in marker if char in _NUMERAL)
    if "十" not in numeral:
        return _NUMERAL.index(numeral) + 1 if len(numeral) == 1 else None
    tens, _, units = numeral.partition("十")
    if len(tens) > 1 or len(units) > 1:
        return None
    return (_NUMERAL.index(tens) + 1 if tens else 1) * 10 + (
        _NUMERAL.index(units) + 1 if units else 0
    )
