"""What the gate decided: the newest runs, and what stands in quarantine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zonereports.errors import WrongSetting
from zonereports.pages.reader import LakeReader, Row, Snapshot

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
    """Each with `shown`: the refused row's own values, and `sentence`."""
    total: int
    page: int
    pages: int
    expectations: Sequence[Row]
    """Which expectations failed, on how many rows (`name`, `n`)."""


def runs(docs_dir: Path, *, newest: int = 20) -> list[dict[str, Any]]:
    """The verdicts of the newest runs, newest first, as they stand beside Data Docs.

    A run that is being written or removed meanwhile is left out.
    """
    found = []
    for path in sorted((docs_dir / "runs").glob("*.json"), reverse=True)[:newest]:
        try:
            found.append(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            continue
    return found


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
    lake: LakeReader, at: Snapshot, *, page: int = 1, expectation: str = "", words: str = ""
) -> Refused:
    """The refused rows, newest first, with their reasons and their evidence."""
    source = lake.source(at, "quarantine")
    clauses, values = ["true"], list[Any]()
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
    return Refused([_told(row) for row in rows], total, page, pages, expectations)


def _told(row: Row) -> Row:
    try:
        held = json.loads(str(row["row"]))
    except ValueError:
        held = {}
    if not isinstance(held, dict):
        held = {}
    shown = {name: held[name] for name in _SHOWN if held.get(name) not in (None, "")}
    return {**row, "shown": shown, "sentence": held.get("sentence"), "start": held.get("start")}
