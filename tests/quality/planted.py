"""Errors and doubts to plant, by the name of the rule that has to see each; and a past for them."""

from datetime import date, datetime
from decimal import Decimal

from zonereports.quality import Past

CALM = "干部职工齐心协力。" * 40
PLAIN = (
    f"园区各项工作有序开展，税收占全县比重41.2%。{CALM}产销率4000%，任务完成3%，"
    "税收增长8500%，占全县112.5%，综合考评列第0位。"
)


def in_plain(quote, value, unit="%", **changes):
    """A number of the text without amounts."""
    at = {"document_id": "plain", "quote": quote, "start": PLAIN.index(quote)}
    return {**at, "value": Decimal(value), "unit": unit, "value_norm": None, **changes}


OBSERVATION_ERRORS = {
    "types_hold": {"start": "23"},
    "observation_id_present": {"observation_id": None},
    "document_known": {"document_id": "somewhere else"},
    "document_agrees": {"report_year": 2023},
    "quote_in_text": {"start": 3},
    "value_present": {"value": None},
    "value_in_quote": {"value": Decimal("125")},
    "value_kept_exactly": {"value": Decimal("0.1234567"), "quote": "税收收入"},
    "label_present": {"label": None},
    "code_known": {"code": "happiness"},
    "measure_present": {"measure": None},
    "measure_known": {"measure": "growth"},
    "status_present": {"status": None},
    "status_known": {"status": "planned"},
    "scope_present": {"scope": None},
    "scope_known": {"scope": "county"},
    "qualifier_known": {"qualifier": "about"},
    "unit_fits": {"code": "enterprises_ads"},
    "not_below_range": {"value_norm": 12.5},
    "not_above_range": {"value_norm": 1.25e17},
    "growth_plausible": in_plain("8500%", 8500, measure="yoy"),
    "share_within_whole": in_plain("112.5%", "112.5", measure="share"),
    "rank_from_one": in_plain("第0位", 0, unit="位", measure="rank", unit_norm="rank"),
    "confidence_present": {"confidence": None},
    "confidence_is_a_share": {"confidence": 1.2},
    "adcode_form": {"adcode": "33999"},
    "period_form": {"period": "2024-13"},
    "period_possible": {"period": "2099"},
    "period_in_order": {"period_end": date(2023, 12, 31)},
    "actual_not_ahead": {"period": "2026", "period_start": None, "period_end": None},
    "sentence_in_text": {"sentence": "全年实现利润总额12.5亿元"},
    "unit_in_quote": {"unit": "万元", "value_norm": 125_000.0},
    "norm_holds": {"value_norm": 125_000.0},
    "period_bounds_hold": {"period_end": date(2024, 11, 30)},
    "measure_fits_unit": {"measure": "share"},
    "of_this_world": {"code": "exports"},
}
PERCENT = {"measure": "yoy", "unit": "%", "unit_norm": "%"}
OBSERVATION_DOUBTS = {
    "period_in_report": {"period": "1996"} | dict.fromkeys(("period_start", "period_end")),
    "ratio_plausible": in_plain("4000%", 4000, measure="share", label="产销率"),
    "completion_plausible": in_plain("3%", -3, measure="completion"),
    "amount_not_negative": {"value": Decimal("-12.5"), "value_norm": None},
    "confidence_enough": {"confidence": 0.3},
    "sign_told": {**PERCENT, "quote": "8.5%", "value": Decimal("-8.5"), "value_norm": -8.5},
    "growth_told": in_plain("41.2%", "41.2", measure="yoy"),
    "code_told": {"code": "gdp"},
    "period_named": {"period": "2023", "code": "gdp"}
    | dict.fromkeys(("period_start", "period_end")),
    "size_as_before": {"code": "operating_revenue"},
    "size_as_peers": {"code": "rd_expenditure"},
    "within_peers": {"code": "industrial_investment"},
    "agrees_with_last_year": {"code": "fixed_asset_investment"},
    "agrees_with_its_report": {},
    "no_slip": {"code": "profit_total"},
    "as_usual_under_its_words": {"code": "trade_total", "label": "进出口总额"},
    "goes_the_usual_way": {
        **PERCENT,
        "code": "electricity_consumption",
        "quote": "8.5%",
        "value": Decimal("8.5"),
    }
    | {"value_norm": 8.5},
}
DOCUMENT_ERRORS = {
    "types_hold": {"fetched_at": datetime(2025, 1, 7)},  # noqa: DTZ001 - without a zone is the error
    "document_id_present": {"document_id": None},
    "report_id_present": {"report_id": None},
    "site_present": {"site": None},
    "capture_present": {"capture_id": None},
    "fetched_at_present": {"fetched_at": None},
    "text_present": {"text": None},
    "text_long_enough": {"text": "页面不存在" + " " * 300},
    "text_digest_holds": {"text_sha256": "0" * 64},
    "characters_hold": {"characters": 12},
    "version_counts_from_one": {"version": 0},
    "report_year_possible": {"report_year": 2204, "plan_year": None},
    "published_by_fetch": {"published_at": date(2025, 3, 1)},
    "coverage_is_a_share": {"coverage": 99.9},
    "adcode_form": {"adcode": "浙江"},
    "source_kind_known": {"source_kind": "hearsay"},
    "period_kind_known": {"period_kind": "monthly"},
    "zone_level_known": {"zone_level": "village"},
}
DOCUMENT_DOUBTS = {
    "title_present": {"title": None},
    "zone_present": {"zone": None},
    "adcode_present": {"adcode": None},
    "report_year_present": {"report_year": None},
    "plan_year_fits": {"plan_year": 2040},
    "published_after_start": {"published_at": date(2022, 1, 6)},
    "observations_found": {"observations": 0},
    "observations_here": {"observations": 7},
    "coverage_full": {"coverage": 0.97},
    "facts_agree": {"conflicts": '[{"fact": "report_year"}]'},
    "zone_named": {"zone": "白河高新区"},
    "adcode_fits_place": {"adcode": "110101"},
    "as_many_numbers_as_before": {"observations": 100},
    "as_many_numbers_as_peers": {"observations": 1},
}


