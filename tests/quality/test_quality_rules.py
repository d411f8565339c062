import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.quality.planted import (
    DOCUMENT_DOUBTS,
    DOCUMENT_ERRORS,
    OBSERVATION_DOUBTS,
    OBSERVATION_ERRORS,
    PLAIN,
    past,
    told,
)
from zonereports.observations import catalogue, ranges_by_level
from zonereports.quality import Batch, Past, Rules, check


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
