"""The reports: how they are searched, and all about one of them."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from zonereports.errors import WrongSetting
from zonereports.events import stored_events
from zonereports.pages.reader import LakeReader, Row, Snapshot
from zonereports.pages.texts import Texts
from zonereports.state import State

PAGE = 50
Format = Literal["csv", "parquet", "json"]
_LISTED = "document_id, report_id, report_year, version, zone, zone_level, county, province, title, published_at, fetched_at, observations, quality, period_kind, source_kind, official"
_FORMULA = ("=", "@", "+", "-", "\t", "\r")
"""How a cell begins that a spreadsheet would calculate instead of showing."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; empty fields ask for nothing."""

    words: str = ""
    """All of them in title, zone or county."""
    text: str = ""
    """In the report itself, as it is written."""
    province: str = ""
    year: int | None = None
    kind: str = ""
    """A period kind (annual …) or a source kind (government page …)."""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what was found."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int
    provinces: Sequence[str]
    """All that there are, to choose from."""
    years: Sequence[int]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All about one version of one report."""

    document: Row
    versions: Sequence[Row]
    """Newest first."""
    observations: Sequence[Row]
    """In reading order; the lake holds those of the latest version alone."""
    findings: Sequence[Row]
    refused: int
    """Numbers of this report that stand in quarantine."""
    events: Sequence[Row]
    """What happened to it, oldest first, each with `told`: its evidence."""


def search(lake: LakeReader, texts: Texts, at: Snapshot, wanted: Search) -> Hits:
    """The latest version of each report that fits, newest year first."""
    clauses, values = ["is_latest"], list[Any]()
    for word in wanted.words.split():
        clauses.append("concat_ws(' ', title, zone, county, prefecture, province) ilike ?")
        values.append(f"%{_plain(word)}%")
    if wanted.province:
        clauses.append("province = ?")
        values.append(wanted.province)
    if wanted.year is not None:
        clauses.append("report_year = ?")
        values.append(wanted.year)
    if wanted.kind:
        clauses.append("(period_kind = ? or source_kind = ?)")
        values += [wanted.kind, wanted.kind]
    if wanted.text:
        clauses.append("document_id in (select unnest(?::varchar[]))")
        values.append(
            lake.remembered(
                at,
                ("text", wanted.text, wanted.year),
                lambda: texts.holding(at, wanted.text, wanted.year),
            )
        )
    where = " and ".join(clauses)
    total = int(
        lake.rows(at, f"select count(*) as n from {{documents}} where {where}", values)[0]["n"]
    )
    pages = max(1, -(-total // PAGE))
    page = min(max(1, wanted.page), pages)
    rows = lake.rows(
        at,
        f"select {_LISTED} from {{documents}} where {where} "
        f"order by report_year desc, published_at desc nulls last, zone, document_id "
        f"limit {PAGE} offset {(page - 1) * PAGE}",
        values,
    )
    return Hits(rows, total, page, pages, _provinces(lake, at), at.years["documents"][::-1])


def report(lake: LakeReader, at: Snapshot, state: State, name: str) -> ReportPage:
    """All about a report by its id (its latest version), or about one version by its document id.

    Raises:
        WrongSetting: nothing published bears this id.
    """
    versions = lake.rows(
        at,
        "select * from {documents} where report_id in "
        "(select report_id from {documents} where report_id = ? or document_id = ?) "
        "order by version desc",
        [name, name],
    )
    if not versions:
        raise WrongSetting(
            f"nothing published has the id {name}", next_step="look for it in the list of reports"
        )
    document = next((row for row in versions if row["document_id"] == name), versions[0])
    years = {int(document["report_year"])}
    own = [document["document_id"]]
    refused = lake.rows(
        at,
        f"select count(*) as n from {lake.source(at, 'quarantine', years)} where document_id = ?",
        own,
    )
    return ReportPage(
        document=document,
        versions=versions,
        observations=lake.rows(
            at,
            f"select * from {lake.source(at, 'observations', years)} where document_id = ? "
            "order by start",
            own,
        ),
        findings=lake.rows(
            at,
            f"select * from {lake.source(at, 'findings', years)} where document_id = ? "
            "order by severity, starts[1], finding_id",
            own,
        ),
        refused=int(refused[0]["n"]),
        events=[
            {**event, "told": json.loads(str(event["evidence"]))}
            for event in stored_events(state, report_id=str(document["report_id"]))
        ],
    )


def text_of(lake: LakeReader, at: Snapshot, document_id: str) -> Row:
    """Title and text of one version, where its page of evidence cannot be shown.

    Raises:
        WrongSetting: nothing published bears this id.
    """
    known = lake.rows(
        at, "select report_year, title from {documents} where document_id = ?", [document_id]
    )
    if not known:
        raise WrongSetting(f"nothing published has the id {document_id}")
    years = {int(known[0]["report_year"])}
    found = lake.rows(
        at,
        f"select title, text from {lake.source(at, 'documents', years)} where document_id = ?",
        [document_id],
    )
    return found[0]


def download(lake: LakeReader, at: Snapshot, name: str, form: Format) -> bytes:
    """The numbers of one report as a file.

    CSV begins with a byte order mark, and a text that a spreadsheet would take for a formula with
    an apostrophe; Parquet and JSON hold every text as it is.

    Raises:
        WrongSetting: nothing published bears this id.
    """
    known = lake.rows(
        at,
        "select document_id, report_year from {documents} "
        "where document_id = ? or (report_id = ? and is_latest)",
        [name, name],
    )
    if not known:
        raise WrongSetting(f"nothing published has the id {name}")
    rows = lake.table(
        at,
        f"select * from {lake.source(at, 'observations', {int(known[0]['report_year'])})} "
        "where document_id = ? order by start",
        [known[0]["document_id"]],
    )
    if form == "json":
        return json.dumps(rows.to_pylist(), ensure_ascii=False, default=str, indent=1).encode()
    sink = io.BytesIO()
    if form == "parquet":
        import pyarrow.parquet as pq

        pq.write_table(rows, sink, compression="zstd")
    else:
        import pyarrow.csv as pacsv

        sink.write(b"\xef\xbb\xbf")
        pacsv.write_csv(_without_formulas(rows), sink)
    return sink.getvalue()


def _without_formulas(rows: pa.Table) -> pa.Table:
    for place, field in enumerate(rows.schema):
        if pa.types.is_string(field.type):
            told = [_shown(text) for text in rows[field.name].to_pylist()]
            rows = rows.set_column(place, field, pa.array(told, pa.string()))
    return rows


def _shown(text: str | None) -> str | None:
    if not text or not text.startswith(_FORMULA):
        return text
    number = text.lstrip("+-").rstrip("%‰")
    return text if number.replace(".", "", 1).isdigit() else f"'{text}"


def _provinces(lake: LakeReader, at: Snapshot) -> list[str]:
    return lake.remembered(
        at,
        ("provinces",),
        lambda: [
            str(row["province"])
            for row in lake.rows(
                at,
                "select province from {documents} where province is not null "
                "group by province order by count(*) desc, province",
            )
        ],
    )


def _plain(word: str) -> str:
    """A word for `ilike` without its wildcards."""
    return word.replace("\\", "").replace("%", "").replace("_", "")
