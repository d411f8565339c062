"""The numbers and digit runs of a report as marks in its text, with what is to be said of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zonereports.document import SourceMap
from zonereports.observations import Excluded, Extraction, Observation, catalogue
from zonereports.pipeline.evidence_words import Language, word


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one number."""

    start: int
    facts: tuple[tuple[str, str], ...]
    """Pairs of name and value, in the language of the page."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that is marked; no two overlap."""

    start: int
    end: int
    kind: Literal["number", "excluded", "gap"]
    status: str = ""
    told: tuple[Told, ...] = ()
    """The number, or the numbers that share the stretch."""
    reason: str = ""


def marks(
    extraction: Extraction,
    refused: Collection[int] = (),
    source: SourceMap | None = None,
    language: Language = "zh",
) -> list[Mark]:
    """All marks of a text, in reading order.

    Args:
        extraction: the numbers of the text.
        refused: offsets of numbers that did not pass the quality gate.
        source: of a file, to say on which page, in which paragraph or cell a number stands.
        language: of what is said.
    """
    found = _numbers(extraction.observations, refused, source, language)
    taken = [(mark.start, mark.end) for mark in found]
    found += [
        mark
        for mark in (
            *(_left_out(item, "excluded", language) for item in extraction.excluded),
            *(_left_out(item, "gap", language) for item in extraction.unaccounted),
        )
        if not any(start < mark.end and mark.start < end for start, end in taken)
    ]
    return list(_apart(sorted(found, key=lambda mark: (mark.start, mark.end))))


def place_of(source: SourceMap, start: int, end: int, language: Language = "zh") -> str | None:
    """Where in a file a stretch of the text begins; None when nothing tells."""
    found = next(iter(source.ranges(start, end)), None)
    if found is None:
        return None
    place = found.place
    inside = ""
    if place.part.startswith("zip "):
        inside = word("place", "archive", language).format(place.part[4:])
    if place.kind == "sheet":
        return inside + word("place", "sheet", language).format(place.sheet, place.cell)
    if place.kind in ("page", "paragraph", "line"):
        return inside + word("place", place.kind, language).format(place.number)
    return None


def _numbers(
    observations: tuple[Observation, ...],
    refused: Collection[int],
    source: SourceMap | None,
    language: Language,
) -> list[Mark]:
    found: list[Mark] = []
    for item in sorted(observations, key=lambda item: item.start):
        end = item.start + len(item.quote)
        where = place_of(source, item.start, end, language) if source is not None else None
        told = Told(item.start, tuple(_facts(item, item.start in refused, where, language)))
        if found and item.start < found[-1].end:
            last = found.pop()
            mark = Mark(last.start, max(end, last.end), "number", last.status, (*last.told, told))
        else:
            mark = Mark(item.start, end, "number", item.status, (told,))
        found.append(mark)
    return found


def _left_out(item: Excluded, kind: Literal["excluded", "gap"], language: Language) -> Mark:
    group, code = ("excluded", item.reason) if kind == "excluded" else ("said", "gap")
    reason = word(group, code, language)
    return Mark(item.start, item.start + len(item.quote), kind, reason=reason)


def _apart(found: list[Mark]) -> Iterator[Mark]:
    end = 0
    for mark in found:
        if mark.start >= end:
            yield mark
            end = mark.end


def _facts(
    item: Observation, refused: bool, where: str | None, language: Language
) -> Iterator[tuple[str, str]]:
    return (
        (word("fact", name, language), told) for name, told in _told(item, refused, where, language)
    )


def _told(
    item: Observation, refused: bool, where: str | None, language: Language
) -> Iterator[tuple[str, str]]:
    def said(group: str, code: str) -> str:
        return word(group, code, language)

    indicator = catalogue().get(item.code or "")
    yield "quote", item.quote
    if where is not None:
        yield "place", where
    if indicator is None:
        yield "indicator", said("said", "uncoded")
    elif language == "en":
        yield "indicator", f"{indicator.en} ({item.code})"
    else:
        yield "indicator", f"{indicator.zh}（{item.code}）"
    yield "label", item.label
    yield "measure", said("measure", item.measure)
    if item.value_norm is not None:
        yield "norm", f"{plain(item.value_norm)} {said('unit', item.unit_norm or '')}"
    else:
        yield "value", f"{plain(item.value)} {item.unit}"
    yield "period", item.period or said("said", "unknown")
    yield "status", said("status", item.status)
    yield "scope", said("scope", item.scope)
    if item.qualifier is not None:
        yield "qualifier", said("qualifier", item.qualifier)
    yield "confidence", f"{item.confidence:.0%}"
    yield "rule", item.rule
    if refused:
        yield "quality", said("said", "refused")


def plain(value: Decimal) -> str:
    """A number in digits with thousands apart, without an exponent or idle zeros.

    >>> plain(Decimal("1.36650E+10")), plain(Decimal("7.50"))
    ('13,665,000,000', '7.5')
    """
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
