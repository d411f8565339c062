"""Amounts: money, areas, counts and persons, and the words that name them."""

from __future__ import annotations

import re
from dataclasses import replace

from zonereports.observations import labels, leaning, measures, scope
from zonereports.observations.catalogue import catalogue
from zonereports.observations.continuation import continued, risen
from zonereports.observations.frames import Bound, Clause, Frame
from zonereports.observations.investments import completed_investment, investment_of
from zonereports.observations.neighbours import by_neighbours
from zonereports.observations.observation import Measure, Scope
from zonereports.observations.reading import Reading
from zonereports.observations.relatives import CHANGE

_SEARCHED = {
    "money": ("money", "money_rate"),
    "money_rate": ("money_rate",),
    "area": ("area",),
    "energy": ("energy",),
}
_VERB = re.compile(
    r"新增|新认定|净增|引来|新?引进|招引|新?培育|检查|覆盖|盘活|清理|征收|征用|新组建|新建|组建|成立|兑现|走访|新?签约|引入|争取|减免|新开工|吸收|引育|获批|新批|新?投产|新?竣工|在建|续建|完工"
)
# 15个在建项目竣工: what becomes of them is what is counted.
_ATTRIBUTE = re.compile(
    "^(?:已|新)?(?:签约|在建|续建|新建|竣工|完工|未开工|(?<!新)开工|储备|在谈|前期)(?=(?:重点|重大|工业|产业|亿元以上)*项目[^,;。]{0,8}(?:开工|竣工|完工|投产|达产))"
)
# What becomes of a project says more than the verb of the list that it stands in.
_STAGE = re.compile("(?:新)?(?:开工|动工|竣工|完工|投产|达产|建成投产|入库|在建|续建|储备)")
_NEWLY_BUILT = frozenset(("新建", "新建项目"))
_ACTION = re.compile("实现|完成|建成|解决|开展|整改|取缔|限期|接待|设立|查出|组织|通报|约谈|下达")
_PROJECT_ONLY = re.compile(
    r"届时|(?:每年|^[,、;]?(?:预计|达产后)?年)可(?:新增|实现|创造|带动|形成|上?缴)|达产年(?=产值|税|可|销售|营收|$)|(?:投产|达产|建成|满产|投用)后"
)
_INTENSITY = re.compile("强度|密度|缺口|成本")
_SPENT = re.compile(
    "[,(]*(?:共|累计|全年|先后|总共|今年|当年)*(?:投入|投资)(?:建设)?(?:资金)?(?:了|达|约|近|超)*"
)
_WORKS = re.compile(
    r"[余多]?(?:资金)?(?:用于)?,?[^,;。\n]{0,16}?(?:修|铺设|硬化|敷设|改造|建成|建设|拓宽|完善|实施)[^;。\n]{0,24}?(?:道路|路面|管网|管线|路灯|绿化|供热|供水|排水|桥|基础设施|污水管|[经纬][一二三四五六七八九十]路)"
)
_SAME_OR_NOTHING = leaning.SAME_THING | {""}
_BARE_NOUN = re.compile(
    "(?:技术中心|设计中心|研发中心|研发平台|实验室|人才|毕业生|博士|硕士|本科生|专家|高管)$"
)
_STOCK = re.compile("总数|总量|累计(?:达|有|为)?$|累计达|累计有|达到$")
_EMPTY_RIGHT = re.compile("的?(?:目标|任务|计划数?)|(?:的|关口|大关|整)$")
_OWN_LIMIT = 60
_FLOORS = re.compile("房屋|民房|厂房|仓库|楼|坟|绿化")
_OF_ZONE = frozenset(("land_area", "fixed_asset_investment", "projects_signed_investment"))
_PROMISED = "employment"  # of one project: a promise, no stock


