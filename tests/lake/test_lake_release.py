import csv
import json
from urllib.parse import urlparse

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.lake.lake_rows import document, finding, observations, refusal
from zonereports.errors import LakeDamaged, WrongSetting
from zonereports.lake import TABLES
from zonereports.lake.release import check


@pytest.fixture
def released(lake, tmp_path):
    first, second = document(), document("r2", year=2023)
    lake.publish(
        [first, second],
        [*observations(first), *observations(second)],
        [refusal()],
        reports=["r1", "r2"],
        findings=[finding(first)],
    )
    return lake.release(tmp_path / "releases")


def package(folder):
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def test_a_release_is_named_by_its_day_and_holds_every_table_whole(lake, released):
    assert released.name == f"zonereports-2025-03-01-{lake.snapshot().name}"
    assert check(released) == []
    for resource in package(released)["resources"]:
        assert (released / resource["path"]).stat().st_size == resource["bytes"]
    held = {r["name"]: r["rowCount"] for r in package(released)["resources"]}
    assert held == {
        "documents": 2,
        "observations": 4,
        "findings": 1,
        "reconciliations": 0,
        "quarantine": 1,
        "observations_history": 0,
        "findings_history": 0,
        "zones": 0,
        "checks": 0,
        "events": 0,
        "observations-csv": 4,
    }
    for name in TABLES:
        table = pq.read_table(released / f"{name}.parquet")
        assert sorted(table.to_pylist(), key=str) == sorted(lake.read(name).to_pylist(), key=str)


def test_it_is_self_contained_and_the_same_bytes_every_time(lake, released, tmp_path):
    again = lake.release(tmp_path / "elsewhere")
    paths = sorted(p.relative_to(released) for p in released.rglob("*") if p.is_file())
    assert paths == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    for path in paths:
        assert not (released / path).is_symlink()
        assert (released / path).read_bytes() == (again / path).read_bytes()
    assert lake.release(tmp_path / "releases") == released
    assert list(tmp_path.joinpath("releases").iterdir()) == [released]


def test_its_csv_says_what_its_parquet_says(released):
    with (released / "csv" / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(r["quote"], r["unit"], r["report_year"]) for r in rows} == {
        ("3.2亿元", "亿元", "2024"),
        ("15亿元", "亿元", "2024"),
        ("3.2亿元", "亿元", "2023"),
        ("15亿元", "亿元", "2023"),
    }
    ((total,),) = duckdb.sql(
        f"select sum(value_norm) from read_csv('{released}/csv/observations.csv')"
    ).fetchall()
    assert total == 3_640_000_000


def test_a_file_that_was_changed_afterwards_is_named(released):
    path = released / "csv" / "observations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("3.2", "3.3"), encoding="utf-8")
    (released / "findings.parquet").unlink()
    assert check(released) == [
        "findings.parquet is missing",
        "csv/observations.csv is not the file that was released",
    ]
    with pytest.raises(WrongSetting, match=r"datapackage\.json"):
        check(released.parent)


def test_the_readme_explains_every_column(released):
    text = (released / "README.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        assert f"## {table.name}" in text
        for field in table.schema:
            assert f"| `{field.name}` |" in text


def test_nothing_published_is_said_so_and_a_file_in_the_way_too(
    lake, released, open_here, tmp_path
):
    (tmp_path / "file").write_text("thesis")
    with pytest.raises(WrongSetting, match="no folder"):
        lake.release(tmp_path / "file")
    empty = open_here("a")
    with pytest.raises(LakeDamaged, match="nothing has been published"):
        empty.release(tmp_path / "none")
    assert not (tmp_path / "none").exists()


# What Data Package version 1 demands of a descriptor (its JSON schema, the parts that bind here).
_TEXT = {"type": "string", "minLength": 1}
_NAME = {"type": "string", "pattern": "^([-a-z0-9._/])+$"}
_TYPES = ["string", "number", "integer", "boolean", "date", "datetime", "array"]
_FIELD = {
    "type": "object",
    "required": ["name", "type", "description"],
    "properties": {
        "name": _TEXT,
        "type": {"enum": _TYPES},
        "description": _TEXT,
        "constraints": {
            "type": "object",
            "properties": {"required": {"type": "boolean"}, "unique": {"type": "boolean"}, "enum": {"type": "array", "minItems": 1, "uniqueItems": True}},
            "additionalProperties": False,
        },
    },
}  # fmt: skip
_RESOURCE = {
    "type": "object",
    "required": ["name", "path", "profile", "schema", "hash", "bytes"],
    "properties": {
        "name": _NAME,
        "path": {"type": "string", "pattern": r"^(?=^[^./~])(^((?!\.{2}).)*$).*$"},
        "profile": {"enum": ["data-resource", "tabular-data-resource"]},
        "bytes": {"type": "integer", "minimum": 1},
        "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        "schema": {
            "type": "object",
            "required": ["fields"],
            "properties": {"fields": {"type": "array", "minItems": 1, "items": _FIELD}},
        },
    },
}
_PACKAGE = {
    "type": "object",
    "required": ["name", "profile", "created", "resources"],
    "properties": {
        "name": _NAME,
        "created": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "resources": {"type": "array", "minItems": 1, "items": _RESOURCE},
    },
}


def test_its_descriptor_is_a_data_package(released):
    jsonschema = pytest.importorskip("jsonschema")
    told = package(released)
    jsonschema.Draft202012Validator(_PACKAGE).validate(told)
    names = {r["name"] for r in told["resources"]}
    for resource in told["resources"]:
        fields = [f["name"] for f in resource["schema"]["fields"]]
        assert len(set(fields)) == len(fields)
        assert set(resource["schema"]["primaryKey"]) <= set(fields)
        for key in resource["schema"].get("foreignKeys", []):
            assert set(key["fields"]) <= set(fields)
            assert key["reference"]["resource"] in names
        if resource["format"] == "parquet":
            assert pq.read_schema(released / resource["path"]).names == fields
        assert not urlparse(resource["path"]).scheme


def test_frictionless_finds_it_valid_and_a_changed_one_not(released):
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(released / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    path = released / "csv" / "observations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("level", "lewel"), encoding="utf-8")
    assert not frictionless.validate(str(released / "datapackage.json")).valid
