"""Whose number it is: the zone's, a part's, the county's or another zone's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from zonereports.observations.frames import Clause, Frame
from zonereports.observations.observation import Scope

_PARK = "产业合作园|产业区|集聚区|产业园区|工业园区|产业园|工业园|物流园|科技园|创业园|小微园|孵化器|分区|片区|经济开发区|经开区|高新区|开发区|加工区|保税区|小镇|智慧岛|新城|公园|绿道|园|片|谷|公司|集团"
_NAMED = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{1,12}}?)(?P<kind>{_PARK})(?![\u4e00-\u9fff]*(?:企业园|区内))"
)
# A company by the words before its name, or by the trade that its name ends in.
_FIRM = re.compile(
    r"(?:(?:龙头|骨干|重点|链主|台资|外资|港资|民营|本土|新?上市|规上|头部)企业(?P<named>[\u4e00-\u9fffA-Za-z]{2,6}?)"
    r"|(?P<trade>[\u4e00-\u9fff]{2,4}(?:股份|药业|制药|重工|重机|光电|啤酒|酒业|纸业|乳业|钢铁|铝业|控股|集团|轴承|生物科技|新材料科技)))"
    r"(?=(?:全年|年|今年|当年|累计)?(?:完成|实现)?(?:(?:工业)?(?:总?产值|营收|营业收入|销售收入?|出口|缴税|纳税|税收|利润|投资|产量|募集资金|用工|研发)))"
)
_KIND_ENDS = re.compile("[园区司团城岛器镇片道谷]")  # no name of a part does without
_GENERIC = re.compile(
    r"^(?:[一二三四五六七八九十]是|[,。;:、(]|整个|区内|园区|今年|目前|截至|实现|完成|全市|全县|全区|全省|我|全|本|各|两|该|在|对|为|辖|入|和|及|了|内|\d|年|月|份|,)*+$"
)
_PARENT = re.compile(
    r"(?:全[县市省](?![^,。;:]{0,3}(?:园区|开发区|工业园|高新区))|全自治区|[省市县]域|(?<![\u4e00-\u9fff-])周边)(?![^,。;:]{0,4}(?:第|占|首|平均))"
)
# The county's amount that the zone's is a part of: 占全市出口总额110亿元的30%.
_WHOLE = re.compile("占全[县市省国][^,;。:占]{1,14}$")
_COMPARED = re.compile(
    r"(?:占|不足|不到|高于|高出|超过|超|低于|比|较|快于|在|居|列|为|对|全)[^,。;:]{0,4}$"
)
_PEER = re.compile(
    r"(?:与|和|较|比|同(?![类级行等]))[^,。;:]{1,8}(?:经开区|开发区|高新区|工业园区|园区)[^,。;:]{0,4}$"
    r"|(?:只有|仅为?|仅有|相当于|不[及到足])[^,。;:]{1,8}(?:经开区|开发区|高新区|工业园区|园区|工业园)的?$"
)
_SECTOR = re.compile(
    "主导产业(?!集[中聚]度)|支柱产业(?!集[中聚]度)|服务业营业?收入?|(?:食品|饮料|医药|化工|机械|装备|纺织|服装|汽车|光伏|电子|建材|冶金|锂电|新能源|新材料|数控|电池)[^,;:。]{0,6}(?:企业(?:新增|用工|从业|就业|职工|吸纳)[^,;:。]{0,4}|企业|营收|营业收入|产值|投资|产业)$"
)


# A branch of industry by its last word: 绿色石化, 海工装备, 电子信息.
SECTOR = (
    "[^、,;:。\\d]{0,6}(?:石化|化工|装备|新?材料|医药|食品|饮料|纺织|服装|家具|建材|冶金|机械|汽车|零部件|电子|电子信息|光伏|"
    "新能源|造纸|皮革|加工|制造)(?:产业|行业|业)?"
)
_SECTOR_ITEM = re.compile(f"[、,;(]?(?:其中[:,]?)?{SECTOR}(?:完成|实现|达到?|产值|为)*")
_BRANCH = re.compile(
    "(?:汽车|农机|食品(?:饮料)?|饮料|电子|医药|化工|装备|纺织|服装|新能源|新材料|光伏|机械|建材|冶金|锂电)(?:产业|制造|信息|加工)?"
)
_SECTOR_FIRMS = re.compile(
    "(?:规上)?(?:食品|饮料|医药|化工|机械|装备|纺织|服装|汽车|光伏|电子|建材)企业"
)
_INNER = re.compile(
    "[、,(]?(?:其中[:,]?)?(?:起步|核心|启动|先导|先行|拓展)区(?:规划|建成|占地)?(?:面积)?(?:约|近|为|达)?"
)
_ANY_ZONE = re.compile("(?:经济)?开发区")
_PRODUCT = re.compile("[百千万亿]*(?:辆|箱)|[百千万亿]+(?:台|套|只|件|片|瓶|盒|台套)")
_TREATED = re.compile(
    "(?:全年|今年|累计|共|已|新)*(?:依法)?(?:关停|关闭|取缔|整治|淘汰|检查|走访|引进|签约|新增)"
)
# 马家渡, 李家湾: the only names of places in which 家 is no classifier.
_SURNAMES = "马李王张刘陈杨赵黄周吴徐孙朱高何郭罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁余叶蒋杜苏魏吕丁沈任姚卢钟姜崔谭范汪石戴贾韦夏邱方侯邹熊孟秦江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃武莫孔白林程胡金"
_NO_PRODUCT = re.compile(
    "协调|发放|捐赠|采购|诉求|热线|工单|办件|事项|信访|筹措|种植|栽植|口罩|日均|包裹|快递|专利|发明|商标|清单|案件"
)
_SHORTEST_FIRM = 4  # a name of two characters, its trade and what is measured
_NO_FIRM = re.compile("等|实现|完成|全年|今年|累计|[前共超]|规上|高新|产业|全区|合计")
_NO_NAME = re.compile(
    "完成|建成|累计|实现|实施|启动|推动|推进|部署|促进|提升|加强|支持|服务|建设|打造|全[市县省区]|所有|国家级|省级|市级|涉及|进入|落户|入驻|引入|围绕|制定|按照|根据|对照|结合|成为|作为|成立|悬挂|设立|开展|新增|加快|深入|统筹|组织|今年|目前|截至|获评|获批|荣获|列入"
)
# One project, named by who pays for it, by its capacity or by its phase.
_SINGLE = re.compile(
    r"(?:其中|如|[一二三四五六七八九十]是|[,:])*(?:[\u4e00-\u9fffA-Za-z]{2,14}?(?:投资|投建|承建)(?:建设)?的[^,;:。\d]{2,24}?项目(?!\d)|"
    r"[\u4e00-\u9fffA-Za-z]{0,14}年产\d[^,;:。]{2,24}项目(?!\d)|"
    r"[\u4e00-\u9fff]{2,12}\d[\d.]*万?(?:吨|锭|台套?|套|辆|件|兆瓦|吉瓦|GWh?|MW|只|片|立方米)[^,;:。\d]{1,20}?项目(?!\d)|"
    r"(?![^,;:。]{0,18}(?:签约|开工|在建|续建|重[点大]|工业项目|亿|[新拟][建上]|引进|投产|竣工|储备|谋划|基础设施|[等各类个全批]|产业项目|实施|完成|设施|工程|入库|列|技改项目|技术改造项目|服务业|制造业?项目|经济项目|(?:民生|战新|新兴|外资|内资|民间|合作)项目|实事|[省市县区]级|[两三四五六]大))[\u4e00-\u9fff]{4,18}项目(?:总投资|投资总额|计划(?:总)?投资|占地|用地)|"
    r"(?!.{0,8}(?:完成|实现|推进|建设|启动|园))[\u4e00-\u9fffA-Za-z]{2,8}[一二三四首]期(?:工程|项目)?(?:$|进入|已|完成|开工|投产|主体|正|建成|设备|厂房))"
)
# 某某化工一体化项目累计完成投资: what one named project has cost so far.
_SINGLE_SPENT = re.compile(
    r"(?![^,;:。]{0,18}(?:签约|开工|在建|续建|重[点大]|工业项目|亿|[新拟][建上]|引进|投产|竣工|储备|谋划|基础设施|[等各类个全批]|产业项目|实施|设施|工程|入库|列|技改项目|服务业|民生|[省市县区]级))[\u4e00-\u9fff]{6,18}项目(?:当年|今年|全年|年内|累计|已|共)*完成投资"
)
# 投资52亿元的某某基地: what the money built is one project.
_PAID_FOR = re.compile(
    r"的(?![^,;。\d]{0,12}(?:等|项目[^,;。]{0,4}\d+[^\d月年]|基础设施))(?:[\u4e00-\u9fffA-Za-z]{4,16}?(?:项目|工程|生产线)|[\u4e00-\u9fffA-Za-z]{3,16}?(?:基地|工厂|产业园))(?!\d+[^\d月年])"
)
_PART_ITEM = re.compile(rf"[\u4e00-\u9fff]{{1,12}}?(?:{_PARK})(?:规上|规模以上)?")
# An item of a numbered list of projects: 3.某某锂盐一体化项目, 2.某某气体三期.
_ITEM_OF_PROJECTS = re.compile(
    r"\s*\d{1,2}[.、)]\s*(?![^,;:。]{0,14}(?:签约|开工|招商|攻坚|服务|储备|谋划|[新续]建|抓|推进))[^,;:。]{4,28}?(?:项目|工程|[一二三四]期)$"
)
_NUMBERED = re.compile(r"\s*\d")
_LARGEST = re.compile("前[\\d一二三四五六七八九十百]+(?:家|户|大|强)[^,;。]{0,4}企业")
_PROJECT_ONLY = re.compile("届时|(?:投产|达产|满产)后")
# 青湾经济开发区 calls itself 青湾经开区.
_SHORT_NAMES = (
    ("经济技术开发区", "经开区"),
    ("经济开发区", "经开区"),
    ("高新技术产业开发区", "高新区"),
    ("高新技术产业园区", "高新区"),
)
_OPENING = re.compile(
    r"(?:^|\n)\s*([\u4e00-\u9fff]{2,14}?(?:园区|开发区|经开区|高新区))(?:全年|今年|(?:19|20)\d\d|紧紧|坚持|深入|始终|认真|规划|成立|位于|现有)"
)


@dataclass(frozen=True, slots=True)
class Ground:
    """The names under which a text speaks of its own zone."""

    own: str
    """Title and first line: a park named there is the zone itself."""
    several: bool
    """The text reports on several zones at once; each of them is a part."""


def find_ground(text: str, zone: str | None) -> Ground:
    """What the first line and the caller say about the zone's name."""
    lines = text.lstrip("\n ").split("\n", 1)
    title = lines[0][:80]
    several = bool(re.search("[一二三四五]区[一二三四五六七八九十]园|分区", title))
    opening = _OPENING.search(text[:600])
    own = f"{title} {zone or ''} {opening[1] if opening else ''}"
    for long, short in _SHORT_NAMES:
        if long in own:
            own += f" {own.replace(long, short)}"
    return Ground(own, several)


