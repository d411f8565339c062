"""Which development zone a report is of, in the fullest form that it uses."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from zonereports.document.document import Conflict
from zonereports.document.zone_names import (
    FAMILIES,
    KINDS,
    NAMED,
    PARENTHESIS,
    PROVINCE,
    zone_key,
)
from zonereports.sites import Level, Site, Zone, find_divisions

_LEAD = re.compile(
    r"^(?:[0-9〇○零一二三四五六七八九xX*_]{2,4}年度?|\d{4}[-—]\d{4}年度?|关于|印发|报送|呈报|上报|中共|中国共产党"
    r"|全年|今年|去年|目前|当年|近年来?|我市|我县|我区|本|全市|全县|全省|全区|整个|现将|《)+"
)
_BOUNDARY = re.compile(
    r"(?:^|[。，；：、！？\s,;:!?“”‘’（）()《》年将把在对向与和及为是由以从到使让于之的])"
    rf"(?P<name>[\u4e00-\u9fff]{{2,12}}?(?:{KINDS})(?:{PARENTHESIS})?)"
)
_MASK = re.compile(r"[xX×*_＿＊Ｘｘ]|某")
_GENERIC_WORDS = (
    "全国 全省 全市 全县 全区 国家 国家级 省级 市级 县级 各 各类 各级 浦江 现代 高质量 特色 "
    "新型 智慧 绿色 数字 小微 合作 创新 重点 主要 该 此 本 我 新 老 两 个 及 所有 其他 其它 "
    "先进 优秀 区域 一流 样板 示范 国家自主创新 省级以上 省级高新技术 发展 建设 推进 加快 推动 "
    "成为 打造 支持 围绕 聚焦 县 市 省 区 循环化改造示范试点 化工 工业 产业 科技 物流 高端 千亿 "
    "百亿 乡镇 街道 全部 周边 兄弟 其中"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())


@dataclass(frozen=True, slots=True)
class FoundZone:
    """The zone's name, its level where a site tells it, and why the name was chosen."""

    name: str | None
    level: Level | None = None
    notes: tuple[str, ...] = ()
    found_in: str | None = None
    conflicts: tuple[Conflict, ...] = ()


def find_zone(
    *, title: str | None, issuer: str | None, publisher: str | None, text: str, site: Site | None
) -> FoundZone:
    """The zone of a report: one of the site's if it is named, else as the report calls it.

    Names are taken from the title, from who signed, from who published, then from the text; of
    the forms of one zone (开化县经开区, 浙江开化经济开发区) the most official that the report
    itself uses. None when its name is masked or only 开发区 is said.
    """
    found = None
    if site is not None and site.zones:
        found = _of_site(title, issuer, publisher, text, site)
    found = found or _as_said(title, issuer, publisher, text)
    return replace(found, conflicts=_conflicts(title, issuer, found.name))


def _conflicts(title: str | None, issuer: str | None, kept: str | None) -> tuple[Conflict, ...]:
    """Title and signature that name two zones of one kind, neither within the other."""
    named, signed = _named(title), _named(issuer)
    if named is None or signed is None:
        return ()
    (one, kind), (other, signed_kind) = zone_key(named), zone_key(signed)
    if kind != signed_kind or one in other or other in one:
        return ()
    return (Conflict("zone", ((named, "title"), (signed, "signature")), kept),)


def _as_said(title: str | None, issuer: str | None, publisher: str | None, text: str) -> FoundZone:
    said = [name for name in (_named(title), _named(issuer)) if name]
    where = "title" if _named(title) else "signature"
    if not said:
        where = "publisher" if _named(publisher) else "text"
        said = [name for name in (_named(publisher), _most_named(text)) if name][:1]
    if not said:
        return FoundZone(None)
    first = said[0]
    forms = [*said, *_forms_of(first, text)]
    same = [name for name in forms if zone_key(name) == zone_key(first)]
    # A seal bears the official name: 松河工业园区管委会 signs, 松河县工业园区 stands in the title.
    signed = _named(issuer)
    best = max(
        same,
        key=lambda name: (_is_official(name), name == signed, len(name), -forms.index(name)),
    )
    more = next((p for name in same if (p := _parenthesis(name))), "")
    name = best if _parenthesis(best) or not more else best + more
    places = {where: first, "signature": signed, "text": name if name in text else None}
    found_in = [place for place, form in places.items() if form == name] or [where]
    return FoundZone(name, found_in=", ".join(dict.fromkeys([where, *found_in])))


