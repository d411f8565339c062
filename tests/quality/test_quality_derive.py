from datetime import date
from decimal import Decimal

import pytest

from zonereports.quality import derive_observations as ask
from zonereports.quality import grounding
from zonereports.quality.batch import typed
from zonereports.quality.derive import DERIVED, Surroundings, derive


@pytest.fixture
def known(rows):
    def make(**changes):
        return typed(rows.observation(**changes), "observations")[0]

    return make


NOTHING = Surroundings()


@pytest.mark.parametrize(
    ("quote", "value", "holds"),
    [
        ("1,234.50亿元", "1234.5", True),
        ("１２．５亿元", "12.5", True),
        ("5%", "-5", True),  # 下降5%: the sign is a word
        ("12.5亿元", "12.50", True),
        ("12.5亿元", "1.25", False),
        ("136.65亿元", "1366500", False),
        ("5—8家", "8", True),
        ("5—8家", "58", False),
        ("两万人", "2", True),
        ("两万人", "20000", False),
        ("五个", "5", True),
        ("五个", "50", False),
        ("2千家", "2", True),
        ("8\n7、9.5亩", "87", False),
        ("翻一番", "100", True),  # it grew by all of it
        ("翻一番", "2", False),
        ("若干家", "2", None),
    ],
)
def test_the_value_is_the_plain_number_of_the_quote(known, quote, value, holds):
    assert grounding.value_in_quote(known(quote=quote, value=Decimal(value)), NOTHING) is holds


def test_words_for_a_growth_state_percent_without_a_sign_of_it(known):
    text = "税收收入与上年持平。"
    around = Surroundings(documents={"d1": {"text": text}})
    flat = {"quote": "持平", "start": text.index("持平"), "value": Decimal(0), "rule": "no numeral"}
    assert grounding.unit_in_quote(known(**flat, unit="%"), around) is True
    assert grounding.unit_in_quote(known(**flat, unit="亿元"), around) is False
    assert grounding.unit_in_quote(known(**flat | {"rule": "named"}, unit="%"), around) is False


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("136.65", True),
        ("-0.000001", True),
        ("9" * 22 + ".999999", True),
        ("1E+22", False),
        ("0.0000001", False),
        ("1.10000000", True),
        ("Infinity", False),
        ("1E+400", False),
    ],
)
def test_what_the_lake_would_round_is_told(known, value, holds):
    assert ask.value_kept_exactly(known(value=Decimal(value)), NOTHING) is holds


@pytest.mark.parametrize(
    ("measure", "label", "value", "unit", "share", "ratio"),
    [
        ("share", "占全县比重", "41.2", "%", 41.2, None),
        ("share", "优良率", "7", "成", 70.0, None),
        ("share", "产销率", "103", "%", None, 103.0),
        ("level", "产销率", "103", "%", None, None),
    ],
)
def test_a_ratio_is_no_share_of_a_whole(known, measure, label, value, unit, share, ratio):
    row = known(measure=measure, label=label, value=Decimal(value), unit=unit)
    assert ask.share_of_whole(row, NOTHING) == share
    assert ask.ratio(row, NOTHING) == ratio


def test_only_a_profit_may_fall_by_more_than_all_of_it(known):
    fall = {"measure": "yoy", "value": Decimal(-140)}
    assert ask.growth(known(code="profit_total", **fall), NOTHING) is None
    assert ask.growth(known(code="exports", **fall), NOTHING) == -140
    assert ask.amount(known(code="profit_total", value=Decimal(-3)), NOTHING) is None
    assert ask.amount(known(code="exports", value=Decimal(-3)), NOTHING) == -3


@pytest.mark.parametrize(
    ("dimension", "unit_norm", "fits"),
    [
        ("money", "CNY", True),
        ("money", "m2", False),
        ("count", "item", True),
        ("CNY|USD", "USD", True),
        ("CNY", "person", False),
        ("money", None, None),
    ],
)
def test_a_unit_fits_its_dimension(known, dimension, unit_norm, fits):
    around = Surroundings(dimensions={"tax_revenue": dimension})
    assert ask.unit_fits(known(unit_norm=unit_norm), around) is fits


def test_growth_and_unknown_codes_have_no_unit_to_fit(known):
    around = Surroundings(dimensions={"tax_revenue": "money"})
    assert ask.unit_fits(known(measure="yoy", unit_norm="%"), around) is None
    assert ask.unit_fits(known(code=None, unit_norm="m2"), around) is None


@pytest.mark.parametrize(("scope", "value", "low"), [("zone", 1.0, 5.0), ("sub", 1.0, None)])
def test_a_part_of_a_zone_has_no_least_amount(known, scope, value, low):
    around = Surroundings(ranges={"tax_revenue": (5, 9)})
    row = known(scope=scope, value_norm=value)
    assert ask.zone_level_value(row, around) == value
    assert ask.lowest(row, around) == low
    assert ask.highest(row, around) == 9.0


def test_what_a_county_has_is_not_held_against_a_zone(known):
    assert ask.zone_level_value(known(scope="parent", value_norm=1e15), NOTHING) is None


@pytest.mark.parametrize(
    ("period", "possible", "near"),
    [
        ("2024", True, True),
        ("2024-01/2024-11", True, True),
        ("2023/2026", True, True),
        ("2035", True, True),
        ("2036", True, False),
        ("2014-06-30", True, True),
        ("2006", True, False),
        ("1936", False, False),
        ("2055", False, False),
        (None, None, None),
    ],
)
def test_periods_near_the_report(known, period, possible, near):
    around = Surroundings(documents={"d1": {"plan_year": 2025}})
    row = known(period=period)
    assert ask.period_possible(row, around) is possible
    assert ask.period_in_report(row, around) is near


@pytest.mark.parametrize(
    ("status", "period", "holds"),
    [
        ("actual", "2024", True),
        ("actual", "2025-01", True),  # published in January 2025
        ("actual", "2026", False),
        ("prior", "2023/2026", False),
        ("target", "2026", None),
        ("estimate", "2026", None),
        ("actual", None, None),
    ],
)
def test_what_happened_lies_in_a_year_that_had_begun(known, status, period, holds):
    assert ask.actual_not_ahead(known(status=status, period=period), NOTHING) is holds


def test_without_any_year_nobody_can_tell_what_lies_ahead(known):
    row = known(report_year=None, published_at=None)
    assert ask.actual_not_ahead(row, NOTHING) is None
    assert ask.period_in_report(row, NOTHING) is None


def test_periods_may_be_texts_or_dates_but_are_compared_alike(known):
    mixed = known(period_start=date(2024, 1, 1), period_end="2023-12-31")
    assert ask.period_in_order(mixed, NOTHING) is None
    texts = known(period_start="2024-01-01", period_end="2023-12-31")
    assert ask.period_in_order(texts, NOTHING) is False


@pytest.mark.parametrize("table", ["documents", "observations"])
def test_an_empty_row_raises_nothing_and_reads_only_known_columns(table):
    row, wrong = typed({}, table)
    assert wrong is None
    derived = derive(row, table, NOTHING)
    assert derived.keys() == row.keys() | DERIVED[table].keys()
    for column in DERIVED[table].values():
        assert set(column.reads) <= row.keys()
