"""Rules on their rows: what is unique, what a document's rows have in the middle, what was seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from statistics import median

from zonereports.quality.batch import KEYS, Row, Table
from zonereports.quality.derive import DERIVED
from zonereports.quality.rule import Rule


def unique(rules: Iterable[Rule], table: Table) -> dict[str, Rule]:
    """The critical rules that say what is unique, by name; the table's key always is."""
    found = {rule.name: rule for rule in rules if rule.severity == "critical" and rule.is_unique}
    if all(rule.columns != (KEYS[table],) for rule in found.values()):
        name = f"{KEYS[table]}_unique"
        found[name] = Rule(
            name=name,
            table=table,
            expectation="expect_column_values_to_be_unique",
            columns=(KEYS[table],),
            severity="critical",
            why="Two rows with one key would be counted twice; the first is kept.",
        )
    return found


def medians(rows: Iterable[Row], column: str) -> dict[str, float]:
    """The median of a column over the rows of each document that has at least three."""
    values: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row[column] is not None and row["document_id"] is not None:
            values[row["document_id"]].append(row[column])
    return {key: median(held) for key, held in values.items() if len(held) >= 3}


def shown(rule: Rule, row: Row) -> str:
    """The values that the rule looked at, for the reader of a refusal."""
    names: list[str] = []
    for column in (*rule.columns, *rule.where):
        derived = DERIVED[rule.table].get(column)
        names.extend(derived.reads if derived and derived.reads else [column])
    return ", ".join(f"{name}={_short(row[name])}" for name in dict.fromkeys(names))


def _short(value: object) -> str:
    text = str(value) if isinstance(value, Decimal | datetime) else repr(value)
    return text if len(text) <= 80 else text[:79] + "…"
