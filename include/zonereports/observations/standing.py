"""When a number holds, and whether it is done, expected, aimed at or last year's."""

from __future__ import annotations

import re

from zonereports.observations import status
from zonereports.observations.frames import Bound, Clause, Frame
from zonereports.observations.moment import Moment
from zonereports.observations.observation import Status
from zonereports.observations.parts import Parts
from zonereports.observations.periods import Calendar, TimeCue, months, year_before

_AIM = re.compile(
    "(?:占|为|超|达)[^,]{0,10}(?:目标|任务)(?:任务)?$|(?:目标|任务)(?:数|量|值)?(?:为|是)$"
    "|^(?:全年|年度|年初)?(?:目标|任务)(?:任务)?$|(?<!完成)(?<!实现)(?<!达到)(?<!超)(?:目标|任务)(?:任务|数|值|量)?$"
)
# 完成工业性投资任务14.86亿元: so much of the task is done.
_TASK_DONE = re.compile("完成(?:了)?[^,;:、]{1,16}任务$")

_GOAL = re.compile("(?:目标|任务|计划)(?:任务)?$")
_YEARLY = re.compile("(?:年度|全年|当年|年初?)(?:目标|任务|计划)(?:任务|目标|数)?$")
_RISES_FROM = re.compile(
    "[由从](?:每[亩人户家]|原来的?|原有的?|最初的?|年初的?|上年的?|去年的?|当初的?)?$"
)
_FROM_YEAR = re.compile(r"[由从]((?:19|20)\d\d)年[底末初]?的?$")
_COMPARED_YEAR = re.compile(r"[比较]((?:19|20)\d\d)年(?:同期)?的$")
_COMPARED_LAST = re.compile(r"[比较](?:去年|上年)(?:同期)?的?$")
_CHANGES = ("增长", "增加", "提高", "提升", "上升", "下降", "减少", "降低", "翻")
_YEARS = re.compile(r"\d{4}/\d{4}")
_AVERAGE = re.compile("(?<![两三四])年均(?:分别)?(?:增长|增速|增幅|递增|增加)")
_BASE_REACH = 800  # characters over which a review of years keeps the year it starts from
_RISES_TO = re.compile(
    "[增升降扩缩][到至为]|(?:扩大|调整|增加|增长|提高|提升|上升|发展|扩展|拓展|降低?|下降|减少|压缩)(?:到|至|为)"
)
_AIMS = ("目标", "任务", "的目标", "的任务")
_OF_THE_YEAR = ("全年", "年度", "当年")  # 完成全年6亿元目标的53%
_SO_FAR = frozenset(
    ("目前", "现有", "现已", "截至目前", "截止目前", "年内", "今年以来", "年初以来", "本年以来")
)


