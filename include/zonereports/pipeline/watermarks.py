"""Up to which day each listing is known, so that daily use stops where nothing new can stand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Date, String, Table, insert, select, update

from zonereports.state import METADATA, State, UtcDateTime

MARGIN = timedelta(days=31)
"""Rows are dated back: by a day on some sites, by weeks where an inspection of the site is near
(field guide, sections 5 and 6)."""

_CHINA = ZoneInfo("Asia/Shanghai")

WATERMARKS = Table(
    "watermarks",
    METADATA,
    Column("listing", String(2000), primary_key=True),
    Column("site", String(64), nullable=False, index=True),
    Column("newest", Date, nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
)


class Watermarks:
    """The newest day seen on each listing."""

    def __init__(self, state: State) -> None:
        self._state = state

    def of(self, listing: str) -> date | None:
        """A whole page older than this day holds nothing new; None for a listing never read."""
        with self._state.read() as connection:
            newest: date | None = connection.scalar(
                select(WATERMARKS.c.newest).where(WATERMARKS.c.listing == listing)
            )
        return newest - MARGIN if newest else None

    def note(self, listing: str, *, site: str, newest: date, at: datetime) -> None:
        """Note the newest day on a listing; a day in the future is a slip and counts as today."""
        row = {
            "site": site,
            "newest": min(newest, at.astimezone(_CHINA).date()),
            "noted_at": at,
        }
        here = WATERMARKS.c.listing == listing
        with self._state.begin() as connection:
            if connection.execute(update(WATERMARKS).where(here).values(**row)).rowcount == 0:
                connection.execute(insert(WATERMARKS).values(listing=listing, **row))
