"""The time and the status words that hold at a number, and how far each of them holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zonereports.observations import status
from zonereports.observations.periods import TimeCue, is_passing

_CLAUSE_END = re.compile("[,;。]")
_MARK = re.compile("[,;:。、(]")
_DONE = re.compile("实现|完成")
CLAUSE_LIMIT = 80
"""Characters after which a clause is taken to have ended, whatever its marks."""
# 生产线已安装到位,预计9月底投产;另一项目总投资3.6亿元: the day is that of the milestone.
_MILESTONE = re.compile(f"[^,;:。(]{{0,10}}{status.MILESTONE}")


@dataclass(slots=True)
class Moment:
    """The time and the status words that hold at a number."""

    time: TimeCue | None = None
    paragraph: TimeCue | None = None
    passed: TimeCue | None = None
    """The part of the year that a word for the whole of it interrupts for one clause."""
    before: TimeCue | None = None
    """What holds again after `until`."""
    until: int | None = None
    """Where the clause or the item ends for which alone the time holds."""
    lasting: status.StatusCue | None = None
    local: status.StatusCue | None = None
    opened: tuple[TimeCue | None, status.StatusCue | None] | None = None
    """What held when one project's item began, in which its own days and hopes are told."""

    @property
    def state(self) -> status.StatusCue | None:
        """The status word that governs."""
        return self.local or self.lasting

    @property
    def passing(self) -> bool:
        """Whether something holds for a clause or an item only."""
        return bool(self.local or self.passed) or self.until is not None

    def leave(self, text: str, floor: int, at: int) -> None:
        """Drop what held for an earlier clause only; `floor` is where the last number ends."""
        if (self.local or self.passed) and _CLAUSE_END.search(text, floor, at):
            self.local = None
            if self.passed:
                self.time, self.passed = self.passed, None
        self.expire(at)

    def expire(self, at: int) -> None:
        """Return to the time before, where the one that was entered last has ended."""
        if self.until is not None and at > self.until:
            self.time, self.until = self.before, None

    def begin_project(self) -> None:
        """Note what holds at the first number of one project."""
        if self.opened is None:
            self.opened = self.time, self.lasting

    def end_project(self) -> None:
        """Return to what held before the project: another item begins."""
        if self.opened is not None:
            self.time, self.lasting = self.opened
            self.opened = self.local = self.until = self.passed = None

    def enter(self, cue: TimeCue, text: str, until: int | None) -> None:
        """Let a time govern from here on, or up to `until`."""
        passing = is_passing(cue, self.time, text)
        self.passed = self.time if passing else None
        if until is not None and self.until is None:
            self.before = self.time
        self.time, self.until = cue, until
        if not passing and until is None and cue.lasts and not _only_here(cue, self.paragraph):
            self.paragraph = cue

    def note(self, state: status.StatusCue, at: int) -> None:
        """Let a status word govern its clause or what follows in the sentence, if it reaches `at`."""
        if state.until is not None and at >= state.until:
            return
        if state.local:
            self.local = state
        else:
            self.lasting, self.local = state, None


def first_behind(found: Sequence[TimeCue | status.StatusCue], index: int, position: int) -> int:
    """The index of the first word, from `index` on, that stands behind a position."""
    while index < len(found) and found[index].start < position:
        index += 1
    return index


def reach(text: str, cue: TimeCue, number: int | None, end: int, *, yearly: bool) -> int | None:
    """Where a time stops to hold inside its sentence; None when it holds on.

    15个新建项目上半年开工10个;盘活土地260亩: behind a number a time belongs to its clause.
    In the plan of a year (`yearly`), 上半年 and 6月底前 are deadlines of their item.

    Args:
        text: the reading.
        cue: the time.
        number: where the number before it in the sentence ends, if there is one.
        end: where the sentence ends.
        yearly: whether what is planned is a whole year.
    """
    if (
        number is not None
        and cue.start - number <= CLAUSE_LIMIT
        and not _MARK.search(text, number, cue.start)
    ):
        stop = _CLAUSE_END.search(text, cue.end, end)
        return stop.start() if stop else end
    if milestone := _MILESTONE.match(text, cue.end, end):
        return milestone.end()
    if yearly and "-" in (cue.period or ""):
        item = text.find(";", cue.end, end)
        return item if item >= 0 else end
    return None


def is_over(paragraph: TimeCue | None, lead: str, year: int | None) -> bool:
    """Whether a sentence tells what the year brought, behind one that counts at the year's end.

    截至12月底,注册企业398家。企业实现产值95.2亿元: an output has no day.
    """
    if paragraph is None or year is None or paragraph.period != f"{year}-12":
        return False
    return _DONE.search(lead) is not None


def _only_here(time: TimeCue, paragraph: TimeCue | None) -> bool:
    """Whether a point in time only interrupts a span that ends with it."""
    span = paragraph.period if paragraph else None
    return bool(span and "/" in span and time.period and span.endswith(time.period))
