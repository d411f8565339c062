"""Feed files of the new and corrected reports, of the whole country and of each province."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from zonereports.errors import CouldNotWrite
from zonereports.lake import Lake
from zonereports.pipeline.feed_formats import Entry, Feed, atom, json_feed
from zonereports.pipeline.headlines import CODES, headlines
from zonereports.sites import division

ENTRIES = 100
"""In each feed; what is older stands in the lake."""
_CHINA = ZoneInfo("Asia/Shanghai")
_MADE_OF = ".made-of"
_FORMAT = 1
"""Raised when the same reports are to be written otherwise."""

# A file that a person brought has no address that others could open.
_REPORTS = f"""
with told as (
    select document_id, report_id, title, url, zone, county, province, adcode, report_year,
        published_at, fetched_at, version, is_latest, official,
        min(fetched_at) over (partition by report_id) as first_at
    from documents
), latest as (
    select *, row_number() over (partition by left(adcode, 2) order by fetched_at desc, report_id) as n
    from told where is_latest and coalesce(official, true) and regexp_matches(url, '^https?://')
)
select * from latest where n <= {ENTRIES} order by fetched_at desc, report_id
"""
_NUMBERS = f"""
select document_id, scope, status, measure, code, label, quote from observations
where document_id in (select unnest(?))
  and code in ({", ".join(f"'{code}'" for code in CODES)})
order by document_id, start
"""


def write_feeds(folder: Path, lake: Lake, *, base_url: str) -> tuple[Path, ...]:
    """Bring the feed files up to date with the lake; those that changed come back.

    Each file is replaced at once. Nothing is read when the files were made of what is published now.

    Args:
        folder: of the feeds.
        lake: what is published; before the first publication there are no feeds.
        base_url: where the folder is served; empty when it is not.

    Raises:
        CouldNotWrite: no room, or no permission.
    """
    published = lake.describe()["snapshot_id"]
    if published is None:
        return ()
    base = f"{base_url.rstrip('/')}/" if base_url else ""
    made_of = hashlib.sha256(f"{_FORMAT}\n{published}\n{base}".encode()).hexdigest()
    mark = folder / _MADE_OF
    try:
        if mark.is_file() and mark.read_text(encoding="utf-8") == made_of:
            return ()
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for feed in feeds(lake, base):
            for suffix, body in (("atom.xml", atom(feed)), ("json", json_feed(feed))):
                path = folder / f"{feed.name}.{suffix}"
                if _replace(path, body):
                    written.append(path)
        # Last, so that feeds that were not all written are written again.
        _replace(mark, made_of.encode())
    except OSError as error:
        raise CouldNotWrite(error.strerror or "cannot be written", url=str(folder)) from error
    return tuple(written)


def feeds(lake: Lake, base_url: str) -> list[Feed]:
    """The feed of all reports and one for each province that has any."""
    rows = lake.query(_REPORTS).to_pylist()
    ids = [row["document_id"] for row in rows]
    numbers = defaultdict(list)
    for number in lake.query(_NUMBERS, [ids]).to_pylist() if ids else ():
        numbers[number["document_id"]].append(number)
    provinces: dict[str, list[Entry]] = defaultdict(list)
    whole = []
    for row in rows:
        entry = _entry(row, numbers[row["document_id"]])
        whole.append(entry)
        if row["adcode"]:
            provinces[row["adcode"][:2]].append(entry)
    found = [Feed("all", "开发区工作总结", whole[:ENTRIES], base_url)] if whole else []
    for code, entries in sorted(provinces.items()):
        place = division(f"{code}0000")
        title = f"{place.name if place else code}开发区工作总结"
        found.append(Feed(f"province-{code}", title, entries, base_url))
    return found


def _entry(row: Mapping[str, Any], numbers: Sequence[Mapping[str, Any]]) -> Entry:
    place = " ".join(part for part in (row["province"], row["county"], row["zone"]) if part)
    year = f"{row['report_year']}年" if row["report_year"] else ""
    title = row["title"] or f"{row['zone'] or place}{year}工作总结"
    corrected = row["version"] > 1
    lines = [f"{place} {year}".strip()]
    if corrected:
        lines.append(f"第{row['version']}版:原文有修改")
    lines += [
        f"{item.label} {item.value}" + (f",同比 {item.growth}" if item.growth else "")
        for item in headlines([dict(number) for number in numbers], row["document_id"])
    ]
    day = row["published_at"]
    first: datetime = row["first_at"].astimezone(UTC)
    published = datetime.combine(day, time(), _CHINA) if day else first
    return Entry(
        report_id=row["report_id"],
        title=f"[更正] {title}" if corrected else title,
        url=row["url"],
        author=row["county"] or row["zone"] or "zonereports",
        # A page may bear a day that is still to come.
        published=min(published, first),
        updated=row["fetched_at"].astimezone(UTC),
        summary="\n".join(line for line in lines if line),
        terms=tuple(
            term
            for term in (
                "corrected" if corrected else "first",
                row["province"],
                row["zone"],
                str(row["report_year"] or ""),
            )
            if term
        ),
    )


def _replace(path: Path, body: bytes) -> bool:
    """Put a file in place at once; False when the same bytes stand there."""
    if path.is_file() and path.read_bytes() == body:
        return False
    staged = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        staged.write_bytes(body)
        staged.replace(path)
    except OSError:
        staged.unlink(missing_ok=True)
        raise
    return True
