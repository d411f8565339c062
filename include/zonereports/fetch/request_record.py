"""One line of the ledger of requests: what was asked of whom, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RobotsDecision = Literal["allowed", "forbidden", "is robots.txt"]


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One exchange with a host, redirects and robots.txt included, whatever came of it.

    An address that robots.txt forbids has a record too, with `sent` false.
    """

    host: str
    """Host, with its port where that is not the default."""
    url: str
    status: int | None
    """None: no answer came."""
    error: str | None
    """Name of the error that the exchange ended in; None when it was usable."""
    bytes: int
    """Of the body, over the wire."""
    started_at: datetime
    """Aware, UTC."""
    elapsed_s: float
    """From asking to the last byte."""
    waited_s: float
    """Before asking, for politeness."""
    conditional: bool
    """Asked with If-None-Match or If-Modified-Since."""
    site: str | None = None
    """Key of the site that it was asked for."""
    kind: str = "page"
    """`robots`, or what the caller says: listing, article, …"""
    method: str = "GET"
    not_modified: bool = False
    """Answered with 304."""
    robots: RobotsDecision = "allowed"
    sent: bool = True
    """False: robots.txt forbids the address, and it was not asked for."""
    user_agent: str = ""
