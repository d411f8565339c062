"""What a zone really achieved in a year: the figures that its reports then state.

Levels hang together: growth is computed from two levels as printed, a part never exceeds its whole,
what one year's report calls last year's figure is what last year's report said, and what it calls the
year's target is what last year's report aimed at.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

BASE_YEAR = 2018
"""Of which the ranges below are; years before it are reckoned back from it."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """How an indicator is counted and how large it is."""

    code: str
    units: tuple[tuple[str, int, int], ...]
    """Ways to print it: unit, factor from the first unit, decimals."""
    low: float
    high: float
    """Range in the base year, or of the ratio to `part_of`."""
    part_of: str | None = None
    flow: bool = True
    """Grows through the year; a stock does not."""


YI = (("亿元", 1, 2),)
INDICATORS: dict[str, Indicator] = {
    "out": Indicator("industrial_output_ads", YI, 60, 240),
    "gross": Indicator("industrial_output", YI, 1.08, 1.2, "out"),
    "va": Indicator("industrial_value_added_ads", YI, 0.19, 0.25, "out"),
    "gdp": Indicator("gdp", YI, 0.4, 0.6, "out"),
    "hto": Indicator("hightech_output", YI, 0.4, 0.6, "out"),
    "htv": Indicator("hightech_value_added", YI, 0.5, 0.8, "va"),
    "sei": Indicator("strategic_emerging_output", YI, 0.2, 0.38, "out"),
    "new": Indicator("new_product_output", YI, 0.25, 0.42, "out"),
    "rev": Indicator("operating_revenue", YI, 0.9, 0.98, "out"),
    "profit": Indicator("profit_total", YI, 0.04, 0.08, "out"),
    "tax": Indicator("tax_revenue", (("亿元", 1, 2), ("万元", 10000, 0)), 0.03, 0.05, "out"),
    "budget": Indicator("general_public_budget_revenue", (("万元", 1, 0),), 150, 260, "out"),
    "fai": Indicator("fixed_asset_investment", YI, 0.2, 0.32, "out"),
    "ind": Indicator("industrial_investment", YI, 0.6, 0.78, "fai"),
    "mfg": Indicator("manufacturing_investment", YI, 0.72, 0.9, "ind"),
    "upg": Indicator("technical_upgrading_investment", YI, 0.3, 0.5, "ind"),
    "hti": Indicator("hightech_investment", YI, 0.3, 0.55, "ind"),
    "infra": Indicator("infrastructure_investment", YI, 0.08, 0.18, "fai"),
    "exp": Indicator("exports", YI, 0.12, 0.3, "out"),
    "trade": Indicator("trade_total", YI, 1.15, 1.5, "exp"),
    "fdi": Indicator("fdi_utilized", (("万美元", 1, 0),), 8, 24, "out"),
    "ext": Indicator("external_funds_in_place", YI, 0.1, 0.25, "out"),
    "rd": Indicator("rd_expenditure", (("亿元", 1, 2), ("万元", 10000, 0)), 0.02, 0.04, "out"),
    "elec": Indicator("electricity_consumption", (("亿千瓦时", 1, 2),), 0.02, 0.05, "out"),
    "ads": Indicator("enterprises_ads", (("家", 1, 0),), 58, 190, flow=False),
    "all": Indicator("enterprises_total", (("家", 1, 0),), 4.2, 7.5, "ads", flow=False),
    "ht": Indicator("enterprises_hightech", (("家", 1, 0),), 0.3, 0.55, "ads", flow=False),
    "emp": Indicator("employment", (("人", 1, 0),), 9000, 36000, flow=False),
    "mu_va": Indicator("value_added_per_mu", (("万元/亩", 1, 1),), 70, 150),
    "mu_tax": Indicator("tax_per_mu", (("万元/亩", 1, 1),), 12, 34),
}


@dataclass(frozen=True, slots=True)
class Economy:
    """The history of one zone, the same for the same seed."""

    seed: int
    zone: str

    def unit(self, name: str) -> str:
        """The unit in which this zone always prints the indicator."""
        return self._print_as(name)[0]

    def level(self, name: str, year: int, months: int = 12) -> Decimal:
        """What was reached in the first `months` of a year, as printed."""
        _, factor, decimals = self._print_as(name)
        return _round(self._raw(name, year, months) * factor, decimals)

    def growth(self, name: str, year: int, months: int = 12) -> Decimal:
        """Growth over the same months of the year before, percent, one decimal."""
        before = self.level(name, year - 1, months)
        return _round(float((self.level(name, year, months) / before - 1) * 100), 1)

    def goal(self, name: str, year: int) -> Decimal:
        """What is aimed at for a year: 6 to 15 % above the year before, and round."""
        percent = self._dice(name, year, "goal").randint(106, 115)
        return _rounded_goal(self.level(name, year - 1) * percent / 100)

    def completion(self, name: str, year: int, months: int = 12) -> Decimal:
        """What the first `months` of a year make of its goal, percent, one decimal."""
        return _round(float(self.level(name, year, months) / self.goal(name, year) * 100), 1)

    def _print_as(self, name: str) -> tuple[str, int, int]:
        return self._dice(name, "unit").choice(INDICATORS[name].units)

    def _raw(self, name: str, year: int, months: int) -> float:
        indicator = INDICATORS[name]
        size = self._dice(name, "size").uniform(indicator.low, indicator.high)
        if indicator.part_of:
            whole = self._raw(indicator.part_of, year, months)
            # Up to 5 % either way, so that a part never outgrows its whole (ratios end at 0.9).
            return whole * size * (1 + self._dice(name, year, months).uniform(-0.05, 0.05))
        for past in range(BASE_YEAR + 1, year + 1):
            size *= self._grown(name, past)
        for later in range(year + 1, BASE_YEAR + 1):
            size /= self._grown(name, later)
        if indicator.flow and months < 12:
            size *= months / 12 * (1 + self._dice(name, year, months).uniform(-0.03, 0.03))
        return size

    def _grown(self, name: str, year: int) -> float:
        return 1 + self._dice(name, year).triangular(-0.04, 0.19, 0.08)

    def _dice(self, *about: object) -> random.Random:
        return random.Random(":".join(str(part) for part in (self.seed, self.zone, *about)))


def _round(value: float, decimals: int) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _rounded_goal(value: Decimal) -> Decimal:
    """Targets are round: 120亿元, 4.5亿元, 3600万美元."""
    if value >= 1000:
        return Decimal(round(value / 100) * 100)
    return Decimal(round(value)) if value >= 20 else round(value, 1)