class Standing:
    """Period and status of each number by the words that govern it and the part it stands in."""

    def __init__(self, calendar: Calendar, parts: Parts) -> None:
        self._calendar = calendar
        self._parts = parts
        self.lead: TimeCue | None = None
        """The time that the title or the first sentence sets for the whole report."""
        self._base: tuple[int, str] | None = None

    def of(
        self, clause: Clause, bound: Bound, moment: Moment, frame: Frame
    ) -> tuple[Status, str | None]:
        """Status and period of a number."""
        position = clause.quantity.start
        year = self._calendar.year
        time, state = moment.time, moment.state
        plan = self._parts.about(position) == "plan"
        aims_at = self._calendar.planned
        if plan and aims_at and time and time.year and time.year < aims_at:
            plan = False  # the plan recalls the year before
        ahead = plan
        if time and time.year and year and time.year > year and not plan:
            part_of_year = time.period is not None and "/" in time.period
            ahead = not (state and state.status == "estimate" and part_of_year)
        stand: Status = state.status if state else "actual"
        if ahead:
            stand = "target"
        if _RISES_TO.match(clause.right):
            if named := _FROM_YEAR.search(clause.own):
                self._base = position, named[1]
                return "prior", named[1]
            if _RISES_FROM.search(clause.own):
                return "prior", self._started(time, plan, position)
        if clause.right.startswith(_CHANGES) and _COMPARED_LAST.search(clause.own):
            return "prior", _before(
                self._period(None if _is_last(time) else time, plan, False, position)
            )
        if clause.right.startswith(_CHANGES) and (named := _COMPARED_YEAR.search(clause.own)):
            self._base = position, named[1]
            return "prior", named[1]
        if time and time.word == "年末" and bound.dimension == "money":
            time = None  # a flow has no level at the year's end
        ahead_of = bound.measure == "delta" and clause.quantity.measure.dimension == "points"
        aim = not (bound.measure == "completion" or ahead_of) and (
            clause.right.startswith(_AIMS)
            or bool(_AIM.search(clause.own) and not _TASK_DONE.search(clause.own))
            or bool(clause.inside and not clause.own and _GOAL.search(clause.previous))
            or bool(clause.right == "的" and _YEARLY.search(clause.own))  # 完成年度任务60家的76%
        )
        if bound.rule == "total of projects" and frame.heads["count"].status == "target":
            stand = "target"
        if bound.measure in ("level", "delta") and status.is_prior(clause.own):
            return "prior", year_before(
                self._period(None if _is_last(time) else time, plan, False, position)
            )
        yearly = _YEARLY.search(clause.own or clause.previous) or (
            clause.right.startswith(_AIMS) and clause.own.endswith(_OF_THE_YEAR)
        )
        if aim and not ahead and year and yearly:
            return "target", str(time.year if time and time.year else year)
        if clause.own.endswith("年度计划投资") and time and time.year and time.year == year:
            return stand, str(year)
        if (
            bound.measure == "yoy"
            and time
            and time.year
            and time.year % 5 == 0
            and time.period == str(time.year)
            and _AVERAGE.search(clause.whole)
        ):
            return stand, f"{time.year - 4}/{time.year}"  # to the end of a five-year plan
        planned = ahead or (stand == "target" and not (state is not None and state.local))
        period = self._period(time, plan, planned, position)
        if period and bound.rule == "risen" and _YEARS.fullmatch(period):
            period = period[5:]  # five years make it grow; what it grows to is the last year's
        return ("target" if aim else stand), period

    def plans_year(self, position: int) -> bool:
        """Whether the part at a position plans a whole year."""
        if self._parts.about(position) != "plan" or self._parts.span(position):
            return False
        return not self._halfway()

    def _started(self, time: TimeCue | None, plan: bool, position: int) -> str | None:
        """The time that a rise starts from: in a review of years, the base year named last."""
        before = _before(self._period(time, plan, False, position))
        if self._base and before and position - self._base[0] < _BASE_REACH and before.isdigit():
            return min(before, self._base[1])
        return before

    def _halfway(self) -> bool:
        """Whether the report covers the first part of a year and plans the rest of it."""
        lead = self.lead
        return (
            lead is not None
            and lead.period is not None
            and lead.period.endswith(("-03", "-06", "-09"))
        )

    def _period(self, time: TimeCue | None, plan: bool, planned: bool, position: int) -> str | None:
        year = self._calendar.year
        coming = self._parts.year(position) if plan else None
        if coming is None and self._calendar.planned:
            coming = self._calendar.planned
        if coming is None and year is not None:
            coming = year if self._halfway() else year + 1
        if plan and time is not None and time.relative and time.period and year:
            return (
                time.period.replace(str(time.year), str(coming))
                if time.year == year
                else time.period
            )
        if time is not None:
            covered = self.lead is not None and "/" in (self.lead.period or "")
            return self.lead.period if self.lead and covered and so_far(time) else time.period
        if plan or planned:
            span = self._parts.span(position) if plan else None
            if span:
                return months(coming, *span)
            return str(coming) if coming else None
        if self.lead is not None:
            return self.lead.period
        return str(year) if year is not None else None


def _before(period: str | None) -> str | None:
    """The time that a rise starts from: the year before the period's first."""
    if period and "/" in period and "-" not in period:
        return year_before(period.split("/")[0])
    return year_before(period)


def so_far(time: TimeCue) -> bool:
    """Whether the words mean the time that the report covers: in a half-year's, that half-year."""
    return time.word in _SO_FAR


def _is_last(time: TimeCue | None) -> bool:
    return time is not None and time.word.startswith(("去年", "上年"))
