"""What a visit to a site answered: one of four, with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Column, Date, Integer, String, Table, Text, func, insert, select

from zonereports.errors import CouldNotLook, ZoneReportsError
from zonereports.state import METADATA, State, UtcDateTime, dag_run

Answer = Literal["new", "nothing new", "could not look", "not recognisable"]

CHECKS = Table(
    "checks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("site", String(64), nullable=False, index=True),
    Column("answer", String(20), nullable=False),
    Column("error", String(40)),
    Column("detail", Text),
    Column("links", Integer, nullable=False),
    Column("newest", Date),
    Column("listing_capture", String(16)),
    Column("new_captures", Integer, nullable=False),
    Column("checked_at", UtcDateTime, nullable=False),
    Column("known_reports", Integer),
    Column("pages_read", Integer),
    Column("looks_like", String(40)),
    Column("listing_captures", Text),
    dag_run(),
)
_INSERT = insert(CHECKS)


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """One visit to one site."""

    site: str
    answer: Answer
    checked_at: datetime
    """Aware, UTC."""
    error: str | None = None
    """Name of the error class, for `could not look` and `not recognisable`."""
    detail: str | None = None
    """The error in one line; without an error, what ended the reading of a listing early."""
    links: int = 0
    """Links seen on the listings."""
    newest: date | None = None
    """Newest date on the listings."""
    listing_capture: str | None = None
    """Capture of the last listing page that was read."""
    new_captures: tuple[str, ...] = ()
    """Pages archived by this visit and not yet read. Kept also when the visit ended in an error."""
    known_reports: int = 0
    """Rows of the listings whose pages were known before."""
    pages_read: int = 0
    """Listing pages with rows that were read."""
    looks_like: str | None = None
    """The family that the YAML should name, if another one fits the last listing; else the family that
    the listing was read as."""
    listing_captures: tuple[str, ...] = ()
    """Captures of all listing pages that were read: the proof of `nothing new`."""

    @property
    def looked(self) -> bool:
        """Whether the site was seen and understood."""
        return self.error is None


def answer_to(error: ZoneReportsError) -> Answer:
    """Which of the four answers an error is."""
    return "could not look" if isinstance(error, CouldNotLook) else "not recognisable"


def store_check(state: State, check: SiteCheck) -> None:
    """Keep what a visit answered."""
    with state.begin() as connection:
        connection.execute(
            _INSERT,
            {
                "site": check.site,
                "answer": check.answer,
                "error": check.error,
                "detail": check.detail,
                "links": check.links,
                "newest": check.newest,
                "listing_capture": check.listing_capture,
                "new_captures": len(check.new_captures),
                "checked_at": check.checked_at,
                "known_reports": check.known_reports,
                "pages_read": check.pages_read,
                "looks_like": check.looks_like,
                "listing_captures": " ".join(check.listing_captures) or None,
            },
        )


def checks_of(state: State, site: str, *, newest: int = 60) -> list[dict[str, object]]:
    """The newest visits to one site, newest first, as rows."""
    query = select(CHECKS).where(CHECKS.c.site == site).order_by(CHECKS.c.id.desc()).limit(newest)
    with state.read() as connection:
        return [row._asdict() for row in connection.execute(query)]


def newest_check(state: State) -> int:
    """Number of the newest visit of all, 0 before the first: while it stays, no answer changes."""
    with state.read() as connection:
        return int(connection.scalar(select(func.max(CHECKS.c.id))) or 0)


def last_checks(state: State) -> dict[str, dict[str, object]]:
    """The last visit to each site, by site key."""
    newest = select(func.max(CHECKS.c.id)).group_by(CHECKS.c.site)
    with state.read() as connection:
        rows = connection.execute(select(CHECKS).where(CHECKS.c.id.in_(newest)))
        return {row.site: row._asdict() for row in rows}
