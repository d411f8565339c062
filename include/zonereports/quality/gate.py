"""The gate between reading and publishing: every row passes, warns or goes to quarantine."""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from zonereports.quality.batch import KEYS, TABLES, Batch, Row, Table, typed
from zonereports.quality.deciding import Deciding
from zonereports.quality.decision import Decision
from zonereports.quality.derive import Surroundings, derive
from zonereports.quality.past import Past
from zonereports.quality.rule import Rule, Rules
from zonereports.quality.ruling import medians, shown, unique
from zonereports.quality.verdict import Failure, Refusal, Verdict, quarantine_rows

if TYPE_CHECKING:
    from zonereports.observations import Indicator

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
    indicators: Mapping[str, Indicator] | None = None,
    past: Past | None = None,
    contradictions: Mapping[str, str] | None = None,
    decisions: Iterable[Decision] = (),
    docs_dir: Path | None = None,
    results_dir: Path | None = None,
    now: datetime | None = None,
    keep_runs: int = 30,
) -> Verdict:
    """Tell what of a batch may be published. Pure but for Data Docs; an empty batch costs nothing.

    A row that fails a critical expectation is refused, and a document with all its observations.
    A critical expectation that fails without naming rows refuses the whole batch. Of rows with
    the same key the first is kept. What people decided about rows of the same source is applied:
    a correction before the rules run, a release and a rejection to what they found.

    Args:
        batch: the rows; they are not changed.
        name: what the run is called in Data Docs.
        rules: those shipped with the package by default.
        ranges: indicator code to the lowest and highest value_norm a zone can have. Outside of it
            is refused, so these are limits of the possible, not of the usual.
        ranges_by_level: the same for zones of one level, which is a row's zone_level; `ranges`
            holds for rows without a level and for codes that a level does not name.
        dimensions: indicator code to its dimension; codes that are not in it are refused.
        indicators: the catalogue; without it nobody asks whether the words name the indicator,
            or in which unit the ranges of levels count.
        past: what the lake tells of other reports; the rows of the batch are added to it.
        contradictions: observation_id to what other numbers of its report say against it.
        decisions: of people; those of other rows, or of another source, do nothing.
        docs_dir: where to write Data Docs; none are written without it.
        results_dir: where validation results are kept, beside `docs_dir` by default.
        now: the time of the run in Data Docs; the clock's by default.
        keep_runs: how many runs stay in Data Docs and in `results_dir`.

    Raises:
        WrongSetting: a rule, a range or a folder is wrong.
    """
    if not batch:
        return Verdict(evaluated={"documents": 0, "observations": 0, "expectations": 0})
    deciding = Deciding.of(batch, decisions)
    batch = deciding.corrected(batch)
    around = Surroundings(
        dimensions=dimensions or {},
        ranges=ranges or {},
        ranges_by_level=ranges_by_level or {},
        indicators=indicators or {},
        past=past or Past(),
        contradictions=contradictions or {},
    )
    gate = _Gate(batch, rules or Rules.read(), around, deciding)
    return gate.decide(name, docs_dir, results_dir, now or datetime.now(UTC), keep_runs)


