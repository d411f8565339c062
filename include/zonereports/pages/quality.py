"""What the gate refused: the rows in quarantine with their evidence, and Data Docs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from zonereports.errors import WrongSetting
from zonereports.pages.reader import LakeReader, Row, Snapshot
from zonereports.quality import Decision, StoredVerdict

REFUSED = 50
_SHOWN = (
    "title",
    "code",
    "label",
    "measure",
    "value",
    "unit",
    "period",
    "status",
    "scope",
    "quote",
)


@dataclass(frozen=True, slots=True)
class Refused:
    """One page of the quarantine."""

    rows: Sequence[Row]
    """Each with `shown`: the refused row's own values, `held`: all of them, `sentence`, and
    `decision`: the word of a person that holds about it, or None."""
    total: int
    page: int
    pages: int
    expectations: Sequence[Row]
    """Which expectations failed, on how many rows (`name`, `n`)."""
    rejected: int = 0
    """Of all refused rows, those that a person rejected: nothing is left to do there."""


def docs_page(docs_dir: Path, name: str) -> bytes:
    """A page of Data Docs.

    Raises:
        WrongSetting: there is none of this name below the folder.
    """
    folder = docs_dir.resolve()
    path = (folder / (name or "index.html")).resolve()
    if not path.is_relative_to(folder) or path.suffix != ".html" or not path.is_file():
        raise WrongSetting(f"Data Docs have no page {name}", next_step="zonereports run")
    return path.read_bytes()


def docs_of(docs_dir: Path, verdicts: Iterable[StoredVerdict]) -> dict[int, dict[str, str]]:
    """By number of a verdict: its pages of Data Docs by table, below the folder; none once dropped."""
    runs: dict[str, list[tuple[datetime, dict[str, str]]]] = {}
    for path in sorted((docs_dir / "runs").glob("*.json"), reverse=True):
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            at = datetime.fromisoformat(told["time"])
            runs.setdefault(str(told["name"]), []).append((at, dict(told["pages"])))
        except (OSError, ValueError, KeyError):
            # One that is being written or dropped meanwhile.
            continue
    # A batch that was published again has its name a second time: the newest run before the verdict.
    return {
        one.verdict_id: next((pages for at, pages in runs.get(one.name, ()) if at <= one.at), {})
        for one in verdicts
    }


def refused_of(lake: LakeReader, at: Snapshot, verdicts: Iterable[StoredVerdict]) -> dict[str, str]:
    """By key of a row that failed in one of the batches: `quarantine_id`, while it is refused."""
    keys = sorted({key for one in verdicts for said in one.failures for key in said["rows"] if key})
    rows = lake.rows(
        at,
        f"select row_id, quarantine_id from {lake.source(at, 'quarantine')} "
        "where row_id in (select unnest(?::varchar[]))",
        [keys],
    )
    return {str(row["row_id"]): str(row["quarantine_id"]) for row in rows}


def became_of(lake: LakeReader, at: Snapshot, decision: Decision) -> Row | None:
    """What still stands in quarantine of the row that a decision is about; None when nothing does."""
    held = lake.rows(
        at,
        "select expectations, reason, document_id from "
        f'{lake.source(at, "quarantine")} where "table" = ? and row_id = ? limit 1',
        [decision.table, decision.row_id],
    )
    return held[0] if held else None


def refused(
    lake: LakeReader,
    at: Snapshot,
    decisions: Iterable[Decision] = (),
    *,
    page: int = 1,
    expectation: str = "",
    words: str = "",
    open_only: bool = True,
) -> Refused:
    """The refused rows, newest first, with their reasons, their evidence and what was decided.

    Args:
        lake: where they stand.
        at: the publication that is shown.
        decisions: of people, oldest first.
        page: which fifty of them.
        expectation: only those that failed it.
        words: only those whose zone or reason holds them, or of this site, report or key.
        open_only: without those that a person has rejected.
    """
    source = lake.source(at, "quarantine")
    said = {(one.table, one.row_id): one for one in decisions if one.standing == "holds"}
    clauses, values = ["true"], list[Any]()
    named = "list_contains(?, \"table\" || ':' || row_id)"
    rejected = [f"{table}:{row}" for (table, row), one in said.items() if one.kind == "reject"]
    out = lake.rows(at, f"select count(*) as n from {source} where {named}", [rejected])[0]["n"]
    if open_only and rejected:
        clauses.append(f"not {named}")
        values.append(rejected)
    if expectation:
        clauses.append("list_contains(expectations, ?)")
        values.append(expectation)
    if words:
        clauses.append(
            "(contains(coalesce(zone, ''), ?) or contains(reason, ?) or site = ? "
            "or ? in (report_id, document_id, row_id, quarantine_id))"
        )
        values += [words] * 4
    where = " and ".join(clauses)
    total = int(lake.rows(at, f"select count(*) as n from {source} where {where}", values)[0]["n"])
    pages = max(1, -(-total // REFUSED))
    page = min(max(1, page), pages)
    rows = lake.rows(
        at,
        f"select * from {source} where {where} order by refused_at desc, quarantine_id "
        f"limit {REFUSED} offset {(page - 1) * REFUSED}",
        values,
    )
    expectations = lake.remembered(
        at,
        ("expectations",),
        lambda: lake.rows(
            at,
            f"select name, count(*) as n from (select unnest(expectations) as name from {source}) "
            "group by name order by n desc, name",
        ),
    )
    told = [{**_told(row), "decision": said.get((row["table"], row["row_id"]))} for row in rows]
    return Refused(told, total, page, pages, expectations, int(out))


def refused_row(
    lake: LakeReader, at: Snapshot, decisions: Iterable[Decision], quarantine_id: str
) -> Row | None:
    """One refused row as `refused` gives it; None when it is not in quarantine."""
    found = lake.rows(
        at,
        f"select * from {lake.source(at, 'quarantine')} where quarantine_id = ?",
        [quarantine_id],
    )
    if not found:
        return None
    row = _told(found[0])
    about = [one for one in decisions if (one.table, one.row_id) == (row["table"], row["row_id"])]
    return {**row, "decision": next((one for one in about[::-1] if one.standing == "holds"), None)}


def _told(row: Row) -> Row:
    try:
        held = json.loads(str(row["row"]))
    except ValueError:
        held = {}
    if not isinstance(held, dict):
        held = {}
    shown = {name: held[name] for name in _SHOWN if held.get(name) not in (None, "")}
    return {
        **row,
        "held": held,
        "shown": shown,
        "sentence": held.get("sentence"),
        "start": held.get("start"),
    }
