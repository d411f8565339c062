"""The gate between reading and publishing: every row passes, warns or goes to quarantine."""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from zonereports.errors import WrongSetting
from zonereports.quality.batch import KEYS, TABLES, Batch, Row, Table, typed
from zonereports.quality.derive import DERIVED, Surroundings, derive
from zonereports.quality.rule import Rule, Rules
from zonereports.quality.verdict import Failure, Refusal, Verdict, quarantine_rows

log = logging.getLogger(__name__)

Bounds = tuple[Decimal | float, Decimal | float]


def check(
    batch: Batch,
    *,
    name: str,
    rules: Rules | None = None,
    ranges: Mapping[str, Bounds] | None = None,
    ranges_by_level: Mapping[str, Mapping[str, Bounds]] | None = None,
    dimensions: Mapping[str, str] | None = None,
    docs_dir: Path | None = None,
    results_dir: Path | None = None,
    now: datetime | None = None,
    keep_runs: int = 30,
) -> Verdict:
    """Tell what of a batch may be published. Pure but for Data Docs; an empty batch costs nothing.

    A row that fails a critical expectation is refused, and a document with all its observations.
    A critical expectation that fails without naming rows refuses the whole batch. Of rows with
    the same key the first is kept.

    Args:
        batch: the rows; they are not changed.
        name: what the run is called in Data Docs.
        rules: those shipped with the package by default.
        ranges: indicator code to the lowest and highest value_norm a zone can have. Outside of it
            is refused, so these are limits of the possible, not of the usual.
        ranges_by_level: the same for zones of one level, which is a row's zone_level; `ranges`
            holds for rows without a level and for codes that a level does not name.
        dimensions: indicator code to its dimension; codes that are not in it are refused.
        docs_dir: where to write Data Docs; none are written without it.
        results_dir: where validation results are kept, beside `docs_dir` by default.
        now: the time of the run in Data Docs; the clock's by default.
        keep_runs: how many runs stay in Data Docs and in `results_dir`.

    Raises:
        WrongSetting: a rule, a range or a folder is wrong.
    """
    if not batch:
        return Verdict(evaluated={"documents": 0, "observations": 0, "expectations": 0})
    for some in (ranges or {}, *(ranges_by_level or {}).values()):
        _check_ranges(some)
    gate = _Gate(
        batch, rules or Rules.read(), ranges or {}, ranges_by_level or {}, dimensions or {}
    )
    return gate.decide(name, docs_dir, results_dir, now or datetime.now(UTC), keep_runs)


