"""Each way of stating a number, against a gold that a reader wrote; the floors only rise."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from zonereports.observations import catalogue, observe, to_json
from zonereports.observations.units import find_unit

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "constructs"
FLOORS = FOLDER / "floors.json"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
FIELDS = ("code", "measure", "period", "status", "scope", "qualifier")


def gold(name):
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def text_of(name):
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def guided(row):
    """The row as the annotation guide has it, which knows none of our finer indicators."""
    indicator = catalogue().get(row["code"])
    return {**row, "code": None} if indicator and indicator.fine else row


def amount(row):
    unit = find_unit(row["unit"].translate({0xFF05: "%", ord("億"): "亿", ord("萬"): "万"}))
    return Decimal(str(row["value"])) * unit.factor, unit.base


def score(name):
    """Rows of the gold, rows given, found (amount at its place) and right in every field."""
    wanted = {row["start"]: row for row in gold(name)}
    given = [guided(to_json(o)) for o in observe(text_of(name)).observations]
    found = [
        (wanted[row["start"]], row)
        for row in given
        if row["start"] in wanted and amount(row) == amount(wanted[row["start"]])
    ]
    right = [
        1
        for want, row in found
        if all(want[f] == row[f] or (f == "period" and want[f] is None) for f in FIELDS)
    ]
    return {"gold": len(wanted), "given": len(given), "found": len(found), "right": len(right)}


@pytest.fixture(scope="module")
def scores():
    return {name: score(name) for name in NAMES}


def f1(scores, what):
    total = {key: sum(each[key] for each in scores.values()) for key in ("gold", "given", what)}
    return round(2 * total[what] / (total["gold"] + total["given"]), 4)


@pytest.fixture(scope="module")
def floors(scores):
    known = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    if os.environ.get("ZONEREPORTS_RAISE_FLOORS"):
        rows = known.get("right", {})
        known = {
            "found_f1": max(f1(scores, "found"), known.get("found_f1", 0)),
            "right_f1": max(f1(scores, "right"), known.get("right_f1", 0)),
            "right": {name: max(scores[name]["right"], rows.get(name, 0)) for name in NAMES},
        }
        FLOORS.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    return known


@pytest.mark.parametrize("name", NAMES)
def test_the_gold_quotes_its_text(name):
    text = text_of(name)
    rows = gold(name)
    assert rows
    assert [row["start"] for row in rows] == sorted({row["start"] for row in rows})
    for row in rows:
        assert text[row["start"] : row["start"] + len(row["quote"])] == row["quote"]


@pytest.mark.parametrize("name", NAMES)
def test_no_construct_falls_below_its_floor(name, scores, floors):
    assert scores[name]["right"] >= floors["right"][name], scores[name]


def test_the_totals_do_not_fall_below_their_floors(scores, floors):
    assert f1(scores, "found") >= floors["found_f1"]
    assert f1(scores, "right") >= floors["right_f1"]


def test_every_construct_has_a_floor(floors):
    assert set(floors["right"]) == set(NAMES)
    assert len(NAMES) >= 40
