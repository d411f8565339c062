"""Two reports that take turns at one address: told as long as it may be a mistake, then once more."""

from __future__ import annotations

from collections.abc import Callable

from zonereports.events.event import Event, Proof
from zonereports.events.sighting import Sighting
from zonereports.events.version import Version


def replaced(event: Event, by: str) -> Event:
    """The event that a report is gone, where another one stands in its place: once for the two."""
    return Event(
        event.kind,
        event.version,
        event.url,
        event.happened_at,
        event.changes,
        event.evidence,
        f"replaced by {by}",
    )


def turn(
    sighting: Sighting,
    *,
    left: Version,
    back: Version,
    gone: tuple[Event, ...],
    was_told: Callable[[Event], bool],
) -> tuple[Event, ...]:
    """What it means that an address shows a report again that another one had replaced there.

    The first time an editor may have taken a change back: the one is gone, the other is there
    again. When the other one comes back too, they take turns; that is told, and no turn after it.

    Args:
        sighting: the report that is back.
        left: the version of the one that it replaces.
        back: its own last version.
        gone: the events of that replacement.
        was_told: whether an event was told before.
    """
    proof: Proof = (("old_capture", left.capture_id), ("new_capture", sighting.capture_id))
    url, at = sighting.url, sighting.seen_at
    if any(was_told(Event("alternates", one, url, at)) for one in (left, back)):
        return ()
    if was_told(_again(left, back, sighting, proof)):
        return (Event("alternates", back, url, at, (), proof),)
    return (*gone, _again(back, left, sighting, proof))


def _again(report: Version, other: Version, sighting: Sighting, proof: Proof) -> Event:
    key = f"back in place of {other.report_id}"
    return Event("reposted", report, sighting.url, sighting.seen_at, (), proof, key)
