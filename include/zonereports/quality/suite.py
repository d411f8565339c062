"""Rules to expectations: what Great Expectations knows, and what of it works here."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from zonereports.quality.rule import Rule

# On pandas these raise "no provider found": they exist for SQL only, or need a second table.
_NOT_ON_PANDAS = frozenset(
    {
        "expect_column_values_to_match_like_pattern",
        "expect_column_values_to_match_like_pattern_list",
        "expect_column_values_to_not_match_like_pattern",
        "expect_column_values_to_not_match_like_pattern_list",
        "expect_query_results_to_match_comparison",
        "expect_table_row_count_to_equal_other_table",
    }
)

# With a row condition Great Expectations 1.24 applies it to the rows but not to the mask of
# failures, so every row counts as failed.
_IGNORES_WHERE = frozenset({"expect_column_pair_values_to_be_in_set"})


def great_expectations() -> Any:
    """The package, imported without its log lines and its deprecation warnings (2 to 4 s)."""
    log = logging.getLogger("great_expectations")
    if log.level == logging.NOTSET:
        # Before the import: it logs some 200 lines about expectations that it registers.
        log.setLevel(logging.WARNING)
    with quiet():
        import great_expectations as gx
    return gx


@contextmanager
def quiet() -> Iterator[None]:
    """Without the deprecation warnings of Great Expectations about itself; others stay."""
    with warnings.catch_warnings():
        # Its own imports of sre_constants and sre_parse, deprecated since Python 3.11.
        warnings.filterwarnings("ignore", "module 'sre_", DeprecationWarning)
        # What it and marshmallow say about their own use of marshmallow and pydantic.
        for module in (r"great_expectations\.", r"marshmallow\."):
            warnings.filterwarnings("ignore", "", DeprecationWarning, module)
        # pandas, when a rule's regex has groups; it only asks whether they are wanted.
        warnings.filterwarnings("ignore", "This pattern is interpreted as a reg", UserWarning)
        # Where an analyst has Spark beside us, the package looks for it.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support", FutureWarning)
        yield


def expectation_of(rule: Rule) -> Any:
    """The rule as an expectation.

    Raises:
        WrongSetting: the type, an argument or the number of columns is not known to it.
    """
    great_expectations()
    from great_expectations.compatibility import pydantic
    from great_expectations.exceptions.exceptions import GreatExpectationsError
    from great_expectations.expectations.metadata_types import FailureSeverity
    from great_expectations.expectations.registry import (
        get_expectation_impl,
        list_registered_expectation_implementations,
    )

    known = set(list_registered_expectation_implementations())
    if rule.expectation not in known or not rule.expectation.startswith("expect_"):
        raise rule.wrong(f"Great Expectations has no {rule.expectation}")
    if rule.expectation in _NOT_ON_PANDAS:
        raise rule.wrong(f"{rule.expectation} does not work on pandas")
    if rule.where and rule.expectation in _IGNORES_WHERE:
        raise rule.wrong(f"{rule.expectation} ignores where: compute a column instead")
    kind = get_expectation_impl(rule.expectation)
    try:
        return kind(
            **_columns(rule, kind.__fields__.keys()),
            **rule.kwargs,
            **({"row_condition": _condition(rule.where)} if rule.where else {}),
            severity=FailureSeverity(rule.severity),
            meta={"rule": rule.name},
            # Data Docs show neither the severity nor the name of a rule by themselves.
            description=f"{rule.severity}: {rule.name}. {rule.why}".replace("$", "$$"),
            notes=f"{rule.expectation} {', '.join(rule.columns)} {dict(rule.kwargs)}",
        )
    except pydantic.ValidationError as error:
        what = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise rule.wrong(f"{rule.expectation}: {what}") from error
    except (GreatExpectationsError, TypeError, ValueError) as error:
        raise rule.wrong(f"{rule.expectation}: {' '.join(str(error).split())}") from error


def _columns(rule: Rule, fields: Iterable[str]) -> dict[str, Any]:
    count, fields = len(rule.columns), set(fields)
    if "column_list" in fields and count:
        return {"column_list": list(rule.columns)}
    if "column_A" in fields and count == 2:
        return {"column_A": rule.columns[0], "column_B": rule.columns[1]}
    if "column" in fields and count == 1:
        return {"column": rule.columns[0]}
    if not fields & {"column", "column_A", "column_list"} and not count:
        return {}
    raise rule.wrong(f"{rule.expectation} does not take {count} columns")


def _condition(where: Mapping[str, Any]) -> Any:
    from great_expectations.expectations.row_conditions import Column

    whole: Any = None
    for name, value in where.items():
        part = Column(name).is_in(value) if isinstance(value, list) else Column(name) == value
        whole = part if whole is None else whole & part
    return whole
