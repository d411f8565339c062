"""A small lake whose every snapshot can be told right from wrong by reading it.

`ZONES` zones report for three years, `NUMBERS` numbers each. Each commit is a round: it replaces the
reports of one zone for two years, and each of their numbers is the round's. So one snapshot has for
each report all its numbers, of one round, the round that its document names, and the two years agree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zonereports import lake as lakes
from zonereports.lake import Lake

ZONES, YEARS, NUMBERS = 8, (2022, 2023, 2024), 30
TOGETHER = YEARS[:2]
"""The years that a round replaces."""
COLUMNS = {
    "observations": ["report_id", "observation_id", "value_norm"],
    "documents": ["report_id", "is_latest", "title"],
}
"""What a reader has to read."""
_RENEWED = 150
"""After so many rounds a report is a new version; before, the same version read anew."""
_START = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the lake is: an empty folder, or a bucket."""

    folder: Path
    """Of the lake; of the copies, when it is in a bucket."""
    url: str = ""
    """`s3://bucket/prefix?endpoint=…`, of a bucket."""


def open_lake(place: Place) -> Lake:
    """The lake there; few old snapshots are kept, and they long enough for a reader."""
    return lakes.open_lake(
        place.url or place.folder, cache=place.folder, keep=2, grace=timedelta(minutes=5)
    )


def fill(lake: Lake) -> None:
    """Publish every report, in round 0."""
    _publish(lake, [_report(zone, year, 0) for zone in range(ZONES) for year in YEARS])


def publish_rounds(lake: Lake) -> Iterator[int]:
    """Publish round after round, from where the lake stands; each is told when it is published."""
    for n in count(newest(lake) + 1):
        _publish(lake, [_report(n % ZONES, year, n) for year in TOGETHER])
        yield n


def add(lake: Lake, writer: int, n: int) -> str:
    """Publish a report of a writer's own; its id."""
    document, rows = _report(1000 + writer, 2024 - n % 3, n, report=f"w{writer}-{n}")
    _publish(lake, [(document, rows)])
    return str(document["report_id"])


def newest(lake: Lake) -> int:
    """The last round that is published."""
    return int(pc.max(lake.read("observations", ["value_norm"])["value_norm"]).as_py() or 0)


def wrong(numbers: pa.Table, documents: pa.Table | None, *, since: int) -> set[str]:
    """What is not as in a snapshot that was current at or after a round.

    Returns:
        Of these words: missing (a report or a number), doubled (a number), torn (a report of two
        rounds), apart (the documents tell of other rounds), mixed (two years of one round differ),
        old (older than `since`).
    """
    held: dict[str, list[tuple[str, int]]] = {}
    columns = (numbers[name].to_pylist() for name in COLUMNS["observations"])
    for report, key, value in zip(*columns, strict=True):
        held.setdefault(report, []).append((key, int(value)))
    reports = {_id(zone, year): (zone, year) for zone in range(ZONES) for year in YEARS}
    found = set()
    seen: dict[tuple[int, int], int] = {}
    for report, place in reports.items():
        rows = held.pop(report, [])
        keys, told_rounds = {key for key, _ in rows}, {n for _, n in rows}
        found |= {"missing"} if len(keys) < NUMBERS else set()
        found |= {"doubled"} if len(keys) < len(rows) else set()
        found |= {"torn"} if len(told_rounds) > 1 else set()
        seen[place] = max(told_rounds, default=0)
    found |= {"doubled"} if held else set()
    if any(seen[zone, TOGETHER[0]] != seen[zone, TOGETHER[1]] for zone in range(ZONES)):
        found.add("mixed")
    if max(seen.values()) < since:
        found.add("old")
    if documents is not None:
        latest = documents.filter(documents["is_latest"])
        told = dict(zip(*(latest[c].to_pylist() for c in ("report_id", "title")), strict=True))
        if len(told) < latest.num_rows or told != {
            report: _title(*place, seen[place]) for report, place in reports.items()
        }:
            found.add("apart")
    return found


def _publish(lake: Lake, reports: list[tuple[dict[str, Any], list[dict[str, Any]]]]) -> None:
    lake.publish(
        [document for document, _ in reports],
        [row for _, rows in reports for row in rows],
        [],
        reports=[document["report_id"] for document, _ in reports],
    )


def _id(zone: int, year: int) -> str:
    return f"r{zone}-{year}"


def _title(zone: int, year: int, n: int) -> str:
    return f"第{zone}开发区{year}年工作总结（第{n}稿）"


def _report(
    zone: int, year: int, n: int, report: str | None = None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    title, quote = _title(zone, year, n), f"{n}万元"
    lines = [f"第{i}项税收{quote}。" for i in range(NUMBERS)]
    text = "\n".join([title, *lines])
    base = {
        "report_id": report or _id(zone, year),
        "report_year": year,
        "zone": f"第{zone}开发区",
        "url": f"https://www.site{zone}.example/{year}.html",
        "capture_id": f"{zone:08x}{n:08x}",
    }
    base["document_id"] = f"{base['report_id']}-{1 + n // _RENEWED}"
    document = base | {
        "version": 1 + n // _RENEWED,
        "title": title,
        "text": text,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "fetched_at": _START + timedelta(seconds=n // _RENEWED),
        "characters": len(text),
        "observations": NUMBERS,
        "quality": "passed",
    }
    rows = []
    at = len(title) + 1
    for i, line in enumerate(lines):
        start = at + line.index(quote)
        rows.append(
            base
            | {
                "observation_id": f"{base['document_id']}-{n}-{i}",
                "label": "税收",
                "code": f"code{i}",
                "measure": "level",
                "value": Decimal(n),
                "unit": "万元",
                "value_norm": float(n),
                "status": "actual",
                "scope": "zone",
                "start": start,
                "quote": quote,
                "rule": "label-before",
                "confidence": 0.9,
            }
        )
        at += len(line) + 1
    return document, rows
