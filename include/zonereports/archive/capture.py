"""The index entry of one archived response."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

CaptureKind = Literal["listing", "article", "attachment", "file"]


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
