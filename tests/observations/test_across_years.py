"""Reports of one zone beside each other: what is told, what is explained, what is left alone."""

from decimal import Decimal

import pytest

from zonereports.observations import observe, reconcile


def report(year, body, *, name=""):
    text = f"青山经济开发区{year}年工作总结\n{body}\n"
    found = observe(text, report_year=year, zone="青山经济开发区")
    document = {"document_id": f"d{year}{name}", "report_id": f"r{year}{name}", "text": text}
    place = {"document_id": document["document_id"], "report_id": document["report_id"]}
    numbers = [
        {
            **place,
            "report_year": year,
            "observation_id": f"{place['document_id']}-{o.start}",
            **{field: getattr(o, field) for field in FIELDS},
            "value_norm": None if o.value_norm is None else float(o.value_norm),
            "sentence": next(s for s in text.split("\n") if o.quote in s),
        }
        for o in found.observations
    ]
    return document, numbers


FIELDS = (
    "start", "quote", "code", "label", "measure", "value", "unit", "period", "status", "scope",
    "qualifier", "unit_norm", "rule", "confidence",
)  # fmt: skip


def told(*reports):
    found = reconcile([d for d, _ in reports], [n for _, numbers in reports for n in numbers])
    return [(r.kind, r.verdict) for r in found]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("全年完成固定资产投资41.27亿元。", "全年完成固定资产投资44.94亿元，同比增长8.9%。", []),
        # Digits cut off instead of rounded.
        ("全年完成固定资产投资41.27亿元。", "全年完成固定资产投资44.94亿元，同比增长8.8%。", [("growth", "rounding")]),
        ("全年完成税收收入4.12亿元。", "全年完成税收收入4.51亿元，同比增长29.5%。", [("growth", "contradiction")]),
        ("全年完成税收收入4.12亿元。", "全年完成税收收入4.51亿元，同比增长11.5%。", [("growth", "revision")]),
        ("全年完成税收收入4.12亿元。", "全年完成税收收入4.51亿元，同口径增长29.5%。", [("growth", "scope")]),
        # Growth of firms above designated size compares the same firms, not the printed amounts.
        ("全年规上工业总产值86.41亿元。", "全年规上工业总产值93.76亿元，同比增长17.5%。", [("growth", "scope")]),
        ("全年规上工业总产值86.41亿元。", "全年规上工业总产值93.76亿元，同比增长67.5%。", [("growth", "contradiction")]),
        # A statement of five years, not of one.
        ("全年完成税收收入4.12亿元。", "全年完成税收收入4.51亿元，年均增长29.5%。", []),
        # The same amount in another unit is the same amount.
        ("全年完成税收收入4.12亿元。", "全年完成税收收入45094万元，同比增长9.5%。", []),
        ("全年完成税收收入4.12亿元。", "全年完成税收收入4.51万元，同比增长9.5%。", [("unit", "contradiction")]),
        ("全年完成税收收入4.12亿元。", "全年完成税收收入4.51亿元（去年同期4.12亿元）。", []),
        ("全年完成税收收入4.12亿元。", "全年完成税收收入4.51亿元（去年同期4.25亿元）。", [("restated", "revision")]),
        ("全年完成税收收入4.12亿元。", "全年完成税收收入4.51亿元（去年同期3.12亿元）。", [("restated", "contradiction")]),
        ("全年完成税收收入4.12亿元。", "全年完成税收收入4.51亿元（去年同期3.12亿元，口径调整后）。", [("restated", "scope")]),
        ("预计全年完成税收收入4.12亿元。", "全年完成税收收入4.61亿元（去年同期4.45亿元）。", [("restated", "revision")]),
        ("全年完成税收收入4.12亿元。", "全年完成税收收入4.12亿元，同比增长9.5%。", [("copied", "contradiction")]),
        ("全年完成税收收入4.12亿元。", "全年完成税收收入4.12亿元，与上年持平。", []),
        ("全年完成固定资产投资41.27亿元。", "全年完成固定资产投资41.27亿元。", [("copied", "contradiction")]),
        ("全年完成固定资产投资41.27亿元。", "全年完成工业投资44.31亿元（去年同期43.95亿元）。", [("part", "contradiction")]),
        ("全年完成固定资产投资41.27亿元。", "全年完成工业投资44.31亿元（去年同期33.95亿元）。", []),
    ],
)  # fmt: skip
def test_a_year_against_the_year_before(first, second, expected):
    assert told(report(2023, first), report(2024, second)) == expected


