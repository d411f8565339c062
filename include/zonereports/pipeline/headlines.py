"""The few figures of a report that an alert carries."""

from __future__ import annotations

from collections.abc import Sequence

from zonereports.alerts import Headline
from zonereports.pipeline.rows import Row

CODES = (
    "industrial_output_ads",
    "industrial_output",
    "operating_revenue",
    "industrial_value_added_ads",
    "hightech_output",
    "hightech_value_added",
    "fixed_asset_investment",
    "industrial_investment",
    "tax_revenue",
    "fdi_utilized",
)
"""In the order in which a county official reads them out."""


def headlines(observations: Sequence[Row], document_id: str) -> list[Headline]:
    """Level and growth of the headline indicators of one report, as printed."""
    levels: dict[object, Row] = {}
    growths: dict[object, Row] = {}
    for row in observations:
        if row["document_id"] != document_id or row["scope"] != "zone":
            continue
        if row["status"] not in ("actual", "estimate"):
            continue
        if row["measure"] == "level":
            levels.setdefault(row["code"], row)
        elif row["measure"] == "yoy":
            growths.setdefault(row["code"], row)
    return [
        Headline(
            str(levels[code]["label"]),
            str(levels[code]["quote"]),
            str(growths[code]["quote"]) if code in growths else None,
        )
        for code in CODES
        if code in levels
    ]
