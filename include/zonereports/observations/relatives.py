"""Growth, shares, completion, multiples, points and ranks: numbers about another number."""

from __future__ import annotations

import re
from collections.abc import Mapping

from zonereports.observations import labels, measures
from zonereports.observations.frames import Bound, Clause, Frame
from zonereports.observations.observation import Measure, Scope
from zonereports.observations.reading import Reading

ALL_NAMED = ("money", "money_rate", "energy", "area")
_COMPARISON = re.compile(
    r"[比较与同跟](?=[^,;:、]{0,14}?(?:同期|[\d一二三四]月|季度|平均|上[年月季]|去年|全[市县省国区]|年|末|底|增幅|水平|目标))|高于|高出|快于|低于|超过|拉动"
)
CHANGE = re.compile(
    r"^(?:的)?(?:目标|任务)(?:任务|数)?的$|[比较与同跟][^,;:、]{0,14}?(?:同期|平均|上[年月季]|去年|全市|全县|全省|年|末|底|初|增幅|水平)(?:止|的|数|度|初|末|底|同期|相?比|增幅|平均)*"
    r"|(?:高于|低于|高出|超过|快于)[^,;:、]{0,14}?(?:平均水平|平均值|平均|水平|增幅|均值)|[较比][\d—~-]{1,7}月份?|当月|(?:确保|力争)?(?:上半年|下半年|全年|[一二三四]季度|前三季度)"
    r"|扭转了?|不足(?:全[市县省区国]的?)?|降幅|[比较][一二三四]季度|对[^,;:]{2,12}(?:增长)?的?贡献率|[两三四五六]大产业|是?(?:19|20)\d\d年[初末底]?的|是?[“\"]?十[一二三四五]五[”\"]?(?:时期|期间|末)?的|增收|减收|增产|减产|加快|放缓|收窄|扩大|回升|加大|增加(?!值)|净增"
    r"|小幅|大幅|[微略]有?(?=[增降升跌])|同比|环比|分别|平均|两年|增速|增幅|增长|上升|下降|减少|回落|降低|提升|提高|下滑|长了|"
    r"占.*|比重.*|为.*(?:目标|任务|计划|预算).*|超(?:额)?.*(?:计划|目标|任务|进度).*|是?(?:上年|去年)(?:同期)?的|仅?(?:为|是|相当于|达到?)全[市县省国区](?:开发区|园区|经开区|高新区)?(?:平均)?(?:水平|值)?的|总量|累计|完成.*(?:目标|任务|计划|预算|年).*|完成|达到?|力争|确保|其中|它们|合计|也就是|"
    r"高出|高于|低于|超过?|突破|不低于|不少于|拉动.*|这次|又|又?长|[净年均增高低多少了已快约近,;:、)(和及与\s的至到速]"
)
_COUNTED_PROJECTS = frozenset(
    f"projects_{what}"
    for what in ("signed", "started", "completed", "in_production", "under_construction")
)
_TOPIC_NOUN = re.compile("(?<!房地产)(?<!房地产开发)(?:投资|固投)$")
# 规上企业数, 制造业项目仅: things whose number a share or a multiple is about.
_COUNTED_THING = re.compile("(项目|企业)(数量?|个数|总数|户数)?中?[仅只是均]*$")
_BASIS = re.compile(
    "(?:剔除|扣除)[^,;:]{1,14}?(?:因素|影响)后?|(?:按)?(?:同|可比|老|新)口径(?:计算)?|按?(?:可比|不变)价格?(?:计算)?"
)
_MOVES_TO = re.compile("(?:上升|提升|前移|跃升|晋升|跃居|退居|下降|后移)[至到]?(?:全[省市县国])?")
# 外资居全市第一、销售全市第2: the rank in words closes what stands before it.
_RANK_IN_WORDS = re.compile("第[一二三四五六七八九十]+[、,]")
_RANKING = re.compile(
    "连续[一二三四五六七八九十\\d]+年|(?:上升|提升|前移|跃升|晋升|跃居|退居|下降|后移)[至到]|位?居|位?列|排名?|名列|全[省市县国区]|各区|同类|增[幅速]|[其均,、]|第$"
)
# 甲和乙均增长6.5%: one number for both, given to the first.
# 在全国综合评价中排名第47位: the zone's own rank, not that of an indicator before.
_CONTEST = re.compile("[^,;:。在]{0,14}(?:评估|评价|考核|考评|测评|评比|评选|榜单)")
# 40%以上的规上企业无研发活动: so many of the things that follow.
_OF_THINGS = re.compile(
    "(?:以上|左右)?的?((?:规上|规模以上|入园|园区|工业|重点|中小微?|高新技术)*(?:企业|项目|厂房))(?!产值|营收|收入)"
)
_BOTH = re.compile("[、和及与][^、和及与,;:。]{2,14}(?:均|都)(?:同比|实现|保持)?(?:增长|下降)")
_FIELD = re.compile(
    "(?:总量|规模)(?=[居列位排])|(?<=全[省市县国])(?:各|省级|国家级)?(?:开发区|园区|经开区|高新区|综保区|综合保税区|县[市区])"
)
_WHOLE_ZONE = re.compile("全[市县省区]|园区|开发区|我区")
_NOT_ITSELF = re.compile("能耗|电耗|水耗|用水|排放|强度|成本|缺口|[^效]率")
_PLACE_LEFT = re.compile("在[^,]*?(?:里|中|内|名列|列|排|居).*$")


