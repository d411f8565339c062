"""When a message is due: at once, at the hour of a digest, and not at night."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"


@dataclass(frozen=True, slots=True)
class Pace:
    """At once, daily at a time, or weekly on a day at a time; China time."""

    kind: str = "now"
    """now, daily or weekly."""
    at: time = time(8, 30)
    day: int = 0
    """0 is Monday."""

    @classmethod
    def parse(cls, text: str) -> Pace:
        """From `now`, `daily 08:30`, `weekly mon 08:30`.

        Raises:
            ValueError: none of these.
        """
        if text.strip() == "now":
            return cls()
        found = re.fullmatch(rf"(daily|weekly ({'|'.join(_DAYS)})) {_CLOCK}", text.strip())
        if not found:
            raise ValueError("must be now, daily 08:30, or weekly mon 08:30")
        clock = time(int(found[3]), int(found[4]))
        return cls("weekly", clock, _DAYS.index(found[2])) if found[2] else cls("daily", clock)

    def due(self, at: datetime) -> datetime:
        """When something that happens at this moment is told: the next turn strictly after it."""
        if self.kind == "now":
            return at
        local = at.astimezone(CHINA)
        turn = datetime.combine(local.date(), self.at, CHINA)
        step = timedelta(days=1)
        if self.kind == "weekly":
            turn += timedelta(days=(self.day - turn.weekday()) % 7)
            step = timedelta(days=7)
        return turn if turn > local else turn + step


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the day in which nothing is told; may go over midnight; China time."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> Quiet:
        """From `22:00-07:00`.

        Raises:
            ValueError: not of this form, or empty.
        """
        found = re.fullmatch(rf"{_CLOCK}-{_CLOCK}", text.replace(" ", ""))
        if not found or found[1] + found[2] == found[3] + found[4]:
            raise ValueError("must be hours such as 22:00-07:00")
        hours = [int(part) for part in found.groups()]
        return cls(time(hours[0], hours[1]), time(hours[2], hours[3]))

    def after(self, at: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours that it falls in."""
        local = at.astimezone(CHINA)
        clock = local.time()
        over_midnight = self.start > self.end
        inside = (
            clock >= self.start or clock < self.end
            if over_midnight
            else self.start <= clock < self.end
        )
        if not inside:
            return at
        end = datetime.combine(local.date(), self.end, CHINA)
        return end if end > local else end + timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"
