"""The overdue radar over three years of 200 invented zones: what it finds, how soon, how wrongly.

The years before are known from a backfill, as an archive has them. Each zone has a habit of its own
that drifts; reports come on working days, some come far too late, some never; sites cannot be
looked at for spells, more often in the busy weeks. Every day of the three years is lived through.
"""

from __future__ import annotations

import math
import os
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from zonereports.events import Appearance, Looks, Rhythm, Span, missing

ZONES = int(os.environ.get("ZONEREPORTS_BENCH_ZONES", "200"))
START, DAYS = date(2026, 9, 1), 3 * 365
_BACKFILLED = 8


@dataclass(frozen=True, slots=True)
class Report:
    """What a zone did about one report."""

    zone: str
    span: Span
    year: int
    on: date | None
    """None: it never came."""
    late: bool
    """Far outside the zone's habit."""
    habit_ends: date
    """By when 95 % of such reports come, as the habit has it."""


@dataclass(slots=True)
class Outcome:
    """What the radar said, and what was true."""

    never: int = 0
    in_time: int = 0
    blind: int = 0
    """Of the reports that never came: told on each of these days that nobody could look."""
    unflagged: list[Report] = field(default_factory=list)
    came: int = 0
    accused: int = 0
    """Reports that came, each within the zone's habit, and were flagged before."""
    late: int = 0
    late_flagged: int = 0
    in_window: int = 0
    """Flags by the day by which 95 % of the zone's own earlier reports had appeared."""
    blind_flags: int = 0
    """Flags on a site that was not seen since the report was due."""
    twice: int = 0
    waits: list[int] = field(default_factory=list)
    """Days from the end of the habit to the flag, for reports that never came."""


def simulate(zones: int = ZONES, seed: int = 1) -> Outcome:
    """Live through three years."""
    chance = random.Random(seed)  # noqa: S311 - a seeded world, no secret
    reports = [one for number in range(zones) for one in _zone(f"zone{number}", chance)]
    unseen = {f"zone{number}": _spells(chance) for number in range(zones)}
    coming: dict[date, list[Report]] = {}
    known: list[Appearance] = []
    seen: dict[str, set[tuple[Span, int]]] = {zone: set() for zone in unseen}
    for one in reports:
        if one.on is not None and one.on <= START:
            known.append(Appearance(one.zone, one.span, one.year, one.on))
            seen[one.zone].add((one.span, one.year))
        elif one.on is not None:
            coming.setdefault(one.on, []).append(one)
    last: dict[str, date] = {}
    flagged: dict[tuple[str, Span, int], date] = {}
    due: dict[tuple[str, Span, int], date] = {}
    blind: dict[tuple[str, Span, int], set[date]] = {}
    outcome = Outcome()
    waiting: dict[str, list[Report]] = {zone: [] for zone in unseen}
    rhythm = Rhythm(known)
    by_key = {(one.zone, one.span, one.year): one for one in reports}
    for today in (START + timedelta(days=day) for day in range(DAYS)):
        for one in coming.get(today, ()):
            waiting[one.zone].append(one)
        news = []
        for zone, away in unseen.items():
            if today not in away:
                last[zone] = today
                news += waiting[zone]
                waiting[zone] = []
        if news:
            for one in news:
                assert one.on is not None
                known.append(Appearance(one.zone, one.span, one.year, one.on))
                seen[one.zone].add((one.span, one.year))
            rhythm = Rhythm(known)
        for zone in unseen:
            looks = Looks(START if zone in last else None, last.get(zone))
            for item in missing(zone, rhythm=rhythm, seen=seen[zone], looks=looks, today=today):
                key = (zone, item.span, item.year)
                due.setdefault(key, item.expected.due)
                if item.absence == "could not look":
                    blind.setdefault(key, set()).add(today)
                elif item.absence == "overdue" and key not in flagged:
                    flagged[key] = today
                    outcome.blind_flags += looks.last is None or looks.last <= item.expected.due
                    own = [
                        (one.on - end).days
                        for one in sorted(known, key=lambda one: one.year)
                        if (one.zone, one.span) == (zone, item.span) and one.year < item.year
                        for end in [
                            date(one.year, *((12, 31) if one.span == "annual" else (6, 30)))
                        ]
                    ]
                    outcome.in_window += _inside(own, item.span, item.year, today)
    for key, one in by_key.items():
        _judge(one, flagged.get(key), due.get(key), blind.get(key, set()), outcome)
    return outcome


