"""How development zones are named: kinds, short and official forms."""

from __future__ import annotations

import re

from zonereports.sites import find_divisions

# Short form and official forms of the same kind of zone.
FAMILIES = {
    "经开": ("经济技术开发区", "经济开发区", "经济开发园区", "经开区", "开发区"),
    "高新": (
        "高新技术产业开发区",
        "高新技术产业园区",
        "高新技术开发区",
        "高新技术产业园",
        "高新产业开发区",
        "高新园区",
        "高新区",
    ),
    "园区": (
        "循环经济工业基地",
        "循环经济产业园",
        "循环经济园区",
        "工业集中发展区",
        "工业集中区",
        "产业集聚区",
        "产业集中区",
        "产业开发区",
        "产业示范区",
        "工业示范区",
        "工业园区",
        "产业园区",
        "科技园区",
        "物流园区",
        "工业园",
        "产业园",
        "科技园",
        "化工园区",
        "工业区",
        "集聚区",
        "工业基地",
    ),
    "特殊": (
        "综合保税区",
        "保税港区",
        "保税区",
        "自由贸易港",
        "自贸港",
        "自由贸易试验区",
        "台商投资区",
    ),
}
KIND = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}
KINDS = "|".join(sorted(KIND, key=len, reverse=True))
PARENTHESIS = r"[（(][\u4e00-\u9fff、·]{2,16}(?:园区?|新区|片区|基地|区|县|市|开发区)[)）]"
NAMED = re.compile(
    rf"(?P<core>[\u4e00-\u9fff·、]{{0,16}}?)(?P<kind>{KINDS})(?P<more>{PARENTHESIS})?"
)
_OFFICE = re.compile(r"(?:党工委|管委会|管理委员会|工作委员会|工委|办公室|管理局|管理处).*$")
PROVINCE = (
    r"(?:(?:北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南"
    r"|广东|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆)省?)?"
)


def zone_key(name: str) -> tuple[str, str]:
    """Proper name and family of a zone, equal for its long and short forms.

    >>> zone_key("浙江开化经济开发区") == zone_key("开化县经开区")
    True
    """
    found = None
    for found in NAMED.finditer(_OFFICE.sub("", name)):
        if found["core"]:
            break
    if found is None:
        return "", ""
    core = found["core"]
    mentions = find_divisions(core)
    # Of 浙江开化 the last place is the zone's own, unless a name of its own follows.
    if mentions:
        last = mentions[-1]
        rest = core[last.start + len(last.text) :]
        core = rest if len(rest) >= 2 else last.text
    if len(core) > 2 and core[-1] in "县市区":
        core = core[:-1]
    elif len(core) == 2 and core[-1] == "县":
        core = core[:1] + "县"
    return core, KIND[found["kind"]]
