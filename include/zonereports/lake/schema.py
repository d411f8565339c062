"""The tables of the lake: every column with its type and what it means.

The Parquet files, `docs/data.md` and the check of incoming rows are all made from here.
`report_year` is no column of the files: it stands in the path alone, because a column that is in
both places cannot be read by pandas and pyarrow. A column that is added one day must be allowed to be
null: rows that were written before have nothing in it.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from zonereports.lake.small_tables import SMALL_TABLES
from zonereports.lake.table import (
    PARTITION,
    PARTITION_ABOUT,
    TIMESTAMP,
    VALUE,
    Table,
    description,
    may,
    must,
)

__all__ = [
    "HISTORY_TABLES",
    "OF_THE_LATEST",
    "PARTITION",
    "PARTITION_ABOUT",
    "REPORT_TABLES",
    "SMALL_TABLES",
    "TABLES",
    "WITH_HISTORY",
    "Table",
    "description",
]


def _zone_fields() -> list[pa.Field]:
    return [
        may(
            "site",
            pa.string(),
            "Key of the county's site; `import` for a file that a person brought.",
        ),
        may(
            "zone",
            pa.string(),
            "Development zone, as the site's configuration names it, else as the report does.",
        ),
        may("zone_level", pa.string(), "Who approved the zone: national, provincial or county."),
        may("county", pa.string(), "County or district, 县级."),
        may("prefecture", pa.string(), "Prefecture, 地级."),
        may("province", pa.string(), "Province, 省级."),
        may(
            "adcode",
            pa.string(),
            "Administrative code of the county, GB/T 2260, six digits as text.",
        ),
    ]


def _known_fields() -> list[pa.Field]:
    return [
        may("known_from", TIMESTAMP, "When we learned of it: known_from of its document."),
        may(
            "known_to",
            TIMESTAMP,
            "When the next version of its report was fetched; null for the latest version, whose "
            "rows alone stand outside of history.",
        ),
    ]


DOCUMENTS = Table(
    name="documents",
    about=(
        "A row per version of a report. A corrected report is a new version; the earlier ones "
        "stay, and is_latest marks the one that counts."
    ),
    key="document_id",
    order=("zone", "report_id", "version", "document_id"),
    distinct=("text", "text_sha256"),
    schema=pa.schema(
        [
            must("document_id", pa.string(), "This version of the report."),
            must("report_id", pa.string(), "The report, whatever its version."),
            must("version", pa.int32(), "1 for the first that was seen, then counted up."),
            must("is_latest", pa.bool_(), "Whether this is the highest version of its report; exactly one is."),
            may("known_from", TIMESTAMP, "When we learned of this version: when the response it was read from was fetched."),
            may("known_to", TIMESTAMP, "When the next version was fetched; null for the latest."),
            *_zone_fields(),
            may("plan_year", pa.int32(), "The year that the report plans for."),
            may("period_kind", pa.string(), "Span under review: annual, half_year or quarter."),
            may("title", pa.string(), "Title of the report."),
            must("text", pa.string(), "The report as plain text, paragraphs separated by one newline; offsets count its characters."),
            must("text_sha256", pa.string(), "SHA-256 of the text in UTF-8, hex."),
            must("url", pa.string(), "Where it was published; a file: address for a file that a person brought."),
            may("published_at", pa.date32(), "Day of publication as the page says, China time."),
            may("signed_on", pa.date32(), "Day under the signature, China time."),
            may("issuer", pa.string(), "Who signed it."),
            may("source", pa.string(), "来源, as the page says."),
            may("source_kind", pa.string(), "government page, government attachment, document library or template."),
            may("index_number", pa.string(), "索引号, as the page says."),
            must("capture_id", pa.string(), "The archived response it was read from."),
            must("fetched_at", TIMESTAMP, "When that response was fetched."),
            must("characters", pa.int32(), "Length of the text in characters."),
            must("observations", pa.int32(), "How many observations were read from it."),
            may("coverage", pa.float64(), "Share of the text's digit runs that are accounted for, 0 to 1."),
            may("agreement", pa.float64(), "How far a second, independent reader of the page found the same body, 0 to 1; null for files, bodies held by a script, and reports that are a table alone."),
            must("quality", pa.string(), "passed, or warned when a check asks for a second look at the report or at one of its numbers, or refused a number."),
            may("notes", pa.string(), "What was repaired or conflicts, in words, a line each."),
            may("official", pa.bool_(), "Whether the source is the government's own page or file; false for a document library's copy and a template. Keep to true in any series; null in rows of earlier releases."),
            may("document_number", pa.string(), "文号, such as 青开管〔2024〕3号, as the page or the line under the title says."),
            may("dates", pa.string(), "Every date that was found, China time, as JSON: [{kind, date, precision, found_in}]; kind is listed, meta, published, written, address or signed, precision day, month or year."),
            may("found_in", pa.string(), "Where the value of a column was found, as JSON: {column: place}; adcode stands for the whole place."),
            may("conflicts", pa.string(), "Facts on which two places disagree, as JSON: [{fact, kept, said: [{value, found_in}]}]; null when all agree."),
            may("attachment_url", pa.string(), "Address of the file that the report was read from, when it is an attachment of the page at url or the listing links straight to it; then capture_id is the file's."),
            may("attachment_name", pa.string(), "What that file is called, as its server or the link to it says."),
            may("page_capture_id", pa.string(), "The archived page at url, when the report was read from its attachment."),
            may("attachments", pa.list_(pa.string()), "Addresses of the files that the page offers beside its report."),
            may("doubts", pa.string(), "Names of the checks that ask for a second look at the report as a whole (explained below), with a comma and a blank between; null when none does, and in rows of earlier releases."),
        ]
    ),
)  # fmt: skip

OBSERVATIONS = Table(
    name="observations",
    about="A row per number that the latest version of a report states, with the words it came from.",
    key="observation_id",
    order=("zone", "code", "measure", "document_id", "start", "observation_id"),
    distinct=("value", "value_norm", "quote", "sentence"),
    schema=pa.schema(
        [
            must("observation_id", pa.string(), "This number in this version of the report."),
            must("document_id", pa.string(), "The version of the report that states it; always its latest."),
            must("report_id", pa.string(), "The report, whatever its version."),
            *_known_fields(),
            *_zone_fields(),
            may("code", pa.string(), "Indicator of the catalogue, such as tax_revenue; null when nothing fits."),
            must("label", pa.string(), "The phrase of the text that names what is measured."),
            must("measure", pa.string(), "level, yoy (percent, signed), share (percent), completion (percent), rank, multiple or delta."),
            must("value", VALUE, "The number exactly as printed, Chinese numerals resolved; counts its unit."),
            must("unit", pa.string(), "Unit as printed, such as 亿元; empty when none is printed."),
            may("value_norm", pa.float64(), "The number in unit_norm, for analysis: money in yuan (US dollars apart), areas in m2, lengths in m."),
            may("unit_norm", pa.string(), "CNY, USD, m2, m, %, person, item …; null when the unit is unknown."),
            may("period", pa.string(), "Time covered: YYYY, YYYY-MM/YYYY-MM, YYYY-MM, YYYY-MM-DD or YYYY/YYYY; null when it cannot be known."),
            may("period_start", pa.date32(), "First day of the period."),
            may("period_end", pa.date32(), "Last day of the period."),
            must("status", pa.string(), "actual, estimate, target (planned or pledged) or prior (last year's figure, for comparison)."),
            must("scope", pa.string(), "What it is about: zone, sub (a park or project inside), parent (the county) or peer (another zone)."),
            may("qualifier", pa.string(), "approx, over, at_least or at_most; null when the number stands bare."),
            must("start", pa.int32(), "Offset of the quote in the document's text, in characters from 0."),
            must("quote", pa.string(), "The number with its unit, as written: substring of the document's text."),
            may("sentence", pa.string(), "The sentence that states it."),
            must("rule", pa.string(), "Which rule bound the number to its label."),
            must("confidence", pa.float64(), "0 to 1; below 0.5 a person should look."),
            must("url", pa.string(), "Where the report was published."),
            may("published_at", pa.date32(), "Day of publication, China time."),
            must("capture_id", pa.string(), "The archived response that proves it."),
            may("official", pa.bool_(), "Whether the source is the government's own page or file; false for a document library's copy and a template. Keep to true in any series; null in rows of earlier releases."),
            may("doubts", pa.string(), "Names of the checks that ask for a second look at this number (explained below), with a comma and a blank between; null when none does, and in rows of earlier releases."),
        ]
    ),
)  # fmt: skip

FINDINGS = Table(
    name="findings",
    about=(
        "A row per place where numbers of the latest version of a report do not fit together. The numbers "
        "stay in observations as printed: a contradiction says that one of them is wrong, not which."
    ),
    key="finding_id",
    order=("zone", "report_id", "severity", "kind", "finding_id"),
    schema=pa.schema(
        [
            must("finding_id", pa.string(), "This finding: the same kind and the same numbers of a version bear the same one."),
            must("document_id", pa.string(), "The version of the report it is about; always its latest."),
            must("report_id", pa.string(), "The report, whatever its version."),
            *_known_fields(),
            *_zone_fields(),
            must("kind", pa.string(), "What does not fit: growth, delta, share, completion, rate, remainder, part, sum, repeat, cumulative or sign; unaccounted: digits of which nobody knows what they are."),
            must("severity", pa.string(), "contradiction (no rounding explains it), rounding (a rounding does) or note (it can be right for a reason that the text may not tell)."),
            must("says", pa.string(), "One sentence with the numbers, in English."),
            may("expected", pa.float64(), "What follows from the other numbers, or what the stated one may not pass; in the unit of the stated one."),
            may("stated", pa.float64(), "The number that does not fit, in the unit it is printed in."),
            must("observation_ids", pa.list_(pa.string()), "The numbers involved, in reading order."),
            must("starts", pa.list_(pa.int32()), "Offsets of their quotes in the document's text, in characters from 0; as many as quotes."),
            must("quotes", pa.list_(pa.string()), "These numbers with their units, as written."),
            must("url", pa.string(), "Where the report was published."),
            may("published_at", pa.date32(), "Day of publication, China time."),
            must("capture_id", pa.string(), "The archived response that proves it."),
        ]
    ),
)  # fmt: skip

RECONCILIATIONS = Table(
    name="reconciliations",
    about=(
        "A row per thing on which two reports of one zone differ, with what explains it, and a row per "
        "target with what became of it. The row stands with the later report; the earlier one is `other`. "
        "Both are the latest versions: there is no history of it, and the deltas keep the rows that went."
    ),
    key="reconciliation_id",
    order=("zone", "code", "kind", "report_id", "reconciliation_id"),
    mentions=("report_id", "other_report_id"),
    schema=pa.schema(
        [
            must("reconciliation_id", pa.string(), "This row: the same kind and the same numbers of both versions bear the same one."),
            must("document_id", pa.string(), "The later report's version that states the number; always its latest."),
            must("report_id", pa.string(), "The later report, whatever its version."),
            may("known_from", TIMESTAMP, "When we learned of it: known_from of its two documents, the later one."),
            *_zone_fields(),
            must("kind", pa.string(), "restated (a year's amount, as its own and a later report give it), growth (against the level of the report before), copied (last year's number again), unit (off by 10,000 or 100 million), part (exceeds its whole), cumulative (fewer months exceed more), target (what became of it) or completion (does not follow from the target)."),
            must("verdict", pa.string(), "contradiction (nothing explains it), revision (small enough, or the words say so), scope (counted differently: the words say so, or growth at comparable prices or over the firms of this year), rounding; reached or missed for a target."),
            must("code", pa.string(), "Indicator of the catalogue."),
            must("period", pa.string(), "Time that the stated number speaks of."),
            may("expected", pa.float64(), "What follows from the other report (the target, for a target), in the unit of the stated number."),
            must("stated", pa.float64(), "The number judged, in the unit it is printed in."),
            must("says", pa.string(), "One sentence with the numbers, in English."),
            must("observation_ids", pa.list_(pa.string()), "The later report's numbers, the stated one first."),
            must("starts", pa.list_(pa.int32()), "Offsets of their quotes in its text, in characters from 0."),
            must("quotes", pa.list_(pa.string()), "These numbers with their units, as written."),
            must("url", pa.string(), "Where the later report was published."),
            may("published_at", pa.date32(), "Day of its publication, China time."),
            must("capture_id", pa.string(), "The archived response that proves it."),
            must("other_document_id", pa.string(), "The earlier report's version; the same document where part and whole stand in one."),
            must("other_report_id", pa.string(), "The earlier report, whatever its version."),
            must("other_report_year", pa.int32(), "The year that the earlier report reviews."),
            must("other_observation_ids", pa.list_(pa.string()), "The earlier report's numbers."),
            must("other_starts", pa.list_(pa.int32()), "Offsets of their quotes in its text, in characters from 0."),
            must("other_quotes", pa.list_(pa.string()), "These numbers with their units, as written."),
            must("other_url", pa.string(), "Where the earlier report was published."),
            may("other_published_at", pa.date32(), "Day of its publication, China time."),
            must("other_capture_id", pa.string(), "The archived response that proves it."),
        ]
    ),
)  # fmt: skip

QUARANTINE = Table(
    name="quarantine",
    about="A row per row that was refused, with the reason; it stands in no other table.",
    key="quarantine_id",
    order=("zone", "report_id", "table", "row_id", "quarantine_id"),
    schema=pa.schema(
        [
            must("quarantine_id", pa.string(), "This refusal."),
            must("table", pa.string(), "Where the row was meant to go: documents or observations."),
            must("row_id", pa.string(), "The key that the row would have had there."),
            may("document_id", pa.string(), "The version of the report that it comes from."),
            must("report_id", pa.string(), "The report that it comes from."),
            may(
                "site",
                pa.string(),
                "Key of the county's site; `import` for a file that a person brought.",
            ),
            may("zone", pa.string(), "Development zone."),
            must("severity", pa.string(), "How grave the gravest failed expectation is: critical, warning or info."),
            must("expectations", pa.list_(pa.string()), "The expectations that failed, by name."),
            must("reason", pa.string(), "Why it was refused, in words."),
            may("version", pa.int32(), "The version of the report; null for a page that could not be read."),
            may("evidence", pa.string(), "The words it was read from: the sentence of a number, the title of a report."),
            must("row", pa.string(), "The refused row, as JSON."),
            may("url", pa.string(), "Where it stands, for a page or file in which no report could be read."),
            may("capture_id", pa.string(), "The archived response that it comes from."),
            must("refused_at", TIMESTAMP, "When the response was fetched that it comes from: a replay gives the same."),
        ]
    ),
)  # fmt: skip


def _history(table: Table, what: str) -> Table:
    return replace(
        table,
        name=f"{table.name}_history",
        folder=f"history/{table.name}",
        about=(
            f"The {what} of earlier versions, as they stood when the next version came; the columns "
            f"are those of {table.name}, and known_to is never null."
        ),
    )


OBSERVATIONS_HISTORY = _history(OBSERVATIONS, "numbers")
FINDINGS_HISTORY = _history(FINDINGS, "findings")

REPORT_TABLES = {
    table.name: table for table in (DOCUMENTS, OBSERVATIONS, FINDINGS, RECONCILIATIONS, QUARANTINE)
}
"""Tables of what reports say now: each row belongs to a report, and is replaced with it."""
HISTORY_TABLES = {table.name: table for table in (OBSERVATIONS_HISTORY, FINDINGS_HISTORY)}
"""Tables of what earlier versions of the reports said."""
TABLES: dict[str, Table] = REPORT_TABLES | HISTORY_TABLES | SMALL_TABLES
WITH_HISTORY = (OBSERVATIONS.name, FINDINGS.name)
"""Tables whose rows go to their history with their version, in the order of HISTORY_TABLES."""
OF_THE_LATEST = (*WITH_HISTORY, RECONCILIATIONS.name)
"""Tables that hold rows of the latest version of a report only."""
