"""A county's YAML file, read and checked."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Hashable
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

import yaml

from zonereports.errors import WrongSetting
from zonereports.sites import families
from zonereports.sites.address import canonical_url
from zonereports.sites.domain import SAME_DOMAIN, government_domain, is_allowed
from zonereports.sites.site import Level, Listing, Site, TlsProfile, Zone

COUNTIES = Path(__file__).with_name("counties")
_STEM = re.compile(r"[a-z0-9_-]+")
_ADCODE = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{4}")
_TLS_PROFILES = ("default", "legacy", "http_only")
_LEVELS = ("national", "provincial", "county")
_SITE_KEYS = [
    "name",
    "adcode",
    "base_url",
    "family",
    "zones",
    "listings",
    "pace_s",
    "active",
    "why_inactive",
    "other_hosts",
    "evidence",
    "tls_profile",
]


def load_sites(folder: Path | None = None, keys: Collection[str] | None = None) -> dict[str, Site]:
    """The county files of a folder, by key, in the order of the keys.

    Args:
        folder: holds one `<key>.yaml` for each county; the packaged counties when None.
        keys: only these; the other files are not opened. All when None.

    Raises:
        WrongSetting: the folder or a named file is missing, or a file holds mistakes; all mistakes
            of the first wrong file are named, each with its field and what is expected there.
    """
    folder = COUNTIES if folder is None else Path(folder)
    if not folder.is_dir():
        raise WrongSetting("no such folder of county files", url=str(folder))
    if keys is not None and all(
        _STEM.fullmatch(key) and (folder / f"{key}.yaml").is_file() for key in keys
    ):
        return {key: load_site(folder / f"{key}.yaml") for key in sorted(set(keys))}
    paths = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    for stray in sorted(folder.glob("*.yml")):
        raise WrongSetting("a county file ends in .yaml, not .yml: rename it", url=str(stray))
    for key in keys or ():
        if key not in paths:
            raise WrongSetting(
                f"no site is named {key}",
                next_step=f"use one of: {', '.join(paths) or 'none'} (sites list)",
            )
    return {key: load_site(path) for key, path in paths.items()}


def load_site(path: Path) -> Site:
    """One county file; the stem of its name is the key of the site.

    Raises:
        WrongSetting: as in `load_sites`.
    """
    if not _STEM.fullmatch(path.stem):
        raise WrongSetting(
            f"file name {path.stem!r}: the key is of a-z, 0-9, _ and - only", url=str(path)
        )
    try:
        told = yaml.load(path.read_text(encoding="utf-8"), _StrictLoader)  # noqa: S506
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"cannot be read as UTF-8 text: {error}", url=str(path)) from error
    except yaml.YAMLError as error:
        raise WrongSetting(f"not YAML: {' '.join(str(error).split())}", url=str(path)) from error
    form = _Form(path)
    site = _site(form, path.stem, told)
    if form.mistakes:
        raise WrongSetting("; ".join(form.mistakes), url=str(path))
    return site


# The loader in C reads a file ten times faster, which counts when thousands are read by every task.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_SafeLoader):  # type: ignore[misc]  # chosen when the module is imported
    """Refuses a key that is given twice: YAML would keep the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = key_node.value
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is given twice", key_node.start_mark
                )
            seen.add(key)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


