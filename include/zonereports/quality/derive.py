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
from typing import TYPE_CHECKING

from zonereports.errors import WrongSetting
from zonereports.quality import derive_documents as document
from zonereports.quality import derive_observations as observation
from zonereports.quality import grounding
from zonereports.quality.batch import Row, Table
from zonereports.quality.past import Past

if TYPE_CHECKING:
    from zonereports.observations import Indicator


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a row is compared with.

    Raises:
        WrongSetting: the lowest value of a range is above its highest.
    """

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
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    """The catalogue, for what depends on the zone's level or on an indicator's names."""
    past: Past = field(default_factory=Past)
    """What the lake and the batch tell of zones and years."""
    contradictions: Mapping[str, str] = field(default_factory=dict)
    """observation_id to what other numbers of its report say against it."""
    shifts: dict[str, float] = field(default_factory=dict)
    """document_id to the median of its levels' ratios to the zone's history."""
    peer_shifts: dict[str, float] = field(default_factory=dict)
    """The same to what zones of its level have."""
    _names: dict[tuple[str, str], tuple[int, frozenset[str]] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for ranges in (self.ranges, *self.ranges_by_level.values()):
            for code, (low, high) in ranges.items():
                if low > high:
                    raise WrongSetting(f"range of {code}: {low} is above {high}")

    def named(self, label: str, dimension: str) -> tuple[int, frozenset[str]] | None:
        """The longest name of an indicator of this dimension in a label, and whose it is."""
        key = (label, dimension)
        if key not in self._names:
            found = [
                (match.end() - match.start(), code)
                for code, indicator in self.indicators.items()
                if indicator.dimension == dimension and not indicator.weak
                if not (indicator.excluded and indicator.excluded.search(label))
                for name in indicator.names
                for match in name.finditer(label)
            ]
            longest = max((length for length, _ in found), default=0)
            codes = frozenset(code for length, code in found if length == longest)
            self._names[key] = (longest, codes) if longest else None
        return self._names[key]


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
        "zone_named": Derived(("zone", "title"), document.zone_named),
        "adcode_fits_place": Derived(("adcode", "county", "province"), document.adcode_fits_place),
        "times_numbers": Derived(("zone", "observations"), document.times_numbers),
        "times_numbers_of_peers": Derived(
            ("zone", "observations"), document.times_numbers_of_peers
        ),
        "median_times_peers": Derived(("zone", "report_year"), document.median_times_peers),
        "median_times_history": Derived(("zone", "report_year"), document.median_times_history),
    },
    "observations": {
        "mistyped": Derived((), lambda row, _: row.get("mistyped")),
        "document_known": Derived(("document_id",), observation.document_known),
        "document_agrees": Derived(grounding.PLACE, grounding.document_agrees),
        "quote_in_text": Derived(("start", "quote"), grounding.quote_in_text),
        "sentence_in_text": Derived(("start", "quote", "sentence"), grounding.sentence_in_text),
        "value_in_quote": Derived(("value", "quote"), grounding.value_in_quote),
        "unit_in_quote": Derived(("unit", "quote"), grounding.unit_in_quote),
        "norm_holds": Derived(("value", "unit", "value_norm", "unit_norm"), grounding.norm_holds),
        "sign_told": Derived(("value", "quote", "sentence"), grounding.sign_told),
        "measure_fits_unit": Derived(("measure", "unit"), grounding.measure_fits_unit),
        "growth_told": Derived(("measure", "quote", "sentence"), grounding.growth_told),
        "code_told": Derived(("code", "label", "sentence"), grounding.code_told),
        "period_named": Derived(("period", "status", "report_year"), grounding.period_named),
        "period_bounds_hold": Derived(
            ("period", "period_start", "period_end"), grounding.period_bounds_hold
        ),
        "times_history": Derived(("code", "value", "unit", "period"), observation.times_history),
        "beyond_history": Derived(
            ("code", "label", "value", "unit", "period"), observation.beyond_history
        ),
        "times_peers": Derived(("code", "value", "unit", "zone_level"), observation.times_peers),
        "beyond_peers": Derived(("code", "value", "unit", "zone_level"), observation.beyond_peers),
        "off_last_year": Derived(
            ("code", "measure", "value", "unit", "period"), observation.off_last_year
        ),
        "slip": Derived(("code", "measure", "value", "unit", "period"), observation.slip),
        "deviation": Derived(("label", "measure", "value", "unit"), observation.deviation),
        "turned": Derived(("label", "measure", "value", "unit"), observation.turned),
        "contradiction": Derived(("value", "unit"), observation.contradiction),
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
