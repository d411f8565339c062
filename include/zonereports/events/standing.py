"""The addresses at which a report stands, and what each showed last."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    insert,
    or_,
    select,
)

from zonereports.events.sighting import Sighting
from zonereports.sites import Link
from zonereports.state import METADATA, UtcDateTime

STANDINGS = Table(
    "standings",
    METADATA,
    Column("url", String(2000), primary_key=True),
    Column("report_id", String(16), nullable=False, index=True),
    Column("leads", Boolean, nullable=False),
    Column("capture_id", String(16), nullable=False),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("site", String(64)),
    Column("zone_key", String(100)),
    Column("report_year", Integer),
    Column("published_at", Date),
    Column("signed_on", Date),
    Column("attachments", Text, nullable=False),
    Column("redirects_to", String(2000)),
    Column("gone_at", UtcDateTime),
    Index("standings_block", "zone_key", "report_year"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A report at an address."""

    url: str
    report_id: str
    leads: bool
    """Whether the versions of the report are counted here; one address of a report leads.

    The others are copies: what they say differently is an event, not a version, so that two
    addresses that disagree for ever do not make versions for ever.
    """
    capture_id: str
    fingerprint: str
    seen_at: datetime
    site: str | None
    zone_key: str | None
    report_year: int | None
    published_at: date | None
    signed_on: date | None
    attachments: str
    """JSON: [[address, name], …]."""
    redirects_to: str | None
    gone_at: datetime | None
    """When it was found to be gone; None while it stands."""

    @classmethod
    def of(
        cls, sighting: Sighting, report_id: str, *, leads: bool, before: Standing | None
    ) -> Standing:
        """What is known of an address after a sighting."""
        known = [tuple(pair) for pair in json.loads(before.attachments)] if before else []
        files = [*known, *((one.url, one.title) for one in sighting.attachments)]
        # A day of publication that goes back and forth is told once.
        days = [sighting.published_at, before.published_at if before else None]
        return cls(
            url=sighting.url,
            report_id=report_id,
            leads=leads,
            capture_id=sighting.capture_id,
            fingerprint=sighting.fingerprint,
            seen_at=sighting.seen_at,
            site=sighting.site,
            zone_key=sighting.zone_key,
            report_year=sighting.report_year or (before.report_year if before else None),
            published_at=max((day for day in days if day), default=None),
            signed_on=sighting.signed_on or (before.signed_on if before else None),
            attachments=json.dumps(list(dict.fromkeys(files)), ensure_ascii=False),
            redirects_to=sighting.redirects_to,
            gone_at=None,
        )

    def lacks(self, attachment: Link) -> bool:
        """Whether the page did not offer this file before, by address and by name."""
        return all(
            attachment.url != url and attachment.title != name
            for url, name in json.loads(self.attachments)
        )


def find_standings(
    connection: Connection, *, url: str | None = None, report_id: str | None = None
) -> list[Standing]:
    """The standing at an address, or those of a report, the leading one first."""
    query = select(STANDINGS).order_by(STANDINGS.c.leads.desc(), STANDINGS.c.url)
    query = query.where(
        STANDINGS.c.url == url if url is not None else STANDINGS.c.report_id == report_id
    )
    return [Standing(**row._asdict()) for row in connection.execute(query)]


def may_be_the_same(connection: Connection, sighting: Sighting) -> list[Standing]:
    """Where the same wording stands, or something of the same zone and year."""
    same = STANDINGS.c.fingerprint == sighting.fingerprint
    if sighting.zone_key is not None and sighting.report_year is not None:
        same = or_(
            same,
            (STANDINGS.c.zone_key == sighting.zone_key)
            & (STANDINGS.c.report_year == sighting.report_year),
        )
    rows = connection.execute(select(STANDINGS).where(same))
    return [Standing(**row._asdict()) for row in rows]


def store_standing(connection: Connection, standing: Standing) -> None:
    """Replace what is known of an address."""
    connection.execute(delete(STANDINGS).where(STANDINGS.c.url == standing.url))
    connection.execute(
        insert(STANDINGS).values(**{f.name: getattr(standing, f.name) for f in fields(standing)})
    )
