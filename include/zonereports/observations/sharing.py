"""What each number behind 分别 measures."""

from __future__ import annotations

from collections.abc import Mapping

from zonereports.observations import labels, measures, scope
from zonereports.observations.distribution import Share
from zonereports.observations.frames import Bound, Clause, Frame
from zonereports.observations.observation import Scope
from zonereports.observations.reading import Reading
from zonereports.observations.relatives import ALL_NAMED

_TOPIC_TAIL = frozenset(("投资", "产值", "税收", ""))


class ShareRule:
    """Gives the numbers of a distribution to its names."""

    def __init__(self, reading: Reading, topics: Mapping[str, str]) -> None:
        self._reading = reading
        self._topics = topics

    def bind(self, clause: Clause, frame: Frame, share: Share, where: Scope | None) -> Bound:
        """What the number is: the amount before it, the indicator in its place, or a part."""
        dimension = clause.quantity.measure.dimension
        if dimension == "bare":
            dimension = share.closing
        relative = dimension in ("share", "points", "bare")
        measure = measures.percent_measure(share.cue, None) if relative else "level"
        if dimension == "points":
            measure = "delta"
        elif dimension == "multiple":
            measure = "multiple"
        elif clause.quantity.kind == "rank":
            measure = "rank"
        elif not relative:
            measure = measures.other_measure(clause.quantity, share.cue) or "level"
        if share.levels is not None:
            subject = share.levels[share.index]
            return Bound(
                subject.code, subject.label, measure, dimension, where or subject.scope,
                "distribution", 0.88, inherited=True,
            )  # fmt: skip
        before = frame.last.code if frame.last and share.index else None
        sibling = labels.sibling(self._reading.text[share.start : share.end], before)
        if sibling:
            label = self._reading.phrase(share.start, share.end)
            return Bound(
                sibling, label, measure, dimension, where or "zone", "distribution", 0.88,
                own_name=True,
            )  # fmt: skip
        name = labels.find_name(share.tail, ALL_NAMED)
        code = name.code if name else None
        spot: Scope = "sub" if code else "zone"  # 铝、食品产业产值分别达到: each has its own
        own_code, end = self._listed(share, clause)
        if share.parts:
            where = "sub"
        if own_code:
            label = self._reading.phrase(share.start, end)
            return Bound(
                own_code, label, measure, dimension, where or spot, "distribution", 0.88,
                own_name=True,
            )  # fmt: skip
        behind = share.cue.rpartition("分别")[2]
        if code is None and behind:  # 甲、乙产业分别实现产值: what each of them did
            code = self._done(behind, clause)
            spot = "sub" if code else "zone"
        if where is None and scope.is_part_item(self._reading.text[share.start : share.end]):
            where = "sub"
        if code is None and share.tail in _TOPIC_TAIL:
            told = frame.subject.code if frame.subject and not share.tail else None
            if share.tail or dimension == "money":
                code = told or self._topics.get(share.tail)
            spot = "sub" if code else "zone"
        label = self._reading.phrase(share.start, share.end)
        return Bound(code, label, measure, dimension, where or spot, "distribution", 0.8)

    def _done(self, behind: str, clause: Clause) -> str | None:
        """The indicator between 分别 and the numbers."""
        dimension = clause.quantity.measure.dimension
        if dimension in ("count", "person"):
            return labels.find_counted(f"{behind}#", dimension, clause.quantity.unit)
        name = labels.find_name(behind, ALL_NAMED)
        return name.code if name else None

    def _listed(self, share: Share, clause: Clause) -> tuple[str | None, int]:
        """The indicator that one name before 分别 is, its noun included, and the name's end."""
        end = share.end
        if self._reading.text.startswith(share.tail, end):
            end += len(share.tail)
        words = self._reading.text[share.start : end]
        dimension = clause.quantity.measure.dimension
        if dimension in ("count", "person"):
            if share.tail and not words.endswith(share.tail):
                words += share.tail
            verb = "新增" if share.cue.endswith(("新增", "净增")) else ""
            unit = clause.quantity.unit
            return labels.find_counted(f"{verb}{words}#", dimension, unit), end
        if words == "投资":
            return self._topics.get(words, "fixed_asset_investment"), end
        name = labels.find_name(words, ALL_NAMED)
        whole = name is not None and name.end == len(words)
        listed = name and whole and labels.opens_with(words, name.start)
        return (name.code if name and listed else None), end
