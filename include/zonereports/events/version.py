"""The chain of wordings of each report, as far as it has been published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, String, Table, Text, insert, select

from zonereports.events.sighting import Sighting
from zonereports.state import METADATA, State, UtcDateTime

VERSIONS = Table(
    "versions",
    METADATA,
    Column("report_id", String(16), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document_id", String(24), nullable=False, unique=True),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("capture_id", String(16), nullable=False),
    Column("site", String(64)),
    Column("title", Text),
    Column("zone", Text),
    Column("report_year", Integer),
    Column("seen_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of one report."""

    report_id: str
    version: int
    """1, 2, 3 … in the order in which the wordings were captured."""
    document_id: str
    fingerprint: str
    """Digest of the folded text: the same wording, the same digest."""
    capture_id: str
    site: str | None
    title: str | None
    zone: str | None
    report_year: int | None
    seen_at: datetime
    """When the page was fetched; aware, UTC."""


def next_version(sighting: Sighting, report_id: str, latest: Version | None) -> Version:
    """The version that a sighting begins, behind the latest one of its report."""
    number = latest.version + 1 if latest else 1
    return Version(
        report_id=report_id,
        version=number,
        document_id=f"{report_id}-{number}",
        fingerprint=sighting.fingerprint,
        capture_id=sighting.capture_id,
        site=sighting.site,
        title=sighting.title,
        zone=sighting.zone,
        report_year=sighting.report_year,
        seen_at=sighting.seen_at,
    )


def latest_version(connection: Connection, report_id: str) -> Version | None:
    """The newest version that is stored."""
    row = connection.execute(
        select(VERSIONS)
        .where(VERSIONS.c.report_id == report_id)
        .order_by(VERSIONS.c.version.desc())
        .limit(1)
    ).first()
    return Version(**row._asdict()) if row else None


def versions_of(connection: Connection, report_id: str) -> list[Version]:
    """All stored versions of a report, oldest first."""
    rows = connection.execute(
        select(VERSIONS).where(VERSIONS.c.report_id == report_id).order_by(VERSIONS.c.version)
    )
    return [Version(**row._asdict()) for row in rows]


def version_of(state: State, document_id: str) -> Version | None:
    """A stored version by its document id."""
    with state.read() as connection:
        row = connection.execute(
            select(VERSIONS).where(VERSIONS.c.document_id == document_id)
        ).first()
    return Version(**row._asdict()) if row else None


def store_version(connection: Connection, version: Version) -> None:
    """Add a version. Doing it again changes nothing."""
    known = connection.scalar(
        select(VERSIONS.c.version).where(VERSIONS.c.document_id == version.document_id)
    )
    if known is None:
        connection.execute(
            insert(VERSIONS).values(
                **{column.name: getattr(version, column.name) for column in VERSIONS.columns}
            )
        )
