"""Questions about one document that its own row can answer."""

from __future__ import annotations

import hashlib
import re
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


# What every zone's name has beside its own: the place above it and the kind of zone.
_KIND = re.compile(
    r"(?:经济|技术|高新|产业|工业|开发区|园区|集聚区|集中区|示范区|管理|委员会|省级|国家级|科技|生态|现代|综合|保税|新区|园|区)"
)


def zone_named(row: Row, around: Surroundings) -> bool | None:
    """The title, the issuer or the text names the zone, or what is its own in its name."""
    if not row["zone"] or not row["text"]:
        return None
    said = "\n".join(row[key] or "" for key in ("title", "issuer", "source", "text"))
    if row["zone"] in said:
        return True
    own = _KIND.sub("", row["zone"])
    for above in ("province", "prefecture", "county"):
        if row[above]:
            short = re.sub(r"[省市县区]$|自治[区州县]$", "", row[above])
            own = own.replace(short, "", 1) or own
    # A zone named after its county alone is "our zone" all through its report.
    return len(own) < 2 or own in said or own[:2] in said


def adcode_fits_place(row: Row, around: Surroundings) -> bool | None:
    """GB/T 2260 knows the code by the county and the province that the row names."""
    if row["adcode"] is None or not row["adcode"].isdigit() or len(row["adcode"]) != 6:
        return None
    from zonereports.sites import division

    known = division(row["adcode"])
    if known is None:
        return None
    pairs = [(known.province, row["province"])]
    # A county that became a district, or that no revision knows, is no contradiction.
    pairs += [(known.county, row["county"])] if known.county and row["county"] else []
    return all(not mine or not theirs or mine[:2] == theirs[:2] for theirs, mine in pairs)


def times_numbers(row: Row, around: Surroundings) -> float | None:
    """How many times as many numbers as the zone's other reports of this kind."""
    return around.past.times_numbers(row)


def times_numbers_of_peers(row: Row, around: Surroundings) -> float | None:
    """How many times as many numbers as reports of this kind have at other zones."""
    return around.past.times_numbers_of_peers(row)


def median_times_peers(row: Row, around: Surroundings) -> float | None:
    """The median over its levels of how many times they are what zones of its level have."""
    return around.peer_shifts.get(row["document_id"] or "")


def median_times_history(row: Row, around: Surroundings) -> float | None:
    """The median over its levels of how many times they are what the zone's other reports say."""
    return around.shifts.get(row["document_id"] or "")
