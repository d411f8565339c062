"""Texts whose gold was written before the first run; the floors only rise."""

import json
from pathlib import Path

import pytest

from zonereports.observations import catalogue, observe, to_json
from zonereports.observations.units import find_unit

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "blind"
FLOORS = json.loads((FOLDER / "floors.json").read_text(encoding="utf-8"))
FIELDS = ("code", "measure", "period", "status", "scope", "qualifier")
CORE = ("code", "measure", "period", "status")


def gold(path):
    lines = path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    return {row["start"]: row for row in map(json.loads, lines)}


def guided(row):
    indicator = catalogue().get(row["code"])
    return {**row, "code": None} if indicator and indicator.fine else row


def amount(row):
    unit = find_unit(row["unit"])
    return float(row["value"]) * float(unit.factor), unit.base


def same(a, b):
    (left, left_unit), (right, right_unit) = amount(a), amount(b)
    return left_unit == right_unit and left == pytest.approx(right)


def figures(name):
    count = dict.fromkeys(("gold", "given", "gold_core", "given_core", "found", "core", "full"), 0)
    for path in sorted((FOLDER / name).glob("*.txt")):
        wanted = gold(path)
        given = [guided(to_json(o)) for o in observe(path.read_bytes().decode()).observations]
        count["gold"] += len(wanted)
        count["given"] += len(given)
        count["gold_core"] += sum(row["code"] is not None for row in wanted.values())
        count["given_core"] += sum(row["code"] is not None for row in given)
        for row in given:
            want = wanted.get(row["start"])
            if want is None or not same(want, row):
                continue
            count["found"] += 1
            count["full"] += all(want[f] == row[f] for f in FIELDS)
            count["core"] += want["code"] is not None and all(want[f] == row[f] for f in CORE)

    def f1(right, given, wanted):
        return 2 * count[right] / (count[given] + count[wanted])

    return {
        "found": f1("found", "given", "gold"),
        "core": f1("core", "given_core", "gold_core"),
        "full": f1("full", "given", "gold"),
    }


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_a_set_written_blind_does_not_fall_below_its_floor(name):
    reached = figures(name)
    assert all(reached[key] >= floor for key, floor in FLOORS[name].items()), reached


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.txt")), ids=lambda p: p.stem)
def test_the_gold_of_a_blind_text_quotes_it_and_every_digit_is_accounted_for(path):
    text = path.read_bytes().decode()
    for start, row in gold(path).items():
        assert text[start : start + len(row["quote"])] == row["quote"]
    assert observe(text).unaccounted == ()
