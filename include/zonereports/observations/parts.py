"""Which stretch of a report looks back, which looks ahead, which names problems."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from zonereports.observations.periods import part_months
from zonereports.observations.reading import Reading

About = Literal["review", "plan", "problems"]

_HEADING = re.compile(
    r"(?:^|(?<=[。\n!?;:》)]))\s*(?:[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)]、?|第[一二三四五六七八九十]{1,2}(?:部分|章)\s*[、:]?)\s*(?P<words>[^\n。;,]{2,40})"
    r"|(?<=\n)\s*(?:"
    r"(?:\d{1,2}[.、]\s*)?(?P<line>(?:下半年|下一?步|今后|明年|20\d\d年|第?[二三四]季度)(?:的?(?:主要|重点)?工作)?(?:计划|打算|思路|安排))(?=:?\n)"
    r"|(?P<coming>20\d\d)年,(?=[^。\n]{0,16}(?:目标|任务|力争|全力|确保|计划|围绕|将)))"
)
_REVIEW = re.compile("总结|回顾|情况|成效|成绩|进展|做法|亮点|已完成|主要工作完成|工作推进|开展")
# In a plan 开展 and 工作推进 are what is to be done.
_LOOKS_BACK = re.compile("总结|回顾|情况|成效|成绩|已完成")
_CARRIED_OUT = re.compile(
    "今年以来|一年来|^(?:主要|重点|年度|各项|工作|目标)[^,;。]{0,8}(?:推进|落实|执行)$"
)
_PROBLEMS = re.compile("问题|不足|困难|短板|制约|差距")
_PLAN = re.compile(
    "计划|思路|打算|目标|安排|举措|展望|下一?步|谋划|明年|任务|重点工作|工作重点|工作要点|工作建议|下阶段|规划|设想|部署(?!落实)|今后|未来|来年|新的一年|努力方向"
)
_LOOKS_AHEAD = re.compile("计划|思路|打算|目标|安排|展望|下一?步|谋划|明年|规划")
_PART = re.compile("上半年|下半年|前三季度|[一二三四1-4]季度")
_STRICT_PLAN = re.compile("下一?步|明年|(?:工作)?(?:计划|思路|打算|安排)$|工作(?:计划|思路|打算)")


class SectionLike(Protocol):
    """What observe needs of a document's section; `zonereports.document.Section` is one."""

    @property
    def level(self) -> int:
        """1 for the report's parts."""

    @property
    def heading(self) -> str:
        """The words of the heading."""

    @property
    def start(self) -> int:
        """Where it begins in the document's text."""

    @property
    def end(self) -> int:
        """Where the next of its rank begins."""

    @property
    def about(self) -> About | None:
        """What a part is about, where it tells."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Stretches of the reading in order; each begins where the last one ends."""

    starts: tuple[int, ...]
    abouts: tuple[About, ...]
    years: tuple[int | None, ...]
    """The year that the heading names."""
    months: tuple[tuple[int, int] | None, ...] = ()
    """The first and last month of the part of a year that the heading names."""
    otherwise: About = "review"
    """What the text before the first heading is about."""

    def about(self, position: int) -> About:
        """What the text at a position is about; a review where nothing tells (a plan, if the title says so)."""
        index = bisect_right(self.starts, position) - 1
        return self.abouts[index] if index >= 0 else self.otherwise

    def year(self, position: int) -> int | None:
        """The year that the part's heading names, if any."""
        index = bisect_right(self.starts, position) - 1
        return self.years[index] if index >= 0 else None

    def span(self, position: int) -> tuple[int, int] | None:
        """The months that the part's heading names, if any: 下半年工作打算."""
        index = bisect_right(self.starts, position) - 1
        return self.months[index] if 0 <= index < len(self.months) else None


