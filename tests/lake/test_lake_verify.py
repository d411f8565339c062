"""Whatever is wrong with a published lake is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pyarrow as pa
import pytest

from tests.lake.kept_files import KeptFiles
from tests.lake.lake_rows import document, finding, observations, refusal
from zonereports.lake import TABLES, Lake
from zonereports.lake.partition import partition_path, read, write
from zonereports.lake.snapshots import MANIFEST, held_file


def fill(lake: Lake) -> Lake:
    documents = [document("r1"), document("r2", version=1), document("r3")]
    rows = [row for d in documents for row in observations(d)]
    lake.publish(documents, rows, [], reports=["r1", "r2", "r3"])
    second = document("r2", version=2)
    findings = [finding(second), finding(second, (1,), kind="sign", severity="note")]
    lake.publish([second], observations(second), [], reports=["r2"], findings=findings)
    return lake


@pytest.fixture
def published(lake: Lake) -> Lake:
    return fill(lake)


@pytest.fixture
def in_folder_published(folder_lake: Lake) -> Lake:
    return fill(folder_lake)


def rewrite(lake: Lake, name: str, change: Callable[[list[dict[str, Any]]], object]) -> None:
    """Plant rows as a publisher with a fault would have published them."""
    table, snapshot = TABLES[name], lake.snapshot()
    path = partition_path(table, 2024)
    rows = read(snapshot / path, table).to_pylist()
    change(rows)
    (snapshot / path).unlink()
    write(snapshot / path, table, [pa.Table.from_pylist(rows, schema=table.schema)])
    manifest = json.loads((snapshot / MANIFEST).read_text())
    manifest["files"][str(path)] = asdict(held_file(snapshot / path, len(rows)))
    (snapshot / MANIFEST).write_text(json.dumps(manifest))


def put(rows: list[dict[str, Any]], at: int, **values: object) -> None:
    rows[at].update(values)


def test_a_sound_lake_has_no_problems(published: Lake) -> None:
    assert published.verify() == []


@pytest.mark.parametrize(
    ("table", "change", "check", "named"),
    [
        ("observations", lambda rows: put(rows, 0, document_id="nowhere"), "reference", "r1-1-"),
        ("observations", lambda rows: put(rows, 2, document_id="r2-1"), "reference", "r2-2-"),
        ("observations", lambda rows: put(rows, 0, start=3), "quote", "r1-1-"),
        ("observations", lambda rows: put(rows, 0, quote="3.3亿元"), "quote", "r1-1-"),
        ("observations", lambda rows: rows.insert(0, dict(rows[0])), "key", "r1-1-"),
        ("observations", lambda rows: rows.reverse(), "order", "observations"),
        ("documents", lambda rows: put(rows, 1, is_latest=True), "version", "r2"),
        ("documents", lambda rows: put(rows, 2, is_latest=False), "version", "r2"),
        ("documents", lambda rows: put(rows, 0, text_sha256="0" * 64), "quote", "r1-1"),
        ("documents", lambda rows: rows.pop(0), "reference", "r1-1-"),
        ("findings", lambda rows: put(rows, 0, document_id="nowhere"), "reference", "r2-2-"),
        ("findings", lambda rows: put(rows, 0, document_id="r2-1"), "reference", "r2-2-"),
        ("findings", lambda rows: put(rows, 0, report_id="r1"), "reference", "r2-2-"),
        (
            "findings",
            lambda rows: rows[0]["observation_ids"].append("r2-2-7"),
            "reference",
            "r2-2-",
        ),
        ("findings", lambda rows: rows[0]["starts"].reverse(), "quote", "r2-2-"),
        ("findings", lambda rows: rows[0]["quotes"].pop(), "quote", "r2-2-"),
        ("findings", lambda rows: rows.append(dict(rows[1])), "key", "r2-2-"),
    ],
)
def test_a_planted_fault_is_found(  # of a bucket's lake the same is asked of a fetched folder
    in_folder_published: Lake,
    table: str,
    change: Callable[[list[dict[str, Any]]], object],
    check: str,
    named: str,
) -> None:
    rewrite(in_folder_published, table, change)
    problems = in_folder_published.verify()
    assert any(p.check == check and named in p.what for p in problems), problems


def test_a_finding_may_be_about_a_number_that_was_refused(lake: Lake) -> None:
    report = document()
    kept, other = observations(report)
    refused = refusal() | {"row_id": other["observation_id"]}
    lake.publish([report], [kept], [refused], reports=["r1"], findings=[finding(report)])
    assert lake.verify() == []
    lake.publish([report], [kept], [], reports=["r1"], findings=[finding(report)])
    assert [problem.check for problem in lake.verify()] == ["reference"]


PART = "observations/report_year=2024/part-0.parquet"


def below(lake: Lake, name: str) -> str:
    return f"snapshots/{lake.snapshot().name}/{name}"


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        (lambda lake, kept: kept.remove(below(lake, PART)), "file"),
        (lambda lake, kept: kept.write(below(lake, PART), b"PAR1"), "file"),
        (
            lambda lake, kept: kept.write(below(lake, PART).replace("part-0", "part-1"), b""),
            "manifest",
        ),
        (lambda lake, kept: kept.remove(below(lake, MANIFEST)), "manifest"),
    ],
)
def test_harm_to_the_files_is_found(
    published: Lake, kept: KeptFiles, harm: Callable[[Lake, KeptFiles], object], check: str
) -> None:
    harm(published, kept)
    assert check in {problem.check for problem in published.verify()}


def test_a_pointer_that_leads_nowhere_is_found(published: Lake, kept: KeptFiles) -> None:
    for name in kept.names(below(published, "")):
        kept.remove(name)
    assert "pointer" in {problem.check for problem in published.verify()}


def test_a_problem_is_one_line(published: Lake, kept: KeptFiles) -> None:
    kept.remove(below(published, PART))
    assert [str(p) for p in published.verify()] == [f"file: {PART} is missing"]
