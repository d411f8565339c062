"""What a host permits, as its robots.txt says."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from zonereports.errors import Refused

# RFC 9309: at least the first 500 KiB are read.
_READ = 512_000


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
        delay = self.rules.crawl_delay(self.visitor) if self.rules else None
        return max(0.0, float(delay or 0))

    def check(self, url: str) -> None:
        """Refuse an address that is not permitted.

        Raises:
            Refused: robots.txt forbids it.
        """
        if self.refused:
            raise Refused(f"robots.txt: {self.refused}", url=url)
        if self.rules and not self.rules.can_fetch(url, self.visitor):
            raise Refused(f"robots.txt forbids it to {self.visitor}", url=url)


def permission(visitor: str, status: int, body: bytes) -> Permission:
    """The rules that an answer to /robots.txt means.

    401 and 403 refuse the host. Any other 4xx means that there is no robots.txt and everything is
    allowed (RFC 9309, 2.3.1.3). Failures of the server are no answer and are not passed here.
    """
    if status in (401, 403):
        return Permission(visitor, None, refused=f"it is answered with {status}")
    if status >= 400:
        return Permission(visitor, None)
    return Permission(visitor, Protego.parse(body[:_READ].decode("utf-8-sig", "replace")))
