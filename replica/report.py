"""A report with everything that is true of it: text, metadata, and every number in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

PeriodKind = Literal["annual", "half_year"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report; the fields are those of the annotation guide."""

    start: int
    quote: str
    code: str | None
    label: str
    measure: str
    value: Decimal
    unit: str
    period: str
    status: str
    scope: str
    qualifier: str | None

    def as_json(self) -> dict[str, Any]:
        """The record with the guide's keys in the guide's order; value is a JSON number."""
        whole = self.value == self.value.to_integral_value()
        return {
            "start": self.start,
            "quote": self.quote,
            "code": self.code,
            "label": self.label,
            "measure": self.measure,
            "value": int(self.value) if whole else float(self.value),
            "unit": self.unit,
            "period": self.period,
            "status": self.status,
            "scope": self.scope,
            "qualifier": self.qualifier,
        }


@dataclass(frozen=True, slots=True)
class NotData:
    """A digit run that is no data, and why."""

    start: int
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """A work report as its author wrote it, without any markup."""

    title: str
    zone: str
    issuer: str
    report_year: int
    plan_year: int | None
    period_kind: PeriodKind
    signed_on: date
    text: str
    """Paragraphs joined by one newline; a table row is a line of cells joined by a tab."""
    figures: tuple[Figure, ...]
    not_data: tuple[NotData, ...]
    table: tuple[int, int] | None = None
    """Lines from..to (exclusive) that are a table."""

    @property
    def body(self) -> str:
        """The text without its last two lines, issuer and date: they sign it and report nothing."""
        return self.text.rsplit("\n", 2)[0]

    def with_value(self, index: int, value: Decimal) -> Report:
        """The same report with one number changed; everything after it moves along.

        Raises:
            ValueError: the number is written in Chinese numerals.
        """
        old = self.figures[index]
        before, after = plain(abs(old.value)), plain(abs(value))
        if before not in old.quote:
            raise ValueError(f"{old.quote} is not written in digits")
        quote = old.quote.replace(before, after, 1)
        end, shift = old.start + len(old.quote), len(quote) - len(old.quote)
        figures = list(self.figures)
        figures[index] = replace(old, quote=quote, value=value)
        return replace(
            self,
            text=self.text[: old.start] + quote + self.text[end:],
            figures=tuple(_moved(each, end, shift) for each in figures),
            not_data=tuple(_moved(each, end, shift) for each in self.not_data),
        )


def plain(value: Decimal) -> str:
    """A number as these reports print it: no exponent, no trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moved(item: Any, end: int, shift: int) -> Any:
    return replace(item, start=item.start + shift) if item.start >= end else item
