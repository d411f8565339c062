"""The tables of the lake: every column with its type and what it means.

The Parquet files, `docs/data.md` and the check of incoming rows are all made from here.
`report_year` is no column of the files: it stands in the path alone, because a column that is in
both places cannot be read by pandas and pyarrow. A column that is added one day must be allowed to be
null: rows that were written before have nothing in it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pyarrow as pa

PARTITION = "report_year"
PARTITION_ABOUT = (
    "The year that the report reviews, as its title and body say; 0 when it is not known "
    "(20xx, or no year at all). Never the year of publication."
)

_TIMESTAMP = pa.timestamp("us", tz="UTC")
_VALUE = pa.decimal128(28, 6)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the lake."""

    name: str
    about: str
    key: str
    """Column that is unique in the whole table."""
    order: tuple[str, ...]
    """How the rows of a file are sorted; ends with the key, so there is one order only."""
    schema: pa.Schema
    mentions: tuple[str, ...] = ("report_id",)
    """Columns that name a report: a row goes when any report that it names is replaced."""

    @property
    def fingerprint(self) -> str:
        """Changes when a column, a type or a description does."""
        told = [(f.name, str(f.type), f.nullable, description(f)) for f in self.schema]
        return hashlib.sha256(repr((self.about, told)).encode()).hexdigest()[:16]


def description(field: pa.Field) -> str:
    """What a column means, in words."""
    return str((field.metadata or {})[b"description"].decode())


def _must(name: str, kind: pa.DataType, about: str) -> pa.Field:
    return pa.field(name, kind, nullable=False, metadata={"description": about})


def _may(name: str, kind: pa.DataType, about: str) -> pa.Field:
    return pa.field(name, kind, nullable=True, metadata={"description": about})


