"""The chain of versions of each report, as far as it has been published."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Index, Integer, String, Table, Text, insert, select

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
ADDRESSES = Table(
    "report_addresses",
    METADATA,
    Column("url", String(2000), primary_key=True),
    Column("report_id", String(16), nullable=False),
    Index("report_addresses_report", "report_id"),
)


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of one report."""

    report_id: str
    version: int
    """1, 2, 3 … in the order in which the wordings were captured."""
    document_id: str
    fingerprint: str
    """Digest of the text without its white space and widths: the same wording, the same digest."""
    capture_id: str
    site: str | None
    title: str | None
    zone: str | None
    report_year: int | None
    seen_at: datetime
    """When the page was fetched; aware, UTC."""


def fingerprint(text: str) -> str:
    """Digest of the wording: width and white space folded, since both change with the template."""
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return hashlib.sha256(folded.encode()).hexdigest()


class History:
    """Reads the chains, and adds what was just published within the caller's transaction.

    Versions found in one run are remembered in the object before they are stored, so that two
    captures of one report in one run get consecutive numbers.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._latest: dict[str, Version] = {}
        self._addresses: dict[str, str] = {}
        self._wordings: dict[str, str] = {}

    def report_id(self, url: str, wording: str) -> str:
        """The report at this address; or the one with this wording, wherever; or a new one."""
        known = self._addresses.get(url) or self._wordings.get(wording)
        if known:
            return known
        with self._state.read() as connection:
            known = connection.scalar(
                select(ADDRESSES.c.report_id).where(ADDRESSES.c.url == url)
            ) or connection.scalar(
                select(VERSIONS.c.report_id)
                .where(VERSIONS.c.fingerprint == wording)
                .order_by(VERSIONS.c.report_id)
                .limit(1)
            )
        return known or self.new_id(url)

    @staticmethod
    def new_id(url: str) -> str:
        """The id of a report first seen at this address."""
        return hashlib.sha256(url.encode()).hexdigest()[:12]

    def latest(self, report_id: str) -> Version | None:
        """The newest version, stored or added in this run."""
        if report_id in self._latest:
            return self._latest[report_id]
        with self._state.read() as connection:
            row = connection.execute(
                select(VERSIONS)
                .where(VERSIONS.c.report_id == report_id)
                .order_by(VERSIONS.c.version.desc())
                .limit(1)
            ).first()
        return Version(**row._asdict()) if row else None

    def version(self, document_id: str) -> Version | None:
        """A stored version by its document id."""
        with self._state.begin() as connection:
            row = connection.execute(
                select(VERSIONS).where(VERSIONS.c.document_id == document_id)
            ).first()
        return Version(**row._asdict()) if row else None

    def remember(self, version: Version, url: str) -> None:
        """Count a version as latest for the rest of this run; `store` makes it last."""
        self._latest[version.report_id] = version
        self._addresses[url] = version.report_id
        self._wordings[version.fingerprint] = version.report_id

    def store(self, connection: Connection, version: Version, url: str) -> None:
        """Add a version and the address it stood at. Doing it again changes nothing."""
        self.store_address(connection, url, version.report_id)
        known = connection.scalar(
            select(VERSIONS.c.version).where(VERSIONS.c.document_id == version.document_id)
        )
        if known is None:
            connection.execute(
                insert(VERSIONS).values(
                    **{column.name: getattr(version, column.name) for column in VERSIONS.columns}
                )
            )

    def store_address(self, connection: Connection, url: str, report_id: str) -> None:
        """Remember that this address shows this report."""
        if not connection.scalar(select(ADDRESSES.c.report_id).where(ADDRESSES.c.url == url)):
            connection.execute(insert(ADDRESSES).values(url=url, report_id=report_id))
