"""An answer of a host, and what its status means."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from zonereports.errors import (
    Challenged,
    PageGone,
    Refused,
    ServerFailed,
    Throttled,
    TruncatedBody,
    ZoneReportsError,
)
from zonereports.fetch.challenge import challenge_in
from zonereports.fetch.response import Response

REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Answer(NamedTuple):
    """One hop: what came, before it is known whether it is the page."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """Decompressed."""
    wire_bytes: int
    """Of the body, as it came."""
    fetched_at: datetime
    """Aware, UTC."""
    certificate_ends: datetime | None = None
    """Of the host, over TLS; aware, UTC."""

    def header(self, name: str) -> str:
        """All headers of that name, whatever its case; empty when there is none."""
        return ", ".join(value for key, value in self.headers if key.lower() == name)

    def response(self, asked: str) -> Response:
        """This answer as what came of asking for an address."""
        return Response(
            url=asked,
            final_url=self.url,
            status=self.status,
            headers=self.headers,
            body=b"" if self.status == 304 else self.body,
            fetched_at=self.fetched_at,
        )


def meaning(answer: Answer, *, conditional: bool) -> ZoneReportsError | None:
    """The error that an answer amounts to; None for 200, a redirect, or a 304 that was asked for.

    Args:
        answer: what came.
        conditional: it was asked for with the marks of a copy at hand.
    """
    status, url = answer.status, answer.url
    kind = answer.header("content-type")
    if not kind or "html" in kind or status in (412, 521):
        challenge = challenge_in(status, answer.header("set-cookie"), answer.body)
        if challenge:
            return Challenged(challenge, url=url)
    if status == 200 or status in REDIRECTS or (status == 304 and conditional):
        return None
    if status in (404, 410):
        return PageGone(f"status {status}", url=url)
    if status in (401, 403, 407, 451):
        return Refused(f"status {status}", url=url)
    if status == 429 or (status == 503 and answer.header("retry-after")):
        wait = answer.header("retry-after") or "not said how long"
        return Throttled(f"status {status}, Retry-After: {wait}", url=url)
    if status == 206:
        return TruncatedBody("status 206: a part that was not asked for", url=url)
    return ServerFailed(f"status {status}", url=url)


def retry_after_s(answer: Answer, now: datetime) -> float | None:
    """Seconds that Retry-After asks for, given as seconds or as a date; None without one."""
    told = answer.header("retry-after").strip()
    if told.isdecimal():
        return float(told)
    try:
        until = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())
