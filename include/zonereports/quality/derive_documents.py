"""Questions about one document that its own row can answer."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from zonereports.quality.batch import Row

if TYPE_CHECKING:
    from zonereports.quality.derive import Surroundings

# The first development zones were approved in 1984.
FIRST_YEAR = 1984

CHINA = timedelta(hours=8)


def text_length(row: Row, around: Surroundings) -> int | None:
    """Characters of the text without white space at its ends."""
    return None if row["text"] is None else len(row["text"].strip())


def digest_holds(row: Row, around: Surroundings) -> bool | None:
    """The digest is that of the text."""
    if row["text"] is None or row["text_sha256"] is None:
        return None
    digest = hashlib.sha256(row["text"].encode()).hexdigest()
    return bool(digest == row["text_sha256"])


def characters_hold(row: Row, around: Surroundings) -> bool | None:
    """The stated length is that of the text."""
    if row["text"] is None or row["characters"] is None:
        return None
    return bool(len(row["text"]) == row["characters"])


def year_or_copy(row: Row, around: Surroundings) -> bool:
    """The year under review is known, or the text is a copy whose years were masked."""
    return row["report_year"] is not None or row["source_kind"] in {"document library", "template"}


def report_year_possible(row: Row, around: Surroundings) -> bool | None:
    """Not before the first zone and not after the year in which the page was read."""
    year, fetched = row["report_year"], row["fetched_at"]
    if year is None:
        return None
    return bool(year >= FIRST_YEAR and (fetched is None or year <= (fetched + CHINA).year))


def plan_year_fits(row: Row, around: Surroundings) -> bool | None:
    """The plan is for the year under review (a half-year report) to a five-year plan ahead."""
    year, plan = row["report_year"], row["plan_year"]
    return None if year is None or plan is None else bool(year <= plan <= year + 6)


def published_by_fetch(row: Row, around: Surroundings) -> bool | None:
    """Dated no later than the day after it was read, in China time."""
    published, fetched = row["published_at"], row["fetched_at"]
    if published is None or fetched is None:
        return None
    return bool(published <= (fetched + CHINA).date() + timedelta(days=1))


def published_after_start(row: Row, around: Surroundings) -> bool | None:
    """Not dated before the year under review began."""
    published, year = row["published_at"], row["report_year"]
    return None if published is None or year is None else bool(published.year >= year)


def observations_here(row: Row, around: Surroundings) -> bool | None:
    """As many observations came with the document as its row says."""
    if row["observations"] is None or row["document_id"] is None:
        return None
    return bool(around.counts[row["document_id"]] == row["observations"])


def official_as_its_source(row: Row, around: Surroundings) -> bool | None:
    """Marked as official when, and only when, its source is the government's own."""
    if row["official"] is None or row["source_kind"] is None:
        return None
    own = row["source_kind"] in {"government page", "government attachment"}
    return bool(row["official"] == own)
