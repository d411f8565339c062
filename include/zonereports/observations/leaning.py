"""Whether a number without a name of its own goes on with the list that stands before it."""

from __future__ import annotations

import re

from zonereports.observations import scope
from zonereports.observations.catalogue import catalogue
from zonereports.observations.frames import Clause, Frame, Subject
from zonereports.observations.observation import Scope

OTHER_MONEY = re.compile(
    "(?:合同|协议|注册)[^,]{0,4}外资|合同投资额?|余额|注册资[本金]|开票|劳务|平均规模|拟投资$|劳动生产率"
)
TOTAL_INVESTMENT = re.compile(
    r"(?:总投资额?|投资总额|总金额|协议(?:总)?投资|(?:预计|年度?计划|计划)(?:总)?投资额?|概算(?:总)?投资|(?:合同|协议)引资(?:总?额)?|(?<![\u4e00-\u9fff])(?:引资额?|合同(?:总)?额)|协议资金)(?:约|达到?|为|合计|共|累计|突破|超过?|近|\s)*$"
)
GENERIC = re.compile(
    r"^(?:[,;:、)(和及与\s]|超额|(?:全年|年度|年初|当年|年)计划(?:任务|目标|数)?|\d{1,2}[-—–~～至到]\d{1,2}月份?|\d{1,2}月份?|第?[一二三四]季度|前三季度|下半年|[当本]月|[省市县区]下|全[县市省]|不低于|不少于|不超过|[有仅只]|上半年|提升至|省下达|其中|分别|完成|实现|达到?|共计|合计|累计|总计|超过?|突破|同比|去年|上年|同期|预计|全年|力争|确保|总[数量]|净增|净减|增加|减少|目标|任务|年度|预期|有效期内|扩大|扩展|发展|壮大|增长|提高|提升|增加|下达|年初|确定|既定|制定|批次|地块|之间|越过|迈过|首次|面积|升至|增至|当年|本年|为|有|共|约|近|已|还|又|也|的|是|到|占|省|其|合|这|项|两|由|从|年|离|距)*+$"
)
SAME_THING = frozenset(("合", "共计", "面积合", "合计", "面积", "总面积", "涉及面积"))
ADDED = re.compile(
    "(?:其中)?[:,]?(?:年内|今年|当年|本年|全年|本年度)?(?:新增|新入园|新入驻|净增)(?:了|企业)?"
)
STOCKS = frozenset(
    (
        "enterprises_listed",
        "land_area",
        "enterprises_srdi",
        "enterprises_total",
        "enterprises_over_100m",
    )
)
_CLASS_ITEM = re.compile(
    "(?:以[上下]|[十百千]?[万亿]元?级|上[十百千]?[万亿]元|[\\d十百千][千百万亿]*美?元|[过超][十百千]?[万亿]元)的?(?:(?:重大|重点)?(?:企业|项目))?(?:有|仅有)?$"
)
_ITEM = re.compile(r"^[、,)(:]*(?:其中[:,]?)?[^,;:。]{0,14}(?:项目|企业)(?:共|有)?$")
_LISTED_VERB = re.compile("纳入|列入|入选|谋划|储备|申报|包装|争取")
# 专精特新企业61家(国家级5家、省级56家)
_RANK_OF_FIRM = re.compile("(?:其中)?:?(?:国家|省|市|自治区)级(?:以上)?")
_QUALIFIED = re.compile("(?:不少于|不低于|达到?|超过?|仅有|共有?|约|近|有|为)++$")
_SECTOR_PART = re.compile(
    "[、,(]?(?:其中[:,]?)?[^、,;:。\\d]{2,10}产业(?:完成|实现|达|为)?"
    f"|[、,;(]?(?:其中[:,]?)?{scope.SECTOR}(?:完成|实现|达到?|产值|为)*"
)
_OUTPUTS = frozenset(("industrial_output", "industrial_output_ads"))


def leans(clause: Clause, frame: Frame, label: str, where: Scope | None, head: Subject) -> bool:
    """Whether a number without a name of its own continues the list of its head."""
    own, dimension = clause.own, clause.quantity.measure.dimension
    if OTHER_MONEY.search(own) or TOTAL_INVESTMENT.search(own) or frame.project_only:
        return False
    if "项目" in clause.right and (head.code or "").startswith("enterprises_"):
        return False
    if GENERIC.match(own) and (not clause.right or not label):
        last = frame.last
        other = last is not None and last.measure == "level" and last.dimension != dimension
        return not (other and own.strip("、,") in SAME_THING)
    if head.code is None:
        return False
    if frame.among and where == "sub" and _SECTOR_PART.fullmatch(own):
        return head.code in _OUTPUTS and dimension in frame.fresh
    bare = _QUALIFIED.sub("", own.strip("、,):("))
    if where == "peer" and scope.is_part_item(bare.lstrip("与和较比同")):
        return True
    if where == "sub" and scope.is_part_item(bare):
        return True
    if clause.inside and _RANK_OF_FIRM.fullmatch(bare) and head.code.startswith("enterprises_"):
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
        sized = last is not None and last.code == "enterprises_over_100m"
        return (
            near and not sized and (fresh or frame.among) and head.code != "enterprises_over_100m"
        )
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
    if ADDED.fullmatch(bare) and (frame.among or same):
        return head.code in STOCKS or f"{head.code}_new" in catalogue()
    if clause.right.startswith("项目") and bare in ("其中", "续建项目中"):
        return True
    return bool(re.fullmatch("(?:其中)?(?:.{0,3}主导产业|新三板|在建)", bare))
