"""Rows of the lake's small tables: the configured zones, and what the state knows and the lake not yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import func, select

from zonereports.events import EVENTS, Event
from zonereports.lake import Lake
from zonereports.pipeline.check import CHECKS
from zonereports.sites import Site, division
from zonereports.state import State

Row = dict[str, object]
_LATE = timedelta(minutes=10)
"""A visit that ended so much earlier than the last one published may have been stored after it."""
_PAGE = 1000


def zone_rows(sites: Mapping[str, Site]) -> list[Row]:
    """The rows of `zones`."""
    rows: list[Row] = []
    for site in sites.values():
        place = division(site.adcode)
        rows += [
            {
                "zone_id": f"{site.key}/{zone.name}",
                "site": site.key,
                "zone": zone.name,
                "aliases": list(zone.aliases),
                "zone_level": zone.level,
                "county": site.name,
                "prefecture": place.prefecture if place else None,
                "province": place.province if place else None,
                "adcode": site.adcode,
                "url": site.base_url,
                "active": site.active,
                "why_inactive": site.why_inactive,
            }
            for zone in site.zones
        ]
    return rows


def last_check(lake: Lake) -> datetime | None:
    """When the newest visit ended that is published."""
    return lake.newest("checks", "checked_at")


def check_rows(state: State, lake: Lake) -> list[Row]:
    """The rows of `checks` that are not published yet, and a few of the last that are."""
    last = last_check(lake)
    rows: list[Row] = []
    # Newest first by the primary key, page by page: what is old is not even looked at.
    query = select(CHECKS).order_by(CHECKS.c.id.desc()).limit(_PAGE)
    with state.read() as connection:
        page = connection.execute(query).all()
        while page:
            for row in page:
                if last is not None and row.checked_at < last - _LATE:
                    return rows
                rows.append(_check_row(row))
            page = connection.execute(query.where(CHECKS.c.id < page[-1].id)).all()
    return rows


def _check_row(row: SqlRow[Any]) -> Row:
    return {
        "check_id": f"{row.checked_at:%Y%m%dT%H%M%S%f}-{row.site}",
        "site": row.site,
        "checked_at": row.checked_at,
        "answer": row.answer,
        "error": row.error,
        "detail": row.detail,
        "links": row.links,
        "known_reports": row.known_reports,
        "pages_read": row.pages_read,
        "new_captures": row.new_captures,
        "newest": row.newest,
        "looks_like": row.looks_like,
        "listing_captures": (row.listing_captures or "").split(),
    }


def event_rows(state: State, lake: Lake, coming: Iterable[Event] = ()) -> list[Row]:
    """The rows of `events` that are not published yet, and those of events about to be stored."""
    rows: dict[object, Row] = {}
    with state.read() as connection:
        stored = connection.scalar(select(func.count()).select_from(EVENTS)) or 0
        if stored != lake.count("events"):
            known = set(lake.read("events", ["event_id"])["event_id"].to_pylist())
            missing = [
                one for one in connection.scalars(select(EVENTS.c.event_id)) if one not in known
            ]
            for at in range(0, len(missing), _PAGE // 2):
                some = EVENTS.c.event_id.in_(missing[at : at + _PAGE // 2])
                # Which run saw it is for the pages, not for who reads the lake.
                columns = [column for column in EVENTS.c if column is not EVENTS.c.dag_run]
                for row in connection.execute(select(*columns).where(some)):
                    rows[row.event_id] = row._asdict()
    for event in coming:
        rows.setdefault(event.event_id, event.row())
    return list(rows.values())
