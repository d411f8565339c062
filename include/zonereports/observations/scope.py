"""Whose number it is: the zone's, a part's, the county's or another zone's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zonereports.observations.observation import Scope

_PARK = "产业合作园|产业园区|工业园区|产业园|工业园|物流园|科技园|创业园|小微园|孵化器|分区|片区|经济开发区|经开区|高新区|开发区|加工区|保税区|小镇|智慧岛|新城|公园|绿道|园|片|公司|集团"
_NAMED = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{1,12}}?)(?P<kind>{_PARK})(?![\u4e00-\u9fff]*(?:企业园|区内))")
_GENERIC = re.compile(
    r"^(?:[,。;:、(]|我|全|本|整个|各|两|该|在|对|为|辖|入|和|及|了|内|区内|园区|今年|目前|截至|实现|完成|\d|年|月|份|,|全市|全县|全区|全省|[一二三四五六七八九十]是)*$"
)
_PARENT = re.compile(r"(?:全[县市省]|全自治区|[省市县]域|周边)(?![^,。;:]{0,4}(?:第|占|首|平均))")
_COMPARED = re.compile(r"(?:占|高于|高出|超过|超|低于|比|较|快于|在|居|列|为|对|全)[^,。;:]{0,4}$")
_PEER = re.compile(r"(?:与|和|较|比|同)[^,。;:]{1,8}(?:经开区|开发区|高新区|工业园区|园区)[^,。;:]{0,4}$")
_SECTOR = re.compile("主导产业|支柱产业|服务业营业收入|服务业营收|食品企业|上云企业")


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
    return Ground(f"{title} {zone or ''}", several)


def named_part(own: str, ground: Ground) -> str | None:
    """The part of the zone (a park, a company) that the clause opens with, if any."""
    found = _NAMED.search(own)
    if not found:
        return None
    name, kind = found["name"], found["kind"]
    full = name + kind
    if kind in ("园", "片") and not re.match(r"\s*(?:\d|$|一期|二期|规上|动工)", own[found.end() :]):
        return None
    if _GENERIC.match(name) or name.endswith(("我", "全", "本", "入", "在", "进", "为")):
        return None
    if kind == "分区":
        return full
    tail = name[-4:] + kind
    if tail in ground.own or full in ground.own:
        return None
    return full


def is_parent(own: str) -> bool:
    """Whether the clause is about the county or city as such."""
    found = _PARENT.search(own)
    return bool(found) and not _COMPARED.search(own[: found.start()])


def is_peer(own: str, ground: Ground) -> bool:
    """Whether the clause compares with another zone's number."""
    return bool(_PEER.search(own))


def is_sector(own: str) -> bool:
    """Whether the clause is about one branch of the zone only."""
    return bool(_SECTOR.search(own))


def merge(*found: Scope | None) -> Scope:
    """The first scope that is known; the zone when none is."""
    return next((s for s in found if s), "zone")
