"""Units as reports print them: how they are written, and their base unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from zonereports.observations.numerals import SCALES

CURRENCIES = {
    "人民币": "CNY", "元人民币": "CNY", "美元": "USD", "美金": "USD", "港元": "HKD", "港币": "HKD",
    "欧元": "EUR", "日元": "JPY", "英镑": "GBP", "新台币": "TWD", "元": "CNY",
}  # fmt: skip
_MU = Decimal(2000) / Decimal(3)
_MEASURES: dict[str, tuple[str, Decimal]] = {
    "平方米": ("m2", Decimal(1)), "平米": ("m2", Decimal(1)), "㎡": ("m2", Decimal(1)),
    "m2": ("m2", Decimal(1)), "m²": ("m2", Decimal(1)), "平方": ("m2", Decimal(1)),
    "平": ("m2", Decimal(1)), "平方公里": ("m2", Decimal(10**6)), "平方千米": ("m2", Decimal(10**6)),
    "km2": ("m2", Decimal(10**6)), "km²": ("m2", Decimal(10**6)),
    "公顷": ("m2", Decimal(10**4)), "亩": ("m2", _MU),
    "公里": ("m", Decimal(1000)), "千米": ("m", Decimal(1000)), "km": ("m", Decimal(1000)),
    "米": ("m", Decimal(1)), "延米": ("m", Decimal(1)), "延长米": ("m", Decimal(1)),
    "立方米": ("m3", Decimal(1)), "方": ("m3", Decimal(1)),
    "吨": ("t", Decimal(1)), "吨标准煤": ("tce", Decimal(1)), "吨标煤": ("tce", Decimal(1)),
    "公斤": ("t", Decimal("0.001")), "千克": ("t", Decimal("0.001")),
    "毫克": ("t", Decimal("0.000000001")), "微克": ("t", Decimal("0.000000000001")),
    "千瓦时": ("kWh", Decimal(1)), "度": ("kWh", Decimal(1)), "兆瓦时": ("kWh", Decimal(1000)),
    "吉瓦时": ("kWh", Decimal(10**6)), "kWh": ("kWh", Decimal(1)),
    "千瓦": ("kW", Decimal(1)), "兆瓦": ("kW", Decimal(1000)), "吉瓦": ("kW", Decimal(10**6)),
    "MW": ("kW", Decimal(1000)), "GW": ("kW", Decimal(10**6)), "kW": ("kW", Decimal(1)),
    "千伏安": ("kVA", Decimal(1)), "千伏": ("kV", Decimal(1)), "kV": ("kV", Decimal(1)),
    "人": ("person", Decimal(1)), "名": ("person", Decimal(1)), "人次": ("person", Decimal(1)),
    "%": ("%", Decimal(1)), "成": ("%", Decimal(10)), "‰": ("%", Decimal("0.1")),
    "个百分点": ("pp", Decimal(1)), "百分点": ("pp", Decimal(1)), "个点": ("pp", Decimal(1)),
    "倍": ("times", Decimal(1)), "位": ("rank", Decimal(1)), "个位次": ("rank", Decimal(1)),
}  # fmt: skip
# Classifiers of things; behind each, what must not follow, because it would be another word.
_CLASSIFIERS = [
    "批次",
    "轮次",
    "遍(?![布及地])",
    "路(?![口面线径灯由段程基网桥])",
    "天(?![津然气])",
    "户次",
    "家次",
    "件次",
    "车次",
    "班次",
    "场次",
    "台次",
    "辆次",
    "架次",
    "艘次",
    "列次",
    "票次",
    "台套",
    "点位",
    "标箱",
    "车位",
    "泊位",
    "个",
    "家",
    "户",
    "项(?!目)",
    "次(?!日|年|产)",
    "宗",
    "件",
    "起",
    "条",
    "轮",
    "期(?![间中末望])",
    "场",
    "处(?!理|置|级)",
    "座",
    "栋",
    "幢",
    "套",
    "辆",
    "艘",
    "架",
    "只",
    "头",
    "株",
    "棵",
    "块",
    "批",
    "款",
    "种",
    "类",
    "箱",
    "瓶",
    "份",
    "本",
    "篇",
    "册",
    "张",
    "间(?!接)",
    "所",
    "支",
    "对(?![接企应于外标])",
    "组(?!织|建|成)",
    "班",
    "例",
    "单(?!位|独|体)",
    "笔",
    "枚",
    "把",
    "根",
    "盏",
    "面",
    "口",
    "部(?!门|委|分|级)",
    "节",
    "眼",
    "孔",
    "层",
    "道",
    "片",
    "颗",
    "粒",
    "床",
    "席",
    "桌",
    "列",
    "锭",
    "盒",
    "袋",
    "桶",
    "首",
    "票(?![据房面价])",
    "则",
    "幅",
    "门",
    "尊",
    "匹",
    "羽",
    "杆",
    "站",
    "团",
    "队",
    "卷",
    "扇",
    "管",
    "芯",
    "舱",
    "台(?!阶)",
    "分(?![之钟别年月园批期布])",
]
_MONEY_SCALE = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百"
_MORE = "[余多来]?"
MONEY = f"(?:{_MORE}(?:{_MONEY_SCALE}))?{_MORE}(?:元人民币|人民币元|美元|美金|港元|港币|欧元|日元|英镑|新台币|元)(?!素|旦)"
_PER = "(?:/(?:万元|平方公里|平方米|立方米|公里|公顷|亩|人|户|家|日|天|年|月|小时|吨|度|千瓦时|㎡|m2|升)|每亩)"
_PHYSICAL = (
    "个百分点|百分点|个位次|平方公里|平方千米|立方米|平方米|平米|平方|延长米|延米|吨标准煤|吨标煤|千瓦时|兆瓦时|吉瓦时|千伏安|"
    "千瓦|兆瓦|吉瓦|千伏|公里|千米|公顷|公斤|千克|微克|毫克|人次|km2|km²|km|m2|m²|㎡|kWh|kW|MW|GW|kV|"
    "亩|米|吨|度(?!假)|人(?![均才大])|名(?![录单称列])|位(?![于置居列])|倍|方(?![面案式米])"
)
COUNT = f"(?:万平(?![方米台安均])|(?:{_MORE}(?:百万|十万|千万|亿|万|千|百))?{_MORE}(?:{_PHYSICAL}|{'|'.join(_CLASSIFIERS)}))"
SHARE = "%|‰|成(?![立功效果为员本都长交就套品熟型片])"
UNIT = f"(?:(?:{MONEY}){_PER}?|(?:{SHARE})|(?:{COUNT}){_PER}?)"
_SPLIT = re.compile(f"({_MONEY_SCALE})?(.*)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A printed unit, brought to its base: value * factor is in `base`."""

    printed: str
    base: str | None
    factor: Decimal
    dimension: str
    """money, area, length, share, points, multiple, count, person, energy, mass or other."""


