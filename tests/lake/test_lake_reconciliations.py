"""What two reports of a zone differ on: known, replaced, taken and checked like all that is published."""

from datetime import timedelta

import pytest

from tests.lake.lake_rows import START, document, observations
from zonereports.errors import WrongRow
from zonereports.lake import table_digest


def difference(later, earlier):
    """A row about the first number of each of two reports."""
    here, there = observations(later)[0], observations(earlier)[0]
    names = ("zone", "site", "adcode", "code", "period")
    return {
        **{name: here[name] for name in names},
        "reconciliation_id": f"{later['document_id']}-{earlier['document_id']}",
        "kind": "restated",
        "verdict": "contradiction",
        "expected": float(there["value"]),
        "stated": float(here["value"]),
        "says": "tax of 2023 differs.",
        "other_report_year": earlier["report_year"],
        **_side("", later, here),
        **_side("other_", earlier, there),
        "report_year": later["report_year"],
    }


def _side(prefix, of, number):
    same = ("document_id", "report_id", "url", "published_at", "capture_id")
    return {
        **{f"{prefix}{name}": of[name] for name in same},
        f"{prefix}observation_ids": [number["observation_id"]],
        f"{prefix}starts": [number["start"]],
        f"{prefix}quotes": [number["quote"]],
    }


LATER = document("r1", year=2024, amounts=("5",), fetched_at=START)
EARLIER = document("r2", year=2023, amounts=("4",), fetched_at=START + timedelta(days=3))
BOTH = ("r1", "r2")


def publish(lake, *documents, rows=(), reconciled=BOTH):
    return lake.publish(
        documents,
        [number for of in documents for number in observations(of)],
        [],
        reports={of["report_id"] for of in documents},
        reconciliations=rows,
        reconciled=reconciled,
    )


@pytest.fixture
def reconciled(lake):
    publish(lake, LATER, EARLIER, rows=[difference(LATER, EARLIER)])
    return lake


def ids(lake, as_of=None):
    sql = "select reconciliation_id from reconciliations"
    return lake.query(sql, as_of=as_of).column(0).to_pylist()


def test_a_difference_is_known_since_the_later_of_its_two_pages(reconciled):
    (known,) = reconciled.read("reconciliations")["known_from"].to_pylist()
    assert known == EARLIER["fetched_at"]
    assert ids(reconciled, START + timedelta(days=3)) == ["r1-1-r2-1"]
    assert ids(reconciled, START + timedelta(days=2)) == []
    assert reconciled.verify() == []


def test_a_corrected_report_takes_its_differences_along_even_those_of_other_reports(
    reconciled, clock
):
    clock.tick(days=5)
    first = reconciled.commits()[0]
    publish(
        reconciled,
        document("r2", 2, year=2023, amounts=("5",), fetched_at=START + timedelta(days=5)),
        reconciled=(),
    )
    assert ids(reconciled) == []
    last = reconciled.commits()[-1].tables["reconciliations"]
    assert (last.rows, last.removed, int(last.digest, 16)) == (0, 1, 0)
    assert ids(reconciled, first.commit_id) == ["r1-1-r2-1"]
    held = reconciled.replay("reconciliations", first.commit_id)
    assert table_digest(held) == first.tables["reconciliations"].digest
    assert reconciled.verify() == []


def test_reports_compared_again_without_being_published_anew_get_these_rows_and_no_others(
    reconciled, clock
):
    clock.tick(days=1)
    assert publish(reconciled, rows=[difference(LATER, EARLIER)]) is None
    changed = difference(LATER, EARLIER) | {"verdict": "revision"}
    commit = publish(reconciled, rows=[changed])
    assert commit is not None
    assert commit.changed == ("reconciliations/report_year=2024",)
    assert reconciled.commits()[-1].tables["reconciliations"].changed == 1
    assert reconciled.verify() == []


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({"other_document_id": "r2-9"}, "r2-9"),
        ({"other_report_year": 2022}, "2022"),
        ({"other_report_id": "r3"}, "r3"),
        ({"document_id": "r1-9"}, "r1-9"),
    ],
)
def test_a_difference_with_a_version_that_is_not_the_latest_is_refused(reconciled, other, named):
    with pytest.raises(WrongRow, match=named):
        publish(reconciled, rows=[difference(LATER, EARLIER) | other])
    assert ids(reconciled) == ["r1-1-r2-1"]


def test_a_replay_takes_the_differences_along_but_none_that_names_a_report_left_out(
    reconciled, open_here, clock
):
    whole = open_here("a", now=clock)
    whole.take(reconciled.snapshot())
    assert ids(whole) == ["r1-1-r2-1"]
    part = open_here("b", now=clock)
    part.take(reconciled.snapshot(), without={"r2"})
    assert ids(part) == []
    assert part.read("documents")["report_id"].to_pylist() == ["r1"]
    assert whole.verify() == part.verify() == []


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"other_quotes": ["6亿元"]}, "quotes do not stand"),
        ({"other_observation_ids": ["r2-1-0"]}, "numbers that are not published"),
    ],
)
def test_verify_finds_a_difference_that_does_not_prove_itself(lake, other, what):
    publish(lake, LATER, EARLIER, rows=[difference(LATER, EARLIER) | other])
    assert any(what in str(problem) for problem in lake.verify())
