"""The five real reports, imported like any file that a person has; skipped where they are not at hand."""

import json
import re
from decimal import Decimal

import pytest

from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

METADATA = ("zone", "county", "prefecture", "province", "report_year", "plan_year", "source_kind")
# Read by a person in the two reports without gold: code, measure, value, unit, period, status.
HEADLINES = {
    "000": [
        ("industrial_output_ads", "level", "108", "亿元", None, "actual"),
        ("industrial_output_ads", "yoy", "2.17", "%", None, "actual"),
        ("industrial_value_added_ads", "level", "23", "亿元", None, "actual"),
        ("industrial_value_added_ads", "yoy", "2.1", "%", None, "actual"),
        ("strategic_emerging_output", "level", "51.8", "亿元", None, "actual"),
        ("hightech_value_added", "level", "13.9", "亿元", None, "actual"),
        ("hightech_value_added", "yoy", "9.8", "%", None, "actual"),
        ("fixed_asset_investment", "level", "40", "亿元", None, "actual"),
        ("fixed_asset_investment", "yoy", "22.6", "%", None, "actual"),
        ("technical_upgrading_investment", "level", "27.9", "亿元", None, "actual"),
        ("technical_upgrading_investment", "yoy", "32", "%", None, "actual"),
    ],
    "001": [
        ("industrial_output", "level", "171", "亿元", "2021-01/2021-11", "actual"),
        ("industrial_output", "yoy", "11.7", "%", "2021-01/2021-11", "actual"),
        ("industrial_value_added", "level", "34.36", "亿元", "2021-01/2021-11", "actual"),
        ("industrial_value_added", "yoy", "12.24", "%", "2021-01/2021-11", "actual"),
        ("digital_economy_value_added", "level", "8.3", "亿元", "2021-01/2021-11", "actual"),
        ("industrial_investment", "level", "14.86", "亿元", "2021-01/2021-11", "actual"),
    ],
}
HEADLINE_CODES = {
    "industrial_output_ads",
    "industrial_value_added_ads",
    "strategic_emerging_output",
    "hightech_output",
    "hightech_value_added",
    "hightech_investment",
    "fixed_asset_investment",
    "industrial_investment",
    "manufacturing_investment",
    "technical_upgrading_investment",
}


@pytest.fixture(scope="module")
def imported(shared_reports, tmp_path_factory):
    pipeline = Pipeline(Settings(home=tmp_path_factory.mktemp("home")))
    result = pipeline.import_files(sorted(shared_reports.glob("*.txt")))
    assert len(result.documents) == 5, result
    assert not result.held_back
    yield pipeline
    pipeline.close()


def rows(pipeline, sql):
    return pipeline.lake.query(sql).to_pylist()


def document(pipeline, name):
    (row,) = rows(pipeline, f"select * from documents where url like 'file:%/{name}.txt'")
    return row


def stated(pipeline, name):
    """(code, measure, value, unit, period, status) of each number of a report that has a code."""
    return {
        (row["code"], row["measure"], row["value"], row["unit"], row["period"], row["status"])
        for row in rows(pipeline, f"select * from observations where url like 'file:%/{name}.txt'")
    }


@pytest.mark.parametrize("name", ["002", "003", "004"])
def test_place_years_and_kind_are_those_of_the_gold(imported, shared_reports, name):
    gold = json.loads((shared_reports / f"{name}.meta.json").read_text(encoding="utf-8"))
    gold = {"zone": gold["zone_name"], **gold}
    row = document(imported, name)
    assert {key: row[key] for key in METADATA} == {key: gold[key] for key in METADATA}
    assert str(row["published_at"] or None) == str(gold["published_at"])


def test_a_copy_with_masked_years_has_no_year(imported):
    row = document(imported, "000")
    assert (row["report_year"], row["province"]) == (0, "安徽省")
    assert row["source_kind"] == "document library"


def test_a_template_is_known_as_one(imported):
    row = document(imported, "001")
    assert (row["report_year"], row["province"], row["prefecture"]) == (2021, "浙江省", "温州市")
    assert row["source_kind"] == "template"


@pytest.mark.parametrize("name", ["002", "003", "004"])
def test_every_headline_of_the_gold_is_stated_right(imported, shared_reports, name):
    lines = (shared_reports / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = {
        (n["code"], n["measure"], Decimal(str(n["value"])), n["unit"], n["period"], n["status"])
        for n in map(json.loads, lines)
        if n["code"] in HEADLINE_CODES and n["measure"] in ("level", "yoy")
    }
    assert len(wanted) >= 7
    assert wanted - stated(imported, name) == set()


@pytest.mark.parametrize("name", HEADLINES)
def test_every_headline_of_the_others_is_stated_right(imported, name):
    wanted = {(c, m, Decimal(v), u, p, s) for c, m, v, u, p, s in HEADLINES[name]}
    assert wanted - stated(imported, name) == set()


def test_every_digit_of_the_five_reports_is_accounted_for(imported):
    assert [row["coverage"] for row in rows(imported, "select coverage from documents")] == [
        1.0
    ] * 5


def test_the_lake_of_the_five_reports_is_sound(imported):
    assert imported.lake.verify() == []


def test_the_remainder_that_the_first_report_gets_wrong_is_found(imported):
    found = rows(
        imported,
        "select f.* from findings f join documents using (document_id) "
        "where documents.url like 'file:%/000.txt' and severity = 'contradiction'",
    )
    (row,) = [row for row in found if row["kind"] == "remainder"]
    assert (row["expected"], row["stated"]) == (11.0, 9.0)
    assert [re.match(r"\d+", quote)[0] for quote in row["quotes"]] == ["872", "861", "9"]
