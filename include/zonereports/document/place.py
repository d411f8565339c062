"""Which county, prefecture and province a report is from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from zonereports.document.document import Conflict
from zonereports.sites import Division, Mention, Site, division, find_divisions

_MIN_MENTIONS = 2
_SITE_SUFFIX = re.compile(r"(?:人民)?政府(?:门户)?(?:网站?)?$|门户网站?$|网站?$")


@dataclass(frozen=True, slots=True)
class Place:
    """Names as GB/T 2260 has them; the code of the lowest level known."""

    county: str | None = None
    prefecture: str | None = None
    province: str | None = None
    adcode: str | None = None
    notes: tuple[str, ...] = ()
    found_in: str | None = None
    conflicts: tuple[Conflict, ...] = ()


def find_place(
    *,
    site: Site | None,
    names: Iterable[str | None],
    text: str,
    anonymised: bool,
    site_code: str | None = None,
    site_name: str | None = None,
) -> Place:
    """The place of a report.

    Args:
        site: the site it came from; its code decides.
        names: title, zone, issuer, publisher, name of the web site: the strongest first.
        text: the body; it decides between counties of one name, and stands in when the names
            say nothing.
        anonymised: names in the text are masked, so a county in it is another's (a comparison);
            only a province, and a prefecture of it, is believed.
        site_code: the ten digits of 网站标识码; the first six are the county's code.
        site_name: what the page calls its web site.
    """
    if site is not None:
        here = replace(_of_code(site.adcode, site.name), found_in="site configuration")
        return replace(here, conflicts=_conflicts(tuple(filter(None, names))[:2], site, here))
    known = tuple(name for name in names if name)
    if site_code and division(site_code[:6]) and not _names_another(known, site_code):
        return replace(_of_code(site_code[:6], site_name or ""), found_in="网站标识码")
    if not anonymised:
        for name in known:
            if (place := _of_name(name, text)) is not None:
                return replace(place, found_in=f"name {name}")
        if (place := _of_text(text)) is not None:
            return replace(place, found_in="text")
    above = _above_county(text)
    return replace(above, found_in="text") if above.adcode else above


def _conflicts(names: tuple[str, ...], site: Site, place: Place) -> tuple[Conflict, ...]:
    """Zone and title that name in full another county than the site's."""
    if site.adcode.endswith("00") or not _names_another(names, site.adcode):
        return ()
    other = next(
        mention.text
        for name in names
        for mention in find_divisions(name, short_names=False)
        if any(found.county for found in mention.divisions)
    )
    kept = place.county or site.name
    return (Conflict("county", ((kept, "site configuration"), (other, "zone or title")), kept),)


def _names_another(names: tuple[str, ...], site_code: str) -> bool:
    """Whether a county is named in full that is not the web site's: a page of a city's portal."""
    codes = {
        found.adcode
        for name in names
        for mention in find_divisions(name, short_names=False)
        for found in mention.divisions
        if found.county is not None
    }
    return bool(codes) and site_code[:6] not in codes


def _of_code(adcode: str, name: str) -> Place:
    """The place of a code; a county that no revision knows is called as its site calls it."""
    found = division(adcode)
    county = _SITE_SUFFIX.sub("", name) or None
    if found is None:
        return Place(county, None, None, adcode)
    if adcode.endswith("00"):
        return Place(None, found.prefecture, found.province, adcode)
    return Place(found.county or county, found.prefecture, found.province, adcode)


def _of_name(name: str, text: str) -> Place | None:
    mentions = find_divisions(name)
    if not mentions:
        return None
    # The lowest level named: of 浙江开化 the county, of 滁州市南谯区 the district.
    for mention in sorted(mentions, key=lambda m: (-max(map(_level, m.divisions)), -m.full)):
        others = [m for m in mentions if m is not mention]
        candidates = _within(mention.divisions, others)
        # 南昌 is a city and a county beside it; a zone named without 县 is the city's.
        if not mention.full and any(d.county is None for d in candidates):
            candidates = tuple(d for d in candidates if d.county is None)
        if len(candidates) == 1:
            return _place(candidates[0])
        told = _told_apart(candidates, text)
        if told is not None:
            return _place(told)
        if candidates:
            places = "、".join(sorted({f"{d.province}{d.prefecture or ''}" for d in candidates}))
            above = _above_county(text)
            note = f"{mention.text} is a name in {places}: the text does not tell which"
            return replace(above, notes=(*above.notes, note))
    return None


def _within(candidates: tuple[Division, ...], others: list[Mention]) -> tuple[Division, ...]:
    """Those that lie in a division that is named beside them."""
    for other in others:
        inside = tuple(d for d in candidates if any(_contains(o, d) for o in other.divisions))
        if inside:
            candidates = inside
    return candidates


def _contains(outer: Division, inner: Division) -> bool:
    if outer.county is not None or outer.adcode == inner.adcode:
        return False
    if outer.prefecture is None:
        return outer.province == inner.province
    return outer.prefecture == inner.prefecture and outer.province == inner.province


def _told_apart(candidates: tuple[Division, ...], text: str) -> Division | None:
    """The candidate whose prefecture, or else province, the text names most."""
    for of in ("prefecture", "province"):
        counts: Counter[Division] = Counter()
        for candidate in candidates:
            name = getattr(candidate, of)
            if name:
                counts[candidate] = text.count(name) * 2 + text.count(
                    name[:-1] if len(name) > 2 else name
                )
        ranked = counts.most_common(2)
        if ranked and ranked[0][1] and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            return ranked[0][0]
    return None


def _of_text(text: str) -> Place | None:
    """The county that a text names by its full name clearly more than any other."""
    counts: Counter[tuple[Division, ...]] = Counter()
    for mention in find_divisions(text, short_names=False):
        if all(d.county is not None for d in mention.divisions):
            counts[mention.divisions] += 1
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < _MIN_MENTIONS:
        return None
    if len(ranked) == 2 and ranked[1][1] * 2 > ranked[0][1]:
        return None
    candidates = ranked[0][0]
    told = candidates[0] if len(candidates) == 1 else _told_apart(candidates, text)
    return None if told is None else _place(told)


def _above_county(text: str) -> Place:
    """Province and prefecture as far as the text names one of each."""
    provinces: Counter[str] = Counter()
    prefectures: Counter[Division] = Counter()
    for mention in find_divisions(text):
        for found in mention.divisions:
            if found.county is None and found.prefecture is None and found.province:
                provinces[found.province] += 1
            elif found.county is None and found.prefecture:
                prefectures[found] += 1
    ranked = provinces.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return Place()
    province = ranked[0][0]
    inside = [found for found in prefectures if found.province == province]
    if len(inside) == 1:
        return Place(None, inside[0].prefecture, province, inside[0].adcode)
    code = next((d.adcode for m in find_divisions(province) for d in m.divisions), None)
    return Place(None, None, province, code)


def _place(found: Division) -> Place:
    return Place(found.county, found.prefecture, found.province, found.adcode)


def _level(found: Division) -> int:
    return 2 if found.county else 1 if found.prefecture else 0
