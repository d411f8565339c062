"""Sites switched off and on by a person, without a change to their files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, Integer, String, Table, Text, func, insert, select

from zonereports.state import METADATA, State, UtcDateTime

SITE_SWITCHES = Table(
    "site_switches",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("site", String(64), nullable=False, index=True),
    Column("off", Boolean, nullable=False),
    Column("why", Text),
    Column("who", String(100)),
    Column("at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Switch:
    """The last word about a site."""

    site: str
    off: bool
    why: str | None
    who: str | None
    at: datetime
    """Aware, UTC."""


def switch_site(
    state: State, site: str, *, off: bool, why: str | None, who: str | None, at: datetime
) -> Switch:
    """Switch a site off or on; every word is kept, the last one holds."""
    switch = Switch(site, off, why, who, at)
    with state.begin() as connection:
        connection.execute(
            insert(SITE_SWITCHES).values(site=site, off=off, why=why, who=who, at=at)
        )
    return switch


def switched_off(state: State) -> dict[str, Switch]:
    """The sites that are switched off now, by key."""
    last = select(func.max(SITE_SWITCHES.c.id)).group_by(SITE_SWITCHES.c.site)
    with state.read() as connection:
        rows = connection.execute(
            select(SITE_SWITCHES).where(SITE_SWITCHES.c.id.in_(last)).where(SITE_SWITCHES.c.off)
        )
        return {row.site: Switch(row.site, row.off, row.why, row.who, row.at) for row in rows}
