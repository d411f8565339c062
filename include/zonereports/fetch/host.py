"""What a fetcher remembers of one host: its pace, its failures, its connection."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from zonereports.errors import Challenged, CouldNotLook, Throttled, Unreachable, ZoneReportsError
from zonereports.fetch.connection import Connection
from zonereports.fetch.robots import Permission

# Field guide, section 11.
FAILURES_IN_A_ROW = 3
JITTER = 0.2
# Asked to wait without being told how long.
DEFAULT_PATIENCE_S = 60.0
# A run does not sleep longer than this for one host: the next run is soon enough.
LONGEST_WAIT_S = 120.0
_WIDEST = 8.0


@dataclass(slots=True)
class Host:
    """One host, asked by one visitor at a time."""

    name: str
    connection: Connection
    lock: threading.RLock = field(default_factory=threading.RLock)
    permissions: dict[str, Permission] = field(default_factory=dict)
    """By scheme and host, as robots.txt is."""
    ended_at: float | None = None
    """When the last exchange ended, on the fetcher's clock."""
    not_before: float = 0.0
    """The host asked not to be asked earlier."""
    wider: float = 1.0
    """Factor on the pace after the host asked for patience."""
    failures: int = 0
    last_failure: str = ""
    challenged: str | None = None

    def check_open(self, url: str) -> None:
        """Refuse to ask a host that has failed or challenged us.

        Raises:
            Challenged: it challenged an earlier request.
            Unreachable: three requests in a row failed.
        """
        if self.challenged:
            raise Challenged(f"not asked again after a challenge: {self.challenged}", url=url)
        if self.failures >= FAILURES_IN_A_ROW:
            raise Unreachable(
                f"circuit open: {self.failures} failures in a row at {self.name}, "
                f"the last: {self.last_failure}",
                url=url,
            )

    def wait(
        self,
        pace_s: float,
        url: str,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        random: Callable[[], float],
    ) -> float:
        """Sleep until the host may be asked again; seconds slept.

        Raises:
            Throttled: it asked for more patience than a run has.
        """
        now = clock()
        due = self.not_before
        if self.ended_at is not None:
            due = max(due, self.ended_at + pace_s * self.wider * (1 + JITTER * random()))
        seconds = max(0.0, due - now)
        if seconds > max(LONGEST_WAIT_S, pace_s * self.wider * (1 + JITTER)):
            raise Throttled(f"the host asked to wait {seconds:.0f} more seconds", url=url)
        if seconds:
            sleep(seconds)
        return seconds

    def told_to_wait(self, seconds: float | None, now: float) -> None:
        """Remember Retry-After (a minute when it is not said), and go slower from here on."""
        patience_s = DEFAULT_PATIENCE_S if seconds is None else seconds
        self.not_before = max(self.not_before, now + patience_s)
        self.wider = min(self.wider * 2, _WIDEST)

    def note(self, error: ZoneReportsError | None) -> None:
        """Count a failure; a success, or a page that is gone, ends the row."""
        if not isinstance(error, CouldNotLook):
            self.failures = 0
            return
        self.failures += 1
        self.last_failure = f"{type(error).__name__}: {error.what}"
        if isinstance(error, Challenged):
            self.challenged = error.what
