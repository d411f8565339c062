"""What a report aimed at, against what the report of that year says was reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zonereports.observations.claims import Claims, Reached, is_headline
from zonereports.observations.explaining import Verdict, amount, distance, explain_gap
from zonereports.observations.intervals import Interval, in_unit_of, judge, lenient, printed
from zonereports.observations.reconciliation import Reconciliation
from zonereports.observations.single import SINGLE
from zonereports.observations.statement import Span, Statement

# 目标任务 and its like set the target apart from the amount; whose target it is stands before it.
_SET_BY_OTHERS = re.compile("[省市县州]定|[省市县州](?:里|委|政府)?下达|考核目标")


def check_targets(claims: Claims) -> Iterator[Reconciliation]:
    """The outcome of each target, and completions that do not follow from it."""
    for target in claims.all:
        o, span = target.number, target.span
        if (
            span is None
            or span.until != 12
            or o.status != "target"
            or o.code not in SINGLE
            or o.measure not in ("level", "yoy")
            or o.qualifier == "at_most"
        ):
            continue
        reached = _reached(claims, target, span)
        for result in reached[:1]:
            yield _outcome(target, result)
        if o.measure == "level":
            yield from _completions(claims, target)


def _reached(claims: Claims, target: Statement, span: Span) -> list[Statement]:
    """What the reports on the year of a target state of it."""
    o = target.number
    return [
        s
        for s in claims.all
        if s.number.code == o.code
        and s.number.measure == o.measure
        and s.number.unit_norm == o.unit_norm
        and s.number.status in Reached
        and s.number.qualifier is None
        and s.span == span
        and s.report_year == span.year
        and s.document_id != target.document_id
        and is_headline(s)
    ]


def _outcome(target: Statement, result: Statement) -> Reconciliation:
    aim, got = target.number, result.number
    verdict: Verdict = "reached" if printed(got).high >= _pledged(target).low else "missed"
    return Reconciliation(
        "target",
        verdict,
        str(aim.code),
        str(target.span),
        in_unit_of(aim, got),
        got.value,
        (result,),
        (target,),
        f"{aim.label}: the report on {target.report_year} aimed at {aim.quote} for {target.span}, "
        f"the report on {result.report_year} states {got.quote}.",
    )


def _pledged(target: Statement) -> Interval:
    """A target of 5 亿元 is just that, not what rounds to it."""
    return Interval(amount(target), amount(target))


def _completions(claims: Claims, target: Statement) -> Iterator[Reconciliation]:
    """完成年度目标的 98% against the amount beside it and the target of the year before."""
    span = target.span
    for done in claims.all:
        o = done.number
        if (
            o.measure != "completion"
            or o.code != target.number.code
            or o.status not in Reached
            or o.qualifier is not None
            or done.span is None
            or span is None
            or done.span.year != span.year
            or done.report_year <= target.report_year
            or _SET_BY_OTHERS.search(done.lead)
        ):
            continue
        for level in claims.beside(done, lambda s: s.is_level and s.number.status in Reached):
            if level.number.unit_norm == target.number.unit_norm and is_headline(level):
                yield from _completed(done, level, target)


def _completed(done: Statement, level: Statement, target: Statement) -> Iterator[Reconciliation]:
    got, aim, stated = level.number, target.number, done.number
    if got.qualifier is not None or got.value < 0 or lenient(aim).low <= 0 or stated.value <= 0:
        return
    tight = printed(got).percent_of(_pledged(target)), printed(stated)
    severity = judge(tight, (lenient(got).percent_of(lenient(aim)), lenient(stated)))
    if severity is None:
        return
    expected = ((tight[0].low + tight[0].high) / 2).quantize(Decimal("0.1"))
    verdict: Verdict = (
        "rounding"
        if severity == "rounding"
        else explain_gap(distance(expected, stated.value), done, target)
    )
    yield Reconciliation(
        "completion",
        verdict,
        str(aim.code),
        str(done.span),
        expected,
        stated.value,
        (done, level),
        (target,),
        f"{aim.label}: {got.quote} are {expected}% of the {aim.quote} that the report on "
        f"{target.report_year} aimed at for {target.span}, stated is {stated.quote}.",
    )
