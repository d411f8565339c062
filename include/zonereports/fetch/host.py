"""What is remembered of one host: when it was asked, what it said, and when it may be asked again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from zonereports.errors import (
    BudgetSpent,
    Challenged,
    CouldNotLook,
    Throttled,
    Unreachable,
    ZoneReportsError,
)
from zonereports.fetch.manners import (
    CHINA,
    DEFAULT_PATIENCE_S,
    FAILURES_IN_A_ROW,
    JITTER,
    LONGEST_PATIENCE_S,
    LONGEST_WAIT_S,
    WIDEST,
    Manners,
    china_day,
)


@dataclass(frozen=True, slots=True)
class RobotsCopy:
    """What /robots.txt of an origin was answered with."""

    status: int
    body: bytes
    """Empty when it names no visitor, as a web page in its place does not."""
    fetched_at: datetime


@dataclass(slots=True)
class Host:
    """One host. All times are aware UTC of the wall clock: other processes read them too."""

    name: str
    """With its port where that is not the default."""
    ended_at: datetime | None = None
    """When the last exchange ended; while one is under way, when it began."""
    not_before: datetime | None = None
    """The host asked not to be asked earlier."""
    wider: float = 1.0
    """Factor on the pace after the host asked for patience; halved each new day."""
    failures: int = 0
    """In a row."""
    last_failure: str = ""
    openings: int = 0
    """How often in a row the circuit opened."""
    open_until: datetime | None = None
    """It failed so often that it rests until then; the next request after that is a trial."""
    challenge: str = ""
    challenged_until: datetime | None = None
    day: date | None = None
    """The day that `requests_today` counts, in China time."""
    requests_today: int = 0
    robots: dict[str, RobotsCopy] = field(default_factory=dict)
    """By origin (scheme and host)."""
    certificate_ends: datetime | None = None
    """Of the certificate that it showed last."""

    def check_open(self, url: str, now: datetime) -> None:
        """Refuse to ask a host that rests.

        Raises:
            Challenged: it challenged an earlier request.
            Unreachable: three requests in a row failed, or a trial after that.
        """
        if self.challenged_until and now < self.challenged_until:
            raise Challenged(
                f"not asked again before {_minute(self.challenged_until)} after a challenge: "
                f"{self.challenge}",
                url=url,
            )
        if self.open_until and now < self.open_until:
            raise Unreachable(
                f"circuit open until {_minute(self.open_until)}: {self.failures} failures in a row "
                f"at {self.name}, the last: {self.last_failure}",
                url=url,
            )

    def robots_of(self, origin: str, now: datetime, manners: Manners) -> RobotsCopy | None:
        """The copy of robots.txt that still holds; None when it must be asked for."""
        copy, hold = self.robots.get(origin), timedelta(hours=manners.robots_hold_h)
        return copy if copy and now < copy.fetched_at + hold else None

    def seconds_to_wait(
        self, url: str, now: datetime, *, pace_s: float, crawl_delay_s: float, chance: float
    ) -> float:
        """Seconds until the host may be asked.

        Raises:
            Throttled: it asks for more patience than a run has.
        """
        stretch = self.wider * (1 + JITTER * chance)
        seconds = 0.0
        if self.ended_at is not None:
            gap = max(pace_s, crawl_delay_s) * stretch
            # At most the gap itself, should the clock have been put back.
            seconds = min(gap, gap - (now - self.ended_at).total_seconds())
        if self.not_before is not None:
            seconds = max(seconds, (self.not_before - now).total_seconds())
        if seconds > max(LONGEST_WAIT_S, pace_s * stretch):
            raise Throttled(
                f"the host asked to wait {seconds:.0f} more seconds",
                url=url,
                next_step="nothing: it is asked again at a later run, when the time is over",
            )
        return max(0.0, seconds)

    def check_budget(self, url: str, now: datetime, manners: Manners) -> None:
        """Refuse a request beyond what a host is asked in a day.

        Raises:
            BudgetSpent: the requests of the day were made.
        """
        if self.day == china_day(now) and self.requests_today >= manners.requests_per_day:
            raise BudgetSpent(
                f"{self.requests_today} requests to {self.name} today, and no more are allowed",
                url=url,
            )

    def begin(self, now: datetime) -> None:
        """Count a request that is about to be sent; kept even if this process dies under it."""
        today = china_day(now)
        if self.day != today:
            self.requests_today = 0
            self.wider = max(1.0, self.wider / 2) if self.day else self.wider
            self.day = today
        self.requests_today += 1
        self.ended_at = now

    def told_to_wait(self, seconds: float | None, now: datetime) -> None:
        """Remember Retry-After (a minute when it is not said), and go slower from here on."""
        patience_s = DEFAULT_PATIENCE_S if seconds is None else min(seconds, LONGEST_PATIENCE_S)
        until = now + timedelta(seconds=patience_s)
        self.not_before = max(self.not_before, until) if self.not_before else until
        self.wider = min(self.wider * 2, WIDEST)

    def end(
        self,
        error: ZoneReportsError | None,
        now: datetime,
        manners: Manners,
        *,
        robots: bool = False,
    ) -> None:
        """Note how a request ended; a page, or that it is gone, ends a row of failures.

        A robots.txt counts when it fails, and proves nothing when it comes: it is often served by
        another program than the pages.
        """
        self.ended_at = now
        if not isinstance(error, CouldNotLook):
            if robots:
                return
            self.failures = self.openings = 0
            self.open_until = None
            return
        self.failures += 1
        self.last_failure = f"{type(error).__name__}: {error.what}"[:300]
        if self.failures >= FAILURES_IN_A_ROW:
            self.openings += 1
            self.open_until = now + manners.rest(self.openings)
        if isinstance(error, Challenged):
            self.challenge = error.what[:300]
            self.challenged_until = manners.challenged_until(now)


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M} (China)"
