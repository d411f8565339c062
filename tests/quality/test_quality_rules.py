import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from zonereports.observations import catalogue, ranges_by_level
from zonereports.quality import Batch, Past, Rules, check

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


@pytest.fixture(scope="module")
def judged(rows):
    """One batch with every error planted once, and its verdict."""
    planted = OBSERVATION_ERRORS | OBSERVATION_DOUBTS
    batch = Batch(
        [rows.document("clean"), rows.document("d1"), rows.document("plain", text=PLAIN)]
        + [rows.document(f"bad {name}", **change) for name, change in DOCUMENT_ERRORS.items()]
        + [rows.document(f"odd {name}", **change) for name, change in DOCUMENT_DOUBTS.items()],
        [rows.observation("clean", "clean"), rows.growth("clean growth", document_id="clean")]
        + [rows.growth("its growth", code="fixed_asset_investment", label="固定资产投资")]
        + [rows.observation(**({"key": name} | change)) for name, change in planted.items()],
    )
    return check(
        batch,
        name="planted",
        dimensions={code: item.dimension for code, item in catalogue().items()},
        ranges={code: item.range for code, item in catalogue().items()},
        ranges_by_level=ranges_by_level(),
        indicators=catalogue(),
        past=past(rows),
        contradictions={"agrees_with_its_report": "12.5 of 10 is no share"},
    )


def refusals(verdict, table):
    return {row["row"]: row for row in verdict.quarantine if row["table"] == table}.values()


def test_every_rule_of_the_gate_has_a_planted_error():
    tested = {
        "documents": DOCUMENT_ERRORS.keys()
        | DOCUMENT_DOUBTS.keys()
        | {"document_id_unique", "version_unique", "official_as_its_source"}
        | {"size_as_before", "size_as_peers"},
        "observations": OBSERVATION_ERRORS.keys()
        | OBSERVATION_DOUBTS.keys()
        | {"observation_id_unique", "number_once"},
    }
    rules = Rules.read()
    for table, names in tested.items():
        assert {rule.name for rule in rules.of(table)} == names


@pytest.mark.parametrize("name", OBSERVATION_ERRORS)
def test_a_planted_error_sends_the_observation_to_quarantine(judged, name):
    failure = next(f for f in judged.failures if (f.table, f.name) == ("observations", name))
    assert failure.severity == "critical"
    key = "content:" if name == "observation_id_present" else name
    refused = [row for row in refusals(judged, "observations") if row["row_id"].startswith(key)]
    assert len(refused) == 1
    assert name in refused[0]["expectations"]
    assert f"{name}: " in refused[0]["reason"]
    assert name not in {row["observation_id"] for row in judged.observations}


@pytest.mark.parametrize("name", OBSERVATION_DOUBTS)
def test_a_doubt_leaves_the_observation_published_and_its_document_warned(judged, name):
    failure = next(f for f in judged.failures if (f.table, f.name) == ("observations", name))
    document_id = OBSERVATION_DOUBTS[name].get("document_id", "d1")
    assert failure.severity == "warning"
    assert document_id in failure.documents
    assert name in failure.rows
    (row,) = [row for row in judged.observations if row["observation_id"] == name]
    assert name in row["doubts"].split(", ")
    assert quality(judged, document_id) == "warned"


@pytest.mark.parametrize("name", DOCUMENT_ERRORS)
def test_a_planted_error_holds_the_document_back(judged, name):
    key = None if name == "document_id_present" else f"bad {name}"
    refused = [row for row in refusals(judged, "documents") if row["document_id"] == key]
    assert len(refused) == 1
    assert name in refused[0]["expectations"]
    assert key is None or key in judged.held_back
    assert key not in {row["document_id"] for row in judged.documents}


@pytest.mark.parametrize("name", DOCUMENT_DOUBTS)
def test_a_doubt_leaves_the_document_published_and_warned(judged, name):
    failure = next(f for f in judged.failures if (f.table, f.name) == ("documents", name))
    assert failure.severity == "warning"
    assert f"odd {name}" in failure.documents
    assert quality(judged, f"odd {name}") == "warned"
    (row,) = [row for row in judged.documents if row["document_id"] == f"odd {name}"]
    assert name in row["doubts"].split(", ")


def test_each_planted_error_is_caught_by_its_rule_and_hardly_by_others(judged):
    for row in judged.quarantine:
        # A missing value also lacks what is computed from it; no error sets off a wave.
        assert len(row["expectations"]) <= 3, row["reason"]


def test_a_report_whose_amounts_are_all_tenfold_is_doubted_as_a_whole(rows):
    amounts = ("exports", "operating_revenue", "profit_total")
    verdict = check(
        Batch([rows.document()], [rows.observation(code, code=code) for code in amounts]),
        name="r",
        past=Past.of([], [told(rows, code, 1.25e8) for code in amounts]),
    )
    failed = {(f.table, f.name): f.documents for f in verdict.failures}
    assert failed["documents", "size_as_before"] == ("d1",)
    assert failed["observations", "size_as_before"] == ("d1",)


