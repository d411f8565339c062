"""What there is, what is new, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zonereports.pages.reader import LakeReader, Row, Snapshot

_COLUMNS = "document_id, report_id, report_year, zone, county, province, title, published_at, fetched_at, observations, quality, period_kind, official"


@dataclass(frozen=True, slots=True)
class Grid:
    """Reports by province and year."""

    years: tuple[int, ...]
    """Newest first; 0 for unknown at the end."""
    provinces: tuple[tuple[str, tuple[int, ...], int], ...]
    """Name, count for each year, and in all; the largest first."""
    totals: tuple[int, ...]
    """For each year."""

    @property
    def most(self) -> int:
        """The largest count of a cell."""
        return max((max(counts) for _, counts, _ in self.provinces), default=0)

    @property
    def total(self) -> int:
        """All reports."""
        return sum(self.totals)


def grid(lake: LakeReader, at: Snapshot) -> Grid:
    """The latest version of each report, counted by province and year."""

    def find() -> Grid:
        rows = lake.rows(
            at,
            "select coalesce(province, '') as province, report_year, count(*) as n "
            "from {documents} where is_latest group by all",
        )
        years = sorted({int(row["report_year"]) for row in rows}, reverse=True)
        counts = {(row["province"], int(row["report_year"])): int(row["n"]) for row in rows}
        provinces = [
            (name, tuple(counts.get((name, year), 0) for year in years))
            for name in {row["province"] for row in rows}
        ]
        return Grid(
            tuple(years),
            tuple(
                (name, cells, sum(cells))
                for name, cells in sorted(provinces, key=lambda item: (-sum(item[1]), item[0]))
            ),
            tuple(sum(cells[at] for _, cells in provinces) for at in range(len(years))),
        )

    return lake.remembered(at, ("grid",), find)


def newest(lake: LakeReader, at: Snapshot, *, limit: int = 12) -> Sequence[Row]:
    """The reports that came last."""

    def find() -> list[Row]:
        return lake.rows(
            at,
            f"select {_COLUMNS} from {{documents}} where is_latest "
            f"order by fetched_at desc, document_id limit {int(limit)}",
        )

    return lake.remembered(at, ("newest", limit), find)
