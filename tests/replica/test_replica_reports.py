"""What the replica says is true of its reports is true of their text."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from replica.composer import compose
from replica.counties import COUNTIES
from replica.economy import Economy
from replica.report import Report

KEYS = [
    "start",
    "quote",
    "code",
    "label",
    "measure",
    "value",
    "unit",
    "period",
    "status",
    "scope",
    "qualifier",
]
CASES = [
    (county, zone, year, kind)
    for county in COUNTIES
    for zone in county.zones
    for year, kind in ((2023, "annual"), (2024, "annual"), (2025, "annual"), (2025, "half_year"))
]
PERIOD = re.compile(r"\d{4}(-\d\d)?(/\d{4}-\d\d)?$")
# Numerals of headings and of the list in a half-year plan are structure, not numbers.
LIST_NUMERAL = re.compile(r"^\d+\.", re.MULTILINE)


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[1].key}-{case[2]}-{case[3]}")
def report(request: pytest.FixtureRequest) -> Report:
    county, zone, year, kind = request.param
    return compose(county, zone, year, kind, seed=7)


def test_every_quote_stands_where_the_truth_says(report: Report) -> None:
    for figure in (*report.figures, *report.not_data):
        assert report.text[figure.start : figure.start + len(figure.quote)] == figure.quote


def test_every_digit_is_a_number_or_declared_not_to_be_one(report: Report) -> None:
    known = set()
    for item in (*report.figures, *report.not_data):
        known.update(range(item.start, item.start + len(item.quote)))
    for numeral in LIST_NUMERAL.finditer(report.text):
        known.update(range(*numeral.span()))
    unknown = [
        report.text[max(0, at - 10) : at + 10]
        for at, character in enumerate(report.text)
        if character.isdigit() and at not in known
    ]
    assert unknown == []


def test_numbers_stand_in_reading_order_and_never_overlap(report: Report) -> None:
    end = 0
    for figure in report.figures:
        assert figure.start >= end
        end = figure.start + len(figure.quote)


def test_every_label_is_a_phrase_of_the_text(report: Report) -> None:
    assert [f.label for f in report.figures if not f.label or f.label not in report.text] == []


def test_records_have_the_keys_of_the_annotation_guide(report: Report) -> None:
    for figure in report.figures:
        record = figure.as_json()
        assert list(record) == KEYS
        assert PERIOD.match(record["period"])
        assert isinstance(record["value"], (int, float))
        assert Decimal(str(record["value"])) == figure.value


def test_written_numbers_are_the_values(report: Report) -> None:
    for figure in report.figures:
        digits = re.search(r"\d+(\.\d+)?", figure.quote)
        if digits:
            written = Decimal(digits.group())
            assert written == abs(figure.value)
        assert figure.quote.endswith(figure.unit) or report.table


def test_reports_are_as_long_as_such_reports_are(report: Report) -> None:
    assert 1500 <= len(report.text) <= 4000


def test_a_report_of_half_a_year_speaks_of_half_a_year() -> None:
    county = COUNTIES[0]
    report = compose(county, county.zones[0], 2025, "half_year", seed=7)
    actual = {f.period for f in report.figures if f.status == "actual"}
    assert "2025-01/2025-06" in actual
    assert actual <= {"2025-01/2025-06", "2025-06"}
    assert "全年" not in report.text.split("三、")[0]


def test_the_reports_use_the_constructions_that_are_hard_to_read() -> None:
    reports = [
        compose(county, zone, year, kind, seed=7)  # type: ignore[arg-type]
        for county, zone, year, kind in CASES
    ]
    figures = [figure for report in reports for figure in report.figures]
    assert {f.measure for f in figures} >= {
        "level",
        "yoy",
        "share",
        "completion",
        "rank",
        "delta",
        "multiple",
    }
    assert {f.status for f in figures} == {"actual", "estimate", "target", "prior"}
    assert {f.scope for f in figures} == {"zone", "sub", "parent"}
    assert {f.qualifier for f in figures} == {None, "approx", "over", "at_least", "at_most"}
    assert any(f.value < 0 for f in figures)
    assert any(not re.search(r"\d", f.quote) for f in figures)
    assert {"亿元", "万元", "万美元", "亩", "万平方米", "家", "个", "人", "万人次"} <= {
        f.unit for f in figures
    }
    assert any(f.period.endswith("-11") for f in figures)
    assert any(report.table for report in reports)


def test_the_same_seed_writes_the_same_words_and_another_seed_other_ones() -> None:
    county = COUNTIES[0]
    first, again, other = (
        compose(county, county.zones[0], 2024, "annual", seed=s) for s in (1, 1, 2)
    )
    assert first == again
    assert first.text != other.text


def test_last_years_figure_is_what_last_years_report_said() -> None:
    county, compared = COUNTIES[1], 0
    for seed in range(6):
        this, last = (
            compose(county, county.zones[0], y, "annual", seed=seed) for y in (2025, 2024)
        )
        prior = {f.code: f.value for f in this.figures if f.status == "prior"}
        said: dict[str | None, Decimal] = {}
        for f in last.figures:
            if f.measure == "level" and f.status == "actual" and f.period == "2024":
                said.setdefault(f.code, f.value)
        # A report of December compares 1—11月, which last year's report need not have told.
        if this.signed_on.month == 1:
            shared = prior.keys() & said.keys() - {None}
            compared += len(shared)
            assert {code: prior[code] for code in shared} == {code: said[code] for code in shared}
    assert compared


def test_growth_is_what_two_printed_levels_make() -> None:
    economy = Economy(1, "qingshan-jkq")
    now, before = economy.level("out", 2025), economy.level("out", 2024)
    assert abs(economy.growth("out", 2025) - (now / before - 1) * 100) <= Decimal("0.05")


def test_a_changed_number_moves_everything_behind_it() -> None:
    county = COUNTIES[0]
    report = compose(county, county.zones[0], 2024, "annual", seed=1)
    index = next(i for i, f in enumerate(report.figures) if f.code == "fixed_asset_investment")
    changed = report.with_value(index, Decimal("1234.56"))
    assert changed.figures[index].quote == "1234.56亿元"
    for item in (*changed.figures, *changed.not_data):
        assert changed.text[item.start : item.start + len(item.quote)] == item.quote
    assert len(changed.figures) == len(report.figures)