def _zone_fields() -> list[pa.Field]:
    return [
        _may(
            "site",
            pa.string(),
            "Key of the county's site; `import` for a file that a person brought.",
        ),
        _may(
            "zone",
            pa.string(),
            "Development zone, as the site's configuration names it, else as the report does.",
        ),
        _may("zone_level", pa.string(), "Who approved the zone: national, provincial or county."),
        _may("county", pa.string(), "County or district, 县级."),
        _may("prefecture", pa.string(), "Prefecture, 地级."),
        _may("province", pa.string(), "Province, 省级."),
        _may(
            "adcode",
            pa.string(),
            "Administrative code of the county, GB/T 2260, six digits as text.",
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
    schema=pa.schema(
        [
            _must("document_id", pa.string(), "This version of the report."),
            _must("report_id", pa.string(), "The report, whatever its version."),
            _must("version", pa.int32(), "1 for the first that was seen, then counted up."),
            _must("is_latest", pa.bool_(), "Whether this is the highest version of its report; exactly one is."),
            *_zone_fields(),
            _may("plan_year", pa.int32(), "The year that the report plans for."),
            _may("period_kind", pa.string(), "Span under review: annual, half_year or quarter."),
            _may("title", pa.string(), "Title of the report."),
            _must("text", pa.string(), "The report as plain text, paragraphs separated by one newline; offsets count its characters."),
            _must("text_sha256", pa.string(), "SHA-256 of the text in UTF-8, hex."),
            _must("url", pa.string(), "Where it was published; a file: address for a file that a person brought."),
            _may("published_at", pa.date32(), "Day of publication as the page says, China time."),
            _may("signed_on", pa.date32(), "Day under the signature, China time."),
            _may("issuer", pa.string(), "Who signed it."),
            _may("source", pa.string(), "来源, as the page says."),
            _may("source_kind", pa.string(), "government page, government attachment, document library or template."),
            _may("index_number", pa.string(), "索引号, as the page says."),
            _must("capture_id", pa.string(), "The archived response it was read from."),
            _must("fetched_at", _TIMESTAMP, "When that response was fetched."),
            _must("characters", pa.int32(), "Length of the text in characters."),
            _must("observations", pa.int32(), "How many observations were read from it."),
            _may("coverage", pa.float64(), "Share of the text's digit runs that are accounted for, 0 to 1."),
            _may("agreement", pa.float64(), "How far a second, independent reader of the page found the same body, 0 to 1; null for files, bodies held by a script, and reports that are a table alone."),
            _must("quality", pa.string(), "passed, or warned when a check asks for a second look."),
            _may("notes", pa.string(), "What was repaired or conflicts, in words, a line each."),
            _may("official", pa.bool_(), "Whether the source is the government's own page or file; false for a document library's copy and a template. Keep to true in any series; null in rows of earlier releases."),
            _may("document_number", pa.string(), "文号, such as 青开管〔2024〕3号, as the page or the line under the title says."),
            _may("dates", pa.string(), "Every date that was found, China time, as JSON: [{kind, date, precision, found_in}]; kind is listed, meta, published, written, address or signed, precision day, month or year."),
            _may("found_in", pa.string(), "Where the value of a column was found, as JSON: {column: place}; adcode stands for the whole place."),
            _may("conflicts", pa.string(), "Facts on which two places disagree, as JSON: [{fact, kept, said: [{value, found_in}]}]; null when all agree."),
        ]
    ),
)  # fmt: skip

OBSERVATIONS = Table(
    name="observations",
    about="A row per number that the latest version of a report states, with the words it came from.",
    key="observation_id",
    order=("zone", "code", "measure", "document_id", "start", "observation_id"),
    schema=pa.schema(
        [
            _must("observation_id", pa.string(), "This number in this version of the report."),
            _must("document_id", pa.string(), "The version of the report that states it; always its latest."),
            _must("report_id", pa.string(), "The report, whatever its version."),
            *_zone_fields(),
            _may("code", pa.string(), "Indicator of the catalogue, such as tax_revenue; null when nothing fits."),
            _must("label", pa.string(), "The phrase of the text that names what is measured."),
            _must("measure", pa.string(), "level, yoy (percent, signed), share (percent), completion (percent), rank, multiple or delta."),
            _must("value", _VALUE, "The number exactly as printed, Chinese numerals resolved; counts its unit."),
            _must("unit", pa.string(), "Unit as printed, such as 亿元; empty when none is printed."),
            _may("value_norm", pa.float64(), "The number in unit_norm, for analysis: money in yuan (US dollars apart), areas in m2, lengths in m."),
            _may("unit_norm", pa.string(), "CNY, USD, m2, m, %, person, item …; null when the unit is unknown."),
            _may("period", pa.string(), "Time covered: YYYY, YYYY-MM/YYYY-MM, YYYY-MM, YYYY-MM-DD or YYYY/YYYY; null when it cannot be known."),
            _may("period_start", pa.date32(), "First day of the period."),
            _may("period_end", pa.date32(), "Last day of the period."),
            _must("status", pa.string(), "actual, estimate, target (planned or pledged) or prior (last year's figure, for comparison)."),
            _must("scope", pa.string(), "What it is about: zone, sub (a park or project inside), parent (the county) or peer (another zone)."),
            _may("qualifier", pa.string(), "approx, over, at_least or at_most; null when the number stands bare."),
            _must("start", pa.int32(), "Offset of the quote in the document's text, in characters from 0."),
            _must("quote", pa.string(), "The number with its unit, as written: substring of the document's text."),
            _may("sentence", pa.string(), "The sentence that states it."),
            _must("rule", pa.string(), "Which rule bound the number to its label."),
            _must("confidence", pa.float64(), "0 to 1; below 0.5 a person should look."),
            _must("url", pa.string(), "Where the report was published."),
            _may("published_at", pa.date32(), "Day of publication, China time."),
            _must("capture_id", pa.string(), "The archived response that proves it."),
            _may("official", pa.bool_(), "Whether the source is the government's own page or file; false for a document library's copy and a template. Keep to true in any series; null in rows of earlier releases."),
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
            _must("finding_id", pa.string(), "This finding: the same kind and the same numbers of a version bear the same one."),
            _must("document_id", pa.string(), "The version of the report it is about; always its latest."),
            _must("report_id", pa.string(), "The report, whatever its version."),
            *_zone_fields(),
            _must("kind", pa.string(), "What does not fit: growth, delta, share, completion, rate, remainder, part, sum, repeat, cumulative or sign; unaccounted: digits of which nobody knows what they are."),
            _must("severity", pa.string(), "contradiction (no rounding explains it), rounding (a rounding does) or note (it can be right for a reason that the text may not tell)."),
            _must("says", pa.string(), "One sentence with the numbers, in English."),
            _may("expected", pa.float64(), "What follows from the other numbers, or what the stated one may not pass; in the unit of the stated one."),
            _may("stated", pa.float64(), "The number that does not fit, in the unit it is printed in."),
            _must("observation_ids", pa.list_(pa.string()), "The numbers involved, in reading order."),
            _must("starts", pa.list_(pa.int32()), "Offsets of their quotes in the document's text, in characters from 0; as many as quotes."),
            _must("quotes", pa.list_(pa.string()), "These numbers with their units, as written."),
            _must("url", pa.string(), "Where the report was published."),
            _may("published_at", pa.date32(), "Day of publication, China time."),
            _must("capture_id", pa.string(), "The archived response that proves it."),
        ]
    ),
)  # fmt: skip

RECONCILIATIONS = Table(
    name="reconciliations",
    about=(
        "A row per thing on which two reports of one zone differ, with what explains it, and a row per "
        "target with what became of it. The row stands with the later report; the earlier one is `other`."
    ),
    key="reconciliation_id",
    order=("zone", "code", "kind", "report_id", "reconciliation_id"),
    mentions=("report_id", "other_report_id"),
    schema=pa.schema(
        [
            _must("reconciliation_id", pa.string(), "This row: the same kind and the same numbers of both versions bear the same one."),
            _must("document_id", pa.string(), "The later report's version that states the number; always its latest."),
            _must("report_id", pa.string(), "The later report, whatever its version."),
            *_zone_fields(),
            _must("kind", pa.string(), "restated (a year's amount, as its own and a later report give it), growth (against the level of the report before), copied (last year's number again), unit (off by 10,000 or 100 million), part (exceeds its whole), cumulative (fewer months exceed more), target (what became of it) or completion (does not follow from the target)."),
            _must("verdict", pa.string(), "contradiction (nothing explains it), revision (small enough, or the words say so), scope (counted differently: the words say so, or growth at comparable prices or over the firms of this year), rounding; reached or missed for a target."),
            _must("code", pa.string(), "Indicator of the catalogue."),
            _must("period", pa.string(), "Time that the stated number speaks of."),
            _may("expected", pa.float64(), "What follows from the other report (the target, for a target), in the unit of the stated number."),
            _must("stated", pa.float64(), "The number judged, in the unit it is printed in."),
            _must("says", pa.string(), "One sentence with the numbers, in English."),
            _must("observation_ids", pa.list_(pa.string()), "The later report's numbers, the stated one first."),
            _must("starts", pa.list_(pa.int32()), "Offsets of their quotes in its text, in characters from 0."),
            _must("quotes", pa.list_(pa.string()), "These numbers with their units, as written."),
            _must("url", pa.string(), "Where the later report was published."),
            _may("published_at", pa.date32(), "Day of its publication, China time."),
            _must("capture_id", pa.string(), "The archived response that proves it."),
            _must("other_document_id", pa.string(), "The earlier report's version; the same document where part and whole stand in one."),
            _must("other_report_id", pa.string(), "The earlier report, whatever its version."),
            _must("other_report_year", pa.int32(), "The year that the earlier report reviews."),
            _must("other_observation_ids", pa.list_(pa.string()), "The earlier report's numbers."),
            _must("other_starts", pa.list_(pa.int32()), "Offsets of their quotes in its text, in characters from 0."),
            _must("other_quotes", pa.list_(pa.string()), "These numbers with their units, as written."),
            _must("other_url", pa.string(), "Where the earlier report was published."),
            _may("other_published_at", pa.date32(), "Day of its publication, China time."),
            _must("other_capture_id", pa.string(), "The archived response that proves it."),
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
            _must("quarantine_id", pa.string(), "This refusal."),
            _must("table", pa.string(), "Where the row was meant to go: documents or observations."),
            _must("row_id", pa.string(), "The key that the row would have had there."),
            _may("document_id", pa.string(), "The version of the report that it comes from."),
            _must("report_id", pa.string(), "The report that it comes from."),
            _may(
                "site",
                pa.string(),
                "Key of the county's site; `import` for a file that a person brought.",
            ),
            _may("zone", pa.string(), "Development zone."),
            _must("severity", pa.string(), "How grave the gravest failed expectation is: critical, warning or info."),
            _must("expectations", pa.list_(pa.string()), "The expectations that failed, by name."),
            _must("reason", pa.string(), "Why it was refused, in words."),
            _must("row", pa.string(), "The refused row, as JSON."),
            _may("capture_id", pa.string(), "The archived response that it comes from."),
            _must("refused_at", _TIMESTAMP, "When the response was fetched that it comes from: a replay gives the same."),
        ]
    ),
)  # fmt: skip

TABLES: dict[str, Table] = {
    table.name: table for table in (DOCUMENTS, OBSERVATIONS, FINDINGS, RECONCILIATIONS, QUARANTINE)
}
OF_THE_LATEST = (OBSERVATIONS.name, FINDINGS.name, RECONCILIATIONS.name)
"""Tables that hold rows of the latest version of a report only."""