def _of_site(
    title: str | None, issuer: str | None, publisher: str | None, text: str, site: Site
) -> FoundZone | None:
    for said, where in ((title, "title"), (issuer, "signature"), (publisher, "publisher")):
        if said and (zone := _zone_in(said, site)):
            return FoundZone(zone.name, zone.level, found_in=f"{where}, site configuration")
    counts = Counter(
        {zone: sum(text.count(name) for name in (zone.name, *zone.aliases)) for zone in site.zones}
    )
    (zone, times), *rest = counts.most_common(2)
    if times and (not rest or rest[0][1] < times):
        return FoundZone(zone.name, zone.level, found_in="text, site configuration")
    if len(site.zones) == 1 and re.search(KINDS + "|园区", (title or "") + text[:300]):
        return FoundZone(
            zone.name,
            zone.level,
            ("the zone is not named; it is the only one of the site",),
            "site configuration",
        )
    return None


def _zone_in(said: str, site: Site) -> Zone | None:
    named = [
        (len(name), zone)
        for zone in site.zones
        for name in (zone.name, *zone.aliases)
        if name in said
    ]
    if named:
        return max(named, key=lambda pair: pair[0])[1]
    name = _named(said)
    if name is None:
        return None
    keys = {zone_key(form): zone for zone in site.zones for form in (zone.name, *zone.aliases)}
    return keys.get(zone_key(name))


def _named(said: str | None) -> str | None:
    """The zone's name at the head of a title or in the name of its office."""
    if not said or _MASK.search(said):
        return None
    said = _LEAD.sub("", said.strip(" \u3000《"))
    for found in NAMED.finditer(said):
        core = _LEAD.sub("", found["core"])
        if len(core) >= 2 and core not in _GENERIC:
            return core + found["kind"] + (found["more"] or "")
    return None


def _most_named(text: str) -> str | None:
    """The zone that a text names most, when it names one clearly more than others."""
    if _MASK.search(text[:200]):
        return None
    names: Counter[tuple[str, str]] = Counter()
    forms: dict[tuple[str, str], str] = {}
    for found in _BOUNDARY.finditer(text):
        name = _LEAD.sub("", found["name"])
        core, family = zone_key(name)
        if len(core) < 2 or core in _GENERIC or not find_or_frequent(core, text):
            continue
        names[core, family] += 1
        forms.setdefault((core, family), name)
    if not names:
        return None
    (key, times), *rest = names.most_common(2)
    return forms[key] if not rest or times > rest[0][1] else None


def find_or_frequent(core: str, text: str) -> bool:
    """Whether a zone's proper name is a place's, or at least said more than once."""
    return bool(find_divisions(core)) or text.count(core) >= 2


def _forms_of(name: str, text: str) -> list[str]:
    """How else a text names the same zone."""
    core, family = zone_key(name)
    if not core:
        return []
    kinds = "|".join(sorted(FAMILIES[family], key=len, reverse=True))
    pattern = re.compile(rf"{PROVINCE}{re.escape(core)}(?:[县市区])?(?:{kinds})(?:{PARENTHESIS})?")
    return list(dict.fromkeys(found[0] for found in pattern.finditer(text)))


def _is_official(name: str) -> bool:
    found = NAMED.search(name)
    return found is not None and found["kind"] not in ("经开区", "高新区", "开发区", "自贸港")


def _parenthesis(name: str) -> str:
    found = re.search(rf"{PARENTHESIS}$", name)
    return found[0] if found else ""
