"""A report's title, read with its text: it often alone says which half-year the numbers cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from zonereports.observations.observation import Excluded, Extraction, Observation
from zonereports.observations.parts import About, SectionLike

_Placed = TypeVar("_Placed", Observation, Excluded)
_HEAD = 40
"""Characters before a title that a text begins with: a line of its masthead."""


@dataclass(frozen=True, slots=True)
class _MovedSection:
    level: int
    heading: str
    start: int
    end: int
    about: About | None


def stands_in(title: str, text: str) -> bool:
    """Whether the text begins with its title."""
    return title in text[: len(title) + _HEAD]


def moved(sections: Sequence[SectionLike], by: int) -> list[SectionLike]:
    """The sections of a text before which so many characters were put."""
    return [_MovedSection(s.level, s.heading, s.start + by, s.end + by, s.about) for s in sections]


def without_lead(extraction: Extraction, lead: int) -> Extraction:
    """What was found behind the first characters, placed as if they were not there."""
    return Extraction(
        _behind(extraction.observations, lead),
        _behind(extraction.excluded, lead),
        _behind(extraction.unaccounted, lead),
        _behind(extraction.implied, lead),
    )


def _behind(items: Sequence[_Placed], lead: int) -> tuple[_Placed, ...]:
    return tuple(replace(item, start=item.start - lead) for item in items if item.start >= lead)
