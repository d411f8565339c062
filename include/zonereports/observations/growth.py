"""A zone's level, its growth and last year's level, as two reports in succession state them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zonereports.observations.claims import Claims, is_headline
from zonereports.observations.explaining import (
    amount,
    distance,
    explain,
    explain_growth,
    is_unit_slip,
)
from zonereports.observations.intervals import in_unit_of, judge, lenient, printed
from zonereports.observations.reconciliation import Reconciliation
from zonereports.observations.single import STOCKS
from zonereports.observations.statement import Span, Statement

_OTHER_TIME = re.compile(
    r"年均|平均|环比|较年初|比年初|较(?:19|20)\d\d|比(?:19|20)\d\d|[两三四五]年|翻"
)
_MAX_YEARS = 3
"""So many years apart, two amounts can still tell that one has the wrong unit."""
_TELLING_DIGITS = 4
"""Two years with the same number of so many digits: once in some ten thousand by chance."""


def check_last_year(claims: Claims) -> Iterator[Reconciliation]:
    """Amounts of a year as its own report gave them, and as a report of a later year does."""
    for s in claims.all:
        o, span = s.number, s.span
        later = span is not None and span.year < s.report_year
        if not later or not is_headline(s) or not s.is_level or o.qualifier or o.status == "target":
            continue
        assert span is not None
        first = claims.own(str(o.code), span, o.unit_norm)
        if not first or any(printed(o).meets(printed(f.number)) for f in first):
            continue
        yield from _restated(s, first[0])


def _restated(s: Statement, first: Statement) -> Iterator[Reconciliation]:
    verdict = explain(s, first)
    if verdict is None:
        return
    slip = is_unit_slip(amount(s), amount(first))
    yield Reconciliation(
        "unit" if slip else "restated",
        "contradiction" if slip else verdict,
        str(s.number.code),
        str(s.span),
        in_unit_of(first.number, s.number),
        s.number.value,
        (s,),
        (first,),
        f"{s.number.label}: the report on {s.report_year} gives {s.number.quote} for {s.span}, "
        f"the report on {first.report_year} itself gave {first.number.quote}.",
    )


def check_growth(claims: Claims) -> Iterator[Reconciliation]:
    """Levels of two years against the growth between them, their units, and mere repetition."""
    for level in claims.headlines():
        o, span = level.number, level.span
        assert span is not None
        slip = _slip(claims, level, span)
        if slip is not None:
            yield slip
            continue
        growths = claims.beside(level, _is_growth)
        for base in claims.own(str(o.code), span.before(), o.unit_norm):
            if _is_copied(level, base, growths):
                yield _copied(level, base, growths)
            elif not _prior_stated(claims, level, span):
                for growth in growths:
                    yield from _grown(level, growth, base)


def _slip(claims: Claims, level: Statement, span: Span) -> Reconciliation | None:
    """The amount against that of the last year that has one."""
    o = level.number
    for back in range(1, _MAX_YEARS + 1):
        before = claims.own(str(o.code), Span(span.year - back, span.until), o.unit_norm)
        if not before:
            continue
        if not all(is_unit_slip(amount(level), amount(b)) for b in before):
            return None
        return Reconciliation(
            "unit",
            "contradiction",
            str(o.code),
            str(span),
            in_unit_of(before[0].number, o),
            o.value,
            (level,),
            (before[0],),
            f"{o.label}: {o.quote} for {span} after {before[0].number.quote} for "
            f"{before[0].span}: one of them is in the wrong unit.",
        )
    return None


def _is_growth(s: Statement) -> bool:
    o = s.number
    return (
        o.measure == "yoy"
        and o.status in ("actual", "estimate")
        and o.qualifier is None
        and o.value > -100
        and not _OTHER_TIME.search(s.lead)
        and s.is_whole
    )


def _is_copied(level: Statement, base: Statement, growths: list[Statement]) -> bool:
    o, b = level.number, base.number
    if o.code in STOCKS or o.value != b.value or o.unit != b.unit:
        return False
    digits = format(o.value, "f").replace(".", "").strip("0")
    return len(digits) >= _TELLING_DIGITS or any(abs(g.number.value) >= 1 for g in growths)


def _copied(level: Statement, base: Statement, growths: list[Statement]) -> Reconciliation:
    o = level.number
    said = f", with a growth of {growths[0].number.quote}" if growths else ""
    return Reconciliation(
        "copied",
        "contradiction",
        str(o.code),
        str(level.span),
        None,
        o.value,
        (level, *growths[:1]),
        (base,),
        f"{o.label}: {o.quote} for {level.span}{said} is digit for digit what the report on "
        f"{base.report_year} gave for {base.span}.",
    )


def _prior_stated(claims: Claims, level: Statement, span: Span) -> bool:
    """Whether the report gives last year's amount itself: then that is what is compared."""
    return any(
        s.document_id == level.document_id and is_headline(s)
        for s in claims.levels(str(level.number.code), span.before(), level.number.unit_norm)
    )


def _grown(level: Statement, growth: Statement, base: Statement) -> Iterator[Reconciliation]:
    now, pace, before = level.number, growth.number, base.number
    if now.value < 0 or lenient(before).low <= 0:
        return
    tight = printed(now).percent_of(printed(before)).shifted(-100), printed(pace)
    loose = lenient(now).percent_of(lenient(before)).shifted(-100), lenient(pace)
    severity = judge(tight, loose)
    if severity is None:
        return
    implied = amount(level) / (1 + pace.value / 100)
    verdict = (
        "rounding"
        if severity == "rounding"
        else explain_growth(distance(implied, amount(base)), level, base)
    )
    places = Decimal(1).scaleb(min(int(pace.value.as_tuple().exponent), -1))
    expected = ((tight[0].low + tight[0].high) / 2).quantize(places)
    yield Reconciliation(
        "growth",
        verdict,
        str(now.code),
        str(level.span),
        expected,
        pace.value,
        (growth, level),
        (base,),
        f"{now.label}: {now.quote} for {level.span} after {before.quote} in the report on "
        f"{base.report_year} make a growth of {expected}%, stated is {pace.quote}.",
    )
