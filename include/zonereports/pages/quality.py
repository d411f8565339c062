"""What the gate refused: the rows in quarantine with their evidence, and Data Docs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zonereports.errors import WrongSetting
from zonereports.pages.reader import LakeReader, Row, Snapshot
from zonereports.quality import Decision

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
        words: only those whose zone or reason holds them, or of this site.
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
        clauses.append("(contains(coalesce(zone, ''), ?) or contains(reason, ?) or site = ?)")
        values += [words] * 3
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
