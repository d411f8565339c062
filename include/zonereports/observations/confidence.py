"""How sure a row is: the share of rows bound by the same rule that a reader's gold confirms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

_REVIEW = 0.5
"""Below, a person should look: what the rules themselves hold for a guess stays one."""

_WEIGHT = 10


@lru_cache(maxsize=1)
def measured() -> Mapping[str, tuple[int, int, int, int]]:
    """For each rule, with and without an indicator, how many rows were seen and how many right.

    First on the texts that the grammar was developed on, then at the first run on blind ones.

    Written by `python -m benchmarks confidence`.
    """
    import yaml

    text = files("zonereports.observations").joinpath("confidence.yaml").read_text("utf-8")
    return {key: tuple(counts) for key, counts in yaml.safe_load(text).items()}


def key_of(rule: str, coded: bool) -> str:
    """The entry of a rule: its rows with an indicator of the guide fare unlike those without."""
    return f"{rule}, {'coded' if coded else 'uncoded'}"


@lru_cache(maxsize=256)
def calibrated(rule: str, coded: bool, by_rule: float) -> float:
    """The share of rows like this one that are right in every field, 0 to 1.

    `by_rule` is what the rule itself says: it holds where nothing was measured, and where it is
    below 0.5, so that a guess is always shown to a person.
    """
    seen, right, blind_seen, blind_right = measured().get(key_of(rule, coded), (0, 0, 0, 0))
    if by_rule < _REVIEW or not seen + blind_seen:
        return by_rule
    # With one row right and one wrong besides, few rows make no certainty. Texts that the grammar
    # was developed on flatter it: however many, they weigh as ten rows of a text read blind.
    known = (right + 1) / (seen + 2)
    return round((blind_right + _WEIGHT * known) / (blind_seen + _WEIGHT), 3)