class _Form:
    """Reads fields of a mapping and notes each mistake instead of stopping at the first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mistakes: list[str] = []

    def wrong(self, field: str, expected: str, got: object = None) -> None:
        had = "" if got is None else f", not {got!r}"
        self.mistakes.append(f"{field}: expected {expected}{had}")

    def mapping(self, field: str, value: object, known: list[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.wrong(field, f"a mapping with {', '.join(known)}", value if value else "nothing")
            return {}
        for key in value:
            if key not in known:
                near = difflib.get_close_matches(str(key), known, 1, 0.5)
                hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
                self.mistakes.append(f"{field}: unknown key {key!r}; {hint}")
        return cast("dict[str, Any]", value)

    def text(self, field: str, value: object, example: str) -> str:
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.wrong(field, f"a text such as {example}", "nothing" if value is None else value)
        return ""

    def rows(self, field: str, value: object, example: str) -> list[Any]:
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self.wrong(field, f"a list such as {example}", value)
        return []

    def texts(self, field: str, value: object, example: str) -> tuple[str, ...]:
        rows = self.rows(field, value, f"[{example}]")
        return tuple(self.text(f"{field}[{n}]", row, example) for n, row in enumerate(rows))

    def address(self, field: str, value: object, example: str, base: str = "") -> str:
        text = self.text(field, value, example)
        if not text:
            return ""
        try:
            joined = urljoin(base, text)
            canonical_url(joined)
        except (WrongSetting, ValueError):
            self.wrong(field, f"an http(s) address such as {example}", text)
            return ""
        return joined


def _site(form: _Form, key: str, told: object) -> Site:
    data = form.mapping("the file", told, _SITE_KEYS)
    base = form.address("base_url", data.get("base_url"), "https://www.qingshan.example")
    zones = tuple(
        _zone(form, f"zones[{n}]", row)
        for n, row in enumerate(form.rows("zones", data.get("zones"), "- name: 青山经济开发区"))
    )
    hosts = form.texts("other_hosts", data.get("other_hosts"), "zwgk.qingshan.example")
    others = _domains(form, base, hosts)
    own = frozenset({urlsplit(base).hostname or "", *others})
    rows = form.rows("listings", data.get("listings"), "- url: /col/col1229/index.html")
    listings = tuple(
        _listing(form, f"listings[{n}]", row, base, zones, own) for n, row in enumerate(rows)
    )
    urls = [listing.url for listing in listings]
    for twice in sorted({url for url in urls if urls.count(url) > 1}):
        form.wrong("listings", "each address once", twice)
    active = data.get("active", True)
    if not isinstance(active, bool):
        form.wrong("active", "true or false", active)
    why = data.get("why_inactive")
    if active is False or why is not None:
        why = form.text("why_inactive", why, "the address of the list is not known")
    if active is True and data and not listings:
        form.wrong("listings", "at least one listing of an active site", "none")
    return Site(
        key=key,
        name=form.text("name", data.get("name"), "青山县人民政府"),
        adcode=_adcode(form, data.get("adcode")),
        base_url=base,
        family=_family(form, data.get("family")),
        listings=listings,
        zones=zones,
        pace_s=_pace(form, data.get("pace_s", 3.0)),
        active=bool(active),
        why_inactive=why,
        other_hosts=others,
        evidence=form.texts("evidence", data.get("evidence"), "https://www.qingshan.example/art"),
        tls_profile=_tls_profile(form, data.get("tls_profile", "default"), [base, *urls]),
    )


def _zone(form: _Form, field: str, row: object) -> Zone:
    data = form.mapping(field, row, ["name", "aliases", "level"])
    level = data.get("level")
    if level is not None and level not in _LEVELS:
        form.wrong(f"{field}.level", f"one of {', '.join(_LEVELS)}", level)
    return Zone(
        name=form.text(f"{field}.name", data.get("name"), "青山经济开发区"),
        aliases=form.texts(f"{field}.aliases", data.get("aliases"), "青山经开区"),
        level=cast("Level | None", level),
    )


def _listing(
    form: _Form,
    field: str,
    row: object,
    base: str,
    zones: tuple[Zone, ...],
    hosts: frozenset[str],
) -> Listing:
    data = form.mapping(field, row, ["url", "expect_at_least", "zone"])
    url = form.address(f"{field}.url", data.get("url"), "/col/col1229/index.html", base)
    if url and not is_allowed(urlsplit(url).hostname or "", hosts):
        form.wrong(f"{field}.url", "a host of base_url or other_hosts", urlsplit(url).hostname)
    least = data.get("expect_at_least", 1)
    if isinstance(least, bool) or not isinstance(least, int) or least < 1:
        form.wrong(f"{field}.expect_at_least", "a whole number of 1 or more", least)
        least = 1
    zone = data.get("zone")
    names = [known.name for known in zones]
    if zone is not None and zone not in names:
        form.wrong(f"{field}.zone", f"the name of a zone of this file ({', '.join(names)})", zone)
    return Listing(url=url, expect_at_least=least, zone=zone)


def _domains(form: _Form, base: str, hosts: tuple[str, ...]) -> tuple[str, ...]:
    """The hosts that are named, `same_domain` as the domain of the site's own host."""
    told = []
    for host in hosts:
        domain = government_domain(urlsplit(base).hostname or "") if host == SAME_DOMAIN else None
        if host == SAME_DOMAIN and domain is None:
            form.wrong(
                "other_hosts",
                f"hosts by name; {SAME_DOMAIN} is for a county's own domain under gov.cn",
            )
        elif not re.fullmatch(r"[\w.:\[\]-]+", host) or host.startswith("."):
            form.wrong("other_hosts", f"names of hosts, or {SAME_DOMAIN}", host)
        told.append(f".{domain}" if domain else host.lower())
    return tuple(told)


def _adcode(form: _Form, value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        form.wrong(
            "adcode",
            f'a quoted text such as "{value}": unquoted, YAML reads a number, and codes are compared'
            " as texts everywhere else",
            value,
        )
        return ""
    code = form.text("adcode", value, '"339999"')
    if code and not _ADCODE.fullmatch(code):
        form.wrong("adcode", "six digits of GB/T 2260, the first two a province", code)
    return code


def _family(form: _Form, value: object) -> str:
    known = [*families.names(), "auto"]
    family = form.text("family", value, "auto")
    if family and family not in known:
        near = difflib.get_close_matches(family, known, 1, 0.5)
        hint = f" (did you mean {near[0]}?)" if near else ""
        form.wrong("family", f"one of {', '.join(known)}{hint}", family)
    return family


def _pace(form: _Form, value: object) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not math.isfinite(value)
        or not 0 <= value <= 3600
    ):
        form.wrong("pace_s", "seconds between 0 and 3600", value)
        return 3.0
    return float(value)


def _tls_profile(form: _Form, value: object, urls: list[str]) -> TlsProfile:
    if value not in _TLS_PROFILES:
        form.wrong("tls_profile", f"one of {', '.join(_TLS_PROFILES)}", value)
        return "default"
    secure = [url for url in urls if url.startswith("https:")]
    if value == "http_only" and secure:
        form.wrong("tls_profile", "http:// addresses only with http_only", secure[0])
    return cast("TlsProfile", value)