class _Gate:
    """One batch on its way: rows by table and position, and what was found against them."""

    def __init__(
        self,
        batch: Batch,
        rules: Rules,
        ranges: Mapping[str, Bounds],
        ranges_by_level: Mapping[str, Mapping[str, Bounds]],
        dimensions: Mapping[str, str],
    ) -> None:
        self.batch, self.rules = batch, rules
        self.refused: dict[tuple[Table, int], Refusal] = defaultdict(Refusal)
        self.warned: set[tuple[Table, int]] = set()
        self.failures: list[Failure] = []
        self.typed: dict[Table, list[Row]] = {}
        self.first: dict[Table, list[int]] = {}
        for table in TABLES:
            self._take(table)
        around = Surroundings(
            documents={
                key: self.typed["documents"][position]
                for position in self.first["documents"]
                if (key := self._document_id("documents", position)) is not None
            },
            counts=Counter(row["document_id"] for row in self.typed["observations"]),
            dimensions=dimensions,
            ranges=ranges,
            ranges_by_level=ranges_by_level,
        )
        self.rows = {
            table: [derive(self.typed[table][at], table, around) for at in self.first[table]]
            for table in TABLES
        }

    def _take(self, table: Table) -> None:
        """Type the rows of a table and put those whose key was seen before aside."""
        self.typed[table], self.first[table] = [], []
        seen: dict[str, int] = {}
        again: list[int] = []
        for position, row in enumerate(self.batch.rows(table)):
            known, wrong = typed(row, table)
            self.typed[table].append(known | {"mistyped": wrong})
            key = known[KEYS[table]]
            if key is not None and key in seen:
                again.append(position)
                reason = f"{KEYS[table]} {key} is that of row {seen[key] + 1}, which is kept"
                self.refused[table, position].add(f"{KEYS[table]}_unique", reason)
            else:
                seen.setdefault(key, position)
                self.first[table].append(position)
        if again:
            unique = Rule(
                name=f"{KEYS[table]}_unique",
                table=table,
                expectation="expect_column_values_to_be_unique",
                columns=(KEYS[table],),
                severity="critical",
                why="Two rows with one key would be counted twice; the first is kept.",
            )
            self._fail(unique, again)

    def decide(
        self, name: str, docs_dir: Path | None, results_dir: Path | None, now: datetime, keep: int
    ) -> Verdict:
        from zonereports.quality import data_docs
        from zonereports.quality.evaluation import Evaluation, Run

        if docs_dir and not results_dir:
            results_dir = docs_dir.with_name(docs_dir.name + "-results")
        run = Run(
            # It becomes a folder's name.
            name=re.sub(r"[^\w.-]+", "_", name).strip("._") or "run",
            time=now.astimezone(UTC),
            results_dir=results_dir,
            docs_dir=docs_dir,
        )
        data_docs.prepare(run, keep)
        evaluation = Evaluation({table: self.rules.of(table) for table in TABLES}, run)
        expectations = 0
        for table in TABLES:
            if self.rows[table]:
                expectations += len(self.rules.of(table))
                for finding in evaluation.findings(table, self.rows[table]):
                    self._judge(finding.rule, finding.rows, finding.detail)
        verdict = self._verdict(expectations, docs_dir / "index.html" if docs_dir else None)
        if docs_dir:
            evaluation.build_docs()
            data_docs.complete(run, verdict, keep)
        for failure in verdict.failures:
            log.warning(
                "quality: run=%s table=%s rule=%s severity=%s rows=%s",
                *(name, failure.table, failure.name, failure.severity),
                "all" if failure.count is None else failure.count,
            )
        return verdict

    def _judge(self, rule: Rule, rows: tuple[int, ...] | None, detail: str) -> None:
        if rows is None:
            self._fail(rule, None, detail)
            if rule.severity == "critical":
                for table in TABLES:
                    for position in self.first[table]:
                        self.refused[table, position].add(
                            rule.name, f"the whole batch is held back, {detail}. {rule.why}"
                        )
            return
        positions = [self.first[rule.table][row] for row in rows]
        self._fail(rule, positions)
        for row, position in zip(rows, positions, strict=True):
            if rule.severity == "critical":
                reason = f"{_shown(rule, self.rows[rule.table][row])}. {rule.why}"
                self.refused[rule.table, position].add(rule.name, reason)
            else:
                self.warned.add((rule.table, position))

    def _fail(self, rule: Rule, positions: list[int] | None, detail: str = "") -> None:
        ids = {self._document_id(rule.table, position) for position in positions or ()}
        self.failures.append(
            Failure(
                name=rule.name,
                table=rule.table,
                severity=rule.severity,
                count=None if positions is None else len(positions),
                why=rule.why,
                expectation=rule.expectation,
                columns=rule.columns,
                documents=tuple(sorted(key for key in ids if key is not None)),
                detail=detail,
            )
        )

    def _verdict(self, expectations: int, page: Path | None) -> Verdict:
        held = {
            key: self.refused["documents", position].names
            for position in self.first["documents"]
            if ("documents", position) in self.refused
            and (key := self._document_id("documents", position)) is not None
        }
        doubtful = set()
        for position, row in enumerate(self.typed["observations"]):
            at: tuple[Table, int] = ("observations", position)
            if row["document_id"] in held:
                names = ", ".join(dict.fromkeys(held[row["document_id"]]))
                self.refused[at].add("document_held_back", f"its document fails {names}")
            if at in self.refused or at in self.warned:
                doubtful.add(row["document_id"])

        def quality(position: int) -> str:
            mine = self._document_id("documents", position) in doubtful
            return "warned" if mine or ("documents", position) in self.warned else "passed"

        return Verdict(
            documents=[
                {**row, "quality": quality(position)}
                for position, row in self._passing("documents")
            ],
            observations=[dict(row) for _, row in self._passing("observations")],
            quarantine=[
                refused
                for table in TABLES
                for refused in quarantine_rows(
                    table,
                    (
                        (row, self.refused[table, position])
                        for position, row in enumerate(self.batch.rows(table))
                        if (table, position) in self.refused
                    ),
                )
            ],
            held_back=tuple(sorted(held)),
            failures=tuple(sorted(self.failures, key=lambda one: one.severity != "critical")),
            evaluated={
                "documents": len(self.batch.documents),
                "observations": len(self.batch.observations),
                "expectations": expectations,
            },
            page=page,
        )

    def _passing(self, table: Table) -> list[tuple[int, Row]]:
        return [
            (position, row)
            for position, row in enumerate(self.batch.rows(table))
            if (table, position) not in self.refused
        ]

    def _document_id(self, table: Table, position: int) -> str | None:
        key: str | None = self.typed[table][position]["document_id"]
        return key


def _shown(rule: Rule, row: Row) -> str:
    """The values that the rule looked at, for the reader of a refusal."""
    names: list[str] = []
    for column in (*rule.columns, *rule.where):
        derived = DERIVED[rule.table].get(column)
        names.extend(derived.reads if derived and derived.reads else [column])
    return ", ".join(f"{name}={_short(row[name])}" for name in dict.fromkeys(names))


def _short(value: object) -> str:
    text = str(value) if isinstance(value, Decimal | datetime) else repr(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _check_ranges(ranges: Mapping[str, Bounds]) -> None:
    for code, (low, high) in ranges.items():
        if low > high:
            raise WrongSetting(f"range of {code}: {low} is above {high}")
