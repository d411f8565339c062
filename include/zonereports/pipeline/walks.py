"""With which first page each listing was last followed to its end, so that a quiet day costs one page.

A list begins with its newest row, so a first page that is unchanged means that the listing is. Two
things could still hide behind it: a row that was dated back to below the first page, and what we
failed to read. So a walk is noted only when nothing failed, and counts for `recheck_after_h` hours.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Column, String, Table, insert, select, update

from zonereports.sites import Listing, Site
from zonereports.state import METADATA, State, UtcDateTime

WALKS = Table(
    "walks",
    METADATA,
    Column("listing", String(2000), primary_key=True),
    Column("site", String(64), nullable=False, index=True),
    Column("first_page", String(64), nullable=False),
    Column("walked_at", UtcDateTime, nullable=False),
)


def first_page(site: Site, listing: Listing, digests: Collection[str]) -> str:
    """What stands for a first page: its bytes, and what its site's YAML makes of them.

    A zone that is added to the YAML thus makes its listings be followed again.

    Args:
        site: whose listing it is.
        listing: the listing.
        digests: of the page, or of the shell and of the first answer to its script.
    """
    return sha256(repr((site.zones, site.family, listing, tuple(digests))).encode()).hexdigest()


class Walks:
    """The last whole walk over each listing."""

    def __init__(self, state: State) -> None:
        self._state = state

    def of(self, listing: str, *, since: datetime) -> str | None:
        """The first page of the last whole walk; None when it was before `since`, or never."""
        with self._state.begin() as connection:
            page: str | None = connection.scalar(
                select(WALKS.c.first_page).where(
                    WALKS.c.listing == listing, WALKS.c.walked_at > since
                )
            )
        return page

    def note(self, listing: str, *, site: str, first_page: str, at: datetime) -> None:
        """Note that the listing was followed as far as daily use goes, and nothing failed."""
        row = {"site": site, "first_page": first_page, "walked_at": at}
        here = WALKS.c.listing == listing
        with self._state.begin() as connection:
            if connection.execute(update(WALKS).where(here).values(**row)).rowcount == 0:
                connection.execute(insert(WALKS).values(listing=listing, **row))
