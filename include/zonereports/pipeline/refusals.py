"""Captures that bring no report: how each is called, in its outcome and in quarantine."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from zonereports.archive import Archive
from zonereports.errors import AttachmentMissing, NeedsOcr, ZoneReportsError
from zonereports.lake import Lake
from zonereports.pipeline.rows import Row

IN_ATTACHMENT = "in its attachment"
"""Outcome of a page whose report was read from its attachment."""
WORDS = {
    "readable": "unreadable",
    "needs_ocr": "needs OCR",
    "attachment_fetched": "attachment missing",
}
"""How an outcome begins, by the expectation that failed."""
REFUSED = ("held back", *WORDS.values())
"""How the outcome of a capture begins that brought no version because something was refused."""


def rule_of(error: ZoneReportsError) -> str:
    """The expectation that a capture without a report fails."""
    if isinstance(error, NeedsOcr):
        return "needs_ocr"
    return "attachment_fetched" if isinstance(error, AttachmentMissing) else "readable"


def told(refused: Sequence[Row], *, scanned: bool) -> tuple[str, ...]:
    """The refused pages, a line each: those that wait for OCR, or the others."""
    return tuple(
        f"{row['url']}: {row['reason']}"
        for row in refused
        if (row["expectations"] == ["needs_ocr"]) is scanned
    )


def captures_refused(lake: Lake, archive: Archive, reports: Collection[str]) -> list[str]:
    """Captures of these reports that brought no version because of what the gate refused."""
    refused = lake.query(
        "select distinct capture_id from quarantine "
        "where list_contains(?, report_id) and capture_id is not null order by 1",
        [sorted(reports)],
    )
    return [
        capture_id
        for capture_id in refused["capture_id"].to_pylist()
        if (archive.capture(capture_id).outcome or "").startswith(REFUSED)
    ]
