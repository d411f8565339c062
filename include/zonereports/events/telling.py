"""The events beside the versions: what a sighting tells when it brings no new wording."""

from __future__ import annotations

from datetime import datetime

from zonereports.events.differences import changes
from zonereports.events.event import Event, Proof
from zonereports.events.sighting import Sighting
from zonereports.events.standing import Standing
from zonereports.events.version import Version


def as_copy(
    sighting: Sighting,
    before: Standing | None,
    latest: Version,
    lead: Standing,
    was: Sighting | None,
) -> tuple[Event, ...]:
    """What a copy beside the leading address is worth telling.

    Args:
        sighting: the copy.
        before: what its address showed last.
        latest: the report's version.
        lead: where that is counted.
        was: the sighting of that version.
    """
    if before is not None and before.fingerprint == sighting.fingerprint:
        return ()
    captures = (("old_capture", latest.capture_id), ("new_capture", sighting.capture_id))
    if was is not None and was.says_otherwise(sighting):
        told = tuple(changes(was.statement, sighting.statement))
        proof: Proof = (*captures, ("old_url", lead.url), ("new_url", sighting.url))
        # Two wordings that take turns at an address are told once each.
        key = sighting.fingerprint
        at = sighting.seen_at
        return (Event("differs", latest, sighting.url, at, told, proof, key),)
    if before is None and _later(sighting, lead):
        proof = (*captures, *_dates(sighting, lead), ("old_url", lead.url))
        key = str(sighting.published_at)
        return (Event("reposted", latest, sighting.url, sighting.seen_at, (), proof, key),)
    return ()


def moved_or_reposted(
    sighting: Sighting,
    before: Standing | None,
    latest: Version,
    lead: Standing | None,
) -> tuple[Event, ...]:
    """Whether the leading address is another one, has come back, or bears a later date."""
    at = sighting.seen_at
    captures = (("old_capture", latest.capture_id), ("new_capture", sighting.capture_id))
    if lead is not None and lead.url != sighting.url:
        proof: Proof = (*captures, ("old_url", lead.url), ("new_url", sighting.url))
        return (Event("moved", latest, sighting.url, at, (), proof, at.isoformat()),)
    if before is None:
        return ()
    if before.gone_at is not None:
        return (back_again(before, latest, at, sighting.capture_id),)
    if sighting.redirects_to not in (None, before.redirects_to):
        target = str(sighting.redirects_to)
        proof = (*captures, ("old_url", sighting.url), ("new_url", target))
        return (Event("moved", latest, target, at, (), proof, target),)
    if _later(sighting, before):
        proof = (*captures, *_dates(sighting, before))
        key = str(sighting.published_at)
        return (Event("reposted", latest, sighting.url, at, (), proof, key),)
    return ()


def attachments_added(
    sighting: Sighting, before: Standing | None, latest: Version | None
) -> tuple[Event, ...]:
    """An event for each file that the page did not offer before."""
    if before is None or latest is None:
        return ()
    return tuple(
        Event(
            "attachment added",
            latest,
            sighting.url,
            sighting.seen_at,
            (),
            (
                ("old_capture", before.capture_id),
                ("new_capture", sighting.capture_id),
                ("attachment", one.url),
                ("name", one.title),
            ),
            one.url,
        )
        for one in sighting.attachments
        if one.url != sighting.read_from and before.lacks(one)
    )


def back_again(standing: Standing, latest: Version, at: datetime, capture_id: str) -> Event:
    """A report that was gone stands at its address again."""
    gone_at = standing.gone_at.isoformat() if standing.gone_at else ""
    proof = (
        ("old_capture", standing.capture_id),
        ("new_capture", capture_id),
        ("gone_at", gone_at),
    )
    return Event("reposted", latest, standing.url, at, (), proof, gone_at)


def _later(sighting: Sighting, than: Standing) -> bool:
    return (
        sighting.published_at is not None
        and than.published_at is not None
        and sighting.published_at > than.published_at
    )


def _dates(sighting: Sighting, before: Standing) -> tuple[tuple[str, str], ...]:
    return (("old_date", str(before.published_at)), ("new_date", str(sighting.published_at)))
