import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from time import process_time

import pytest

from zonereports.errors import WrongSetting
from zonereports.quality import Batch, Rules, Verdict, check

SHIPPED = Path(__file__).parents[2] / "include/zonereports/quality/rules"


@pytest.fixture
def rules_with(tmp_path):
    """The shipped rules and further ones, as an operator would add them: in YAML."""

    def write(table, text, *, alone=False):
        for name in ("documents", "observations"):
            rules = "[]\n" if alone else (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8")
            if name == table:
                rules = text if alone else f"{rules}\n{text}"
            (tmp_path / f"{name}.yaml").write_text(rules, encoding="utf-8")
        return Rules.read(tmp_path)

    return write


def test_an_empty_batch_succeeds_with_nothing():
    verdict = check(Batch(), name="empty")
    assert verdict.success
    assert (verdict.documents, verdict.observations, verdict.quarantine) == ([], [], [])


def test_a_document_held_back_takes_its_observations_with_it(rows):
    batch = Batch(
        [rows.document("good"), rows.document("bad", capture_id=None)],
        [rows.observation("kept", "good"), rows.observation("lost", "bad")],
    )
    verdict = check(batch, name="r")
    assert verdict.held_back == ("bad",)
    assert [row["document_id"] for row in verdict.documents] == ["good"]
    assert [row["observation_id"] for row in verdict.observations] == ["kept"]
    lost = next(row for row in verdict.quarantine if row["row_id"] == "lost")
    assert lost["expectations"][-1] == "document_held_back"
    assert "capture_present" in lost["reason"]
    assert not verdict.success


def test_a_refused_observation_leaves_its_document_published_and_warned(rows):
    batch = Batch([rows.document()], [rows.observation("a"), rows.observation("b", start=1)])
    verdict = check(batch, name="r")
    assert [row["quality"] for row in verdict.documents] == ["warned"]
    assert [row["observation_id"] for row in verdict.observations] == ["a"]
    assert verdict.held_back == ()


def test_a_warning_alone_is_a_success(rows):
    verdict = check(Batch([rows.document(coverage=0.5)], [rows.observation()]), name="r")
    assert verdict.success
    assert [(f.name, f.severity, f.count) for f in verdict.failures] == [
        ("coverage_full", "warning", 1)
    ]
    assert verdict.documents[0]["quality"] == "warned"
    assert verdict.quarantine == []


def test_the_first_of_two_rows_with_one_key_is_kept(rows):
    batch = Batch(
        [rows.document(), rows.document(title="后来者")],
        [rows.observation(), rows.observation(), rows.observation(label="税收")],
    )
    verdict = check(batch, name="r")
    assert verdict.documents[0]["title"] == batch.documents[0]["title"]
    assert verdict.observations == [batch.observations[0] | {"doubts": None}]
    assert [row["expectations"] for row in verdict.quarantine] == [
        ["document_id_unique", "version_unique"],
        ["observation_id_unique", "number_once"],
        ["observation_id_unique", "number_once"],
    ]
    assert len({row["quarantine_id"] for row in verdict.quarantine}) == 3
    assert verdict.held_back == ()
    assert not verdict.success


def test_a_critical_failure_of_the_whole_table_holds_back_the_whole_batch(rows, rules_with):
    rules = rules_with(
        "observations",
        "- {name: enough, why: A county's run has more numbers., severity: critical,"
        " expectation: expect_table_row_count_to_be_between, with: {min_value: 50}}",
    )
    verdict = check(Batch([rows.document()], [rows.observation()]), name="r", rules=rules)
    assert (verdict.documents, verdict.observations) == ([], [])
    assert verdict.held_back == ("d1",)
    assert all("enough" in row["expectations"] for row in verdict.quarantine)
    assert "observed 1" in verdict.quarantine[0]["reason"]
    assert [(f.name, f.count) for f in verdict.failures] == [("enough", None)]


def test_an_expectation_that_raises_holds_back_the_batch_and_says_why(rows, rules_with):
    rules = rules_with(
        "documents",
        "- {name: sound, why: It compares a date with a number., severity: critical,"
        " expectation: expect_column_values_to_be_between, column: published_at,"
        " with: {min_value: 5}}",
        alone=True,
    )
    verdict = check(Batch([rows.document()]), name="r", rules=rules)
    assert verdict.documents == []
    assert verdict.failures[0].count is None
    assert verdict.failures[0].detail
    assert "Traceback" not in verdict.failures[0].detail


def test_a_warning_about_the_whole_table_publishes(rows, rules_with):
    rules = rules_with(
        "documents",
        "- {name: many, why: A run brings several reports., severity: warning,"
        " expectation: expect_table_row_count_to_be_between, with: {min_value: 5}}",
    )
    verdict = check(Batch([rows.document()], [rows.observation()]), name="r", rules=rules)
    assert verdict.success
    assert len(verdict.documents) == 1
    assert [f.name for f in verdict.failures] == ["many"]


def test_a_rule_added_in_yaml_with_a_condition_catches_only_those_rows(rows, rules_with):
    rules = rules_with(
        "observations",
        "- {name: big_tax, why: This county is small., severity: critical,"
        " expectation: expect_column_values_to_be_between, column: value_norm,"
        " where: {code: [tax_revenue, vat], unit_norm: CNY}, with: {max_value: 1000000}}",
    )
    batch = Batch(
        [rows.document()],
        [rows.observation("other", code="exports"), rows.observation("tax")],
    )
    verdict = check(batch, name="r", rules=rules)
    assert [row["row_id"] for row in verdict.quarantine] == ["tax"]
    assert "code='tax_revenue'" in verdict.quarantine[0]["reason"]


def test_the_same_rows_get_the_same_quarantine_ids_in_any_run(rows):
    def run(documents):
        batch = Batch(
            documents, [rows.observation("x", start=1), rows.observation("y", value=None)]
        )
        return {row["row_id"]: row["quarantine_id"] for row in check(batch, name="r").quarantine}

    first = run([rows.document(), rows.document("e", site=None)])
    assert first == run([rows.document("e", site=None), rows.document()])
    assert first.keys() == {"e", "x", "y"}


def test_the_quarantined_row_can_be_read_back(rows):
    row = rows.observation(start=1, value=Decimal("12.50"), value_norm=float("nan"))
    (refused,) = check(Batch([rows.document()], [row]), name="r").quarantine
    back = json.loads(refused["row"])
    assert (back["value"], back["value_norm"], back["period_start"]) == (
        "12.50",
        "nan",
        "2024-01-01",
    )
    assert back.keys() == row.keys()
    assert refused["report_year"] == 2024
    assert refused["capture_id"] == "capture-of-d1"


def test_rows_that_came_in_are_left_as_they_were(rows):
    batch = Batch([rows.document()], [rows.observation()])
    verdict = check(batch, name="r")
    verdict.documents[0]["title"] = "changed"
    verdict.observations[0]["label"] = "changed"
    assert batch.documents == [rows.document()]
    assert batch.observations == [rows.observation()]


def test_rows_with_missing_columns_and_odd_values_are_refused_not_raised(rows):
    odd = [
        {},
        {"observation_id": ["a list"]},
        rows.observation("inf", value=Decimal("Infinity")),
        rows.observation("snan", value=Decimal("sNaN")),
        rows.observation("huge", value=Decimal(10) ** 40),
        rows.observation("bool", value=True),
        rows.observation("negative", start=-1),
        rows.observation("surrogate", label="\ud800"),
        rows.observation("no quote", quote=""),
    ]
    verdict = check(Batch([rows.document(notes=["repaired"]), {}], odd), name="r")
    assert len(verdict.documents) == 1
    assert verdict.observations == []
    assert len(verdict.quarantine) == len(odd) + 1
    assert json.dumps(verdict.quarantine, ensure_ascii=False).encode()


def test_a_verdict_that_loses_a_row_cannot_be_made():
    with pytest.raises(AssertionError, match="2 documents came in, 1 are published, 0 refused"):
        Verdict(documents=[{}], evaluated={"documents": 2})


def test_a_range_in_the_wrong_order_is_a_wrong_setting(rows):
    with pytest.raises(WrongSetting, match="tax_revenue"):
        check(Batch([rows.document()]), name="r", ranges={"tax_revenue": (5, 1)})


def test_a_thousand_rows_are_told_apart_at_bounded_cost(rows):
    documents = [rows.document(f"d{n}") for n in range(20)]
    observations = [
        rows.observation(f"row {n}", f"d{n % 20}", **({"start": 0} if n % 100 == 7 else {}))
        for n in range(1000)
    ]
    began = process_time()
    verdict = check(
        Batch(documents, observations), name="r", ranges=rows.ranges, dimensions=rows.dimensions
    )
    # 0.8 s on two old cores (plus 3 to 4 s once, for the import).
    assert process_time() - began < 15
    assert len(verdict.observations) == 990
    assert {row["row_id"] for row in verdict.quarantine} == {
        f"row {n}" for n in range(7, 1000, 100)
    }
    assert [row["document_id"] for row in verdict.documents if row["quality"] == "warned"] == ["d7"]
    assert verdict.evaluated["observations"] == 1000


def test_a_run_is_quiet_where_everything_is_logged_and_every_warning_is_an_error(tmp_path):
    program = (
        "import logging, pathlib; logging.basicConfig(level=logging.INFO);"
        "from zonereports.quality import Batch, check;"
        "v = check(Batch([{'document_id': 'd'}]), name='r', docs_dir=pathlib.Path('docs'));"
        "assert not v.success and v.page.exists()"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": ":".join(path for path in sys.path if path), "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    foreign = [line for line in done.stderr.splitlines() if ":zonereports.quality." not in line]
    assert foreign == []