class _Gate:
    """One batch on its way: rows by table and position, and what was found against them."""

    def __init__(
        self,
        batch: Batch,
        rules: Rules,
        around: Surroundings,
        deciding: Deciding,
    ) -> None:
        self.batch, self.rules, self.deciding = batch, rules, deciding
        self.refused: dict[tuple[Table, int], Refusal] = defaultdict(Refusal)
        self.doubts: dict[tuple[Table, int], list[str]] = defaultdict(list)
        self.failures: list[Failure] = []
        self.typed: dict[Table, list[Row]] = {}
        self.first: dict[Table, list[int]] = {}
        for table in TABLES:
            self._take(table)
        around = replace(
            around,
            documents={
                key: self.typed["documents"][position]
                for position in self.first["documents"]
                if (key := self._document_id("documents", position)) is not None
            },
            counts=Counter(row["document_id"] for row in self.typed["observations"]),
        )
        around.past.add(*([self.typed[table][at] for at in self.first[table]] for table in TABLES))
        observations = [
            derive(self.typed["observations"][at], "observations", around)
            for at in self.first["observations"]
        ]
        around.shifts.update(medians(observations, "times_history"))
        around.peer_shifts.update(medians(observations, "times_peers"))
        self.rows: dict[Table, list[Row]] = {
            "documents": [
                derive(self.typed["documents"][at], "documents", around)
                for at in self.first["documents"]
            ],
            "observations": observations,
        }

    def _take(self, table: Table) -> None:
        """Type the rows of a table and put those whose key was seen before aside.

        Great Expectations would name every copy; here the first is kept.
        """
        keys = unique(self.rules.of(table), table)
        seen: dict[tuple[str, tuple[object, ...]], int] = {}
        again: dict[str, list[int]] = defaultdict(list)
        self.typed[table], self.first[table] = [], []
        for position, row in enumerate(self.batch.rows(table)):
            known, wrong = typed(row, table)
            self.typed[table].append(known | {"mistyped": wrong})
            mine = {
                name: values
                for name, rule in keys.items()
                if None not in (values := tuple(known[column] for column in rule.columns))
            }
            taken = [name for name, values in mine.items() if (name, values) in seen]
            for name in taken:
                again[name].append(position)
                told = ", ".join(
                    f"{column} {value}"
                    for column, value in zip(keys[name].columns, mine[name], strict=True)
                )
                first = seen[name, mine[name]] + 1
                self.refused[table, position].add(
                    name, f"{told} is that of row {first}, which is kept"
                )
            if not taken:
                for name, values in mine.items():
                    seen[name, values] = position
                self.first[table].append(position)
        for name, positions in again.items():
            self._fail(keys[name], positions)

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
        self._reject()
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
        found = [
            (row, position)
            for row in rows
            if not self._overruled(rule, position := self.first[rule.table][row])
        ]
        if not found:
            return
        self._fail(rule, [position for _, position in found])
        for row, position in found:
            if rule.severity == "critical":
                reason = f"{shown(rule, self.rows[rule.table][row])}. {rule.why}"
                self.refused[rule.table, position].add(rule.name, reason)
            else:
                self.doubts[rule.table, position].append(rule.name)

    def _overruled(self, rule: Rule, position: int) -> bool:
        """Whether a person has the last word: the page is wrong, or the row is right all the same."""
        decision = self.deciding.met.get((rule.table, position))
        if decision is None:
            return False
        if decision.kind == "correct":
            return rule.of_source
        return decision.kind == "release" and rule.name in decision.expectations

    def _reject(self) -> None:
        """Refuse what a person rejected."""
        for (table, position), decision in self.deciding.met.items():
            if decision.kind == "reject":
                said = f"{decision.who}: {decision.why}"
                self.refused[table, position].add("rejected_by_a_person", said)

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
                rows=tuple(
                    self.typed[rule.table][position][KEYS[rule.table]] or ""
                    for position in positions or ()
                ),
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
            if at in self.doubts or (
                at in self.refused and self.deciding.kind("observations", position) != "reject"
            ):
                doubtful.add(row["document_id"])

        versions = {row["document_id"]: row["version"] for row in self.typed["documents"]}

        def quality(position: int) -> str:
            mine = self._document_id("documents", position) in doubtful
            return "warned" if mine or ("documents", position) in self.doubts else "passed"

        return Verdict(
            documents=[
                {**row, "quality": quality(position), **self._doubts("documents", position)}
                for position, row in self._passing("documents")
            ],
            observations=[
                {**row, **self._doubts("observations", position)}
                for position, row in self._passing("observations")
            ],
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
                    versions,
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
            decisions=self.deciding.holding,
            lapsed=self.deciding.lapsed,
            rejected=tuple(
                sorted(
                    str(self.typed["documents"][position]["document_id"])
                    for (table, position), decision in self.deciding.met.items()
                    if table == "documents" and decision.kind == "reject"
                )
            ),
        )

    def _doubts(self, table: Table, position: int) -> Row:
        """Names of the checks that ask for a second look at a row, or null."""
        return {"doubts": ", ".join(self.doubts.get((table, position), ())) or None}

    def _passing(self, table: Table) -> list[tuple[int, Row]]:
        return [
            (position, row)
            for position, row in enumerate(self.batch.rows(table))
            if (table, position) not in self.refused
        ]

    def _document_id(self, table: Table, position: int) -> str | None:
        key: str | None = self.typed[table][position]["document_id"]
        return key