def figures() -> list[str]:
    """The share of missing reports that is flagged in time, and every kind of false flag."""
    found = simulate()
    waits = sorted(found.waits)
    return [
        f"{ZONES} zones, 3 years, seed 1: {found.never} reports never came, {found.came} came",
        f"never came, flagged within 3 days of their day: {found.in_time} "
        f"({100 * found.in_time / found.never:.1f} %)",
        f"of the others, {found.blind} told as could not look on these days, "
        f"{len(found.unflagged)} never flagged",
        f"flags inside the window of the zone's own earlier reports: {found.in_window}",
        f"flags on a site that was not seen since: {found.blind_flags}",
        f"reports that kept their habit and were flagged before they came: {found.accused} "
        f"({100 * found.accused / found.came:.2f} %)",
        f"reports far beyond their habit, flagged before they came: {found.late_flagged} "
        f"of {found.late}",
        f"days from the end of the true habit to the flag: median {waits[len(waits) // 2]}, "
        f"90 % within {waits[math.ceil(0.9 * len(waits)) - 1]}",
    ]


def _inside(own: list[int], span: Span, year: int, today: date) -> bool:
    """Whether a day is one by which 95 % of the zone's last eight had not all appeared.

    Args:
        own: days after the end of the span, oldest report first.
        span: annual or half-year.
        year: reported on.
        today: the day of the flag.
    """
    end = date(year, 12, 31) if span == "annual" else date(year, 6, 30)
    usual = own[-8:]
    if len(usual) < 2:
        return today <= end + timedelta(days=89 if span == "annual" else 61)
    # As the product does: one that came more than six weeks after the others is an accident.
    kept = sorted(day for day in usual if len(usual) < 4 or day <= median(usual) + 45)
    return today <= end + timedelta(days=kept[math.ceil(0.95 * len(kept)) - 1])


def _judge(
    one: Report, flag: date | None, due: date | None, blind: set[date], outcome: Outcome
) -> None:
    end = START + timedelta(days=DAYS)
    if one.on is not None:
        if one.on <= START:
            return
        outcome.came += not one.late
        outcome.late += one.late
        if flag is not None and flag <= one.on:
            outcome.late_flagged += one.late
            outcome.accused += not one.late
        return
    if due is None or not START + timedelta(days=30) < due < end - timedelta(days=10):
        return
    outcome.never += 1
    if flag is None:
        outcome.unflagged.append(one)
    else:
        outcome.waits.append((flag - one.habit_ends).days)
    if flag is not None and flag <= due + timedelta(days=3):
        outcome.in_time += 1
    elif blind >= {due + timedelta(days=day) for day in (1, 2, 3)}:
        outcome.blind += 1


def _zone(name: str, chance: random.Random) -> list[Report]:
    """Eleven years of reports of one zone."""
    reports = []
    begins = chance.choice([0, 0, 0, 0, 2, 4, 6, 7, 8])
    spans: list[tuple[Span, float]] = [("annual", chance.triangular(-14, 80, 18))]
    if chance.random() < 0.3:
        spans.append(("half_year", chance.triangular(3, 55, 20)))
    for span, centre in spans:
        spread, drift = chance.uniform(2, 9), chance.gauss(0, 1.2)
        for step in range(_BACKFILLED + 4):
            year = START.year - _BACKFILLED + step
            end = date(year, 12, 31) if span == "annual" else date(year, 6, 30)
            middle = centre + drift * step
            ends = end + timedelta(days=math.ceil(middle + 1.645 * spread))
            late = chance.random() < 0.03
            days = middle + chance.gauss(0, spread) + (chance.uniform(35, 110) if late else 0)
            on = end + timedelta(days=round(days))
            on += timedelta(days=max(0, 7 - on.isoweekday()) if on.isoweekday() > 5 else 0)
            on += timedelta(days=1 if on.isoweekday() == 7 else 0)
            if step >= begins:
                gone = chance.random() < 0.07
                reports.append(Report(name, span, year, None if gone else on, late, ends))
    return reports


def _spells(chance: random.Random) -> set[date]:
    """Days on which the site cannot be looked at: single days, and spells of days or weeks."""
    days = {START + timedelta(days=day) for day in range(DAYS) if chance.random() < 0.02}
    for _ in range(chance.randrange(7)):
        first = START + timedelta(days=chance.randrange(DAYS))
        length = chance.choice([2, 2, 3, 3, 4, 5, 8, 14])
        days |= {first + timedelta(days=day) for day in range(length)}
    return days
