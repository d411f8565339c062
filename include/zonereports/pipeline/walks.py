"""What each listing held when it was last followed to its end, so that a quiet day costs one request.

A list begins with its newest row, so a first page that is unchanged means that the listing is: its
rows are not even read again. Two things could still hide behind it: a row that was dated back to
below the first page, and what we failed to read. So a walk is noted only when nothing failed, and
counts for `recheck_after_h` hours.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Column, Date, Integer, String, Table, bindparam, insert, select, update

import zonereports
from zonereports.sites import Listing, Site
from zonereports.state import METADATA, State, UtcDateTime

LISTING_WALKS = Table(
    "listing_walks",
    METADATA,
    Column("listing", String(2000), primary_key=True),
    Column("site", String(64), nullable=False, index=True),
    Column("first_page", String(64), nullable=False),
    Column("walked_at", UtcDateTime, nullable=False),
    Column("links", Integer, nullable=False),
    Column("known_reports", Integer, nullable=False),
    Column("newest", Date),
    Column("looks_like", String(40)),
)
_READERS = ("sites", "fetch")
"""Whose code decides what the rows of a page are, and which of them are reports."""


@dataclass(frozen=True, slots=True)
class LastWalk:
    """The last whole walk over a listing, and what its first page held."""

    first_page: str
    """As `first_page` gives it."""
    walked_at: datetime
    """Aware, UTC."""
    links: int
    """Rows."""
    known_reports: int
    """Rows that are reports; the pages of all were known when the walk ended."""
    newest: date | None
    looks_like: str | None
    """The family that it was read as."""


_FIELDS = [field.name for field in fields(LastWalk)]
_OF = select(*(LISTING_WALKS.c[name] for name in _FIELDS)).where(
    LISTING_WALKS.c.listing == bindparam("named"), LISTING_WALKS.c.walked_at > bindparam("since")
)


def first_page(site: Site, listing: Listing, digests: Collection[str]) -> str:
    """What stands for a first page: its bytes, and what its site's YAML and our code make of them.

    A zone that is added to the YAML thus makes its listings be read again, and so does a release
    that reads listings in another way.

    Args:
        site: whose listing it is.
        listing: the listing.
        digests: of the page, or of the shell and of the first answer to its script.
    """
    facts = (_readers(), site.zones, site.family, sorted(site.hosts), listing, tuple(digests))
    return sha256(repr(facts).encode()).hexdigest()


@cache
def _readers() -> str:
    """Digest of the code that reads listings; a number to be raised by hand would be forgotten."""
    package = Path(zonereports.__file__).parent
    digest = sha256()
    for path in sorted(path for name in _READERS for path in (package / name).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Walks:
    """The last whole walk over each listing."""

    def __init__(self, state: State) -> None:
        self._state = state

    def of(self, listing: str, *, since: datetime) -> LastWalk | None:
        """The last whole walk; None when it was before `since`, or never."""
        with self._state.read() as connection:
            row = connection.execute(_OF, {"named": listing, "since": since}).one_or_none()
        return None if row is None else LastWalk(**row._asdict())

    def note(self, listing: str, walk: LastWalk, *, site: str) -> None:
        """Note that the listing was followed as far as daily use goes, and nothing failed."""
        row = {"site": site} | {name: getattr(walk, name) for name in _FIELDS}
        here = LISTING_WALKS.c.listing == listing
        with self._state.begin() as connection:
            if connection.execute(update(LISTING_WALKS).where(here).values(**row)).rowcount == 0:
                connection.execute(insert(LISTING_WALKS).values(listing=listing, **row))
