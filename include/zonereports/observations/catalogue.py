"""The catalogue of indicators: what a number of a report can measure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from zonereports.errors import WrongSetting
from zonereports.observations.indicator import LEVELS, Indicator, check_relations, read_indicator

_ENTRY = re.compile("^([a-z0-9_]+):", re.MULTILINE)


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Indicator]:
    """All indicators by code, in the order of the file; read once.

    Raises:
        WrongSetting: an entry of the file is wrong; the message names the key.
    """
    return read_catalogue(
        files("zonereports.observations").joinpath("catalogue.yaml").read_text("utf-8")
    )


def read_catalogue(text: str) -> Mapping[str, Indicator]:
    """The indicators that a YAML text describes.

    Raises:
        WrongSetting: an entry is wrong, or two bear one code.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        entries = yaml.load(text, Loader=loader)  # noqa: S506
    except yaml.YAMLError as error:
        raise WrongSetting(f"catalogue.yaml is no YAML: {error}") from None
    if not isinstance(entries, dict):
        raise WrongSetting("catalogue.yaml: indicators by their codes are expected")
    # The loader keeps the last of two entries and says nothing.
    for code, times in Counter(_ENTRY.findall(text)).items():
        if times > 1:
            raise WrongSetting(f"catalogue.yaml: {code} stands there twice")
    found = {code: read_indicator(str(code), entry) for code, entry in entries.items()}
    check_relations(found)
    return MappingProxyType(found)


def ranges_by_level() -> Mapping[str, Mapping[str, tuple[float, float]]]:
    """For each level of zones, what each indicator can be, by code, in the base unit."""
    indicators = catalogue()
    return {
        level: {code: item.ranges[level] for code, item in indicators.items()} for level in LEVELS
    }
