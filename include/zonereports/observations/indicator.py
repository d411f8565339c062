"""One indicator: its entry in `catalogue.yaml`, checked key by key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from zonereports.errors import WrongSetting

Level = Literal["national", "provincial", "county"]
LEVELS: tuple[Level, ...] = ("national", "provincial", "county")
GROUPS = frozenset(
    """
    output investment trade projects enterprises land works finance jobs innovation services safety
    party
    """.split()
)
_BASES = {
    "money": ("CNY", "USD"),
    "money_rate": ("CNY/m2",),
    "area": ("m2",),
    "length": ("m",),
    "mass": ("t",),
    "energy": ("kWh",),
    "power": ("kW",),
    "count": ("item",),
    "person": ("person",),
}
_NEEDED = ("zh", "en", "definition", "aliases", "group", "dimension", "unit", "range")
_ALLOWED = frozenset(
    (*_NEEDED, "fine", "parent", "part_of", "weak", "units", "names", "phrases", "except")
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the catalogue."""

    code: str
    zh: str
    en: str
    definition: str
    aliases: tuple[str, ...]
    """Other ways reports write it."""
    group: str
    fine: bool
    """Ours, finer than the annotation guide: names only what finds no other indicator."""
    dimension: str
    """money, money_rate, area, length, mass, energy, power, count or person."""
    unit: str
    """Base unit of a level: CNY, USD, m2, item, person …"""
    ranges: Mapping[Level, tuple[float, float]]
    """What one zone of each level can have, in the base unit."""
    parent: str | None
    """The broader indicator under which it is listed."""
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

    @property
    def range(self) -> tuple[float, float]:
        """What a zone of any level can have."""
        lows, highs = zip(*self.ranges.values(), strict=True)
        return min(lows), max(highs)


def read_indicator(code: str, entry: object) -> Indicator:
    """The indicator that an entry describes.

    Raises:
        WrongSetting: a key is missing, unknown or wrong; the message names it.
    """
    if not re.fullmatch("[a-z][a-z0-9_]*", code):
        raise _wrong(code, "a code is small letters, digits and _")
    if not isinstance(entry, dict):
        raise _wrong(code, f"a mapping is expected, not {entry!r}")
    for key in _NEEDED:
        if key not in entry:
            raise _wrong(f"{code}.{key}", "is missing")
    for key in entry:
        if key not in _ALLOWED:
            raise _wrong(f"{code}.{key}", f"is no key; there are {', '.join(sorted(_ALLOWED))}")
    for key in ("zh", "en", "definition"):
        if not isinstance(entry[key], str) or not entry[key].strip():
            raise _wrong(f"{code}.{key}", f"words are expected, not {entry[key]!r}")
    if entry["group"] not in GROUPS:
        raise _wrong(f"{code}.group", f"one of {', '.join(sorted(GROUPS))}, not {entry['group']!r}")
    dimension, unit = entry["dimension"], entry["unit"]
    if dimension not in _BASES:
        raise _wrong(f"{code}.dimension", f"one of {', '.join(_BASES)}, not {dimension!r}")
    if unit not in _BASES[dimension]:
        raise _wrong(
            f"{code}.unit", f"{' or '.join(_BASES[dimension])} for {dimension}, not {unit!r}"
        )
    if not entry.get("names") and not entry.get("phrases"):
        raise _wrong(code, "needs names or phrases: nothing would find it")
    if entry.get("fine") and entry.get("names"):
        raise _wrong(f"{code}.names", "a fine indicator is found by phrases")
    return Indicator(
        code=code,
        zh=entry["zh"],
        en=entry["en"],
        definition=entry["definition"],
        aliases=_words(code, "aliases", entry),
        group=entry["group"],
        fine=_flag(code, "fine", entry),
        dimension=dimension,
        unit=unit,
        ranges=_ranges(code, entry["range"]),
        parent=entry.get("parent", entry.get("part_of")),
        part_of=entry.get("part_of"),
        names=tuple(_pattern(code, "names", p) for p in _words(code, "names", entry)),
        phrases=_any(code, "phrases", entry),
        units=frozenset(_words(code, "units", entry)),
        weak=_flag(code, "weak", entry),
        excluded=_any(code, "except", entry),
    )


