"""Columns that are computed before the rules run, so that a rule stays one line of YAML.

Each takes one row whose values have their declared types, and what the batch knows beside it.
True and False answer a question, None says that it does not arise; other values are compared.
Null never fails a rule on a column's values, so "does not arise" passes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from zonereports.quality import derive_documents as document
from zonereports.quality import derive_observations as observation
from zonereports.quality.batch import Row, Table


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a row is compared with."""

    documents: Mapping[str, Row] = field(default_factory=dict)
    """The batch's documents by document_id."""
    counts: Counter[str] = field(default_factory=Counter)
    """How many observations of the batch name each document_id."""
    dimensions: Mapping[str, str] = field(default_factory=dict)
    """Indicator code to dimension (money, area, …) or to its units, `|` between them."""
    ranges: Mapping[str, tuple[Decimal | float, Decimal | float]] = field(default_factory=dict)
    """Indicator code to the lowest and highest possible value_norm of a zone."""
    ranges_by_level: Mapping[str, Mapping[str, tuple[Decimal | float, Decimal | float]]] = field(
        default_factory=dict
    )
    """The same by the level of the zone (national, provincial, county), where it is known."""


@dataclass(frozen=True, slots=True)
class Derived:
    """One computed column."""

    reads: tuple[str, ...]
    """The columns it looks at: a refused row is explained with their values."""
    compute: Callable[[Row, Surroundings], object]


DERIVED: Mapping[Table, Mapping[str, Derived]] = {
    "documents": {
        "mistyped": Derived((), lambda row, _: row.get("mistyped")),
        "text_length": Derived((), document.text_length),
        "digest_holds": Derived(("text_sha256",), document.digest_holds),
        "characters_hold": Derived(("characters",), document.characters_hold),
        "year_or_copy": Derived(("report_year", "source_kind"), document.year_or_copy),
        "report_year_possible": Derived(
            ("report_year", "fetched_at"), document.report_year_possible
        ),
        "plan_year_fits": Derived(("report_year", "plan_year"), document.plan_year_fits),
        "published_by_fetch": Derived(("published_at", "fetched_at"), document.published_by_fetch),
        "published_after_start": Derived(
            ("published_at", "report_year"), document.published_after_start
        ),
        "official_as_its_source": Derived(
            ("official", "source_kind"), document.official_as_its_source
        ),
        "observations_here": Derived(("observations",), document.observations_here),
    },
    "observations": {
        "mistyped": Derived((), lambda row, _: row.get("mistyped")),
        "document_known": Derived(("document_id",), observation.document_known),
        "document_agrees": Derived(
            ("report_id", "report_year", "site", "capture_id"), observation.document_agrees
        ),
        "quote_in_text": Derived(("start", "quote"), observation.quote_in_text),
        "value_in_quote": Derived(("value", "quote"), observation.value_in_quote),
        "value_kept_exactly": Derived(("value",), observation.value_kept_exactly),
        "code_known": Derived(("code",), observation.code_known),
        "unit_fits": Derived(("code", "measure", "unit", "unit_norm"), observation.unit_fits),
        "zone_level_value": Derived(("code", "value", "unit"), observation.zone_level_value),
        "lo": Derived((), observation.lowest),
        "hi": Derived((), observation.highest),
        "growth": Derived(("code", "value", "unit"), observation.growth),
        "share_of_whole": Derived(("label", "value", "unit"), observation.share_of_whole),
        "ratio": Derived(("label", "value", "unit"), observation.ratio),
        "rank_position": Derived(("label", "value"), observation.rank_position),
        "amount": Derived(("code", "value", "unit"), observation.amount),
        "period_possible": Derived(("period", "report_year"), observation.period_possible),
        "period_in_report": Derived(("period", "report_year"), observation.period_in_report),
        "period_in_order": Derived(("period_start", "period_end"), observation.period_in_order),
        "actual_not_ahead": Derived(
            ("status", "period", "published_at"), observation.actual_not_ahead
        ),
    },
}
"""The computed columns that rules may name, per table."""


def derive(row: Row, table: Table, around: Surroundings) -> Row:
    """The row with its computed columns."""
    return row | {name: it.compute(row, around) for name, it in DERIVED[table].items()}
