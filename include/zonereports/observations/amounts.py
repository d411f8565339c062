"""Amounts: money, areas, counts and persons, and the words that name them."""

from __future__ import annotations

import re
from dataclasses import replace

from zonereports.observations import labels, measures, scope
from zonereports.observations.catalogue import catalogue
from zonereports.observations.continuation import continued, risen
from zonereports.observations.frames import Bound, Clause, Frame, Subject
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
_ACTION = re.compile("实现|完成|建成|解决|开展|整改|取缔|限期|接待|设立|查出|组织|通报|约谈|下达")
_TOTAL_INVESTMENT = re.compile(
    r"(?:总投资额?|投资总额|总金额|协议(?:总)?投资|(?:预计|年度?计划|计划)(?:总)?投资|概算(?:总)?投资|(?:合同|协议)引资(?:总?额)?|(?<![\u4e00-\u9fff])(?:引资额?|合同(?:总)?额)|协议资金)(?:约|达到?|为|合计|共|累计|突破|超过?|近|\s)*$"
)
_OTHER_MONEY = re.compile(
    "(?:合同|协议|注册)[^,]{0,4}外资|合同投资额?|余额|注册资[本金]|开票|劳务|平均规模|拟投资$|劳动生产率"
)
_GENERIC = re.compile(
    r"^(?:[,;:、)(和及与\s]|超额|\d{1,2}[-—–~～至到]\d{1,2}月份?|\d{1,2}月份?|第?[一二三四]季度|前三季度|下半年|[当本]月|[省市县区]下|全[县市省]|不低于|不少于|不超过|[有仅只]|上半年|提升至|省下达|其中|分别|完成|实现|达到?|共计|合计|累计|总计|超过?|突破|同比|去年|上年|同期|预计|全年|力争|总[数量]|净增|净减|增加|减少|目标|任务|年度|预期|扩大|扩展|发展|壮大|增长|提高|提升|增加|下达|年初|确定|既定|制定|批次|地块|之间|越过|迈过|首次|面积|升至|增至|当年|本年|为|有|共|约|近|已|还|又|也|的|是|到|占|省|其|合|这|项|两|由|从|年|离|距)*+$"
)
_PROJECT_ONLY = re.compile(r"届时|(?:投产|达产|建成|满产|投用)后")
_INTENSITY = re.compile("强度|密度|缺口|成本")
_SPENT = re.compile(
    "[,(]*(?:共|累计|全年|先后|总共|今年|当年)*(?:投入|投资)(?:建设)?(?:资金)?(?:了|达|约|近|超)*"
)
_WORKS = re.compile(
    r"[余多]?(?:资金)?(?:用于)?,?[^,;。\n]{0,16}?(?:修|铺设|硬化|敷设|改造|建成|建设|拓宽|完善|实施)[^;。\n]{0,24}?(?:道路|路面|管网|管线|路灯|绿化|供热|供水|排水|桥|基础设施|污水管|[经纬][一二三四五六七八九十]路)"
)
_CLASS_ITEM = re.compile(
    "(?:以[上下]|[十百千]?[万亿]元?级|上[十百千]?[万亿]元|[\\d十百千][千百万亿]*美?元|[过超][十百千]?[万亿]元)的?(?:(?:重大|重点)?(?:企业|项目))?(?:有|仅有)?$"
)
_ITEM = re.compile(r"^[、,)(:]*(?:其中[:,]?)?[^,;:。]{0,14}(?:项目|企业)(?:共|有)?$")
_SAME_THING = frozenset(("合", "共计", "面积合", "合计", "面积", "总面积", "涉及面积"))
_SAME_OR_NOTHING = _SAME_THING | {""}
_LISTED_VERB = re.compile("纳入|列入|入选|谋划|储备|申报|包装|争取")
_BARE_NOUN = re.compile(
    "(?:技术中心|设计中心|研发中心|研发平台|实验室|人才|毕业生|博士|硕士|本科生|专家|高管)$"
)
_QUALIFIED = re.compile("(?:不少于|不低于|达到?|超过?|仅有|共有?|约|近|有|为)++$")
_STOCK = re.compile("总数|总量|累计(?:达|有|为)?$|累计达|累计有|达到$")
_EMPTY_RIGHT = re.compile("的?(?:目标|任务|计划数?)|(?:的|关口|大关|整)$")
_OWN_LIMIT = 60
_FLOORS = re.compile("房屋|民房|厂房|仓库|楼|坟|绿化")
_ADDED = re.compile(
    "(?:其中)?[:,]?(?:年内|今年|当年|本年|全年|本年度)?(?:新增|新入园|新入驻|净增)(?:了|企业)?"
)
_SECTOR_PART = re.compile(
    "[、,(]?(?:其中[:,]?)?[^、,;:。\\d]{2,10}产业(?:完成|实现|达|为)?"
    f"|[、,(]?(?:其中[:,]?)?{scope.SECTOR}"
)
_OUTPUTS = frozenset(("industrial_output", "industrial_output_ads"))
_OF_ZONE = frozenset(("land_area", "fixed_asset_investment", "projects_signed_investment"))
_PROMISED = "employment"  # of one project: a promise, no stock
_STOCKS = frozenset(("enterprises_listed", "land_area", "enterprises_srdi", "enterprises_total"))


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
            frame.among, frame.verb = False, ""
        verb = _VERB.search(own)
        generic = _GENERIC.match(own) is not None
        code, rule, confidence, span = None, "own words", 0.7, (0, 0)
        if ";" in clause.left:
            frame.project_only = False
        if not frame.project_only and ("后" in own or "届时" in own):
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
        elif code is None and head is not None and self._leans(clause, frame, label, where, head):
            code, rule, confidence, inherited = head.code, "inherited", 0.8, True
            if code == "industrial_output" and "规上" in own:
                code = "industrial_output_ads"
            elif code == "industrial_output_ads" and "主导产业" in own:
                code = "industrial_output"
            if code and _ADDED.fullmatch(own.strip("、,):(")) and f"{code}_new" in catalogue():
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
        if code is None and own.strip("、,其中(:") == "新建" and dimension == "count":
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
        if code in _STOCKS and measure == "level" and added:
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
        carried = frame.verb and not verb and not _ACTION.search(own)
        if carried and (clause.joined or _BARE_NOUN.search(bare)):
            code = labels.find_counted(f"{frame.verb}{bare}#{clause.right}", dimension, unit)
        else:
            code = labels.find_counted(f"{own}#{clause.right}", dimension, unit)
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
        other = _OTHER_MONEY.search(own) or _TOTAL_INVESTMENT.search(own)
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
        if dimension == "money" and _TOTAL_INVESTMENT.search(own):
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

    def _leans(
        self, clause: Clause, frame: Frame, label: str, where: Scope | None, head: Subject
    ) -> bool:
        """Whether a number without a name of its own continues the list of its head."""
        own, dimension = clause.own, clause.quantity.measure.dimension
        if _OTHER_MONEY.search(own) or _TOTAL_INVESTMENT.search(own) or frame.project_only:
            return False
        if _GENERIC.match(own) and (not clause.right or not label):
            last = frame.last
            other = last is not None and last.measure == "level" and last.dimension != dimension
            return not (other and own.strip("、,") in _SAME_THING)
        if head.code is None:
            return False
        if frame.among and where == "sub" and _SECTOR_PART.fullmatch(own):
            return head.code in _OUTPUTS and dimension in frame.fresh
        bare = _QUALIFIED.sub("", own.strip("、,):("))
        if where == "peer" and scope.is_part_item(bare.lstrip("与和较比同")):
            return True
        if where == "sub" and scope.is_part_item(bare):
            return True
        if clause.inside and dimension == "area":
            return True
        fresh = dimension in frame.fresh
        last = frame.last
        near = frame.among
        if last is not None:
            near = (
                last.dimension == dimension
                or last.measure != "level"
                or (last.code or "").startswith("projects_")
                or (last.code is None and last.label.endswith(("投资", "额", "金额")))
            )
        if _CLASS_ITEM.search(bare):
            return near and (fresh or frame.among) and head.code != "enterprises_over_100m"
        if _LISTED_VERB.match(bare):
            return False
        if _ITEM.match(bare) and head.code.startswith("projects_") and "项目" in own:
            opens = clause.left[:1] == ";" and "其中" not in own  # 投产项目22个;技改项目48个
            return near and not opens and (fresh or frame.among)
        if frame.among and _ITEM.match(own) and head.code.startswith("enterprises_"):
            return "企业" in own and head.code.endswith("_new")
        if re.fullmatch("(?:其中)?(?:续建|新建)(?:项目)?", bare):
            return head.code == "projects_under_construction" or dimension == "money"
        if bare in ("拟建", "其中拟建"):
            return dimension == "money"
        if re.fullmatch("累计(?:完成)?投[入资]", bare):
            return head.code.endswith("investment")
        same = last is not None and (last.code, last.measure) == (head.code, "level")
        if _ADDED.fullmatch(bare) and (frame.among or same):
            return head.code in _STOCKS or f"{head.code}_new" in catalogue()
        if clause.right.startswith("项目") and bare in ("其中", "续建项目中"):
            return True
        return bool(re.fullmatch("(?:其中)?(?:.{0,3}主导产业|新三板|在建)", bare))

    def _fallback(self, clause: Clause, frame: Frame) -> str:
        if frame.subject and _GENERIC.match(clause.own):
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
