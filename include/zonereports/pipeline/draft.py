"""A county file drafted from a listing: facts that the page tells, for a person to complete."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import yaml

from zonereports.sites import division, find_divisions

_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(name|content)\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>", re.IGNORECASE)
_GOVERNMENT = re.compile(r"[\u4e00-\u9fff]{2,12}(?:人民政府|管理委员会|管委会)")
_WEB = re.compile(r"(?:门户|官方)*(?:网站|网)$")
_LEAD = re.compile(r"^(?:关于|中共|\d{4}年度?|上半年|前三季度|[一二三四]季度)+")
_ZONE = re.compile(
    r"[\u4e00-\u9fff]{2,20}?(?:开发区|经开区|高新区|产业园区?|工业园区?|科技园区?|园区|集聚区|集中区|保税区)"
    r"(?=管委会|管理委员会|党工委|工作|\d|年|上半年|第|$|[（(])"
)


def key_of(url: str) -> str:
    """A key for the site at an address.

    >>> key_of("https://www.qingshan.gov.cn/col/col1/"), key_of("http://127.0.1.1:8765/")
    ('qingshan', 'host-127-0-1-1')
    """
    host = (urlsplit(url).hostname or "").lower()
    try:
        return "host-" + re.sub(r"[.:]+", "-", str(ip_address(host)))
    except ValueError:
        labels = host.removeprefix("www.").split(".")
    ending = 2 if labels[-2:-1] in (["gov"], ["com"], ["org"], ["net"]) else 1
    return re.sub(r"[^a-z0-9_-]", "", "-".join(labels[:-ending] or labels)) or "site"


def zones_in(titles: Iterable[str]) -> list[str]:
    """The zones that titles of reports name, the most frequent first.

    >>> zones_in(["2024年青山经济开发区管委会工作总结", "关于青山经济开发区2023年工作总结"])
    ['青山经济开发区']
    """
    found = (_ZONE.match(_LEAD.sub("", "".join(title.split()))) for title in titles)
    return [name for name, _ in Counter(match[0] for match in found if match).most_common()]


def draft(
    *,
    page: str,
    listing: str,
    family: str,
    expect_at_least: int,
    zones: Sequence[str],
    adcode: str | None = None,
) -> str:
    """The text of a county file; without `adcode` when neither page nor caller tells the county.

    Args:
        page: the listing, from whose head the name and code of the site are taken.
        listing: its address.
        family: as recognised.
        expect_at_least: rows.
        zones: as the titles name them.
        adcode: of the county, if it is known.
    """
    metas = _metas(page)
    parts = urlsplit(listing)
    name = _name(page, metas)
    code = adcode or _adcode(name, metas.get("siteidcode", ""))
    facts: dict[str, Any] = {"name": name or parts.hostname}
    if code:
        facts["adcode"] = code
    facts |= {
        "base_url": f"{parts.scheme}://{parts.netloc}",
        "family": family,
        "zones": [{"name": zone} for zone in zones],
        "listings": [{"url": listing, "expect_at_least": expect_at_least}],
        "pace_s": 3,
        "active": True,
        "evidence": [listing],
    }
    return str(yaml.safe_dump(facts, allow_unicode=True, sort_keys=False, width=1000))


def _metas(page: str) -> dict[str, str]:
    metas: dict[str, str] = {}
    for tag in _META.findall(page):
        told = {key.lower(): value for key, value in _ATTRIBUTE.findall(tag)}
        if "name" in told:
            metas.setdefault(told["name"].lower(), html.unescape(told.get("content", "")).strip())
    return metas


def _name(page: str, metas: dict[str, str]) -> str:
    """SiteName, else the government that the page's title names."""
    named = _WEB.sub("", metas.get("sitename", ""))
    if named:
        return named
    title = _TITLE.search(page)
    government = _GOVERNMENT.search(html.unescape(title[1])) if title else None
    return government[0] if government else ""


def _adcode(name: str, site_id_code: str) -> str | None:
    """The county in the site's name if it is one alone, else the first digits of 网站标识码."""
    codes = {d.adcode for m in find_divisions(name)[-1:] for d in m.divisions}
    if len(codes) == 1:
        return codes.pop()
    code = site_id_code[:6]
    return code if len(site_id_code) == 10 and division(code) else None