def check_relations(indicators: Mapping[str, Indicator]) -> None:
    """See that every parent and whole exists, is no descendant, and is measured alike.

    Raises:
        WrongSetting: a relation is wrong; the message names it.
    """
    for code, indicator in indicators.items():
        for key in ("parent", "part_of"):
            seen, at = {code}, getattr(indicator, key)
            while at is not None:
                if at not in indicators:
                    raise _wrong(f"{code}.{key}", f"{at!r} is no indicator")
                if at in seen:
                    raise _wrong(f"{code}.{key}", f"leads back to {at}")
                seen.add(at)
                at = getattr(indicators[at], key)
        whole = indicators[indicator.part_of] if indicator.part_of else indicator
        if whole.dimension != indicator.dimension:
            raise _wrong(f"{code}.part_of", f"{whole.code} is a {whole.dimension}")


def _wrong(where: str, what: str) -> WrongSetting:
    return WrongSetting(
        f"catalogue.yaml, {where}: {what}",
        next_step="correct include/zonereports/observations/catalogue.yaml",
    )


def _words(code: str, key: str, entry: dict[str, Any]) -> tuple[str, ...]:
    found = entry.get(key, ())
    listed = isinstance(found, list | tuple) and all(isinstance(w, str) and w for w in found)
    if not listed or (key in entry and not found):
        raise _wrong(f"{code}.{key}", f"a list of words is expected, not {found!r}")
    return tuple(found)


def _flag(code: str, key: str, entry: dict[str, Any]) -> bool:
    found = entry.get(key, False)
    if not isinstance(found, bool):
        raise _wrong(f"{code}.{key}", f"true or false is expected, not {found!r}")
    return found


def _pattern(code: str, key: str, pattern: str) -> re.Pattern[str]:
    try:
        found = re.compile(pattern)
    except re.error as error:
        raise _wrong(f"{code}.{key}", f"{pattern!r} is no regular expression: {error}") from None
    if found.fullmatch(""):
        raise _wrong(f"{code}.{key}", f"{pattern!r} fits everything")
    return found


def _any(code: str, key: str, entry: dict[str, Any]) -> re.Pattern[str] | None:
    if key not in entry:
        return None
    patterns = _words(code, key, entry)
    for pattern in patterns:
        if key == "phrases" and "#" not in pattern:
            raise _wrong(f"{code}.{key}", f"{pattern!r} has no # for the number")
    try:
        return re.compile("|".join(patterns))
    except re.error:
        for pattern in patterns:
            _pattern(code, key, pattern)  # says which
        raise


def _ranges(code: str, given: object) -> dict[Level, tuple[float, float]]:
    if not isinstance(given, dict) or set(given) != set(LEVELS):
        raise _wrong(f"{code}.range", f"{', '.join(LEVELS)} are expected, not {given!r}")
    found: dict[Level, tuple[float, float]] = {}
    for level in LEVELS:
        bounds = given[level]
        numbers = isinstance(bounds, list) and len(bounds) == 2
        if not numbers or not all(isinstance(b, int | float) for b in bounds):
            raise _wrong(f"{code}.range.{level}", f"two numbers are expected, not {bounds!r}")
        if bounds[0] >= bounds[1]:
            raise _wrong(f"{code}.range.{level}", f"{bounds[0]} is not below {bounds[1]}")
        found[level] = float(bounds[0]), float(bounds[1])
    for wide, narrow in zip(LEVELS, LEVELS[1:], strict=False):
        if found[narrow][1] > found[wide][1]:
            raise _wrong(f"{code}.range.{narrow}", f"reaches above that of {wide}")
    return found
