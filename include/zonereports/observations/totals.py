"""Parts that exceed their whole, and months that exceed their year, over all reports of a zone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from zonereports.observations.catalogue import catalogue
from zonereports.observations.claims import Claims, is_headline
from zonereports.observations.explaining import Verdict, amount, distance, explain_gap, is_unit_slip
from zonereports.observations.intervals import in_unit_of, lenient, printed
from zonereports.observations.reconciliation import Reconciliation
from zonereports.observations.single import CAN_FALL, SINGLE, STOCKS
from zonereports.observations.statement import Span, Statement


def check_parts(claims: Claims) -> Iterator[Reconciliation]:
    """Amounts that exceed what the catalogue says they are part of: 工业投资, 固定资产投资."""
    for code in claims.codes():
        for whole in wholes_of(code):
            for span in claims.spans(code):
                yield from _parts(claims, code, whole, span)


def wholes_of(code: str) -> list[str]:
    """The indicators that one is part of, nearest first, of which a zone has one value a period."""
    indicators, found = catalogue(), []
    at = indicators[code].part_of if code in indicators else None
    while at is not None:
        if at in SINGLE:
            found.append(at)
        at = indicators[at].part_of
    return found


def _parts(claims: Claims, code: str, whole: str, span: Span) -> Iterator[Reconciliation]:
    for unit in claims.units(code, span):
        wholes = [s for s in claims.levels(whole, span, unit) if is_headline(s)]
        if not wholes:
            continue
        # The largest that any report gives: a smaller one may itself be a part.
        most = max(wholes, key=amount)
        for part in claims.levels(code, span, unit):
            if printed(part.number).low > printed(most.number).high:
                yield _exceeding(part, most)
                break


def _exceeding(part: Statement, whole: Statement) -> Reconciliation:
    gap = distance(amount(part), amount(whole))
    slip = is_unit_slip(amount(part), amount(whole))
    if lenient(part.number).low <= lenient(whole.number).high:
        verdict: Verdict = "rounding"
    elif slip:
        verdict = "contradiction"
    else:
        verdict = explain_gap(gap, part, whole)
    first, last = sorted((part, whole), key=_age)
    if part.document_id == whole.document_id:
        first, last = whole, part
    return Reconciliation(
        "part",
        verdict,
        str(part.number.code),
        str(part.span),
        in_unit_of(whole.number, part.number),
        part.number.value,
        (last,),
        (first,),
        f"{part.number.label}: {part.number.quote} for {part.span} in the report on "
        f"{part.report_year} is part of {whole.number.label}, which is {whole.number.quote} in the "
        f"report on {whole.report_year}.",
    )


def check_cumulative(claims: Claims) -> Iterator[Reconciliation]:
    """Amounts of the first months of a year that exceed those of more of its months."""
    for code in claims.codes():
        if code not in SINGLE or code in STOCKS or code in CAN_FALL:
            continue
        for early, late in pairwise(claims.spans(code)):
            if early.year != late.year:
                continue
            for unit in claims.units(code, early):
                more = [s for s in claims.levels(code, late, unit) if is_headline(s)]
                for less in claims.levels(code, early, unit):
                    if is_headline(less) and more:
                        yield from _shrunk(less, max(more, key=amount))


def _shrunk(less: Statement, more: Statement) -> Iterator[Reconciliation]:
    if (
        less.document_id == more.document_id  # told among the findings of the report itself
        or lenient(less.number).low <= lenient(more.number).high
    ):
        return
    first, last = sorted((less, more), key=_age)
    yield Reconciliation(
        "cumulative",
        explain_gap(distance(amount(less), amount(more)), last, first),
        str(less.number.code),
        str(more.span),
        in_unit_of(less.number, more.number),
        more.number.value,
        (last,),
        (first,),
        f"{less.number.label}: {less.number.quote} for {less.span}, yet only {more.number.quote} "
        f"for {more.span}.",
    )


def _age(s: Statement) -> tuple[int, str, str]:
    return s.report_year, str(s.row.get("published_at") or ""), s.document_id