def told(rows, code, value, *, zone="青岚经济开发区", year=2023, report="earlier"):
    """What the lake has from another report."""
    return rows.observation(code=code, value_norm=value, value=None, zone=zone) | {
        "report_id": report,
        "period": str(year),
    }


def past(rows):
    """Last year's report of the zone, and this year's of eight others."""
    others = [
        told(rows, code, 1e6, zone=f"邻县{n}开发区", year=2024, report=f"other {n}")
        for code in ("rd_expenditure", "industrial_investment")
        for n in range(8)
    ]
    zones = [
        rows.document(f"other {n}", zone=f"邻县{n}开发区", report_id=f"other {n}", observations=10)
        for n in range(8)
    ]
    usual = [
        told(rows, "trade_total", 1e7 + n, zone=f"邻县{n}开发区", year=2022, report=f"other {n}")
        | {"label": "进出口总额", "value": Decimal("0.1")}
        for n in range(8)
    ]
    falls = [
        rows.growth(
            f"fall {n}", code="electricity_consumption", value=Decimal(-3), zone=f"邻县{n}开发区"
        )
        | {"report_id": f"other {n % 8}"}
        for n in range(40)
    ]
    return Past.of(
        [rows.document("earlier", report_id="earlier", observations=10), *zones],
        [
            *usual,
            *falls,
            told(rows, "profit_total", 2.15e9)
            | {"period": "2024", "status": "prior", "quote": "21.5亿元"}
            | {"value": Decimal("21.5"), "value_norm": 2.15e9},
            told(rows, "exports", 1e5),
            told(rows, "operating_revenue", 1.25e8),
            told(rows, "fixed_asset_investment", 1e9),
            *others,
        ],
    )
