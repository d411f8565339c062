"""The catalogue of indicators: what a number of a report can measure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the catalogue."""

    code: str
    zh: str
    en: str
    definition: str
    dimension: str
    """money, money_rate, count, person, area or energy."""
    unit: str
    """Base unit of a level: CNY, USD, m2, item, person …"""
    range: tuple[float, float]
    """Plausible yearly level of one zone, in the base unit."""
    part_of: str | None
    """The indicator that this one can never exceed."""
    names: tuple[re.Pattern[str], ...]
    phrases: re.Pattern[str] | None
    """The words round a count, which stands as #."""
    units: frozenset[str]
    """Classifiers it is counted in; empty for any."""
    weak: bool
    """Gives way to another indicator named inside its words."""
    excluded: re.Pattern[str] | None
    """Words that forbid the indicator although a phrase fits."""


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Indicator]:
    """All indicators by code, in the order of the file; read once."""
    import yaml

    raw = files("zonereports.observations").joinpath("catalogue.yaml").read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries: dict[str, dict[str, Any]] = yaml.load(raw, Loader=loader)  # noqa: S506
    return MappingProxyType({code: _indicator(code, fields) for code, fields in entries.items()})


def _indicator(code: str, fields: dict[str, Any]) -> Indicator:
    low, high = fields["range"]
    return Indicator(
        code=code,
        zh=fields["zh"],
        en=fields["en"],
        definition=fields["definition"],
        dimension=fields["dimension"],
        unit=fields["unit"],
        range=(float(low), float(high)),
        part_of=fields.get("part_of"),
        names=tuple(re.compile(p) for p in fields.get("names", ())),
        phrases=re.compile("|".join(fields["phrases"])) if "phrases" in fields else None,
        units=frozenset(fields.get("units", ())),
        weak=bool(fields.get("weak", False)),
        excluded=re.compile("|".join(fields["except"])) if "except" in fields else None,
    )
