"""The notebook answers its five questions on a real lake."""

import ast
import json
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "notebooks" / "five_questions.ipynb"
CHARTS = (
    "grew_fastest",
    "plan_and_actual",
    "investment_per_mu",
    "who_is_late",
    "where_they_contradict",
)


@pytest.fixture(scope="module")
def cells():
    return json.loads(PAGE.read_text(encoding="utf-8"))["cells"]


@pytest.fixture(scope="module")
def answered(cells, small_home):
    """The names that the notebook leaves behind, its cells run from top to bottom."""
    names = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZONEREPORTS_HOME", str(small_home))
        for number, cell in enumerate(cells):
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
    yield names
    names["lake"].close()


def test_it_keeps_no_outputs(cells):
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) == 1 + len(CHARTS)
    assert [(c["outputs"], c["execution_count"]) for c in code] == [([], None)] * len(code)


def test_every_question_has_a_chart_at_the_end_of_its_cell(cells):
    ends = [
        ast.unparse(ast.parse("".join(cell["source"])).body[-1])
        for cell in cells
        if cell["cell_type"] == "code"
    ]
    assert tuple(ends[1:]) == CHARTS


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_drawn_from_rows(answered, name):
    drawn = answered[name].to_dict()  # checked against the schema of Vega-Lite
    (rows,) = drawn["datasets"].values()
    assert rows
    fields = {
        axis["field"] for axis in drawn["encoding"].values() if isinstance(axis, dict) and "field" in axis
    }  # fmt: skip
    assert fields <= set(rows[0])


def test_the_answers_are_those_of_the_reports(answered):
    fastest = answered["fastest"]
    assert len(fastest) == 3
    assert fastest["percent_a_year"].is_monotonic_decreasing
    targets = answered["targets"]
    assert set(targets["verdict"]) == {"reached", "missed"}
    assert ((targets["percent_of_target"] >= 99.5) | (targets["verdict"] == "missed")).all()
    assert answered["lateness"]["days"].between(-31, 60).all()
    told = answered["contradictions"]
    between = told[told["where_"] == "between reports"]
    assert list(between["kind"]) == ["growth"]
    assert between["year"].item() == 2023