@pytest.mark.parametrize(
    ("aim", "result", "expected"),
    [
        ("力争税收收入达到4.5亿元", "完成税收收入4.51亿元", [("target", "reached")]),
        ("力争税收收入突破4.6亿元", "完成税收收入4.51亿元", [("target", "missed")]),
        ("力争税收收入增长8%", "完成税收收入4.51亿元，同比增长9.5%", [("target", "reached")]),
        ("力争税收收入达到5亿元", "完成税收收入4.51亿元，完成年度目标任务的90.2%", [("target", "missed")]),
        ("力争税收收入达到5亿元", "完成税收收入4.51亿元，完成年度目标任务的120.2%", [("target", "missed"), ("completion", "contradiction")]),
        # The county's own target is another one.
        ("力争税收收入达到5亿元", "完成税收收入4.51亿元，完成县定目标的120.2%", [("target", "missed")]),
    ],
)  # fmt: skip
def test_what_was_aimed_at_against_what_was_reached(aim, result, expected):
    first = report(2023, f"全年走访企业120次。\n二、2024年工作计划\n2024年，{aim}。")
    assert told(first, report(2024, f"全年{result}。")) == expected


def test_a_half_year_that_exceeds_its_year_is_told():
    half = report(2024, "上半年完成固定资产投资31.27亿元。", name="h")
    assert told(half, report(2024, "全年完成固定资产投资25.94亿元。")) == [
        ("cumulative", "contradiction")
    ]
    assert told(half, report(2024, "全年完成固定资产投资65.94亿元。")) == []


def test_two_copies_of_a_report_tell_a_contradiction_once():
    first = report(2023, "全年完成税收收入4.12亿元。")
    body = "全年完成税收收入4.51亿元，同比增长29.5%。"
    assert told(first, report(2024, body), report(2024, body, name="b")) == [
        ("growth", "contradiction")
    ]


def test_one_unit_slip_is_told_once_for_each_report_it_is_at_odds_with():
    reports = [
        report(year, f"全年完成税收收入{amount}，同比增长9.5%。")
        for year, amount in ((2022, "4.12亿元"), (2023, "4.51万元"), (2024, "4.94亿元"))
    ]
    assert told(*reports) == [("unit", "contradiction")] * 2


@pytest.mark.parametrize(
    "other", [{"official": False}, {"report_year": 0}, {"confidence": 0.4}, {"scope": "sub"}]
)
def test_what_is_no_headline_of_the_zone_proves_nothing(other):
    document, numbers = report(2023, "全年完成税收收入4.12亿元。")
    second = report(2024, "全年完成税收收入4.51亿元，同比增长29.5%。")
    assert told((document, numbers), second) == [("growth", "contradiction")]
    assert told((document, [row | other for row in numbers]), second) == []


def test_rows_read_back_from_the_lake_with_six_decimals_give_the_same():
    def stored(item):
        document, numbers = item
        return document, [n | {"value": n["value"].quantize(Decimal("0.000001"))} for n in numbers]

    reports = [
        report(2023, "全年完成税收收入4.12亿元，固定资产投资41.27亿元。"),
        report(2024, "全年完成税收收入4.51亿元，同比增长29.2%，固定资产投资44.94亿元，增长8.8%。"),
    ]
    expected = [("growth", "contradiction"), ("growth", "rounding")]
    assert sorted(told(*reports)) == expected
    assert sorted(told(*map(stored, reports))) == expected