def named_part(own: str, ground: Ground) -> str | None:
    """The part of the zone (a park, a company) that the clause opens with, if any."""
    firm = _FIRM.match(own) if len(own) > _SHORTEST_FIRM and own[0] > "\u2e7f" else None
    if firm and not _NO_FIRM.search(firm[0]):
        return firm["named"] or firm["trade"]
    found = _NAMED.search(own) if _KIND_ENDS.search(own) else None
    if not found:
        return None
    name, kind = found["name"], found["kind"]
    full = name + kind
    after = own[found.end() :]
    if (
        kind in ("园", "片", "谷")
        and name not in ("创业", "科技", "软件", "物流", "孵化")
        and not re.match(r"\s*(?:\d|$|一期|二期|规上|动工|启动区|核心区|入驻|完成|实现)", after)
    ):
        return None
    if (
        _GENERIC.match(name)
        or _NO_NAME.search(name)
        or re.search(
            f"[到省级的为推获入在进对与和向个]|(?<![{_SURNAMES}])家|我|本|[新续]建|\\d", name
        )
    ):
        return None
    if after.startswith(("发展", "建设", "管委", "党工委", "考核", "招商", "企业", "内")):
        return None
    if kind == "分区":
        return full
    if name[-4:] + kind in ground.own or full in ground.own:
        return None
    return full


