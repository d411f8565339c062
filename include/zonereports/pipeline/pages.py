"""The article pages that are known, so that only new ones are fetched and old ones looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    String,
    Table,
    and_,
    bindparam,
    insert,
    or_,
    select,
    update,
)

from zonereports.events import STANDINGS
from zonereports.state import METADATA, State, UtcDateTime

PAGES = Table(
    "pages",
    METADATA,
    Column("url", String(2000), primary_key=True),
    Column("site", String(64), nullable=False, index=True),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("looked_at", UtcDateTime, nullable=False),
    Column("gone_at", UtcDateTime),
)

_RESTLESS = (
    select(PAGES)
    .where(PAGES.c.site == bindparam("of"))
    .where(PAGES.c.gone_at.is_not(None) | (PAGES.c.looked_at <= bindparam("before")))
    .order_by(PAGES.c.url)
)


@dataclass(frozen=True, slots=True)
class Page:
    """One article page of one site."""

    url: str
    site: str
    first_seen_at: datetime
    looked_at: datetime
    """When it was last asked for; aware, UTC."""
    gone_at: datetime | None
    """When it was found to be withdrawn."""


class Pages:
    """The known pages of all sites."""

    def __init__(self, state: State) -> None:
        self._state = state

    def of(self, site: str) -> dict[str, Page]:
        """Known pages of one site, by canonical address."""
        with self._state.read() as connection:
            rows = connection.execute(
                select(PAGES).where(PAGES.c.site == site).order_by(PAGES.c.url)
            )
            return {row.url: Page(**row._asdict()) for row in rows}

    def restless(self, site: str, *, looked_before: datetime) -> list[Page]:
        """Pages of one site that were withdrawn, or last looked at by that moment."""
        with self._state.read() as connection:
            rows = connection.execute(_RESTLESS, {"of": site, "before": looked_before})
            return [Page(**row._asdict()) for row in rows]

    def there(self, url: str) -> bool:
        """Whether this page is known and was not found gone."""
        with self._state.read() as connection:
            found = connection.scalar(
                select(PAGES.c.url).where(PAGES.c.url == url, PAGES.c.gone_at.is_(None))
            )
        return found is not None

    def looked(self, url: str, *, site: str, at: datetime) -> None:
        """Note that the page was asked for and is there."""
        with self._state.begin() as connection:
            self.note(connection, url, site=site, at=at)

    @staticmethod
    def note(connection: Connection, url: str, *, site: str, at: datetime) -> None:
        """`looked`, within the caller's transaction."""
        known = connection.execute(
            update(PAGES).where(PAGES.c.url == url).values(looked_at=at, gone_at=None)
        )
        if known.rowcount == 0:
            connection.execute(
                insert(PAGES).values(url=url, site=site, first_seen_at=at, looked_at=at)
            )

    @staticmethod
    def gone(connection: Connection, url: str, *, at: datetime) -> None:
        """Note within the caller's transaction that the page is not there any more."""
        connection.execute(update(PAGES).where(PAGES.c.url == url).values(gone_at=at))

    @staticmethod
    def turned(state: State, *, site: str | None = None) -> list[tuple[str, datetime, bool]]:
        """Pages whose reports are not known to be gone, or to be back: (address, when, gone).

        Oldest first.

        Args:
            state: the store.
            site: only its pages. Those of all sites are a look at every report that was ever
                published: for a publication, not for each visit.
        """
        gone = and_(PAGES.c.gone_at.is_not(None), STANDINGS.c.gone_at.is_(None))
        # An address that leads to something else answers, and yet its report is gone.
        back = and_(
            PAGES.c.gone_at.is_(None),
            PAGES.c.looked_at > STANDINGS.c.gone_at,
            STANDINGS.c.redirects_to.is_(None),
        )
        query = (
            select(PAGES.c.url, PAGES.c.gone_at, PAGES.c.looked_at)
            .join(STANDINGS, STANDINGS.c.url == PAGES.c.url)
            .where(or_(gone, back))
        )
        if site is not None:
            query = query.where(PAGES.c.site == site)
        with state.read() as connection:
            rows = connection.execute(query).all()
        turned = [(row.url, row.gone_at or row.looked_at, row.gone_at is not None) for row in rows]
        return sorted(turned, key=lambda page: (page[1], page[0]))
