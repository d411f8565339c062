"""The finer indicators: what a number counts that no indicator of the guide fits."""

from __future__ import annotations

from zonereports.observations import labels
from zonereports.observations.frames import Bound, Clause
from zonereports.observations.reading import fold

_CONTINUES = frozenset(("inherited", "range", "distribution", "anaphora"))
_LIMIT = 24


class FineCodes:
    """Names the numbers of one reading; remembers the names for the numbers that continue them."""

    def __init__(self) -> None:
        self._by_label: dict[str, str] = {}

    def of(self, clause: Clause, bound: Bound) -> str | None:
        """The finer indicator of what found none: by its words, or with what it continues."""
        if bound.rule in _CONTINUES:
            return self._by_label.get(bound.label)
        if bound.measure not in ("level", "delta") or bound.scope == "peer":
            return None
        unit = clause.quantity.measure
        code = labels.find_fine(f"{clause.own[-_LIMIT:]}#{clause.right[:_LIMIT]}", unit)
        if code is None and bound.label:
            code = labels.find_fine(f"{fold(bound.label)[-_LIMIT:]}#", unit)
        if code and bound.label:
            self._by_label[bound.label] = code
        return code
