"""A difference for people and for programs: one HTML page, one JSON file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from zonereports.pipeline.difference import DOCUMENT_COLUMNS, Difference, ValueChange

_SHOWN = 500
"""Changes on the page; the JSON file lists more."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where a difference stands."""

    json: Path
    html: Path


def write_difference(found: Difference, folder: Path, *, at: datetime, title: str) -> Written:
    """Write `difference.json` and `difference.html` into a folder, replacing earlier ones."""
    folder.mkdir(parents=True, exist_ok=True)
    told = _told(found, at=at, title=title)
    written = Written(folder / "difference.json", folder / "difference.html")
    _replace(written.json, json.dumps(told, ensure_ascii=False, indent=1, default=str))
    _replace(written.html, _page(told, found))
    return written


def _told(found: Difference, *, at: datetime, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "made_at": at.isoformat(),
        "rows": {
            name: {"before": before, "after": after} for name, (before, after) in found.rows.items()
        },
        "documents": dict(found.documents_count),
        "values": dict(found.total),
        "by_zone_and_indicator": [
            {
                "zone": zone or None,
                "indicator": indicator,
                **{kind: counts[kind] for kind in ("added", "removed", "changed")},
            }
            for (zone, indicator), counts in sorted(found.counts.items())
        ],
        "document_changes": [_change(change) for change in found.documents],
        "value_changes": [_change(change) for change in found.values],
        "value_changes_not_listed": found.total.total() - len(found.values),
    }


def _change(change: ValueChange) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": change.kind, "report_id": change.report_id}
    told |= {"before": change.before, "after": change.after}
    return told | ({"fields": list(change.fields)} if change.fields else {})


def _page(told: dict[str, Any], found: Difference) -> str:
    from jinja2 import Environment

    template = files("zonereports.pipeline").joinpath("difference.html.j2").read_text("utf-8")
    return (
        Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        .from_string(template)
        .render(
            told=told,
            values=found.values[:_SHOWN],
            documents=found.documents[:_SHOWN],
            document_columns=DOCUMENT_COLUMNS,
            total=found.total,
            empty=found.empty,
        )
    )


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
