"""What the grammar carries from one number of a sentence to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zonereports.observations.observation import Measure, Scope, Status
from zonereports.observations.quantities import Quantity

_MARK = re.compile("[,;:。(]")


# Made once a number: not frozen, since that doubles the cost of making one.
@dataclass(slots=True)
class Clause:
    """A quantity with the words round it."""

    quantity: Quantity
    left: str
    """From the last number of the sentence to this one."""
    own: str
    """The last clause of `left`."""
    own_start: int
    """Where `own` begins in the reading."""
    right: str
    """What follows, to the next mark or number."""
    floor: int
    """Where `left` begins in the reading."""
    inside: bool
    """Whether the quantity stands in parentheses."""
    previous: str = ""
    """The clause without numbers before `own`, if there is one."""
    whole: str = ""
    """The clause from its first mark on, numbers before this one and brackets included."""

    @property
    def joined(self) -> bool:
        """Whether the quantity continues a list (、和) or follows without any mark."""
        head = self.left.lstrip(") ")
        return head[:1] in "、和及与" or _MARK.search(self.left) is None


@dataclass(slots=True)
class Bound:
    """What a number measures, and by which rule."""

    code: str | None
    label: str
    measure: Measure
    dimension: str
    scope: Scope
    rule: str
    confidence: float
    inherited: bool = False
    """The name came from an earlier number."""
    own_name: bool = False
    """The clause named what it measures: later clauses may lean on it."""


@dataclass(slots=True)
class Subject:
    """What an earlier number measured."""

    code: str | None
    label: str
    dimension: str
    scope: Scope
    status: Status
    measure: Measure


@dataclass(slots=True)
class Frame:
    """What holds inside one sentence, and what of it reaches into the next."""

    heads: dict[str, Subject] = field(default_factory=dict)
    """The last whole of each dimension, on which items of a list lean."""
    fresh: set[str] = field(default_factory=set)
    """Dimensions whose head stands in this sentence."""
    subject: Subject | None = None
    levels: list[Subject] = field(default_factory=list)
    verb: str = ""
    """A verb that governs a list: 新增甲3家、乙2家."""
    among: bool = False
    """其中 has been read: what follows breaks the head down."""
    by_parts: bool = False
    """分产业看 opens the sentence: each of its items is one part of the head."""
    anaphora: list[Subject] = field(default_factory=list)
    last: Subject | None = None
    """The number just before, whatever it measured."""
    part_opens: bool = False
    """A named part is the subject of the sentence."""
    project_only: bool = False
    """投产后 has been read: what follows is promised by one project."""
    project: bool = False
    """One named project is the subject: its money and land are not the zone's indicators."""
    apart: bool = False
    """The sentence sets the zone apart from its district: 全区…,其中园区…"""
    group: list[Subject] = field(default_factory=list)
    """What the numbers of the last distribution measure, as long as nothing else was read."""
    last_own: str = ""
    """The clause of the number just before, in this sentence."""

    def next_sentence(self, *, goes_on: bool) -> Frame:
        """The frame of the sentence that follows in the same paragraph.

        Only a sentence that goes on (其中, 同比, 这两项) leans on what the last one measured.
        """
        levels = self.levels[-8:]
        if not goes_on:
            return Frame(levels=levels)
        return Frame(heads=dict(self.heads), subject=self.subject, levels=levels)

    def gather(self, bound: Bound, *, first: bool) -> None:
        """Note a number of a distribution; the next one may be about the same things."""
        if first:
            self.group = []
        self.group.append(
            Subject(bound.code, bound.label, bound.dimension, bound.scope, "actual", bound.measure)
        )

    def remember(self, bound: Bound, status: Status, *, inside: bool) -> None:
        """Note what a number measured, for the numbers after it."""
        subject = Subject(
            bound.code, bound.label, bound.dimension, bound.scope, status, bound.measure
        )
        self.last = subject
        if status == "prior" or bound.scope in ("parent", "peer") or bound.measure == "rank":
            return
        dimension = bound.dimension
        if bound.measure in ("level", "delta"):
            self.levels.append(subject)
            whole = not (self.among and dimension in self.fresh) and not bound.inherited
            known = self.heads.get(dimension)
            if whole and (bound.scope == "zone" or known is None or known.scope == "sub"):
                self.heads[dimension] = subject
                self.fresh.add(dimension)
        elif bound.own_name and not bound.inherited:
            self.heads["money"] = subject
            self.fresh.add("money")
        if (bound.measure == "level" or bound.own_name) and (not inside or not bound.inherited):
            self.subject = subject
