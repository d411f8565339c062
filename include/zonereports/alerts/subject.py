"""What an event is about, as far as subscriptions ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the report that passed the gate."""

    code: str
    label: str
    measure: str
    """level, yoy, share, … as in the table `observations`."""
    value: float
    """In base units for a level (yuan, square metres), per cent for growth."""
    quote: str
    """As printed."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A report, or a group of troubles, as subscriptions see it. None: not known."""

    zone: str | None = None
    zone_level: str | None = None
    county: str | None = None
    prefecture: str | None = None
    province: str | None = None
    site: str | None = None
    year: int | None = None
    title: str | None = None
    text: str = ""
    figures: tuple[Figure, ...] = ()

    @classmethod
    def of_rows(
        cls, document: Mapping[str, object], observations: tuple[Mapping[str, object], ...]
    ) -> Subject:
        """From a row of `documents` and the rows of `observations` of the same document."""
        names = {one.name for one in fields(cls)} - {"year", "figures", "text"}
        given = {name: document.get(name) for name in names}
        year = document.get("report_year")
        return cls(
            **given,  # type: ignore[arg-type]  # the columns have the types of the fields
            year=int(str(year)) if year else None,
            text=str(document.get("text") or ""),
            figures=tuple(
                Figure(
                    str(row["code"]),
                    str(row["label"]),
                    str(row["measure"]),
                    float(str(row["value_norm"])),
                    str(row["quote"]),
                )
                for row in observations
                # A plan or another place's number is not what the zone did.
                if row["scope"] == "zone"
                and row["status"] in ("actual", "estimate")
                and row["code"]
                and row["value_norm"] is not None
            ),
        )
