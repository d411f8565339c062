"""The invented counties and zones that the replica serves: facts only.

Province and numbering are real in form (浙江省, 33), but no division bears the codes 3399xx, and
no county, prefecture or zone has these names, so nothing here can be read as a claim about a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from replica.attachment import Attachment

BodyStyle = Literal["clean", "word", "breaks"]

PROVINCE = "浙江省"
PREFECTURE = "云江市"


@dataclass(frozen=True, slots=True)
class ZoneFacts:
    """A development zone and what its reports need to know of it."""

    key: str
    name: str
    short: str
    """What headlines call it."""
    level: Literal["national", "provincial", "county"]
    issuer: str
    """Who signs."""
    industries: tuple[str, str, str]
    parks: tuple[str, str]
    """Two sub-parks inside it."""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountyFacts:
    """A county government's site and its habits."""

    key: str
    name: str
    word: str
    """What 全… is called here: 县, 区 or 市."""
    adcode: str
    family: str
    """Module in `replica/families`."""
    zones: tuple[ZoneFacts, ...]
    charset: str = "utf-8"
    """Python codec of the bytes on the wire."""
    charset_label: str = "utf-8"
    """What header and meta call it."""
    charset_in_header: bool = True
    body_style: BodyStyle = "clean"
    ascii_commas: bool = False
    table: bool = False
    """Its reports carry a table of indicators."""
    gzip: bool = False
    """Compresses for visitors who accept it."""
    host: str | None = None
    """The loopback address it lives on; by its place among the counties when None."""
    per_page: int = 15
    """Rows on a page of the screen."""
    quirks: frozenset[str] = frozenset()
    """Habits of its CMS that are switched on; each family module lists its own in `QUIRKS`."""
    attachment: Attachment | None = None
    """Its reports are files, when it has the habit."""


COUNTIES: tuple[CountyFacts, ...] = (
    CountyFacts(
        key="qingshan",
        name="青山县",
        word="县",
        adcode="339901",
        family="jpage",
        zones=(
            ZoneFacts(
                key="qingshan-jkq",
                name="浙江青山经济开发区",
                short="青山经济开发区",
                level="provincial",
                issuer="浙江青山经济开发区管理委员会",
                industries=("汽车零部件", "智能家居", "新型建材"),
                parks=("城北产业园", "沙埠产业园"),
                aliases=("青山经济开发区", "青山经开区", "青山县经开区"),
            ),
            ZoneFacts(
                key="qingshan-st",
                name="青山生态工业园区",
                short="青山生态工业园区",
                level="county",
                issuer="青山生态工业园区管理委员会",
                industries=("竹木加工", "绿色食品", "茶叶机械"),
                parks=("竹溪小微园", "茶亭片区"),
                aliases=("青山县生态工业园区",),
            ),
        ),
    ),
    CountyFacts(
        key="linxi",
        name="临溪县",
        word="县",
        adcode="339902",
        family="static_list",
        zones=(
            ZoneFacts(
                key="linxi-gxq",
                name="临溪高新技术产业园区",
                short="临溪高新区",
                level="provincial",
                issuer="临溪高新技术产业园区管理委员会",
                industries=("高端装备", "电子信息", "生物医药"),
                parks=("创智谷", "东塘产业园"),
                aliases=("临溪高新区", "临溪县高新区"),
            ),
        ),
        charset_in_header=False,
        body_style="word",
        table=True,
    ),
    CountyFacts(
        key="yunling",
        name="云岭区",
        word="区",
        adcode="339903",
        family="jpage",
        zones=(
            ZoneFacts(
                key="yunling-jkq",
                name="云岭经济技术开发区",
                short="云岭经开区",
                level="national",
                issuer="云岭经济技术开发区管理委员会",
                industries=("新能源电池", "集成电路材料", "工业机器人"),
                parks=("北港新城", "南山科创园"),
                aliases=("云岭经开区", "云岭区经开区"),
            ),
        ),
        body_style="word",
        gzip=True,
    ),
    CountyFacts(
        key="songhe",
        name="松河县",
        word="县",
        adcode="339904",
        family="static_list",
        zones=(
            ZoneFacts(
                key="songhe-gyyq",
                name="松河工业园区",
                short="松河县工业园区",
                level="county",
                issuer="松河工业园区管理委员会",
                industries=("纺织服装", "五金制品", "包装印刷"),
                parks=("石桥集聚区", "下渡小微园"),
                aliases=("松河县工业园区",),
            ),
        ),
        charset="gb18030",
        charset_label="gb2312",
        body_style="breaks",
    ),
    CountyFacts(
        key="baiwan",
        name="白湾市",
        word="市",
        adcode="339981",
        family="jpage",
        zones=(
            ZoneFacts(
                key="baiwan-jkq",
                name="白湾经济开发区",
                short="白湾经济开发区",
                level="provincial",
                issuer="白湾经济开发区管理委员会",
                industries=("海洋装备", "绿色石化", "现代物流"),
                parks=("临港产业区", "滩头工业园"),
                aliases=("白湾经开区", "白湾市经济开发区"),
            ),
            ZoneFacts(
                key="baiwan-bh",
                name="白湾滨海新材料产业园",
                short="白湾滨海新材料产业园",
                level="county",
                issuer="白湾滨海新材料产业园服务中心",
                industries=("高性能纤维", "电子化学品", "特种塑料"),
                parks=("一号地块片区", "盐场片区"),
                aliases=("滨海新材料产业园",),
            ),
        ),
        charset_in_header=False,
        body_style="breaks",
        ascii_commas=True,
    ),
    CountyFacts(
        key="fenglin",
        name="枫林县",
        word="县",
        adcode="339905",
        family="static_list",
        zones=(
            ZoneFacts(
                key="fenglin-jjq",
                name="枫林产业集聚区",
                short="枫林产业集聚区",
                level="provincial",
                issuer="枫林产业集聚区管理委员会",
                industries=("医疗器械", "木业家居", "数字安防"),
                parks=("枫东片区", "湖田片区"),
                aliases=("枫林县产业集聚区",),
            ),
        ),
    ),
)