class RelativeRule:
    """Finds the subject of a relative number."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def bind(
        self, clause: Clause, frame: Frame, where: Scope | None, topics: Mapping[str, str]
    ) -> Bound:
        """What the number is about: named in its clause, or carried from before."""
        quantity, own = clause.quantity, clause.own
        measure = self._measure(clause, frame)
        before = own.split("占")[0] if measure == "share" else own
        before = _COMPARISON.split(_BASIS.sub("", before))[0]
        if quantity.kind == "rank":
            before = _RANK_IN_WORDS.split(before)[-1]
        dimension = quantity.measure.dimension
        if where is None and frame.part_opens and not _WHOLE_ZONE.search(own):
            where = "sub"
        name = labels.find_name(before, ALL_NAMED)
        if name and _NOT_ITSELF.search(before, name.end - 1):
            name = None
        both = name and _BOTH.search(before)
        if both:
            name = labels.find_name(before[: both.start()], ALL_NAMED) or name
        if name:
            label = self._quote(clause.own_start, name.start, name.end)
            return Bound(
                name.code, label, measure, "money", where or "zone", "named", 0.93, own_name=True
            )
        rest = CHANGE.sub("", before)
        if quantity.kind == "rank":
            rest = _RANKING.sub("", _FIELD.sub("", _PLACE_LEFT.sub("", before)))
        whole = labels.find_name(own[len(before) :], ALL_NAMED)
        subject = frame.subject
        contest = _CONTEST.search(own) if quantity.kind == "rank" else None
        if contest and len(rest) < 2:
            label = self._quote(clause.own_start, contest.start(), contest.end())
            return Bound(None, label, measure, "rank", where or "zone", "own words", 0.7)
        if len(rest) < 2 and (things := _OF_THINGS.match(clause.right)):
            end = quantity.end
            label = self._quote(end, things.start(1), things.end(1))
            return Bound(None, label, measure, dimension, where or "zone", "own words", 0.7)
        if quantity.kind == "rank" and len(rest) < 2:
            return self._ranked(clause, frame, where)
        if clause.left[:1] == "、" and frame.last and frame.last.scope in ("peer", "parent"):
            subject = frame.last
        if len(rest) >= 2:
            code = None
            if measure == "share" and whole:
                code, where = whole.code, where or "sub"
            elif counted := _COUNTED_THING.search(rest):
                if measure in ("share", "multiple") or counted[2]:
                    code = _code_of_things(before[: before.rfind(counted[1]) + 2], frame)
            elif "投资" in topics and _TOPIC_NOUN.search(rest):
                code, where = topics["投资"], where or "sub"
            a, b = labels.noun_before(before)
            label = self._quote(clause.own_start, a, b) if b > a else rest
            return Bound(
                code, label, measure, dimension, where or "zone", "own words", 0.7,
                own_name=measure != "rank",
            )  # fmt: skip
        if subject is None:
            return self._from_sentence(clause, measure, where)
        code, label = subject.code, subject.label
        if (
            measure == "share"
            and whole
            and (code is None or "它们" in own)
            and (subject.dimension == "count" or "它们" in own)
        ):
            code = whole.code
            label = self._quote(clause.own_start + len(before), whole.start, whole.end)
        if where is None and frame.part_opens:
            where = "sub"
        spot = where if where in ("sub", "peer") else subject.scope
        return Bound(
            code, label, measure, subject.dimension, spot, "inherited", 0.88, inherited=True
        )

    def _ranked(self, clause: Clause, frame: Frame, where: Scope | None) -> Bound:
        """A rank without a subject in its clause: the clause before tells, or the number before."""
        last = frame.last
        if last and last.measure == "rank" and _MOVES_TO.fullmatch(clause.own):
            return Bound(
                last.code, last.label, "rank", "rank", where or last.scope, "inherited", 0.8,
                inherited=True,
            )  # fmt: skip
        earlier = clause.left[: len(clause.left) - len(clause.own)]
        name = labels.find_name(earlier[-40:], ALL_NAMED)
        a, b = labels.noun_before(re.split("[,;:]", earlier.rstrip(",:"))[-1])
        if frame.last_own and frame.subject and not name and b - a < 2:
            subject = frame.subject
            return Bound(
                subject.code, subject.label, "rank", "rank", where or subject.scope, "inherited",
                0.8, inherited=True,
            )  # fmt: skip
        label = earlier.rstrip(",:").lstrip("。,;")[-12:] or clause.own[-12:]
        return Bound(
            name.code if name else None, label, "rank", "rank", where or "zone", "sentence", 0.7
        )

    def _measure(self, clause: Clause, frame: Frame) -> Measure:
        own = clause.own
        measure = measures.other_measure(clause.quantity, own)
        if measure:
            return measure
        if clause.quantity.value < 0 and clause.quantity.unit == "%":
            return "yoy"
        last = frame.levels[-1] if frame.levels else None
        if own.strip(" )") in ("的", "之") and last and last.status == "target":
            return "completion"
        previous = (
            frame.subject.measure if frame.subject and frame.subject.measure != "level" else None
        )
        measure = measures.percent_measure(own, previous or "yoy" if "力争" in own else previous)
        if measure == "share" and re.match("的?(?:增长|增幅|增速)", clause.right):
            return "yoy"
        return measure

    def _from_sentence(self, clause: Clause, measure: Measure, where: Scope | None) -> Bound:
        dimension = clause.quantity.measure.dimension
        name = labels.find_name(clause.left[-80:], ALL_NAMED)
        if name:
            start = clause.floor + max(0, len(clause.left) - 80)
            label = self._quote(start, name.start, name.end)
            return Bound(
                name.code, label, measure, "money", where or "zone", "sentence", 0.75, own_name=True
            )
        a, b = labels.noun_before(clause.left)
        label = self._quote(clause.floor, a, b)[-20:] if b > a else clause.right[:8]
        return Bound(None, label, measure, dimension, where or "zone", "none", 0.4)

    def _quote(self, base: int, start: int, end: int) -> str:
        return self._reading.phrase(base + start, base + end)


def _code_of_things(phrase: str, frame: Frame) -> str | None:
    """The indicator that counts these things; a kind of project belongs to the projects before."""
    code = labels.find_counted(f"{phrase}#", "count", "个")
    subject = frame.subject
    if code is None and phrase.endswith("项目") and subject and subject.code:
        return subject.code if subject.code in _COUNTED_PROJECTS else None
    return code
