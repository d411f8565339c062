"""A batch before the gate, with all that the platform knows beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from zonereports.lake import Lake
from zonereports.observations import catalogue, ranges_by_level
from zonereports.quality import Batch, Past, Verdict, check, stored_decisions
from zonereports.state import State

PEERS = 500
"""Reports of other zones beside a batch: enough for medians, spreads and the usual words."""
_DOCUMENT = ("report_id", "zone", "county", "adcode", "period_kind", "observations")
_OBSERVATION = (
    *("report_id", "zone", "zone_level", "county", "adcode", "code", "label", "measure", "value"),
    *("unit", "value_norm", "unit_norm", "period", "status", "scope", "qualifier", "quote"),
)


class Check(Protocol):
    """Tells what of a batch may be published."""

    def __call__(
        self, batch: Batch, name: str, *, contradictions: Mapping[str, str], lake: Lake
    ) -> Verdict:
        """Decide about a batch.

        Args:
            batch: the rows that came in.
            name: what the run is called.
            contradictions: what findings say against observations, by observation id.
            lake: what was published before; of a replay its own.
        """


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate with the catalogue, the lake and people's decisions beside each batch."""

    state: State
    """Where the decisions are; also for a replay, whose own state holds none."""
    quality_dir: Path | None
    """Gets Data Docs and results; None for neither."""
    keep_runs: int
    now: Callable[[], datetime]

    def __call__(
        self, batch: Batch, name: str, *, contradictions: Mapping[str, str], lake: Lake
    ) -> Verdict:
        """As `Check`."""
        indicators = catalogue()
        reports = {str(row["report_id"]) for row in batch.documents}
        folder = self.quality_dir
        return check(
            batch,
            name=name,
            ranges={code: item.range for code, item in indicators.items()},
            ranges_by_level=ranges_by_level(),
            dimensions={code: item.dimension for code, item in indicators.items()},
            indicators=indicators,
            past=past_of(lake, batch),
            contradictions=contradictions,
            decisions=stored_decisions(self.state, reports),
            docs_dir=folder / "docs" if folder else None,
            results_dir=folder / "results" if folder else None,
            keep_runs=self.keep_runs,
            now=self.now(),
        )


def past_of(lake: Lake, batch: Batch) -> Past:
    """What the lake tells of the batch's zones, and of a sample of others.

    Of them all that has the batch's indicators or labels, in the same order each time: what is told
    of two equally near neighbours shall not hang on a thread's luck. The cost does not follow the
    size of the lake, but for the reading of the columns that choose.
    """
    if not batch or not lake.describe()["snapshot_id"]:
        return Past()
    reports = sorted({str(row["report_id"]) for row in batch.documents})
    zones = sorted({str(row["zone"]) for row in batch.documents if row.get("zone")})
    codes = sorted({str(row["code"]) for row in batch.observations if row.get("code")})
    labels = sorted({str(row["label"]) for row in batch.observations if not row.get("code")})
    # A report's id is a digest: the lowest ones are a sample, and the same one in every run.
    documents = lake.query(
        f"with told as (select {', '.join(_DOCUMENT)} from documents "  # noqa: S608 - columns
        "where is_latest and zone is not null "
        "and report_id not in (select unnest(?::varchar[]))) "
        "select * from told where zone in (select unnest(?::varchar[])) "
        "or report_id in (select report_id from told order by report_id limit ?) "
        "order by report_id",
        [reports, zones, PEERS],
    )
    observations = lake.query(
        f"select {', '.join(_OBSERVATION)} from observations "  # noqa: S608 - names of columns
        "where report_id in (select unnest(?::varchar[])) "
        "and scope in ('zone', 'sub') and zone is not null "
        "and (list_contains(?, code) or (code is null and list_contains(?, label))) "
        "order by observation_id",
        [documents["report_id"].to_pylist(), codes, labels],
    )
    return Past.of(documents.to_pylist(), observations.to_pylist())
