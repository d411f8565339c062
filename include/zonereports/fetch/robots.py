"""What a host permits, as its robots.txt says."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime

from protego import Protego

from zonereports.errors import Refused
from zonereports.fetch.host import RobotsCopy

# RFC 9309: at least the first 500 KiB are read.
_READ = 512_000
# Without a line for a visitor there is no rule: most often a web page stands in its place.
_NAMES_A_VISITOR = re.compile(rb"user[- ]?agent", re.IGNORECASE)
_LONGEST_DELAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Permission:
    """The rules of one host for one visitor."""

    visitor: str
    """Product token, as robots.txt names visitors."""
    rules: Protego | None
    """None: nothing is forbidden."""
    refused: str | None = None
    """Why the whole host is refused."""

    @property
    def crawl_delay_s(self) -> float:
        """Seconds that the host asks for between two requests; 0 when it asks for none."""
        told = self.rules.crawl_delay(self.visitor) if self.rules else None
        delay = float(told or 0)
        return 0.0 if math.isnan(delay) else min(max(0.0, delay), _LONGEST_DELAY_S)

    def check(self, url: str) -> None:
        """Refuse an address that is not permitted.

        Raises:
            Refused: robots.txt forbids it.
        """
        if self.refused:
            raise Refused(f"robots.txt: {self.refused}", url=url)
        if self.rules and not self.rules.can_fetch(url, self.visitor):
            raise Refused(f"robots.txt forbids it to {self.visitor}", url=url)


def robots_copy(status: int, body: bytes, fetched_at: datetime) -> RobotsCopy:
    """What is kept of an answer to /robots.txt."""
    kept = body[:_READ]
    return RobotsCopy(status, kept if _NAMES_A_VISITOR.search(kept) else b"", fetched_at)


def permission(visitor: str, copy: RobotsCopy) -> Permission:
    """The rules that an answer to /robots.txt means.

    401 and 403 refuse the host. Any other 4xx means that there is no robots.txt and everything is
    allowed (RFC 9309, 2.3.1.3). Failures of the server are no answer and are not passed here.
    """
    if copy.status in (401, 403):
        return Permission(visitor, None, refused=f"it is answered with {copy.status}")
    if copy.status >= 400 or not copy.body:
        return Permission(visitor, None)
    return Permission(visitor, Protego.parse(copy.body.decode("utf-8-sig", "replace")))