def test_a_report_whose_amounts_are_far_from_all_peers_is_doubted_as_a_whole(rows):
    amounts = ("exports", "operating_revenue", "profit_total")
    peers = [
        told(rows, code, 1e7, zone=f"邻县{n}开发区", year=2024, report=f"other {n}")
        for code in amounts
        for n in range(8)
    ]
    batch = Batch([rows.document()], [rows.observation(code, code=code) for code in amounts])
    verdict = check(batch, name="r", past=Past.of([], peers))
    failed = {(f.table, f.name): f.documents for f in verdict.failures}
    assert failed["documents", "size_as_peers"] == ("d1",)
    assert ("documents", "size_as_before") not in failed
    assert len(verdict.documents) + len(verdict.observations) + len(verdict.quarantine) == 4


def test_the_second_row_at_one_place_and_the_second_claim_to_a_version_are_refused(rows):
    documents = [rows.document(), rows.document("d2", report_id="report-of-d1")]
    batch = Batch(
        documents, [rows.observation("a"), rows.observation("a") | {"observation_id": "b"}]
    )
    verdict = check(batch, name="r")
    assert {row["row_id"]: row["expectations"][0] for row in verdict.quarantine} == {
        "d2": "version_unique",
        "b": "number_once",
    }


def test_clean_rows_pass_beside_all_these_errors(judged):
    assert quality(judged, "clean") == "passed"
    assert {"clean", "clean growth"} <= {row["observation_id"] for row in judged.observations}
    assert "clean" not in {key for failure in judged.failures for key in failure.documents}


def test_a_clean_batch_succeeds_with_nothing_refused(rows):
    text = rows.text + "利润总额下降140%，产销率103%。"
    documents = [rows.document(observations=7, text=text)]
    observations = [
        rows.observation("tax"),
        rows.growth("growth"),
        rows.growth(
            "share", measure="share", quote="41.2%", value=Decimal("41.2"), value_norm=41.2
        ),
        rows.growth(
            "profit",
            code="profit_total",
            quote="140%",
            value=Decimal(-140),
            value_norm=-140.0,
            start=text.index("140%"),
        ),
        rows.observation("target", quote="15亿元", value=Decimal(15), value_norm=1.5e9)
        | {"status": "target", "period": "2025", "qualifier": "over"}
        | {"period_start": None, "period_end": None},
        rows.growth(
            "rank",
            measure="rank",
            quote="第3位",
            value=Decimal(3),
            unit="位",
            unit_norm=None,
            value_norm=None,
            code=None,
            label="综合考评",
        ),
        rows.growth(
            "sold",
            measure="share",
            label="产销率",
            value=Decimal("103"),
            value_norm=103.0,
            quote="103%",
            start=text.index("103%"),
        ),
    ]
    verdict = check(
        Batch(documents, observations), name="r", ranges=rows.ranges, dimensions=rows.dimensions
    )
    assert [(f.name, f.rows) for f in verdict.failures] == []
    assert (verdict.quarantine, verdict.failures, verdict.held_back) == ([], (), ())
    assert verdict.documents == [documents[0] | {"quality": "passed", "doubts": None}]
    assert verdict.observations == [row | {"doubts": None} for row in observations]


def test_a_masked_library_copy_needs_no_year(rows):
    copy = rows.document(source_kind="document library", report_year=None, plan_year=None)
    copied = rows.observation(report_year=None, period=None, period_start=None, period_end=None)
    assert check(Batch([copy], [copied]), name="r").failures == ()


def test_the_reason_names_the_values_that_were_looked_at(judged):
    reasons = {row["row_id"]: row["reason"] for row in judged.quarantine}
    assert "value=125, quote='12.5亿元'" in reasons["value_in_quote"]
    assert "start is str" in reasons["types_hold"]
    assert "report_year=2204, fetched_at=2025-01-07" in reasons["bad report_year_possible"]


def test_rules_load_without_great_expectations_and_pandas():
    program = (
        "import sys; from zonereports.quality import Batch, Rules, check;"
        "Rules.read(); assert check(Batch(), name='empty').success;"
        "print([m for m in ('great_expectations', 'pandas', 'numpy', 'lxml') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=ENVIRONMENT
    )
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""


ENVIRONMENT = {"PYTHONPATH": ":".join(path for path in sys.path if path)}


def quality(verdict, key):
    return next(row["quality"] for row in verdict.documents if row["document_id"] == key)


def test_times_are_compared_in_china(rows):
    late = datetime(2024, 12, 31, 17, 0, tzinfo=UTC)  # 1 January 2025, 01:00 in China
    row = rows.document(fetched_at=late, published_at=date(2025, 1, 1), report_year=2025)
    verdict = check(Batch([row | {"plan_year": 2026}]), name="r")
    assert verdict.success
