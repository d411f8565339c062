"""Invented reports of invented zones, as blocks that a page's markup is made of."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

_OPENING = (
    "{year}年，{zone}在县委、县政府坚强领导下，锚定“工业强县”目标，一手抓存量提质，一手抓增量招引，"
    "全年完成规上工业总产值{a}.{b}亿元，同比增长{c}.{d}%。",
    "今年以来，{zone}紧扣年初确定的{n}项重点任务，挂图作战、逐月销号，截至12月底完成固定资产投资{a}.{b}亿元。",
    "过去的一年，面对订单下滑、用工趋紧的局面，{zone}稳住了基本盘：规上工业增加值增长{c}.{d}%，税收{a}.{b}亿元。",
)
_HEADINGS = (
    "一、{year}年主要工作",
    "二、存在的困难",
    "三、{next}年工作打算",
)
_SUB = (
    "（一）招商引资",
    "（二）项目建设",
    "（三）要素保障",
    "（四）企业服务",
    "（五）安全环保",
    "（六）党的建设",
)
_SENTENCES = (
    "全年外出招商{n}批次，接待客商{m}人次，签约项目{k}个，协议引资{a}.{b}亿元，其中亿元以上项目{k}个。",
    "实施工业技改项目{k}个，完成技改投资{a}.{b}亿元，增长{c}.{d}%；新增智能化车间{k}个。",
    "出让工业用地{n}宗、{m}.{d}亩，盘活闲置厂房{m}00平方米，处置低效用地{k}宗。",
    "新建道路{k}.{d}公里，铺设雨污管网{n}.{b}公里，日处理{k}万吨的污水厂通水运行。",
    "为{n}家企业落实应急转贷{a}00万元，兑付惠企资金{m}{k}.{d}万元，惠及企业{n}家。",
    "举办专场招聘会{k}场，帮助企业招工{m}人，公租房入住{m}户。",
    "检查企业{m}家次，排查隐患{m}条，整改率{c}{d}.{k}%，未发生较大及以上事故。",
    "培育国家高新技术企业{k}家，省级专精特新企业{n}家，发明专利授权{m}件。",
    "主导产业链现有企业{n}家，产值占全区的{c}{d}.{b}%，比上年提高{k}.{d}个百分点。",
    "发展党员{n}名，建成红色驿站{k}处，“书记项目”结题{k}个。",
    "电子信息园一期{m}000平方米厂房交付，二期{k}栋主体封顶；冷链物流园完成投资{k}.{d}亿元。",
    "光伏屋顶新增{n}.{d}兆瓦，单位产值能耗下降{k}.{d}%，{k}家企业入选绿色工厂。",
)
_PROBLEMS = (
    "一是龙头企业偏少，产值超{k}0亿元的仅{k}家，产业链条短、配套弱。",
    "二是土地指标趋紧，{n}个签约项目等地落户，征迁资金缺口约{a}00万元。",
    "三是干部队伍结构老化，懂产业、懂金融的人才不足。",
)
_PLANS = (
    "力争规上工业总产值突破{a}0亿元，增长{c}%以上；新签约亿元以上项目{n}个。",
    "计划实施基础设施项目{n}个，总投资{k}.{d}亿元，完成{m}亩熟地储备。",
    "开工建设标准厂房{m}000平方米，新增规上企业{n}家，确保安全生产零事故。",
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that the page sets as a heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Html:
    """Markup that stands as written here, and the lines that a reader of the page sees."""

    markup: str
    lines: Sequence[str] = ()
    cells: Sequence[tuple[str, str, str, str]] = ()
    """Row label, header, value, unit; header levels are joined, the unit is as printed."""


Block = str | Heading | Html


@dataclass(frozen=True, slots=True)
class Report:
    """What a page is about; `blocks` is the body without title and signature."""

    county: str
    zone: str
    year: int
    blocks: Sequence[Block]
    issuer: str | None = None
    signed: str | None = None
    title: str = ""
    attachments: Sequence[str] = field(default=())

    @property
    def lines(self) -> list[str]:
        """The body line by line, as a careful reader would write it down."""
        lines: list[str] = []
        for block in self.blocks:
            if isinstance(block, Html):
                lines += block.lines
            else:
                lines.append(block.text if isinstance(block, Heading) else block)
        return lines

    @property
    def cells(self) -> list[tuple[str, str, str, str]]:
        """The figures of its tables."""
        return [cell for b in self.blocks if isinstance(b, Html) for cell in b.cells]


def report(
    seed: int, county: str, zone: str, year: int, *, sections: int = 4, signed: bool = True
) -> Report:
    """A whole report, the same for the same seed: opening, parts, problems, plan, signature."""
    dice = random.Random(seed)

    def say(template: str) -> str:
        return template.format(
            zone=zone,
            year=year,
            next=year + 1,
            a=dice.randint(12, 98),
            b=dice.randint(1, 99),
            c=dice.randint(4, 9),
            d=dice.randint(1, 9),
            k=dice.randint(2, 9),
            n=dice.randint(11, 48),
            m=dice.randint(101, 899),
        )

    blocks: list[Block] = [say(dice.choice(_OPENING)), Heading(say(_HEADINGS[0]))]
    for sub in _SUB[:sections]:
        blocks.append(Heading(sub))
        blocks += [
            "".join(map(say, dice.sample(_SENTENCES, dice.randint(1, 3))))
            for _ in range(dice.randint(1, 2))
        ]
    blocks += [Heading(say(_HEADINGS[1])), *map(say, _PROBLEMS[: dice.randint(1, 3)])]
    blocks += [Heading(say(_HEADINGS[2])), *map(say, _PLANS[: dice.randint(1, 3)])]
    return Report(
        county,
        zone,
        year,
        blocks,
        issuer=f"{zone}管理委员会" if signed else None,
        signed=f"{year + 1}年1月{dice.randint(2, 28)}日" if signed else None,
        title=f"{zone}{year}年工作总结及{year + 1}年工作计划",
    )


def short(
    county: str, zone: str, year: int, *blocks: Block, title: str = "", signed: bool = False
) -> Report:
    """A report of the blocks given."""
    return Report(
        county,
        zone,
        year,
        blocks,
        issuer=f"{zone}管理委员会" if signed else None,
        signed=f"{year + 1}年1月9日" if signed else None,
        title=title or f"{zone}{year}年工作总结",
    )
