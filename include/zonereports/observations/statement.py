"""A number of a report as it is set beside those of other reports of the same zone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zonereports.observations.observation import Observation
from zonereports.observations.reading import fold
from zonereports.observations.sentences import MIN_CONFIDENCE
from zonereports.observations.single import BOUND, STOCKS, is_partial, lead_of

Row = Mapping[str, Any]

_FLOW = re.compile(r"(\d{4})(?:-01/\1-(\d\d))?")
_INSTANT = re.compile(r"(\d{4})(?:-01/\1)?(?:-(\d\d))?(?:-\d\d)?")
_CLAUSE = "。;!?,:(\n\t"
_DIGIT = re.compile(r"\d")
_REACH = 80
"""So far before a number its name is looked for, in characters."""
_DECIMALS = re.compile(r"\d\.(\d+)")


@dataclass(frozen=True, slots=True)
class Span:
    """A year, from its first day to the end of a month."""

    year: int
    until: int
    """Month, 12 for a whole year."""

    def before(self) -> Span:
        """The same months a year earlier."""
        return Span(self.year - 1, self.until)

    def __str__(self) -> str:
        return str(self.year) if self.until == 12 else f"{self.year}-01/{self.year}-{self.until:02}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One number of one report."""

    row: Row
    """As in the lake's table `observations`."""
    number: Observation
    """The same, each number with the decimals it is printed in."""
    span: Span | None
    lead: str
    """The words from its name to it, with the clause that begins before the name, folded."""
    sentence: str
    """Its sentence, folded."""

    @property
    def report_year(self) -> int:
        """The year that its report reviews."""
        return int(self.row["report_year"])

    @property
    def document_id(self) -> str:
        """The version of the report that states it."""
        return str(self.row["document_id"])

    @property
    def is_whole(self) -> bool:
        """Whether nothing says that it counts only a part of what its indicator names."""
        # 其中工业投资: the part of one indicator is the whole of the next.
        words = self.lead.removeprefix("其中").lstrip(",:")
        return not is_partial(words)

    @property
    def is_level(self) -> bool:
        """Whether it is a plain amount that its own name stands beside."""
        o = self.number
        return o.measure == "level" and (o.rule in BOUND or o.status == "prior")


def statements(documents: Iterable[Row], observations: Iterable[Row]) -> Iterator[Statement]:
    """The numbers of the zone itself that can be compared, report by report, in reading order.

    Left out: what has no indicator, no period that begins with a year, a confidence below 0.5, or
    comes from a copy in a document library, a template, or a report whose year is not known.

    Args:
        documents: rows of the table `documents`, with their text.
        observations: rows of the table `observations` that belong to them.
    """
    texts = {str(row["document_id"]): fold(str(row["text"])) for row in documents}
    kept = (row for row in observations if _is_comparable(row) and row["document_id"] in texts)
    for row in sorted(kept, key=lambda r: (r["report_year"], r["document_id"], r["start"])):
        number = _as_printed(row)
        yield Statement(
            row,
            number,
            span_of(number),
            _lead(texts[str(row["document_id"])], number),
            fold(str(row.get("sentence") or "")),
        )


def _lead(flat: str, o: Observation) -> str:
    name = flat.rfind(fold(o.label), max(0, o.start - _REACH), o.start)
    if name < 0:
        return lead_of(flat, o)
    begin = max(flat.rfind(mark, 0, name) for mark in _CLAUSE) + 1
    if flat[begin - 1 : begin] == ",":
        # 前20强企业中,税收收入: a clause without numbers governs the next one.
        before = max(flat.rfind(mark, 0, begin - 1) for mark in _CLAUSE) + 1
        if not _DIGIT.search(flat, before, begin):
            begin = before
    return flat[begin : o.start]


def span_of(o: Observation) -> Span | None:
    """The months that a number covers from the year's first; None when it covers others."""
    pattern = _INSTANT if o.code in STOCKS else _FLOW
    found = pattern.fullmatch(o.period or "")
    return Span(int(found[1]), int(found[2] or 12)) if found else None


def _is_comparable(row: Row) -> bool:
    return bool(
        row["code"]
        and row["scope"] == "zone"
        and row["confidence"] >= MIN_CONFIDENCE
        and row["value_norm"] is not None
        and row.get("report_year")
        and row.get("official") is not False
    )


def _as_printed(row: Row) -> Observation:
    # The lake keeps six decimals of every number; how many were printed says how exact it is.
    value: Decimal = row["value"]
    decimals = _DECIMALS.search(fold(row["quote"]))
    printed = value.quantize(Decimal(1).scaleb(-len(decimals[1]) if decimals else 0))
    return Observation(
        start=row["start"],
        quote=row["quote"],
        code=row["code"],
        label=row["label"],
        measure=row["measure"],
        value=printed if printed == value else value.normalize(),
        unit=row["unit"],
        period=row["period"],
        status=row["status"],
        scope=row["scope"],
        qualifier=row["qualifier"],
        value_norm=Decimal(str(row["value_norm"])),
        unit_norm=row["unit_norm"],
        rule=row["rule"],
        confidence=row["confidence"],
    )