_DIMENSIONS = {
    "m2": "area", "m": "length", "%": "share", "pp": "points", "times": "multiple",
    "person": "person", "kWh": "energy", "t": "mass", "rank": "rank",
}  # fmt: skip


@lru_cache(maxsize=4096)
def find_unit(printed: str) -> Unit:
    """The unit that a printed unit means; an unknown one has no base."""
    text = printed.replace(" ", "")
    whole, slash, per = text.partition("每" if "每亩" in text else "/")
    if text in _MEASURES:
        base, factor = _MEASURES[text]
        return Unit(printed, base, factor, _DIMENSIONS.get(base, "other"))
    found = _SPLIT.fullmatch(whole)
    scale, name = (found[1] or "", found[2]) if found else ("", whole)
    factor = Decimal(SCALES.get(scale, 1))
    if name in CURRENCIES:
        currency = CURRENCIES[name]
        if slash:
            per_base, per_factor = _MEASURES.get(per, (per, Decimal(1)))
            return Unit(printed, f"{currency}/{per_base}", factor / per_factor, "money_rate")
        return Unit(printed, currency, factor, "money")
    if name in _MEASURES:
        base, inner = _MEASURES[name]
        base = f"{base}/{per}" if slash else base
        return Unit(printed, base, factor * inner, _DIMENSIONS.get(base, "other"))
    if not name:
        return Unit(printed, None, factor, "bare")
    return Unit(printed, "item", factor, "count")


def normalise(value: Decimal, factor: Decimal) -> Decimal:
    """Value in the base unit, as a plain integer where it is one."""
    product = value * factor
    whole = product.to_integral_value()
    return whole if product == whole else product.normalize()
