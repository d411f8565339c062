"""The comparable numbers of a zone, by indicator and time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from zonereports.observations.intervals import printed
from zonereports.observations.single import SINGLE
from zonereports.observations.statement import Span, Statement

Reached = ("actual", "estimate")


class Claims:
    """What the reports of one zone state, ready to be compared."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.all = [s for s in statements if s.span is not None]
        self._levels: dict[tuple[str, Span], list[Statement]] = defaultdict(list)
        self._beside: dict[tuple[str, str | None, Span | None], list[Statement]] = defaultdict(list)
        for s in self.all:
            o = s.number
            self._beside[s.document_id, o.code, s.span].append(s)
            if s.is_level and o.status != "target" and o.qualifier is None and o.code and s.span:
                self._levels[o.code, s.span].append(s)

    def levels(self, code: str, span: Span, unit: str | None) -> list[Statement]:
        """Amounts of an indicator over a time, by any report, in the order of the reports' years."""
        return [s for s in self._levels.get((code, span), ()) if s.number.unit_norm == unit]

    def own(self, code: str, span: Span, unit: str | None) -> list[Statement]:
        """The whole amount as the reports on that very year state it, each value once."""
        return distinct(
            s
            for s in self.levels(code, span, unit)
            if s.report_year == span.year and s.number.status in Reached and is_headline(s)
        )

    def headlines(self) -> Iterator[Statement]:
        """Each amount that a report states of its own year, every distinct value of it."""
        seen: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
        for (code, span), group in self._levels.items():
            for s in group:
                if s.report_year != span.year or s.number.status not in Reached:
                    continue
                if is_headline(s):
                    seen[code, span, s.document_id, s.number.unit_norm].append(s)
        for group in seen.values():
            yield from distinct(group)

    def spans(self, code: str) -> list[Span]:
        """The times of which a level of an indicator is stated, oldest first."""
        found = {span for of, span in self._levels if of == code}
        return sorted(found, key=lambda span: (span.year, span.until))

    def units(self, code: str, span: Span) -> list[str]:
        """The base units in which a level is stated."""
        group = self._levels.get((code, span), ())
        return sorted({s.number.unit_norm for s in group if s.number.unit_norm})

    def codes(self) -> list[str]:
        """The indicators of which a level is stated."""
        return sorted({code for code, _ in self._levels})

    def beside(self, level: Statement, fits: Callable[[Statement], bool]) -> list[Statement]:
        """Numbers of the same report, indicator and time, each value once."""
        near = self._beside.get((level.document_id, level.number.code, level.span), ())
        return distinct(s for s in near if fits(s))


def is_headline(s: Statement) -> bool:
    """Whether it is the one value that a zone has."""
    return s.number.code in SINGLE and s.is_whole


def distinct(group: Iterable[Statement]) -> list[Statement]:
    """The first of those that print the same number, within what printing leaves open."""
    kept: list[Statement] = []
    for s in group:
        same = (
            s.document_id == k.document_id and printed(s.number).meets(printed(k.number))
            for k in kept
        )
        if not any(same):
            kept.append(s)
    return kept
