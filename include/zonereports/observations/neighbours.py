"""What words that say too little by themselves mean behind the numbers before them."""

from __future__ import annotations

import re

from zonereports.observations import labels
from zonereports.observations.frames import Clause, Frame

_ORIGIN = re.compile("(?:省|市|县|州|区|境|疆|盟|旗)[外内]")
_FLOORS = re.compile("厂房|楼宇|公寓|住房|仓库")
_BUILT = re.compile("[,、(]?(?:其中)?(?:累计|已|共|目前|现)*建成(?:面积)?")
_LAND_KIND = re.compile("(?:工业|商业|商住|住宅|仓储|物流|经营性|公共|科研)用地(?:面积)?$")


def by_neighbours(
    code: str | None, rule: str, clause: Clause, frame: Frame, dimension: str
) -> tuple[str | None, str]:
    """Code and rule of a number, corrected by what stands before it.

    规上工业总产值80亿元、增加值20亿元; 到位资金:省外20亿元; 到位内资12亿元、外资2亿美元;
    专项债项目5个、资金4亿元; 供应土地862亩,其中工业用地715亩.
    """
    own, last = clause.own, frame.last
    if dimension == "money":
        named = labels.bare(own)
        sibling = labels.sibling(named, last.code if last else None)
        if code is None and sibling:
            return sibling, "inherited"
        head = frame.heads.get("money")
        funds = head is not None and head.code == "external_funds_in_place"
        if code is None and _ORIGIN.fullmatch(named) and (funds or "到位" in clause.left):
            return "external_funds_in_place", "inherited"
        if code is None and named == "外资" and funds and "美元" in clause.quantity.unit:
            return "fdi_utilized", "inherited"
        if code == "fdi_utilized" and "到资" in own and clause.quantity.measure.base == "CNY":
            return "external_funds_in_place", rule  # 实际到资68亿元: no foreign money
        if named == "资金" and "专项债" in frame.last_own:
            return "special_bond_funds", "inherited"
    elif code == "land_area" and _BUILT.fullmatch(own) and _FLOORS.search(frame.last_own):
        return None, "own words"
    elif (
        code == "land_area"
        and frame.among
        and _LAND_KIND.search(own.strip("、,") or frame.last_own)
    ):
        head = frame.heads.get("area")
        if head and head.code and "area" in frame.fresh:
            return head.code, "inherited"
    return code, rule
