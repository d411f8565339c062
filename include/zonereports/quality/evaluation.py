"""One evaluation by Great Expectations: suites in, findings and pages out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from zonereports.quality.batch import COLUMNS, Row, Table
from zonereports.quality.derive import DERIVED
from zonereports.quality.rule import Rule
from zonereports.quality.suite import expectation_of, great_expectations, quiet


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that failed."""

    rule: Rule
    rows: tuple[int, ...] | None
    """Positions of the failing rows; None when the failure is the table's or an exception."""
    detail: str = ""
    """What was observed instead, where no rows can be named."""


@dataclass(frozen=True, slots=True)
class Run:
    """How the evaluation of one batch is called and where its results are kept."""

    name: str
    time: datetime
    results_dir: Path | None = None
    docs_dir: Path | None = None


class Evaluation:
    """Suites and results of one run, in a context that lives as long as this object."""

    def __init__(self, rules: Mapping[Table, Iterable[Rule]], run: Run) -> None:
        """Build both suites.

        Raises:
            WrongSetting: a rule is not one that Great Expectations knows.
        """
        gx = great_expectations()
        self._run = run
        self._identifiers: list[Any] = []
        self._rules = {table: {rule.name: rule for rule in rules[table]} for table in rules}
        expectations = {
            table: [expectation_of(rule) for rule in named.values()]
            for table, named in self._rules.items()
        }
        with quiet():
            self._context = gx.get_context(mode="ephemeral", project_config=_config(run))
            source = self._context.data_sources.add_pandas("batch")
            self._definitions = {}
            for table, expected in expectations.items():
                suite = self._context.suites.add(
                    gx.ExpectationSuite(name=table, expectations=expected)
                )
                data = source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("all")
                self._definitions[table] = self._context.validation_definitions.add(
                    gx.ValidationDefinition(name=table, data=data, suite=suite)
                )

    def findings(self, table: Table, rows: list[Row]) -> list[Finding]:
        """The rules of a table that these rows (typed, with computed columns) fail, in file order.

        A failure that names no rows (an aggregate, the table as a whole, an exception) comes
        with `rows=None`.
        """
        from great_expectations.core.run_identifier import RunIdentifier

        with quiet():
            result = self._definitions[table].run(
                batch_parameters={"dataframe": _frame(rows, table)},
                # COMPLETE: every failing row, as its position. An index by column costs 40 times
                # as much.
                result_format={"result_format": "COMPLETE", "return_unexpected_index_query": False},
                run_id=RunIdentifier(run_name=self._run.name, run_time=self._run.time),
            )
        found = {}
        for one in result.results:
            if not one.success:
                rule = self._rules[table][one.expectation_config.meta["rule"]]
                found[rule.name] = _finding(rule, one)
        return [found[name] for name in self._rules[table] if name in found]

    def build_docs(self) -> None:
        """Write the pages of this run (and the index) into the run's `docs_dir`."""
        from great_expectations.data_context.types.resource_identifiers import (
            ExpectationSuiteIdentifier,
        )

        ours = [
            key
            for key in self._context.validation_results_store.list_keys()
            if key.run_id.run_name == self._run.name and key.run_id.run_time == self._run.time
        ]
        suites = [ExpectationSuiteIdentifier(name=table) for table in self._definitions]
        with quiet():
            self._context.build_data_docs(resource_identifiers=[*suites, *ours])


def _frame(rows: list[Row], table: Table) -> Any:
    import pandas as pd

    columns = {}
    for name in (*COLUMNS[table], *DERIVED[table]):
        values = [row[name] for row in rows]
        if name in _NUMBERS or any(isinstance(value, float | Decimal) for value in values):
            columns[name] = pd.Series(
                [None if value is None else float(value) for value in values], dtype="float64"
            )
        else:
            # Object, so that True stays True beside None and no date becomes a timestamp.
            columns[name] = pd.Series(values, dtype="object")
    return pd.DataFrame(columns)


_NUMBERS = frozenset(
    {
        name
        for table in COLUMNS.values()
        for name, types in table.items()
        if float in types or (int in types and bool not in types)
    }
)


def _finding(rule: Rule, one: Any) -> Finding:
    result = one.result or {}
    positions = result.get("unexpected_index_list")
    if positions is not None:
        return Finding(rule, tuple(sorted(int(position) for position in positions)))
    if message := _exception(one.exception_info or {}):
        return Finding(rule, None, message)
    return Finding(rule, None, f"observed {result.get('observed_value')!r}")


def _exception(info: Mapping[str, Any]) -> str | None:
    # Either one record, or one for each metric that raised.
    records = [info] if "exception_message" in info else list(info.values())
    for record in records:
        if isinstance(record, dict) and record.get("exception_message"):
            return " ".join(str(record["exception_message"]).split())
    return None


def _config(run: Run) -> Any:
    from great_expectations.data_context.types.base import DataContextConfig, ProgressBarsConfig

    memory: Callable[[], dict[str, str]] = lambda: {"class_name": "InMemoryStoreBackend"}  # noqa: E731

    def on_disk(folder: Path) -> dict[str, str]:
        return {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(folder.absolute()),
        }

    # On disk: with results in memory the next process deletes the pages of earlier runs.
    results = on_disk(run.results_dir) if run.results_dir else memory()
    stores = {
        "expectations_store": {"class_name": "ExpectationsStore", "store_backend": memory()},
        "checkpoint_store": {"class_name": "CheckpointStore", "store_backend": memory()},
        "validation_definition_store": {
            "class_name": "ValidationDefinitionStore",
            "store_backend": memory(),
        },
        "validation_results_store": {
            "class_name": "ValidationResultsStore",
            "store_backend": results,
        },
    }
    sites = {}
    if run.docs_dir:
        sites["site"] = {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": on_disk(run.docs_dir),
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        }
    return DataContextConfig(
        expectations_store_name="expectations_store",
        validation_results_store_name="validation_results_store",
        checkpoint_store_name="checkpoint_store",
        stores=stores,
        data_docs_sites=sites,
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        analytics_enabled=False,
    )
