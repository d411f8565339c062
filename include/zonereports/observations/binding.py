"""Each number to the words that name it: the grammar of clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from zonereports.observations import labels, measures, scope, status
from zonereports.observations.distribution import Share, distribute
from zonereports.observations.observation import Measure, Observation, Scope, Status
from zonereports.observations.parts import Parts
from zonereports.observations.periods import Calendar, TimeCue, year_before
from zonereports.observations.qualifiers import find_qualifier
from zonereports.observations.quantities import Quantity
from zonereports.observations.reading import Reading
from zonereports.observations.units import find_unit

_SENTENCE = re.compile(r"[^。!?\n]+")
_BREAK = re.compile(r"[,;:(。]")
_STOP = re.compile(r"[,;:()。、\n!?]")
_VERB = re.compile(
    r"新增|新认定|净增|引来|引进|招引|新引进|新培育|培育|检查|覆盖|盘活|清理|征收|征用|新组建|新建|组建|兑现|走访|签约|引入|争取|减免|新签约|新开工|吸收|新批"
)
_ACTION = re.compile("实现|完成|建成|解决|开展|新增|整改|取缔|限期|接待|成立|设立|查出|组织")
_TOTAL_INVESTMENT = re.compile(
    "(?:总投资额?|投资总额|投资额|总金额|总额|协议(?:总)?投资|计划总投资|(?:预计|年度?计划|计划|拟)投资|概算(?:总)?投资)(?:约|达到?|为|合计|共|累计|突破|超过?|近|\\s)*$"
)
_OTHER_MONEY = re.compile("(?:合同|协议|注册)[^,]{0,4}外资|合同投资额?|余额|注册资[本金]|开票|劳务|项目总投资$|平均规模")
_GENERIC_OWN = re.compile(
    r"^(?:[,;:、)(和及与\s]|其中|分别|完成|实现|达到?|为|有|共|合计|累计|总计|共计|约|近|超过?|突破|同比|已|还|又|也|的|是|到|去年|上年|同期|预计|上半年|全年|力争|总数|净增|净减|增加|减少|目标|占|省|下达|其|越过|迈过|首次|面积|这|项|两|由|从|升至|提升至|增至|当年|本年|年)*$"
)
_CHANGE = re.compile(
    r"(?:[比较与同跟][^,;:、]{0,14}?(?:同期|平均|上年|去年|全市|全县|全省|年|末|底|初|增幅|水平)(?:的|数|度|相?比|增幅|平均)*)|同比|环比|分别|平均|两年|[年均]+|增速|增幅|增长|上升|下降|减少|回落|降低|提升|提高|下滑|长了|又|增|高出|高于|低于|高|低|多|少|了|已|快|拉动.*|这次|"
    r"占.*|比重.*|为.*(?:目标|任务|计划).*|超(?:额)?.*(?:计划|目标|任务).*|完成.*(?:目标|任务|计划|年).*|完成$|达到?|约|近|超过?|突破|不低于|不少于|力争|确保|其中|它们|合计|也就是|[,;:、)(和及与\s的至到]"
)
_LISTED = re.compile("以[上下]的?(?:企业|项目)?(?:有|仅有)?$|^(?:其中)?[^,]{0,12}(?:项目|企业)$")
_TOPIC_TAIL = re.compile("(?:投资|收入|产值)$")


@dataclass(slots=True)
class Subject:
    """What the last number measured."""

    code: str | None
    label: str
    dimension: str
    scope: Scope


@dataclass(slots=True)
class Frame:
    """What holds inside one sentence or list."""

    heads: dict[str, Subject] = field(default_factory=dict)
    subject: Subject | None = None
    levels: list[Subject] = field(default_factory=list)
    verb: str = ""
    measure: Measure | None = None


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
        self._lead: TimeCue | None = None

    def bind(self, quantities: Sequence[Quantity]) -> list[Observation]:
        """One observation a quantity, in the same order."""
        found: list[Observation] = []
        index = 0
        paragraph: TimeCue | None = None
        frame = Frame()
        part_scope: str | None = None
        last_end = 0
        for m in _SENTENCE.finditer(self._text):
            start, end = m.span()
            if "\n" in self._text[last_end:start] or not last_end:
                paragraph = None
                frame = Frame()
                part_scope = None
            elif re.match(r"\s*(?:[一二三四五六七八九十]+是|[(]?[一二三四五六七八九十\d]+[)、])", self._text[start : start + 6]):
                paragraph = None
            last_end = end
            first = index
            while index < len(quantities) and quantities[index].start < end:
                index += 1
            mine = quantities[first:index]
            if not mine and end - start > 120:
                continue
            cues = self._calendar.cues(self._text, start, end)
            if not mine:
                paragraph = self._lead_in(cues, start, paragraph)
                continue
            frame = Frame(levels=frame.levels[-6:], subject=frame.subject, heads=frame.heads)
            part_scope = self._opening(start, mine[0].start, part_scope)
            paragraph = self._sentence(mine, start, end, cues, paragraph, frame, found, part_scope)
        return found

    def _lead_in(
        self, cues: list[TimeCue], start: int, paragraph: TimeCue | None
    ) -> TimeCue | None:
        """A sentence without numbers may set the time of the report or of its paragraph."""
        lasting = [c for c in cues if c.lasts]
        if not lasting:
            return paragraph
        cue = lasting[-1]
        if start < 400 and cue.period and "/" in cue.period and self._lead is None:
            self._lead = cue
        return cue if cue.year == self._calendar.year else paragraph

    def _opening(self, start: int, first: int, before: str | None) -> str | None:
        """The named part that a sentence opens with; it holds to the end of the paragraph."""
        own = re.split("[,;:]", self._text[start:first])[0]
        return scope.named_part(own, self._ground) if "分区" in own else before

    def _sentence(
        self,
        mine: Sequence[Quantity],
        start: int,
        end: int,
        cues: list[TimeCue],
        paragraph: TimeCue | None,
        frame: Frame,
        found: list[Observation],
        part_scope: str | None,
    ) -> TimeCue | None:
        text = self._text
        states = status.cues(text, start, end)
        shares = distribute(text, mine, start, frame_levels=len(frame.levels))
        time = paragraph
        floor = start
        next_cue = next_state = 0
        state: status.StatusCue | None = None
        anaphora: list[Subject] = []
        for position, quantity in enumerate(mine):
            while next_cue < len(cues) and cues[next_cue].start < quantity.start:
                time = cues[next_cue]
                if time.lasts:
                    paragraph = time
                next_cue += 1
            while next_state < len(states) and states[next_state].start < quantity.start:
                state = states[next_state]
                next_state += 1
            if state and state.local and re.search("[,;。]", text[max(state.start, floor) : quantity.start]) and state.start < floor:
                state = None
            left = text[floor:quantity.start]
            breaks = [m.end() for m in _BREAK.finditer(left)]
            own_start = floor + (breaks[-1] if breaks else 0)
            own = text[own_start : quantity.start]
            if len(own) > 60:
                own_start, own = quantity.start - 60, own[-60:]
            limit = mine[position + 1].start if position + 1 < len(mine) else end
            stop = _STOP.search(text, quantity.end, min(limit, quantity.end + 40))
            right = text[quantity.end : stop.start() if stop else min(limit, quantity.end + 40)]
            if ";" in left or (breaks and left[:1] == ";"):
                frame.verb = ""
            clause = Clause(quantity, left, own, own_start, right, floor, text[:0])
            inside = text.rfind("(", start, quantity.start) > text.rfind(")", start, quantity.start)
            bound = self._name(clause, frame, shares.get(position), anaphora, inside, part_scope)
            row = self._observe(clause, bound, time, state, start)
            found.append(row)
            self._remember(bound, row, frame, inside)
            floor = quantity.end
        return paragraph

    def _remember(self, bound: Bound, row: Observation, frame: Frame, inside: bool) -> None:
        subject = Subject(bound.code, bound.label, bound.dimension, bound.scope)
        frame.measure = bound.measure
        if row.status == "prior" or row.scope in ("parent", "peer"):
            return
        if bound.measure == "level" or bound.own_name:
            if bound.measure == "level":
                frame.levels.append(subject)
                if not bound.inherited:
                    frame.heads[bound.dimension] = subject
            if not inside or bound.measure == "level" and not bound.inherited:
                frame.subject = subject
            if bound.measure != "level" and bound.own_name:
                frame.heads["money"] = subject

    def _name(
        self,
        clause: Clause,
        frame: Frame,
        share: Share | None,
        anaphora: list[Subject],
        inside: bool,
        part_scope: str | None,
    ) -> Bound:
        quantity, own = clause.quantity, clause.own
        dimension = quantity.measure.dimension
        if quantity.kind == "bare" and re.search("占全[县市区省]", own):
            dimension = "share"
        bound = Bound(None, "", "level", dimension, "zone", "none", 0.4)
        where: Scope | None = "sub" if part_scope else None
        if scope.is_peer(clause.left[-24:], self._ground):
            where = "peer"
        elif scope.named_part(_subject_text(own), self._ground):
            where = "sub"
        elif scope.is_sector(own):
            where = "sub"
        elif scope.is_parent(own):
            where = "parent"
        if share is not None:
            return self._shared(clause, frame, share, where)
        count = re.search("这?([两二三])项(?:指标)?(?:分别)?(?:是|为|达)?$", own)
        if count:
            size = {"两": 2, "二": 2, "三": 3}[count[1]]
            anaphora[:] = frame.levels[-size:]
        if anaphora and (count or not own.strip("、和,及与")):
            subject = anaphora.pop(0)
            return replace_bound(bound, subject, "level", "sub" if "区" in own or where else subject.scope, "anaphora")
        if dimension in ("share", "points", "multiple", "rank") or quantity.kind == "rank":
            return self._relative(clause, frame, where, dimension)
        return self._level(clause, frame, where, dimension, inside)

    def _shared(self, clause: Clause, frame: Frame, share: Share, where: Scope | None) -> Bound:
        dimension = clause.quantity.measure.dimension
        if share.level is not None:
            subject = frame.levels[-share.size :][share.level] if not share.frozen else share.frozen[share.level]
            share.frozen = share.frozen or list(frame.levels[-share.size :])
            code, label, spot = subject.code, subject.label, subject.scope
        else:
            name = labels.find_name(share.tail, _ALL)
            topic = frame.subject or frame.heads.get("money")
            code = name.code if name else (topic.code if topic and (not share.tail or _TOPIC_TAIL.search(share.tail)) else None)
            label = self._reading.quote(share.start, share.end)
            spot = "sub" if code and topic and (not name or _TOPIC_TAIL.search(share.tail)) else "zone"
        if dimension in ("share", "bare", "points"):
            measure = measures.percent_measure(share.cue, None)
            if dimension == "points":
                measure = "delta"
        else:
            measure = "level"
        return Bound(code, label, measure, dimension, where or spot, "distribution", 0.85)

    def _relative(
        self, clause: Clause, frame: Frame, where: Scope | None, dimension: str
    ) -> Bound:
        quantity, own = clause.quantity, clause.own
        measure = measures.other_measure(quantity, own)
        if measure is None:
            measure = measures.percent_measure(own, frame.measure if not own.strip("、和及,") else None)
            if measure == "share" and not measures._SHARE.search(own) and re.match("增长|增幅", clause.right):
                measure = "yoy"
        before = own.split("占")[0] if measure == "share" else own
        before = re.split("[比较](?=全|上|去|同|20|19|目标)|高于|高出|超过", before)[0]
        name = labels.find_name(before, _ALL)
        if name:
            start = clause.own_start + name.start
            label = self._reading.quote(start, clause.own_start + name.end)
            spot = where or "zone"
            return Bound(name.code, label, measure, "money", spot, "named", 0.93, own_name=True)
        rest = _CHANGE.sub("", before)
        subject = frame.subject
        if len(rest) >= 2 and not _GENERIC_OWN.match(rest) or (quantity.kind == "rank" and len(rest) >= 2):
            topic = frame.heads.get("money")
            code = topic.code if topic and rest.endswith("投资") and (topic.code or "").endswith("investment") else None
            a, b = labels.noun_before(before)
            label = self._reading.quote(clause.own_start + a, clause.own_start + b) if b > a else rest
            if code:
                where = where or "sub"
            return Bound(code, label, measure, dimension, where or "zone", "own words", 0.7, own_name=measure != "rank")
        if subject is None:
            name = labels.find_name(clause.left, _ALL)
            if name:
                label = self._reading.quote(clause.floor + name.start, clause.floor + name.end)
                return Bound(name.code, label, measure, "money", where or "zone", "sentence", 0.75, own_name=True)
            return Bound(None, _fallback(self._reading, clause), measure, dimension, where or "zone", "none", 0.4)
        code, label = subject.code, subject.label
        if measure == "share" and code is None:
            whole = labels.find_name(own, _ALL)
            if whole and (subject.dimension == "count" or "它们" in own):
                code = whole.code
                label = self._reading.quote(clause.own_start + whole.start, clause.own_start + whole.end)
        return Bound(code, label, measure, subject.dimension, where if where not in (None, "parent") else subject.scope, "inherited", 0.88, inherited=True)

    def _level(
        self, clause: Clause, frame: Frame, where: Scope | None, dimension: str, inside: bool
    ) -> Bound:
        quantity, own = clause.quantity, clause.own
        measure: Measure = measures.other_measure(quantity, own) or "level"
        if dimension == "bare":
            dimension = _bare_dimension(own)
        code: str | None = None
        start = end = 0
        rule, confidence, inherited = "own words", 0.7, False
        verb = _VERB.search(own)
        if dimension in ("count", "person"):
            phrase = f"{own}#{clause.right}"
            code = labels.find_counted(phrase, dimension)
            if code is None and frame.verb and not verb and not _ACTION.search(own) and own:
                code = labels.find_counted(f"{frame.verb}{own.strip('、,)')}#{clause.right}", dimension)
            rule, confidence = ("counted", 0.9) if code else (rule, confidence)
            a, b = labels.noun_after(clause.right)
            if b > a:
                start, end = quantity.end + a, quantity.end + b
            else:
                a, b = labels.noun_before(own)
                start, end = clause.own_start + a, clause.own_start + b
        else:
            dims = _SEARCHED.get(dimension, ())
            name = labels.find_name(own, dims) if dims else None
            if name is None and dims and frame.verb and not verb and not _ACTION.search(own):
                prefixed = f"{frame.verb}{own.strip('、,)')}"
                name = labels.find_name(prefixed, dims)
                if name:
                    code, rule, confidence = name.code, "carried verb", 0.85
                    name = None
            other = _OTHER_MONEY.search(own) or _TOTAL_INVESTMENT.search(own)
            if name and not (other and other.start() > name.start and other.end() > name.end):
                code, rule, confidence = name.code, "named", 0.95
                start, end = clause.own_start + name.start, clause.own_start + name.end
            if code is None and dimension == "money" and _TOTAL_INVESTMENT.search(own):
                code = _investment_of(frame)
                rule = "total of projects" if code else rule
            if not end:
                a, b = labels.noun_before(own)
                start, end = clause.own_start + a, clause.own_start + b
                if b <= a and clause.right:
                    a, b = labels.noun_after(clause.right)
                    start, end = quantity.end + a, quantity.end + b
                    if b > a and dims:
                        after = labels.find_name(f"{own}{clause.right}", dims)
                        code = after.code if after else None
        if verb:
            frame.verb = verb[0]
        elif _ACTION.search(own):
            frame.verb = ""
        label = self._reading.quote(start, end) if end > start else ""
        head = frame.heads.get(dimension)
        if code is None and head is not None and _leans(own, clause.right, label, head, where):
            code, rule, confidence, inherited = head.code, "inherited", 0.8, True
            if "规上" in own and code == "industrial_output":
                code = "industrial_output_ads"
            label = label or head.label
            if where is None and not _own_subject(own):
                where = head.scope
        if code is None and not label:
            subject = frame.subject
            label = subject.label if subject else _fallback(self._reading, clause)
            confidence = 0.5
        if code in _STOCKS and re.search("新增", f"{frame.verb}{own}") and measure == "level":
            measure = "delta"
        return Bound(code, label, measure, dimension, where or "zone", rule, confidence, inherited=inherited, own_name=bool(code) and not inherited)

    def _observe(
        self,
        clause: Clause,
        bound: Bound,
        time: TimeCue | None,
        state: status.StatusCue | None,
        sentence: int,
    ) -> Observation:
        quantity, own = clause.quantity, clause.own
        about = self._parts.about(quantity.start)
        stand: Status = "actual"
        planned = about == "plan"
        if time and time.year and self._calendar.year and time.year > self._calendar.year:
            planned = planned or time.word.endswith("年") or time.word in ("明年", "来年")
            if state and state.status == "estimate" and time.period and "/" in time.period:
                planned = False
        if state:
            stand = state.status
        if planned and stand != "target":
            stand = "target"
        if re.search("(?:占|为)?目标(?:任务)?$", own) or clause.right.startswith(("目标", "的目标")):
            stand = "target"
        period = self._period(time, planned or stand == "target", about)
        if status.is_prior(own):
            stand, period = "prior", year_before(self._period(time if time and not time.word.startswith(("去年", "上年")) else None, False, about))
        value = quantity.value
        if bound.measure in ("yoy", "delta") and measures.is_fall(own) and value > 0:
            value = -value
        unit = quantity.unit
        measure_unit = quantity.measure
        if quantity.kind == "bare" and (bound.measure in ("yoy", "share", "completion")):
            unit, measure_unit = "%", find_unit("%")
        base = measure_unit.base
        start, end = self._reading.span(quantity.start, quantity.end)
        return Observation(
            start=start,
            quote=self._reading.source[start:end],
            code=bound.code,
            label=bound.label,
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
            confidence=bound.confidence,
        )

    def _period(self, time: TimeCue | None, planned: bool, about: str) -> str | None:
        year = self._calendar.year
        if time is not None and not (about == "plan" and time.year == year and time.word in ("目前", "现有")):
            return time.period
        if planned and year is not None:
            return str(year + 1)
        if self._lead is not None:
            return self._lead.period
        return str(year) if year is not None else None


@dataclass(frozen=True, slots=True)
class Clause:
    """A quantity with the words round it."""

    quantity: Quantity
    left: str
    """From the last number of the sentence to this one."""
    own: str
    """The last clause of `left`."""
    own_start: int
    right: str
    """What follows, to the next mark or number."""
    floor: int
    note: str = ""


@dataclass(frozen=True, slots=True)
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
    own_name: bool = False


_ALL = ("money", "money_rate", "energy", "area")
_SEARCHED = {
    "money": ("money", "money_rate"),
    "money_rate": ("money_rate",),
    "area": ("area",),
    "energy": ("energy",),
}
_STOCKS = frozenset(("enterprises_listed", "land_area", "enterprises_srdi", "enterprises_total"))
_PROJECT_CODES = ("projects_signed", "projects_registered")


def replace_bound(bound: Bound, subject: Subject, measure: Measure, where: Scope, rule: str) -> Bound:
    """The bound of a number that repeats an earlier subject."""
    return replace(
        bound, code=subject.code, label=subject.label, measure=measure, scope=where, rule=rule,
        confidence=0.8,
    )


def normalise(value: Decimal, factor: Decimal) -> Decimal:
    """Value in the base unit, without trailing zeros in the exponent."""
    product = (value * factor).normalize()
    return product.quantize(Decimal(1)) if product == product.to_integral_value() else product


def _subject_text(own: str) -> str:
    return own.lstrip(")、, ")


def _own_subject(own: str) -> bool:
    return bool(re.search("[\u4e00-\u9fff]{2}", _GENERIC_OWN.sub("", own)))


def _fallback(reading: Reading, clause: Clause) -> str:
    a, b = labels.noun_before(clause.left)
    if b > a:
        return reading.quote(clause.floor + a, clause.floor + b)[-20:]
    return clause.right[:8]


def _bare_dimension(own: str) -> str:
    if re.search("土地|面积|厂房|用地", own[-6:]):
        return "area"
    return "bare"


def _investment_of(frame: Frame) -> str | None:
    head = frame.heads.get("count")
    if head is None:
        return None
    if head.code == "projects_signed":
        return "projects_signed_investment"
    return "infrastructure_investment" if "基础设施" in head.label else None


def _leans(own: str, right: str, label: str, head: Subject, where: Scope | None) -> bool:
    """Whether a number without a name of its own continues the list that `head` opened."""
    if _GENERIC_OWN.match(own) and not label:
        return True
    if head.code is None:
        return False
    if where == "sub":
        return True
    if _LISTED.search(own.strip("、,)")):
        return head.code.startswith(("projects_", "enterprises_")) and ("项目" in own) == head.code.startswith("projects_") or own.rstrip("的有仅").endswith(("以上", "以下"))
    return bool(re.fullmatch("[、,)]*(?:其中)?(?:续建|新建|拟建|.{0,3}主导产业|新三板)", own)) or own.startswith("其中") and right.startswith("项目")
