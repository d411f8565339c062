"""Each number to the words that name it: the walk over paragraphs, sentences and clauses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from zonereports.observations import labels, measures, scope, status
from zonereports.observations.amounts import AmountRule
from zonereports.observations.confidence import calibrated
from zonereports.observations.distribution import Share, distribute
from zonereports.observations.fine_codes import FineCodes
from zonereports.observations.frames import Bound, Clause, Frame
from zonereports.observations.moment import CLAUSE_LIMIT, Moment, first_behind, is_over, reach
from zonereports.observations.observation import Observation, Scope, Status
from zonereports.observations.parts import Parts
from zonereports.observations.periods import Calendar, TimeCue
from zonereports.observations.qualifiers import find_qualifier
from zonereports.observations.quantities import Quantity
from zonereports.observations.reading import Reading
from zonereports.observations.relatives import RelativeRule
from zonereports.observations.sharing import ShareRule
from zonereports.observations.standing import Standing
from zonereports.observations.units import find_unit, normalise

_SENTENCE = re.compile(r"[^。!?\n]+")
_BREAK = re.compile(r"[,;:(。]|——")
_MARKS = re.compile("[,;:。]")
_STOP = re.compile(r"[,;:()。、\n!?]")
_ENUMERATION = re.compile(r"\s*(?:[一二三四五六七八九十]+是|[(]?[一二三四五六七八九十\d]+[)、])")
_GOES_ON = re.compile(
    r"\s*(?:分(?:园区|片区|产业|行业|区域|板块|企业)来?看|从(?:园区|产业|行业|区域)看|其中|同比|环比|比上年|比去年|较上年|较去年|占全|占园|这|它们|上述|分别|净增|增长|下降|总数|合计|累计|(?:总?投资)?[超过达]?\d*[一两]?[十百千]?[万亿]元(?:以上)?的?(?:项目|企业))"
)
_BY_PARTS = re.compile(r"\s*(?:分|从)(?:园区|片区|产业|行业|区域|板块)来?看")
_CLASS_OPENS = re.compile(r"\s*(?:总?投资)?[超过达]?\d*[一两]?[十百千]?[万亿]元")
_SAME_PART = re.compile(r"\s*(?:共|目前已|现已|已有|全部|投产后|建成后|其中|预计)")
_NEW_PART = re.compile(r"\s*[(][一二三四五六七八九十\d]+[)]")
# What stands between the colon of a list's item and its number: 工业投资:完成19.4亿元.
_SAYS_NOTHING = re.compile(
    r"(?:\d{1,2}[-—~至]\d{1,2}月份?|上半年|前三季度|一季度|全年|今年|现有|完成|实现|达到?|累计|共|约|近|超过?|为|\s)*+"
)
_LOST_PERCENT = re.compile(
    "占全[县市区省]|(?:(?<!新)增长|下降|增速|增幅|下滑|回落)(?:了|达到?|约|为|近|超过?)*$"
)
_APART = re.compile("其中[:,]?(?:园区|开发区|经开区|高新区|我区)")
_THESE = re.compile("这?([两二三四])项(?:指标)?(?:分别)?(?:是|为|达)?$")
_FIGURES = {"两": 2, "二": 2, "三": 3, "四": 4}
_OWN_LIMIT = 60  # a name that stands farther from its number names something else
_LEFT_LIMIT = 400  # words farther back than this have no part in naming a number
_LEAD_LIMIT = 400  # title and first sentences
_FLAT_LIMIT = 120  # sentences without numbers set a time only when they are short
_TOPIC_ENDINGS = (
    ("投资", "investment"),
    ("产值", "output"),
    ("产值", "output_ads"),
    ("税收", "tax_revenue"),
)


class Binder:
    """Binds the quantities of one reading in reading order."""

    def __init__(
        self, reading: Reading, *, calendar: Calendar, parts: Parts, ground: scope.Ground
    ) -> None:
        self._reading = reading
        self._text = reading.text
        self._calendar = calendar
        self._parts = parts
        self._ground = ground
        self._standing = Standing(calendar, parts)
        self._marks: list[int] = []
        self._bracketed = False
        self._topics: dict[str, str] = {}
        self._fine = FineCodes()
        self._amounts = AmountRule(reading)
        self._relatives = RelativeRule(reading)
        self._shares = ShareRule(reading, self._topics)

    def bind(self, quantities: Sequence[Quantity]) -> list[Observation]:
        """One observation a quantity, in the same order."""
        found: list[Observation] = []
        text = self._text
        index = last_end = 0
        moment = Moment()
        frame = Frame()
        section: str | None = None
        for m in _SENTENCE.finditer(text):
            start, end = m.span()
            opens = "\n" in text[last_end:start] or not last_end
            if opens:
                moment = Moment()
                section = None
                if not _GOES_ON.match(text, start):
                    frame = Frame()
            elif _NEW_PART.match(text, start):
                moment = Moment()
                frame = Frame()
            elif _ENUMERATION.match(text, start):
                moment = Moment()
            last_end = end
            first = index
            while index < len(quantities) and quantities[index].start < end:
                index += 1
            mine = quantities[first:index]
            if not mine and end - start > _FLAT_LIMIT:
                continue
            cues = self._calendar.cues(text, start, end)
            if (
                mine
                and moment.paragraph
                and is_over(moment.paragraph, text[start : mine[0].start], self._calendar.year)
            ):
                moment.paragraph = None
            moment = Moment(paragraph=moment.paragraph, time=moment.paragraph)
            if not mine:
                self._lead_in(cues, start, moment)
                continue
            part_opens = frame.part_opens and bool(_SAME_PART.match(text, start))
            frame = frame.next_sentence(goes_on=bool(_GOES_ON.match(text, start)))
            frame.part_opens = part_opens
            if _BY_PARTS.match(text, start):
                frame.among = frame.by_parts = True
                frame.fresh.update(frame.heads)
            if _CLASS_OPENS.match(text, start) and not opens:
                frame.among, frame.last = True, frame.heads.get("count")
            section = scope.section_part(text[start : mine[0].start], self._ground) or section
            self._sentence(mine, start, end, cues, moment, frame, section, found)
        return found

    @property
    def covered(self) -> str | None:
        """The time that the title or the first sentence says the report covers, once bound."""
        return self._standing.lead.period if self._standing.lead else None

    def _lead_in(self, cues: list[TimeCue], start: int, moment: Moment) -> None:
        """A sentence without numbers may set the time of the report or of its paragraph."""
        lasting = [c for c in cues if c.lasts]
        if not lasting:
            return
        cue = lasting[0] if not start else lasting[-1]
        if start < _LEAD_LIMIT and cue.period and "/" in cue.period:
            self._standing.lead = self._standing.lead or cue
        if cue.year == self._calendar.year:
            moment.paragraph = cue

    def _sentence(
        self,
        mine: Sequence[Quantity],
        start: int,
        end: int,
        cues: list[TimeCue],
        moment: Moment,
        frame: Frame,
        section: str | None,
        found: list[Observation],
    ) -> None:
        text = self._text
        states = status.cues(text, start, end)
        shares = distribute(text, mine, start, known=len(frame.levels))
        self._marks = [m.start() for m in _MARKS.finditer(text, start, end)]
        self._bracketed = text.find("(", start, end) >= 0
        frame.apart = _APART.search(text, start, end) is not None
        floor = start
        next_cue = next_state = 0
        for position, quantity in enumerate(mine):
            if moment.passing:
                moment.leave(text, floor, quantity.start)
            closed = text.rfind(";", floor, quantity.start) if moment.opened else -1
            if closed >= 0:
                moment.end_project()
                next_cue, next_state = (
                    first_behind(cues, next_cue, closed),
                    first_behind(states, next_state, closed),
                )
            while next_cue < len(cues) and cues[next_cue].start < quantity.start:
                cue = cues[next_cue]
                number = floor if position else None
                yearly = cue.relative and self._standing.plans_year(cue.start)
                moment.enter(cue, text, reach(text, cue, number, end, yearly=yearly))
                next_cue += 1
            if moment.until is not None:
                moment.expire(quantity.start)
            if (
                moment.time
                and moment.time.word in ("去年", "上年")
                and not self._calendar.looks_back
                and "," in text[moment.time.end : quantity.start]
            ):
                moment.time = moment.paragraph
            while next_state < len(states) and states[next_state].start < quantity.start:
                moment.note(states[next_state], quantity.start)
                next_state += 1
            limit = mine[position + 1].start if position + 1 < len(mine) else end
            clause = self._clause(quantity, floor, start, min(limit, quantity.end + 40))
            if ";" in clause.left:
                frame.part_opens = frame.project = False
            bound = self._name(clause, frame, shares.get(position), section)
            stand, period = self._standing.of(clause, bound, moment, frame)
            row = self._row(clause, bound, stand, period, start)
            found.append(row)
            single = bound.scope == "sub" and scope.opens_with_project(clause)
            if single:
                moment.begin_project()
                frame.part_opens = frame.project = True
            elif bound.scope == "sub" and (
                (position == 0 and clause.own_start - start <= 12)
                or (clause.left[:1] == ";" and clause.own_start == clause.floor + 1)
            ):
                frame.part_opens = scope.named_part(clause.own, self._ground) is not None
            if quantity.kind != "wordless":
                frame.remember(bound, row.status, inside=clause.inside)
            frame.last_own = clause.own
            self._note_topic(bound)
            floor = quantity.end

    def _note_topic(self, bound: Bound) -> None:
        """Keep the first indicator of each kind: a bare 投资 further on means it."""
        if bound.code and bound.own_name and bound.dimension == "money":
            self._topics.setdefault("", bound.code)
            for noun, ending in _TOPIC_ENDINGS:
                if bound.code.endswith(ending):
                    self._topics.setdefault(noun, bound.code)

    def _clause(self, quantity: Quantity, floor: int, sentence: int, limit: int) -> Clause:
        text = self._text
        floor = max(floor, quantity.start - _LEFT_LIMIT)
        left = text[floor : quantity.start]
        own_start = floor
        closed = left.rfind(")")
        if left[:1] == "(" and closed > 0:
            floor, left, closed = floor + closed + 1, left[closed + 1 :], -1
            own_start = floor
        cut = 0  # where the clause before `own` begins
        previous = ""
        for m in _BREAK.finditer(left):
            previous = left[cut : m.start()]
            cut = m.end()
            if m[0] != "(" or m.start() > closed:
                own_start = floor + m.end()
        if previous and _SAYS_NOTHING.fullmatch(text, own_start, quantity.start):
            named = own_start - len(previous) - 1
            if named >= floor and text[own_start - 1] == ":":
                own_start = named
        own_start = max(own_start, quantity.start - _OWN_LIMIT)
        stop = _STOP.search(text, quantity.end, limit)
        right = text[quantity.end : stop.start() if stop else limit]
        near = max(sentence, quantity.start - _LEFT_LIMIT)
        opened = text.rfind("(", near, quantity.start) if self._bracketed else -1
        inside = opened > text.rfind(")", near, quantity.start) if opened >= 0 else False
        own = text[own_start : quantity.start]
        base = max(near, quantity.start - CLAUSE_LIMIT)
        marks = self._marks
        index = bisect_left(marks, quantity.start)
        opening = max(base - 1, marks[index - 1]) if index else base - 1
        whole = text[opening + 1 : quantity.start]
        return Clause(quantity, left, own, own_start, right, floor, inside, previous, whole)

    def _name(
        self, clause: Clause, frame: Frame, share: Share | None, section: str | None
    ) -> Bound:
        quantity, own = clause.quantity, clause.own
        where = scope.find_scope(clause, frame, section, self._ground)
        if quantity.kind == "wordless":
            bound = self._relatives.bind(clause, frame, where, self._topics)
            known = bound.confidence > 0.5 and bool(bound.label)
            return replace(
                bound, measure="yoy", rule="no numeral", confidence=0.8 if known else 0.0
            )
        if quantity.kind == "high" and frame.last:
            low = frame.last
            return Bound(low.code, low.label, low.measure, low.dimension, low.scope, "range", 0.85)
        if share is not None and share.index < share.reach(frame.levels, frame.group):
            bound = self._shares.bind(clause, frame, share, where)
            frame.gather(bound, first=share.index == 0)
            return bound
        if frame.group:
            frame.group = []
        these = _THESE.search(own) if "项" in own else None
        if these:
            frame.anaphora[:] = frame.levels[-_FIGURES[these[1]] :]
        if frame.anaphora and (these or not own.strip("、和,及与")):
            subject = frame.anaphora.pop(0)
            spot: Scope = "sub" if where == "sub" or scope.names_zone(own) else subject.scope
            if not these and frame.subject:
                spot = frame.subject.scope
            return Bound(
                subject.code, subject.label, "level", subject.dimension, spot, "anaphora", 0.8,
                own_name=True,
            )  # fmt: skip
        dimension = quantity.measure.dimension
        lost = quantity.kind == "bare" and _LOST_PERCENT.search(own)
        if lost or dimension in ("share", "points", "multiple") or quantity.kind == "rank":
            return self._relatives.bind(clause, frame, where, self._topics)
        return self._amounts.bind(clause, frame, where)

    def _row(
        self, clause: Clause, bound: Bound, stand: Status, period: str | None, sentence: int
    ) -> Observation:
        quantity, own = clause.quantity, clause.own
        value = quantity.value
        if bound.measure in ("yoy", "delta") and value > 0 and measures.is_fall(own):
            value = -value
        measure_unit = quantity.measure
        start, end = self._reading.span(quantity.start, quantity.end)
        unit = quantity.unit
        if quantity.kind == "bare" and bound.measure in ("yoy", "share", "completion"):
            unit, measure_unit = "%", find_unit("%")
        elif quantity.kind == "bare" and bound.dimension == "points":
            unit, measure_unit = "个百分点", find_unit("个百分点")
        elif unit in ("万", "亿") and bound.dimension == "money":
            measure_unit = find_unit(f"{unit}元")
        elif unit:
            unit = self._printed_unit(quantity)
        base = measure_unit.base
        code = bound.code or self._fine.of(clause, bound)
        return Observation(
            start=start,
            quote=self._reading.source[start:end],
            code=code,
            label=labels.shown(bound.label),
            measure=bound.measure,
            value=value,
            unit=unit,
            period=period,
            status=stand,
            scope=bound.scope,
            qualifier=find_qualifier(self._text, quantity, sentence),
            value_norm=None if base is None else normalise(value, measure_unit.factor),
            unit_norm=base,
            rule=bound.rule,
            confidence=calibrated(bound.rule, bound.code is not None, bound.confidence),
        )

    def _printed_unit(self, quantity: Quantity) -> str:
        """The unit in the source's own script."""
        at = self._reading.at
        if self._reading.source.endswith(quantity.unit, 0, at[quantity.end - 1] + 1):
            return quantity.unit
        kept: list[str] = []
        index = quantity.end
        while len(kept) < len(quantity.unit) and index > quantity.start:
            index -= 1
            if self._text[index] == quantity.unit[len(quantity.unit) - len(kept) - 1]:
                kept.append(self._reading.source[at[index]])
        return "".join(reversed(kept)) if len(kept) == len(quantity.unit) else quantity.unit