def section_part(lead: str, ground: Ground) -> str | None:
    """The part that a sentence opens with and that its paragraph stays with."""
    head = re.split("[,;]", lead)[0]
    if "分区" in head:
        return named_part(head, ground)
    found = re.match(r"\s*(?:[一二三四五六七八九十]是)?([\u4e00-\u9fff]{2,8}):", head)
    return found[1] if found and _BRANCH.fullmatch(found[1]) else None


def names_zone(own: str) -> bool:
    """Whether the clause names some zone."""
    return any(word in own for word in ("开发区", "园区", "经开区", "高新区"))


def find_scope(clause: Clause, frame: Frame, section: str | None, ground: Ground) -> Scope | None:
    """The scope that the clause itself tells; None when it tells nothing."""
    own, quantity = clause.own, clause.quantity
    where: Scope | None = "sub" if section else None
    if is_peer(clause.left[-24:]):
        return "peer"
    lead = own.lstrip(")、, ")
    if quantity.kind == "rank":
        lead = re.sub("在[^,]*$", "", lead)
    counts = quantity.measure.dimension in ("count", "person")
    if quantity.measure.dimension == "area" and _INNER.fullmatch(own):
        return "sub"
    part = None if counts and lead.endswith("等") else named_part(lead, ground)
    if part:
        head = frame.heads.get(quantity.measure.dimension)
        closing = lead.rstrip().endswith(part)
        firm = part.endswith(("公司", "集团"))
        if not (counts and closing and (firm or head is None or head.code is None)):
            return "sub"
    elif counts and clause.right.startswith("园区") or lead.endswith("园区有") and counts:
        return "sub"
    if is_single_project(lead) or _pays_for_one(clause):
        return "sub"
    if ground.several and _ANY_ZONE.match(lead.removeprefix("其中")):
        return "sub"
    if "等" not in own and _part_before(clause, ground):
        return "sub"
    head = frame.heads.get("money")
    if (
        quantity.measure.dimension == "money"
        and (frame.among or "其中" in clause.left)
        and head is not None
        and (head.code or "").startswith("industrial_output")
        and _SECTOR_ITEM.fullmatch(own)
    ):
        return "sub"
    if lead[:1] == "前" and quantity.kind != "rank" and _LARGEST.match(lead):
        return "sub"
    if (
        _is_sector(own.split("占")[0] if "占" in own else own)
        and not (counts and _TREATED.match(lead))
    ) or (counts and _SECTOR_FIRMS.match(clause.right)):
        return "sub"
    if (_PRODUCT.fullmatch(quantity.unit) and not _NO_PRODUCT.search(own)) or _PROJECT_ONLY.search(
        clause.left
    ):
        return "sub"
    if quantity.measure.dimension == "money" and "占全" in own and _WHOLE.search(own):
        return "parent"
    if quantity.kind != "rank" and is_parent(own, apart=frame.apart):
        return "parent"
    return where


