"""How a guest behaves at any host, whatever its robots.txt leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

# Field guide, section 11: breaker after three failures in a row, pace with jitter.
FAILURES_IN_A_ROW = 3
JITTER = 0.2
# Asked to wait without being told how long.
DEFAULT_PATIENCE_S = 60.0
# A run does not sleep longer than this because a host asked for it: the next run is soon enough.
LONGEST_WAIT_S = 120.0
# What a host may ask for at most; beyond it stand typing errors such as 9999999999.
LONGEST_PATIENCE_S = 7 * 86_400.0
WIDEST = 8.0
LONGEST_REST = timedelta(days=1)
# A day is a day of the site's owner.
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Manners:
    """Limits that hold for each host, over all processes that share a host book."""

    requests_per_day: int = 200
    """Robots.txt and redirects included; a day in China time."""
    rest_s: float = 600.0
    """How long a host rests after three failures in a row. Doubles with each trial that fails, up
    to a day."""
    challenge_rest_h: float | None = None
    """How long a host rests after a challenge; None: until the next day in China time."""

    robots_hold_h: float = 24.0
    """How long a copy of robots.txt holds (RFC 9309, 2.4: at most 24 hours)."""

    def rest(self, openings: int) -> timedelta:
        """How long the circuit stays open when it opens for the n-th time in a row (from 1)."""
        doubled = self.rest_s * 2 ** min(openings - 1, 20)
        return min(timedelta(seconds=doubled), LONGEST_REST)

    def challenged_until(self, now: datetime) -> datetime:
        """Until when a host that challenged us is left alone."""
        if self.challenge_rest_h is not None:
            return now + timedelta(hours=self.challenge_rest_h)
        tomorrow = now.astimezone(CHINA).date() + timedelta(days=1)
        return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=CHINA)


def china_day(now: datetime) -> date:
    """The day that an aware time falls on in China."""
    return now.astimezone(CHINA).date()
