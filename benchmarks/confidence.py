"""How often each rule is right, and whether the confidence that rows bear is what they deserve.

The table in `observations/confidence.yaml` comes from the golden texts, the replica and what the first
run on the first blind set gave (`tests/golden/blind/first_run.json`); the shared reports, where they are at hand, and the second blind set only test it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from replica import Replica
from zonereports.observations import Observation, catalogue, observe
from zonereports.observations.confidence import key_of

_REPOSITORY = Path(__file__).resolve().parents[1]
_GOLDEN = _REPOSITORY / "tests" / "golden"
_SHARED = _REPOSITORY.parent / "shared" / "eval"
_TABLE = _REPOSITORY / "include" / "zonereports" / "observations" / "confidence.yaml"
_FIRST_RUN = _GOLDEN / "blind" / "first_run.json"
_HEAD = (
    "# By rule: rows seen and rows right in every field, then the same at the first run on texts\n"
    "# read blind. Written by python -m benchmarks confidence.\n"
)
_FIELDS = ("code", "measure", "period", "status", "scope", "qualifier")
_EDGES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 1.01)
_SEEDS = (3, 4)
Judged = tuple[Observation, bool]


def figures() -> list[str]:
    """Write the table, then a reliability table of what it was made of and of what it was not."""
    fitted = [*_files(_GOLDEN / "constructs"), *_files(_GOLDEN / "observations")]
    fitted += _replica()
    seen: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row, agrees in fitted:
        key = key_of(row.rule, _code(row) is not None)
        seen[key] += 1
        right[key] += agrees
    blind = json.loads(_FIRST_RUN.read_text(encoding="utf-8"))
    table = "".join(
        f"{key}: {[seen[key], right[key], *blind.get(key, (0, 0))]}\n"
        for key in sorted({*seen, *blind})
    )
    _TABLE.write_text(_HEAD + table, encoding="utf-8")
    lines = [f"{key}: {right[key]} of {seen[key]} right" for key in sorted(seen)]
    lines += _reliability("golden texts and replica (fitted, weighing as ten rows a rule)", fitted)
    lines += _reliability("second blind set (not fitted)", [*_files(_GOLDEN / "blind" / "second")])
    if _SHARED.is_dir():
        lines += _reliability("real reports (not fitted; the grammar saw them)", [*_files(_SHARED)])
    return lines


def _reliability(name: str, judged: list[Judged]) -> Iterator[str]:
    yield f"{name}: {len(judged)} rows, {sum(ok for _, ok in judged) / len(judged):.3f} right"
    error = 0.0
    for low, high in zip(_EDGES, _EDGES[1:], strict=False):
        rows = [(o.confidence, ok) for o, ok in judged if low <= o.confidence < high]
        if rows:
            stated = sum(c for c, _ in rows) / len(rows)
            found = sum(ok for _, ok in rows) / len(rows)
            error += abs(stated - found) * len(rows) / len(judged)
            yield f"  {low:.2f} to {min(high, 1):.2f}: {len(rows)} rows, stated {stated:.3f}, right {found:.3f}"
    yield f"  expected calibration error {error:.3f}"


def _code(row: Observation) -> str | None:
    """Its indicator in the guide, which knows none of our finer ones."""
    return None if row.code is None or catalogue()[row.code].fine else row.code


def _judge(rows: tuple[Observation, ...], gold: list[dict[str, Any]]) -> Iterator[Judged]:
    wanted = {row["start"]: row for row in gold}
    for row in rows:
        want = wanted.get(row.start)
        given = {field: getattr(row, field) for field in _FIELDS} | {"code": _code(row)}
        yield (
            row,
            want is not None
            and float(want["value"]) == float(row.value)
            and all(want[f] == given[f] or (f == "period" and want[f] is None) for f in _FIELDS),
        )


def _files(folder: Path) -> Iterator[Judged]:
    for path in sorted(folder.rglob("*.jsonl")):
        source = path.with_suffix(".txt")
        if "." in path.stem or not source.exists():
            continue
        gold = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        yield from _judge(observe(source.read_bytes().decode()).observations, gold)


def _replica() -> Iterator[Judged]:
    for seed in _SEEDS:
        with Replica(seed=seed) as replica:
            truth = replica.truth()
        for item in truth:
            found = observe(
                item["text"],
                title=item["title"],
                report_year=item["report_year"],
                zone=item["zone"],
            )
            yield from _judge(found.observations, item["observations"])
