"""A batch before the gate, with all that the platform knows beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from zonereports.lake import Lake
from zonereports.observations import catalogue
from zonereports.quality import Batch, Past, Verdict, check, stored_decisions
from zonereports.settings import Settings
from zonereports.state import State

_DOCUMENT = ("report_id", "zone", "county", "adcode", "period_kind", "observations")
_OBSERVATION = (
    *("report_id", "zone", "zone_level", "county", "adcode", "code", "measure", "value"),
    *("value_norm", "unit_norm", "period", "status", "scope"),
)


def check_batch(
    batch: Batch,
    name: str,
    contradictions: Mapping[str, str],
    *,
    lake: Lake,
    state: State,
    settings: Settings,
    now: datetime,
) -> Verdict:
    """Tell what of a batch may be published, by the catalogue, the lake and people's decisions."""
    indicators = catalogue()
    reports = {str(row["report_id"]) for row in batch.documents}
    return check(
        batch,
        name=name,
        ranges={code: item.range for code, item in indicators.items() if item.range},
        dimensions={code: item.dimension for code, item in indicators.items()},
        indicators=indicators,
        past=past_of(lake, batch),
        contradictions=contradictions,
        decisions=stored_decisions(state, reports),
        docs_dir=settings.quality_dir / "docs",
        results_dir=settings.quality_dir / "results",
        keep_runs=settings.data_docs_keep,
        now=now,
    )


def past_of(lake: Lake, batch: Batch) -> Past:
    """What the lake tells of other reports: of the batch's zones all, of others their levels."""
    if not batch or not lake.describe()["snapshot_id"]:
        return Past()
    reports = sorted({str(row["report_id"]) for row in batch.documents})
    codes = sorted({str(row["code"]) for row in batch.observations if row.get("code")})
    documents = lake.query(
        f"select {', '.join(_DOCUMENT)} from documents "  # noqa: S608 - names of columns
        "where is_latest and zone is not null and not list_contains(?, report_id)",
        [reports],
    )
    # Targets, parts of a zone and numbers without a code are no past of a zone.
    observations = lake.query(
        f"select {', '.join(_OBSERVATION)} from observations "  # noqa: S608 - names of columns
        "where scope = 'zone' and zone is not null and measure in ('level', 'yoy') "
        "and status <> 'target' and list_contains(?, code) and not list_contains(?, report_id)",
        [codes, reports],
    )
    return Past.of(documents.to_pylist(), observations.to_pylist())
