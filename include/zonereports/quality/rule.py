"""The rules of the gate, read from YAML: what must hold, how grave it is, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast, get_args

from zonereports.errors import WrongSetting
from zonereports.quality.batch import COLUMNS, TABLES, Table
from zonereports.quality.derive import DERIVED

Severity = Literal["critical", "warning"]

FOLDER = Path(__file__).parent / "rules"

_FIELDS = frozenset(
    {
        "name",
        "why",
        "zh",
        "severity",
        "expectation",
        "column",
        "columns",
        "with",
        "where",
        "of_source",
    }
)

# The loader sets these from the rule's own fields; written twice they could disagree.
_OURS = frozenset(
    {
        "column",
        "column_A",
        "column_B",
        "column_list",
        "severity",
        "row_condition",
        "condition_parser",
        "result_format",
        "catch_exceptions",
        "meta",
        "notes",
        "id",
        "batch_id",
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation on one table.

    `critical` says that a row which fails cannot be true or cannot be proved: it goes to
    quarantine. `warning` says that it may be true and that someone should look: it is published.
    """

    name: str
    table: Table
    expectation: str
    """A Great Expectations type in snake case, e.g. expect_column_values_to_not_be_null."""
    columns: tuple[str, ...]
    severity: Severity
    why: str
    zh: str = ""
    """The same in Chinese; empty where nobody wrote it."""
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, Any] = field(default_factory=dict)
    """Only rows whose column equals the value, or is among the values of a list."""
    of_source: bool = False
    """It asks only whether the row says what the page prints: a corrected row need not."""
    source: str = ""
    """The file it stands in."""

    @property
    def is_unique(self) -> bool:
        """Whether it says that a column, or several together, hold nothing twice."""
        return self.expectation in {
            "expect_column_values_to_be_unique",
            "expect_compound_columns_to_be_unique",
        }

    def wrong(self, what: str) -> WrongSetting:
        """The error that names this rule and its file."""
        return wrong_rule(self.source, self.name, what)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of both tables."""

    rules: tuple[Rule, ...] = ()

    def of(self, table: Table) -> tuple[Rule, ...]:
        """The rules of one table, in file order."""
        return tuple(rule for rule in self.rules if rule.table == table)

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Rules:
        """Read documents.yaml and observations.yaml of a folder.

        The names of expectations and their arguments are checked by Great Expectations itself
        when the first batch is checked (or by `verify`), since it takes seconds to import.

        Raises:
            WrongSetting: a file is missing or not YAML, or a rule has an unknown field, column
                or severity, no reason, a name that is taken, or limits in the wrong order.
        """
        return cls(tuple(rule for table in TABLES for rule in _read(folder, table)))

    def verify(self) -> None:
        """Build every expectation once, without data.

        Raises:
            WrongSetting: Great Expectations does not know a type or an argument.
        """
        from zonereports.quality.suite import expectation_of

        for rule in self.rules:
            expectation_of(rule)


def wrong_rule(source: str, name: str, what: str) -> WrongSetting:
    """A wrong rule, by file and name."""
    return WrongSetting(f"rule {name}: {what}", url=source, next_step="correct the rule")


def _read(folder: Path, table: Table) -> list[Rule]:
    import yaml

    path = folder / f"{table}.yaml"
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongSetting(f"no rules for {table}: {error.strerror}", url=str(path)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WrongSetting(f"not YAML: {' '.join(str(error).split())}", url=str(path)) from error
    if not isinstance(entries, list):
        raise WrongSetting("a list of rules is expected", url=str(path))
    rules: list[Rule] = []
    for number, entry in enumerate(entries, start=1):
        rule = _rule(entry, table, str(path), number)
        if rule.name in {other.name for other in rules}:
            raise rule.wrong("the name is taken by a rule above it")
        rules.append(rule)
    return rules


def _rule(entry: object, table: Table, source: str, number: int) -> Rule:
    if not isinstance(entry, dict):
        raise wrong_rule(source, f"number {number}", "a mapping is expected")
    name = entry.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise wrong_rule(source, f"number {number}", f"{name!r} is no name (lower case, a-z 0-9 _)")

    def wrong(what: str) -> WrongSetting:
        return wrong_rule(source, name, what)

    if unknown := sorted(str(key) for key in entry.keys() - _FIELDS):
        raise wrong(f"unknown field {', '.join(unknown)}; there are {', '.join(sorted(_FIELDS))}")
    for key in ("why", "expectation"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise wrong(f"{key} is missing")
    if not isinstance(entry.get("zh", ""), str):
        raise wrong("zh is a sentence")
    severity = entry.get("severity")
    if severity not in get_args(Severity):
        raise wrong(f"severity is {severity!r}; it is critical or warning")
    if "column" in entry and "columns" in entry:
        raise wrong("column and columns exclude each other")
    if not isinstance(entry.get("of_source", False), bool):
        raise wrong("of_source is true or false")
    columns = entry.get("columns", [entry["column"]] if "column" in entry else [])
    if not isinstance(columns, list):
        raise wrong("columns is a list")
    kwargs, where = entry.get("with") or {}, entry.get("where") or {}
    if not isinstance(kwargs, dict) or not isinstance(where, dict):
        raise wrong("with and where are mappings")
    known = COLUMNS[table].keys() | DERIVED[table].keys()
    if strange := [str(column) for column in [*columns, *where] if column not in known]:
        raise wrong(f"{table} has no column {', '.join(strange)}")
    _check_arguments(kwargs, cast("Severity", severity), wrong)
    return Rule(
        name=name,
        table=table,
        expectation=entry["expectation"].strip(),
        columns=tuple(columns),
        severity=cast("Severity", severity),
        why=" ".join(entry["why"].split()),
        zh=entry.get("zh", "").strip(),
        kwargs=kwargs,
        where=where,
        of_source=entry.get("of_source", False),
        source=source,
    )


def _check_arguments(kwargs: Mapping[str, Any], severity: Severity, wrong: Any) -> None:
    if ours := sorted(_OURS & kwargs.keys()):
        raise wrong(f"{', '.join(ours)} is not an argument here: use column, severity or where")
    # Below its share a `mostly` passes, and the rows that failed it would be published unseen.
    if "mostly" in kwargs and severity == "critical":
        raise wrong("mostly lets failing rows pass, so a critical rule may not use it")
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    try:
        backwards = low is not None and high is not None and low > high
    except TypeError:
        raise wrong(f"min_value {low!r} and max_value {high!r} cannot be compared") from None
    if backwards:
        raise wrong(f"min_value {low} is above max_value {high}")
    for pattern in [kwargs.get("regex"), *(kwargs.get("regex_list") or ())]:
        try:
            re.compile(pattern or "")
        except (re.error, TypeError) as error:
            raise wrong(f"{pattern!r} is no regular expression: {error}") from error
