"""The index entry of one archived response."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

CaptureKind = Literal["listing", "article", "attachment", "file", "refusal", "word"]
"""What was asked for; `refusal` is any answer that was not it: 404, 503, a challenge with 200. `word`
is what a person decided here, as JSON: kept so that it comes back with the archive."""

UNSERVED: tuple[CaptureKind, ...] = ("file", "word")
"""What no site served."""

UNCHANGED = "unchanged"
"""Outcome of a capture that brought the very bytes of the one before it."""

FOUND_AGAIN = "found again"
"""Outcome of a capture whose row was lost and whose record was found: `replay` knows more."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One response in the archive, found again by its id."""

    id: str
    """16 hex digits, from address, time and digest."""
    url: str
    kind: CaptureKind
    site: str | None
    """Key of the site; None for a file that a person brought."""
    status: int
    fetched_at: datetime
    """Aware, UTC."""
    digest: str
    """SHA-256 of the body, hex."""
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    link_title: str | None = None
    """Title in the listing that led here."""
    listed_on: date | None = None
    """Date in the listing that led here, China time."""
    refers_to: str | None = None
    """Id of the capture that holds the same bytes; None when this one holds them itself."""
    outcome: str | None = None
    """What became of it, in a word; None while it is pending."""
    parent: str | None = None
    """Of an attachment: id of the capture of the page that offers it."""
    name: str | None = None
    """Of a file: what it is called, as its server or the link to it says."""


def capture_id(url: str, fetched_at: datetime, digest: str) -> str:
    """The id of what `url` answered at `fetched_at`: the same for the same answer, for ever."""
    moment = fetched_at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"{url}\n{moment}\n{digest}".encode("utf-8", "replace")).hexdigest()[:16]
