"""The golden reports: figures that only rise, and expectations that a person has read."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from replica import Replica
from zonereports.observations import catalogue, observe, to_json

GOLDEN = Path(__file__).parents[1] / "golden" / "observations"
SHARED = Path(__file__).parents[2] / "../shared" / "eval"
KEYS = [
    "start",
    "quote",
    "code",
    "label",
    "measure",
    "value",
    "unit",
    "period",
    "status",
    "scope",
    "qualifier",
]
FIELDS = ("code", "measure", "value", "unit", "period", "status", "scope", "qualifier")
FLOORS: dict[str, dict[str, float]] = json.loads((GOLDEN / "floors.json").read_text("utf-8"))


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def guided(row: dict[str, Any]) -> dict[str, Any]:
    """The row as the annotation guide has it, which knows none of our finer indicators."""
    indicator = catalogue().get(row["code"])
    return {**row, "code": None} if indicator and indicator.fine else row


def predicted(text: str, year: int | None = None) -> list[dict[str, Any]]:
    return [guided(to_json(o)) for o in observe(text, report_year=year).observations]


def agrees(gold: dict[str, Any], row: dict[str, Any], field: str) -> bool:
    if field == "period" and gold["period"] is None:
        return True
    return bool(gold[field] == row[field])


def f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / (found + wanted) if found + wanted else 1.0


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda p: p.stem)
def test_every_golden_text_has_a_reviewed_expectation(path: Path) -> None:
    expected = path.with_suffix(".jsonl")
    text = text_of(path)
    if not expected.exists():
        lines = [json.dumps({k: r[k] for k in KEYS}, ensure_ascii=False) for r in predicted(text)]
        expected.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        pytest.fail(f"{expected.name} was missing and has been written: review it, then commit it")
    for row in rows_of(expected):
        assert list(row) == KEYS
        assert text[row["start"] : row["start"] + len(row["quote"])] == row["quote"]


def test_golden_figures_only_rise() -> None:
    found = wanted = pairs = full = core = core_wanted = core_found = 0
    complaints = []
    for path in sorted(GOLDEN.glob("*.txt")):
        gold = {(r["start"], r["quote"]): r for r in rows_of(path.with_suffix(".jsonl"))}
        rows = {(r["start"], r["quote"]): r for r in predicted(text_of(path))}
        found, wanted = found + len(rows), wanted + len(gold)
        core_wanted += sum(r["code"] is not None for r in gold.values())
        core_found += sum(r["code"] is not None for r in rows.values())
        for key in gold.keys() & rows.keys():
            pairs += 1
            wrong = [f for f in FIELDS if not agrees(gold[key], rows[key], f)]
            full += not wrong
            core += gold[key]["code"] is not None and not set(wrong) - {"scope", "qualifier"}
            complaints += [
                f"{path.stem} {key[1]}: {f} {gold[key][f]!r} {rows[key][f]!r}" for f in wrong
            ]
        complaints += [f"{path.stem} {q}: missed" for _, q in gold.keys() - rows.keys()]
        complaints += [f"{path.stem} {q}: not expected" for _, q in rows.keys() - gold.keys()]
    figures = {
        "found": f1(pairs, found, wanted),
        "core": f1(core, core_found, core_wanted),
        "full": f1(full, found, wanted),
    }
    floors = FLOORS["golden"]
    assert all(figures[k] >= floors[k] for k in floors), (figures, complaints)


def test_golden_texts_account_for_every_digit() -> None:
    for path in sorted(GOLDEN.glob("*.txt")):
        assert observe(text_of(path)).unaccounted == (), path.stem


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "score_observations", SHARED / "score_observations.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shared_figures(pairs: list[tuple[Path, int | None]], tmp_path: Path) -> dict[str, float]:
    score = scorer()
    total = {"gold": 0, "pred": 0, "pairs": 0, "gold_core": 0, "pred_core": 0, "core": 0, "full": 0}
    for text_path, year in pairs:
        out = tmp_path / f"{text_path.stem}.jsonl"
        rows = predicted(text_of(text_path), year)
        out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
        gold, pred = score.load(text_path.with_suffix(".jsonl")), score.load(out)
        total["gold"] += len(gold)
        total["pred"] += len(pred)
        total["gold_core"] += sum(1 for r in gold if r["code"])
        total["pred_core"] += sum(1 for r in pred if r["code"])
        for i, j in score.align(gold, pred):
            right = {f: score.agrees(gold[i], pred[j], f) for f in score.FIELDS}
            total["pairs"] += 1
            total["full"] += all(right.values())
            core = all(right[f] for f in ("code", "measure", "period", "status"))
            total["core"] += bool(gold[i]["code"]) and core
    return {
        "found": f1(total["pairs"], total["pred"], total["gold"]),
        "core": f1(total["core"], total["pred_core"], total["gold_core"]),
        "full": f1(total["full"], total["pred"], total["gold"]),
    }


@pytest.mark.skipif(not SHARED.exists(), reason="the shared reports are not here")
@pytest.mark.parametrize("told", [True, False], ids=["year told", "year inferred"])
@pytest.mark.parametrize("kind", ["reports", "dev"])
def test_shared_figures_only_rise(kind: str, told: bool, tmp_path: Path) -> None:
    pairs: list[tuple[Path, int | None]] = []
    if kind == "reports":
        for name in ("002", "003", "004"):
            meta = json.loads((SHARED / "reports" / f"{name}.meta.json").read_text("utf-8"))
            year = meta["report_year"] if told else None
            pairs.append((SHARED / "reports" / f"{name}.txt", year))
    else:
        for entry in rows_of(SHARED / "dev" / "index.jsonl"):
            year = entry["report_year"] if told else None
            pairs.append((SHARED / "dev" / f"{entry['id']}.txt", year))
    figures = shared_figures(pairs, tmp_path)
    floors = FLOORS[kind]
    assert all(figures[k] >= floors[k] for k in floors), figures


def test_reports_of_the_replica_agree_with_what_their_author_knows() -> None:
    with Replica(seed=3) as replica:
        truth = replica.truth()
    found = wanted = pairs = full = core = core_wanted = core_found = 0
    for item in truth:
        seen = observe(
            item["text"],
            title=item["title"],
            report_year=item["report_year"],
            zone=item["zone"],
        )
        gold = {(r["start"], r["quote"]): r for r in item["observations"]}
        rows = {(o.start, o.quote): guided(to_json(o)) for o in seen.observations}
        found, wanted = found + len(rows), wanted + len(gold)
        core_wanted += sum(r["code"] is not None for r in gold.values())
        core_found += sum(r["code"] is not None for r in rows.values())
        for key in gold.keys() & rows.keys():
            pairs += 1
            wrong = [f for f in FIELDS if not agrees(gold[key], rows[key], f)]
            full += not wrong
            core += gold[key]["code"] is not None and not set(wrong) - {"scope", "qualifier"}
    figures = {
        "found": f1(pairs, found, wanted),
        "core": f1(core, core_found, core_wanted),
        "full": f1(full, found, wanted),
    }
    floors = FLOORS["replica"]
    assert all(figures[k] >= floors[k] for k in floors), figures