class AmountRule:
    """Finds what an amount measures."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def bind(self, clause: Clause, frame: Frame, where: Scope | None) -> Bound:
        """What the amount measures: by its own words, by a list's verb, or by the list's head."""
        quantity, own = clause.quantity, clause.own
        right = "" if _EMPTY_RIGHT.match(clause.right) else clause.right
        if right != clause.right:
            clause = replace(clause, right=right)
        dimension = quantity.measure.dimension
        if dimension == "bare":
            dimension = _bare_dimension(clause)
        measure: Measure = measures.other_measure(quantity, own) or "level"
        if "其中" in clause.left:
            frame.among = True
        elif ";" in clause.left:
            frame.among, frame.verb = frame.by_parts, ""
        verb = _VERB.search(own)
        generic = leaning.GENERIC.match(own) is not None
        code, rule, confidence, span = None, "own words", 0.7, (0, 0)
        if ";" in clause.left:
            frame.project_only = False
        if not frame.project_only and ("后" in own or "年" in own or "届时" in own):
            frame.project_only = _PROJECT_ONLY.search(own) is not None
        if not generic or clause.right or clause.left.endswith("类("):
            if dimension == "money" and _SPENT.fullmatch(own) and self._builds(clause):
                code, rule = "infrastructure_investment", "what it built"
                span = clause.own_start, clause.quantity.start
            elif dimension in ("count", "person"):
                code, rule, confidence, span = self._counted(clause, frame, dimension, verb)
            else:
                code, rule, confidence, span = self._named(clause, frame, dimension, verb)
        code, rule = by_neighbours(code, rule, clause, frame, dimension)
        if verb:
            frame.verb = verb[0]
        elif _ACTION.search(own):
            frame.verb = ""
        label = self._reading.phrase(*span) if span[1] > span[0] else ""
        if where is None and frame.last:
            if clause.left[:1] == "、" and len(own.strip("、")) <= 2:
                where = frame.last.scope
            elif clause.own_start == clause.floor and own and frame.last.dimension == "count":
                where = "sub" if frame.last.scope == "sub" and frame.last_own else None
        breaks_down = dimension == "person" and own.lstrip(",(").startswith("其中")
        if where is None and breaks_down and frame.last and frame.last.dimension == dimension:
            where = "sub" if frame.last.scope == "sub" else None
        if where is None and (frame.project_only or frame.part_opens):
            where = "sub"
        head = frame.heads.get(dimension)
        subject = frame.subject
        if (
            (generic or clause.inside)
            and subject
            and subject.dimension == dimension
            and subject.measure == "level"
        ):
            head = subject
        inherited = False
        if code is None and generic and not label and frame.last_own:
            if dimension == "area" and _FLOORS.search(frame.last_own):
                head = None
            name = labels.find_name(frame.last_own, _SEARCHED.get(dimension, ()))
            if name and frame.last and frame.last.dimension != dimension:
                code, rule, confidence, label = name.code, "last words", 0.8, frame.last.label
                code, rule = by_neighbours(code, rule, clause, frame, dimension)
            elif frame.last and own.strip("、,") in _SAME_OR_NOTHING:
                label = frame.last.label
        if code is None and generic and "," in clause.left.strip(",)、"):
            code, label = self._from_left(clause, dimension, label)
            rule, confidence = ("sentence", 0.75) if code else (rule, confidence)
        moved = measure == "delta" and quantity.unit == "位" and frame.last is not None
        if moved and frame.last:
            code, label, rule = frame.last.code, frame.last.label, "inherited"
        elif measure == "delta" and subject and not CHANGE.sub("", own):
            code, label, rule, inherited = subject.code, subject.label, "inherited", True
        elif code is None and frame.last and frame.last.status == "prior" and risen(own, frame):
            last = frame.last  # 由6.2亿元增加到15.7亿元
            code, label, rule, inherited = last.code, last.label, "risen", True
            where = where or last.scope
        elif code is None and head is not None and leaning.leans(clause, frame, label, where, head):
            code, rule, confidence, inherited = head.code, "inherited", 0.8, True
            if code == "industrial_output" and "规上" in own:
                code = "industrial_output_ads"
            elif code == "industrial_output_ads" and "主导产业" in own:
                code = "industrial_output"
            if (
                code
                and leaning.ADDED.fullmatch(own.strip("、,):("))
                and f"{code}_new" in catalogue()
            ):
                code = f"{code}_new"
            if code and code.endswith("_new") and _STOCK.search(own):
                code = code.removesuffix("_new")
                code = code if code in catalogue() else None
            label = label or head.label
            if where is None:
                where = head.scope
        goes_on = continued(own, frame, dimension) if code is None else None
        if goes_on:
            code, named, where, rule = goes_on
            label, inherited = named or label, bool(named)
        if code is None and dimension == "count" and own.strip("、,其中(:") in _NEWLY_BUILT:
            code, rule = "projects_started", "own words"
        if not label:
            label, confidence = self._fallback(clause, frame), min(confidence, 0.6)
        if code == _PROMISED and (
            frame.project_only or frame.project or scope.opens_with_project(clause)
        ):
            code = None
        added = "新增" in own or (clause.joined and frame.verb == "新增")
        if code in _OF_ZONE and (frame.project or scope.opens_with_project(clause)):
            code = None
        if measure == "level" and frame.verb == "净增" and clause.joined and not verb:
            measure = "delta"
        whole = frame.last
        if clause.inside and whole and (whole.code, whole.measure) == (code, "delta"):
            added = True  # 新增专精特新企业12家(其中小巨人2家)
        if measure == "delta" and frame.verb == "净增" and _STOCK.search(own):
            measure = "level"  # 净增8家、达到43家
        if code in leaning.STOCKS and measure == "level" and added:
            measure = "delta"
        return Bound(
            code, label, measure, dimension, where or "zone", rule, confidence,
            inherited=inherited, own_name=bool(code) and not inherited,
        )  # fmt: skip

    def _builds(self, clause: Clause) -> bool:
        """Whether roads and mains follow the money that was spent."""
        end = clause.quantity.end
        return _WORKS.match(self._reading.text, end, end + 60) is not None

    def _from_left(self, clause: Clause, dimension: str, label: str) -> tuple[str | None, str]:
        """The indicator named in an earlier clause that holds no number of its own."""
        earlier = clause.left[: len(clause.left) - len(clause.own)].rstrip(",")[-_OWN_LIMIT:]
        if dimension in ("count", "person"):
            unit = clause.quantity.unit
            return labels.find_counted(f"{earlier}#", dimension, unit), label
        dims = _SEARCHED.get(dimension)
        name = labels.find_name(earlier, dims) if dims else None
        if name is None:
            return None, label
        base = clause.quantity.start - len(clause.own) - 1 - len(earlier)
        return name.code, self._reading.phrase(base + name.start, base + name.end)

    def _counted(
        self, clause: Clause, frame: Frame, dimension: str, verb: re.Match[str] | None
    ) -> tuple[str | None, str, float, tuple[int, int]]:
        own, unit = clause.own, clause.quantity.measure.printed
        unit = unit.lstrip("百千万亿") or "个"
        bare = own.strip("、,)和及与")
        right = clause.right
        if "项目" in right:
            right = _ATTRIBUTE.sub("", right)
        stage = _STAGE.match(bare) if frame.verb else None
        if right and own.endswith(("、", "和", "及")):
            stage = _STAGE.search(right)
            own = bare = ""  # 18个签约项目开工、15个在建项目竣工: they follow the number before
        carried = frame.verb and not verb and not _ACTION.search(own) and not stage
        if carried and (clause.joined or _BARE_NOUN.search(bare)):
            code = labels.find_counted(f"{frame.verb}{bare}#{right}", dimension, unit)
        else:
            code = labels.find_counted(f"{own}#{right}", dimension, unit)
        if code is None and clause.inside and not own and clause.left.endswith("类("):
            kind = re.split("[、,;:)]", clause.left[:-2])[-1]  # 二、在建类(17个)
            code = labels.find_counted(f"{kind}项目#", dimension, unit)
        a, b = labels.noun_after(clause.right)
        if b > a:
            span = clause.quantity.end + a, clause.quantity.end + b
        else:
            a, b = labels.noun_before(own)
            span = clause.own_start + a, clause.own_start + b
        return code, "counted" if code else "own words", 0.9 if code else 0.7, span

    def _named(
        self, clause: Clause, frame: Frame, dimension: str, verb: re.Match[str] | None
    ) -> tuple[str | None, str, float, tuple[int, int]]:
        own = clause.own
        a, b = labels.noun_before(own)
        span = clause.own_start + a, clause.own_start + b
        if b <= a and clause.right:
            a, b = labels.noun_after(clause.right)
            span = clause.quantity.end + a, clause.quantity.end + b
        dims = _SEARCHED.get(dimension)
        if dims is None or frame.project_only:
            return None, "own words", 0.7, span
        name = labels.find_name(own, dims)
        other = leaning.OTHER_MONEY.search(own) or leaning.TOTAL_INVESTMENT.search(own)
        if name and not (
            other
            and name.code != "projects_signed_investment"
            and other.start() > name.start
            and other.end() >= name.end
        ):
            code: str | None = name.code
            if _INTENSITY.match(own, name.end):
                return None, "own words", 0.7, span
            if code == "fixed_asset_investment" and own[name.start : name.end].startswith(
                "完成投资"
            ):
                code = completed_investment(clause, frame)
            start = clause.own_start + name.start
            return code, "named", 0.95, (start, clause.own_start + name.end)
        if dimension == "money" and leaning.TOTAL_INVESTMENT.search(own):
            code = None if scope.opens_with_project(clause) else investment_of(frame)
            return code, "total of projects" if code else "own words", 0.85, span
        if other:
            return None, "own words", 0.7, span
        if frame.verb and not verb and not _ACTION.search(own) and clause.joined:
            carried = labels.find_name(f"{frame.verb}{own.strip('、,)')}", dims)
            if carried:
                return carried.code, "carried verb", 0.85, span
        if dimension == "money" and clause.whole != own:
            spanning = labels.find_name(clause.whole, dims)
            if spanning and spanning.end >= len(clause.whole) - 1:
                return spanning.code, "clause", 0.75, span
        if clause.right and verb:
            after = labels.find_name(f"{own}{clause.right}", dims)
            if after and after.end > len(own):
                return after.code, "named after", 0.85, span
        return None, "own words", 0.7, span

    def _fallback(self, clause: Clause, frame: Frame) -> str:
        if frame.subject and leaning.GENERIC.match(clause.own):
            return frame.subject.label
        a, b = labels.noun_before(clause.left)
        if b > a:
            return self._reading.phrase(clause.floor + a, clause.floor + b)[-20:]
        return clause.right[:8]


def _bare_dimension(clause: Clause) -> str:
    if clause.quantity.unit in ("万", "亿"):
        return "money"
    if re.search("(?:党支部|党组织|企业|项目)(?:共|达)?$", clause.own):
        return "count"
    return "area" if re.search("(?:土地|面积|厂房|用地)$", clause.own) else "bare"
