"""No number that a person annotated in a real report may be refused."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from zonereports.quality import Batch, check

ANNOTATED = Path(__file__).parents[2] / "../shared/eval"

pytestmark = pytest.mark.skipif(not ANNOTATED.is_dir(), reason="the annotated texts are not here")


@pytest.fixture(scope="module")
def annotated(rows):
    documents, observations = [], []
    for path in sorted(ANNOTATED.glob("*/*.txt")):
        marks = path.with_suffix(".jsonl")
        if not marks.exists():
            continue
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        key = f"{path.parent.name}/{path.stem}"
        # Some are passages of a report; what follows them makes them as long as one.
        documents.append(rows.document(key, text=text + "\n" + "　" * 3 + "余下从略。" * 40))
        year = _year(marks)
        documents[-1] |= {"report_year": year, "plan_year": year + 1, "published_at": None}
        documents[-1]["fetched_at"] = documents[-1]["fetched_at"].replace(year=year + 1)
        for number, line in enumerate(marks.read_text(encoding="utf-8").splitlines()):
            mark = json.loads(line, parse_float=Decimal)
            observations.append(
                rows.observation(f"{key}#{number}", key, quote=mark.pop("quote"))
                | mark
                | {"quote": json.loads(line)["quote"], "value": Decimal(mark["value"])}
                | {"value_norm": None, "unit_norm": None, "report_year": year}
                | {"published_at": None, "period_start": None, "period_end": None}
            )
    return Batch(documents, observations)


def _year(marks):
    """The year that most of its numbers are about, the later of two."""
    lines = [json.loads(line) for line in marks.read_text(encoding="utf-8").splitlines()]
    years = [line["period"][:4] for line in lines if line["period"] and line["status"] == "actual"]
    return int(max(sorted(set(years), reverse=True), key=years.count)) if years else 2024


def test_no_annotated_number_is_refused(annotated):
    assert len(annotated.observations) > 300
    verdict = check(annotated, name="annotated")
    assert [(row["reason"], row["row"]) for row in verdict.quarantine] == []


def test_hardly_an_annotated_number_is_doubted(annotated):
    verdict = check(annotated, name="annotated")
    doubted = sum(
        failure.count
        for failure in verdict.failures
        if failure.table == "observations" and failure.count
    )
    assert doubted <= len(annotated.observations) / 50