@lru_cache(maxsize=1024)
def _is_sector(own: str) -> bool:
    return _SECTOR.search(own) is not None


def _part_before(clause: Clause, ground: Ground) -> bool:
    """Whether the clause just before the number's own opens with a part."""
    piece = clause.previous
    if not piece:
        return False
    if is_single_project(piece):
        return True
    piece = piece.removeprefix("经开区").removeprefix("开发区").removeprefix("高新区")
    part = named_part(piece, ground)
    return part is not None and piece.startswith(part)


def is_single_project(words: str) -> bool:
    """Whether the words open with one named project: 某公司投资的…项目, 年产…项目, 某厂二期."""
    if _NUMBERED.match(words) and _ITEM_OF_PROJECTS.fullmatch(words):
        return True
    if "完成投资" in words and "项目" in words and _SINGLE_SPENT.match(words):
        return True
    return ("项目" in words or "期" in words) and _SINGLE.match(words) is not None


def _pays_for_one(clause: Clause) -> bool:
    """Whether the number is what one named project costs: 投资52亿元的某某基地."""
    return (
        clause.right[:1] == "的"
        and clause.own.rstrip("约近超达").endswith("投资")
        and _PAID_FOR.match(clause.right) is not None
    )


def opens_with_project(clause: Clause) -> bool:
    """Whether the clause, or the one without numbers before it, opens with one named project."""
    if _pays_for_one(clause):
        return True
    return is_single_project(clause.own.lstrip(")、, ")) or is_single_project(clause.previous)


def is_part_item(bare: str) -> bool:
    """Whether an item of a list is just the name of a part: 台商产业园, 海峡产业园规上, 起步区."""
    return bool(_PART_ITEM.fullmatch(bare) or _INNER.fullmatch(bare))


def is_parent(own: str, *, apart: bool = False) -> bool:
    """Whether the clause is about the county or city as such."""
    found = _PARENT.search(own)
    if apart and re.search("全区", own):
        return True
    return bool(found) and not _COMPARED.search(own[: found.start() if found else 0])


def is_peer(left: str) -> bool:
    """Whether the clause compares with another zone's number."""
    return "区" in left and _PEER.search(left) is not None
