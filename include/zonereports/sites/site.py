"""A county government's site: which zones it reports on and where it publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

Level = Literal["national", "provincial", "county"]
TlsProfile = Literal["default", "legacy", "http_only"]


@dataclass(frozen=True, slots=True)
class Zone:
    """A development zone as its county names it."""

    name: str
    aliases: tuple[str, ...] = ()
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that lists links, and how many there must at least be."""

    url: str
    """Absolute."""
    expect_at_least: int = 1
    """Fewer links: the layout moved, and that is an error, not "nothing new"."""
    zone: str | None = None
    """The zone whose own column this is: there a title such as 2024年工作总结 names no zone."""


@dataclass(frozen=True, slots=True)
class Site:
    """One county's site, as its YAML tells it; the file's stem is the key for ever."""

    key: str
    name: str
    adcode: str
    """GB/T 2260, six digits."""
    base_url: str
    family: str
    """Name of a CMS family in `sites/families`, or `auto`."""
    listings: tuple[Listing, ...]
    zones: tuple[Zone, ...] = ()
    pace_s: float = 3.0
    """Seconds between two requests to its host."""
    active: bool = True
    why_inactive: str | None = None
    other_hosts: tuple[str, ...] = ()
    """Further hosts that the site publishes on; all others are refused. One that begins with a dot
    stands for a whole domain: the YAML says `same_domain` for the site's own under gov.cn."""
    evidence: tuple[str, ...] = ()
    """Addresses at which the site was seen to publish about its zones."""
    tls_profile: TlsProfile = "default"
    """What its server can do: `legacy` for one that knows no secure renegotiation or only the curve
    P-256, `http_only` for one whose https does not work. Certificates are verified in any case."""

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that a crawl of this site may ask: its own and the other hosts it names."""
        return frozenset({urlsplit(self.base_url).hostname or "", *self.other_hosts})


@dataclass(frozen=True, slots=True)
class Link:
    """A row of a listing."""

    url: str
    """Absolute, as the listing gives it."""
    title: str
    """The title attribute where there is one: link texts are cut with …"""
    listed_on: date | None = None
    """The date of the row, in China time."""
