"""From a text to its observations: the front door's one function."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from zonereports.observations import exclusions, heading, scope, tabular, years
from zonereports.observations.binding import Binder
from zonereports.observations.ledger import close
from zonereports.observations.observation import Excluded, Extraction, Observation
from zonereports.observations.parts import SectionLike, find_parts
from zonereports.observations.quantities import Mark, Quantity, scan
from zonereports.observations.reading import Reading, fold, read
from zonereports.observations.thresholds import why_not
from zonereports.observations.wordless import find_wordless, word_value


def observe(
    text: str,
    *,
    title: str | None = None,
    report_year: int | None = None,
    sections: Sequence[SectionLike] = (),
    zone: str | None = None,
) -> Extraction:
    """Find every number that a text states, with what it measures.

    Deterministic, and linear in the length of the text. Without `report_year` the year under
    review is read from the title and the first sentences; a masked year stays unknown, and so
    does every period that depends on it.

    Args:
        text: plain text of a report, paragraphs separated by line ends.
        title: what the document is called, when its text does not begin with it: it says which
            year, half-year or quarter the numbers cover. Its own numbers are not observations.
        report_year: the year under review, where the document tells.
        sections: headings of the document; without them the text's own numbering is used.
        zone: the zone's name, so that a park of that name is not taken for a part of it.
    """
    if title and not heading.stands_in(title, text):
        lead = f"{title}\n"
        whole = observe(
            lead + text,
            report_year=report_year,
            sections=heading.moved(sections, len(lead)),
            zone=zone,
        )
        return heading.without_lead(whole, len(lead))
    reading = read(text)
    quantities, marks = scan(reading.text)
    calendar = years.find_calendar(reading.text, report_year)
    kept, refused = _sift(reading, quantities, calendar.year)
    planned = calendar.planned is not None
    parts = find_parts(reading, sections, planned=planned, year=calendar.year)
    ground = scope.find_ground(reading.text, zone)
    binder = Binder(reading, calendar=calendar, parts=parts, ground=ground)
    observations = binder.bind(kept)
    implied: tuple[Observation, ...] = ()
    if wordless := find_wordless(reading.text, marks):
        # Bound in a walk of their own, so that no number leans on a word.
        again = Binder(reading, calendar=calendar, parts=parts, ground=ground)
        told = again.bind(sorted([*kept, *wordless], key=lambda q: q.start))
        implied = tuple(o for o in told if o.rule == "no numeral" and o.confidence)
    from_tables, table_marks = tabular.observe_tables(reading, calendar, binder.covered)
    observations = sorted([*observations, *from_tables], key=lambda o: o.start)
    excluded = [_excluded(reading, m) for m in [*marks, *refused]]
    excluded += [Excluded(s, text[s:e], reason) for s, e, reason in table_marks]
    excluded += [Excluded(s, text[s:e], "page number") for s, e in reading.residue]
    known, gaps = close(text, observations, excluded)
    return Extraction(tuple(observations), known, gaps, implied)


def _sift(
    reading: Reading, quantities: list[Quantity], year: int | None
) -> tuple[list[Quantity], list[Mark]]:
    """Split quantities into those that carry data and those that do not."""
    kept: list[Quantity] = []
    refused: list[Mark] = []
    metadata = deque(m.span() for m in exclusions.METADATA.finditer(reading.text))
    text = reading.text
    previous_reason: str | None = None
    for index, quantity in enumerate(quantities):
        following = quantities[index + 1] if index + 1 < len(quantities) else None
        reason = why_not(text, quantity, following)
        if quantity.kind == "high" and previous_reason == "category threshold":
            reason = previous_reason
        while metadata and metadata[0][1] <= quantity.start:
            metadata.popleft()
        if metadata and metadata[0][0] <= quantity.start:
            reason = "metadata"
        elif reason is None and _corrupted(quantity, year):
            reason = "corrupted number"
        previous_reason = reason
        if reason is None:
            kept.append(quantity)
        else:
            refused.append(Mark(quantity.start, quantity.end, reason))
    return kept, refused


def _corrupted(quantity: Quantity, year: int | None) -> bool:
    """A careless change of the year inside a number: 2000 亩 became 202300 亩."""
    digits = str(quantity.value)
    return (
        year is not None
        and digits.startswith(str(year))
        and len(digits) > 5
        and digits[4:].strip("0") == ""
    )


def _excluded(reading: Reading, mark: Mark) -> Excluded:
    start, end = reading.span(mark.start, mark.end)
    quote = reading.source[start:end]
    lead = len(quote) - len(quote.lstrip())
    return Excluded(start + lead, quote.strip(), mark.kind)


def value_of(quote: str) -> Decimal | None:
    """The value that a quote states by itself, without sign words; None when it states none.

    For every observation this is the absolute value of the row: a check on stored rows that needs
    nothing but the row.
    """
    lead = "居" if quote.startswith("第") else "达"  # a bare 第3 is a rank only behind 居
    quantities, _ = scan(read(f"{lead}{quote}").text)
    if not quantities:
        return word_value(fold(quote))
    return abs(quantities[-1].value)


def to_json(observation: Observation) -> dict[str, Any]:
    """The observation with the annotation guide's keys in their order, then ours.

    `value` is a JSON number where that is exact, else a numeric string.
    """
    o = observation
    return {
        "start": o.start,
        "quote": o.quote,
        "code": o.code,
        "label": o.label,
        "measure": o.measure,
        "value": _json_number(o.value),
        "unit": o.unit,
        "period": o.period,
        "status": o.status,
        "scope": o.scope,
        "qualifier": o.qualifier,
        "value_norm": None if o.value_norm is None else _json_number(o.value_norm),
        "unit_norm": o.unit_norm,
        "rule": o.rule,
        "confidence": o.confidence,
    }


def _json_number(value: Decimal) -> int | float | str:
    if value == value.to_integral_value() and abs(value) < 2**53:
        return int(value)
    short = float(value)
    if Decimal(json.dumps(short)) == value:
        return short
    return str(value)