def find_parts(
    reading: Reading,
    sections: Sequence[SectionLike],
    *,
    planned: bool = False,
    year: int | None = None,
) -> Parts:
    """Parts by the document's sections when these tell, else by the headings in the text.

    A document that its title calls a plan is one wherever no heading says that it looks back.
    `year` is the one under review: a paragraph that opens with a later one opens the plan.
    """
    otherwise: About = "plan" if planned else "review"
    told = sorted((s for s in sections if s.level == 1 and s.about), key=lambda s: s.start)
    if told:
        return Parts(
            tuple(bisect_right(reading.at, s.start - 1) for s in told),
            tuple(s.about for s in told if s.about),
            tuple(_year(s.heading) for s in told),
            tuple(_months(s.heading) for s in told),
            otherwise,
        )
    starts_found: list[int] = []
    abouts: list[About] = []
    sure: list[bool] = []
    years: list[int | None] = []
    spans: list[tuple[int, int] | None] = []
    for m in _HEADING.finditer(reading.text):
        if m["coming"]:
            if year and int(m["coming"]) == year + 1:
                starts_found.append(m.start())
                abouts.append("plan")
                sure.append(True)
                years.append(int(m["coming"]))
                spans.append(None)
            continue
        words = (m["words"] or m["line"])[:24]
        top = m[0].lstrip()[0] != "("
        about = _classify(words, year) if top else ("plan" if _STRICT_PLAN.search(words) else None)
        if planned and about == "review" and not _LOOKS_BACK.search(words):
            about = "plan"
        if about == "plan" and _done(words, year):
            about = "review"
        if about:
            starts_found.append(m.start())
            abouts.append(about)
            sure.append(about != "plan" or _coming(words, year))
            years.append(_year(words))
            spans.append(_months(words))
    if not planned:
        _measures_taken(abouts, sure)
    return Parts(tuple(starts_found), tuple(abouts), tuple(years), tuple(spans), otherwise)


def _coming(heading: str, year: int | None) -> bool:
    """Whether a heading of a plan says that what it heads is still to come."""
    named = _year(heading)
    if named is not None and year is not None and named > year:
        return True
    return _STRICT_PLAN.search(heading) is not None or _PART.search(heading) is not None


def _measures_taken(abouts: list[About], sure: Sequence[bool]) -> None:
    """Take 主要举措 and 重点工作 for a review where what is surely the plan follows them.

    Surely: it says so, or stands behind the problems. 情况, 举措, 问题, 打算; 指标, 重点工作, 下一步打算.
    """
    behind = abouts.index("problems") if "problems" in abouts else len(abouts)
    plans = [i for i, about in enumerate(abouts) if about == "plan" and (sure[i] or i > behind)]
    for index in range(plans[0] if plans else 0):
        if not sure[index]:
            abouts[index] = "review"


def _done(heading: str, year: int | None) -> bool:
    """Whether 重点工作 or 任务 of a whole year are those of the year under review: done."""
    named = _year(heading)
    whole = named is not None and year is not None and named <= year and not _PART.search(heading)
    return whole and _LOOKS_AHEAD.search(heading) is None


def _year(heading: str) -> int | None:
    found = re.search(r"(?<!\d)(20\d\d)\s*年", heading)
    return int(found[1]) if found else None


def _months(heading: str) -> tuple[int, int] | None:
    """Of 上半年总结和下半年打算 the last: a plan looks ahead."""
    found = _PART.findall(heading)
    return part_months(found[-1]) if found else None


def _classify(words: str, year: int | None) -> About | None:
    if _PROBLEMS.search(words) and not re.search("打算|思路|计划", words):
        return "problems"
    if re.search("计划|打算|思路|目标任务|明年|下一?步", words) and not re.search(
        "总结|回顾|完成情况|执行情况|开展情况", words
    ):
        return "plan"
    if _REVIEW.search(words) or _CARRIED_OUT.search(words):
        return "review"
    named = _year(words)
    if named is not None and year is not None and named > year:
        return "plan"
    if _PLAN.search(words):
        return "plan"
    return None
