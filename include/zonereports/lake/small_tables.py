"""The small tables beside the reports: what is watched, what each visit answered, what happened."""

from __future__ import annotations

import pyarrow as pa

from zonereports.lake.table import TIMESTAMP, Table, may, must

MONTH = "month"
MONTH_ABOUT = "Month in UTC of when it was seen, as YYYY-MM; 0000-00 for the file without rows."

ZONES = Table(
    name="zones",
    about=(
        "A row per development zone of the configuration: what is watched, whether or not a report "
        "of it was ever found."
    ),
    key="zone_id",
    order=("site", "zone", "zone_id"),
    partition=None,
    schema=pa.schema(
        [
            must("zone_id", pa.string(), "The zone: key of its site, a slash, its name."),
            must("site", pa.string(), "Key of the county's site."),
            must("zone", pa.string(), "Name of the zone, as in the other tables."),
            must("aliases", pa.list_(pa.string()), "Other names that it goes by."),
            may("zone_level", pa.string(), "Who approved the zone: national, provincial or county."),
            must("county", pa.string(), "Name of the site, which is the county's government."),
            may("prefecture", pa.string(), "Prefecture, 地级."),
            may("province", pa.string(), "Province, 省级."),
            must("adcode", pa.string(), "Administrative code of the county, GB/T 2260, six digits as text."),
            must("url", pa.string(), "Address of the site."),
            must("active", pa.bool_(), "Whether its file says that it is visited."),
            may("why_inactive", pa.string(), "The reason when it is not."),
        ]
    ),
)  # fmt: skip

CHECKS = Table(
    name="checks",
    about=(
        "A row per visit of a site: whether something new stood there, with the proof. Published with "
        "the next report, or else once a day."
    ),
    key="check_id",
    order=("checked_at", "site", "check_id"),
    partition=MONTH,
    schema=pa.schema(
        [
            must("check_id", pa.string(), "This visit: its time and its site."),
            must("site", pa.string(), "Key of the county's site."),
            must("checked_at", TIMESTAMP, "When the visit ended."),
            must("answer", pa.string(), "new, nothing new, could not look or not recognisable. The last two never mean that nothing is there."),
            may("error", pa.string(), "Name of the error, for could not look and not recognisable."),
            may("detail", pa.string(), "The error in one line; without an error, what ended the reading of a listing early."),
            must("links", pa.int32(), "Links seen on the listings."),
            may("known_reports", pa.int32(), "Rows of the listings whose pages were known before."),
            may("pages_read", pa.int32(), "Listing pages with rows that were read."),
            must("new_captures", pa.int32(), "Pages archived by this visit."),
            may("newest", pa.date32(), "Newest date on the listings, China time."),
            may("looks_like", pa.string(), "Family of site that the last listing was read as."),
            must("listing_captures", pa.list_(pa.string()), "Archived responses of all listing pages that were read: the proof of the answer."),
        ]
    ),
)  # fmt: skip

EVENTS = Table(
    name="events",
    about="A row per thing that happened to a report, told once.",
    key="event_id",
    order=("happened_at", "event_id"),
    partition=MONTH,
    schema=pa.schema(
        [
            must("event_id", pa.string(), "This event: the same one bears the same id however often it is derived."),
            must("kind", pa.string(), "first, corrected, alternates, reposted, moved, attachment added, differs or withdrawn."),
            must("happened_at", TIMESTAMP, "When it was seen: when the response that shows it was fetched."),
            must("report_id", pa.string(), "The report, whatever its version."),
            must("version", pa.int32(), "The version that came, or that is gone."),
            may("site", pa.string(), "Key of the county's site."),
            may("zone", pa.string(), "Development zone."),
            may("report_year", pa.int32(), "The year that the report reviews; null when it is not known."),
            may("title", pa.string(), "Title of the report."),
            must("url", pa.string(), "Where it was seen."),
            must("capture_id", pa.string(), "The archived response that shows it, else that of the version."),
            must("evidence", pa.string(), "The proof, as JSON: under changes what stands there now and stood there before, and captures, addresses and dates by name."),
        ]
    ),
)  # fmt: skip

SMALL_TABLES = {table.name: table for table in (ZONES, CHECKS, EVENTS)}
MONTH_OF = {CHECKS.name: "checked_at", EVENTS.name: "happened_at"}
"""The time whose month stands in the path."""
