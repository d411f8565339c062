"""Whether the wordings of a report only take turns at their address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from zonereports.events.sighting import Sighting
from zonereports.events.version import Version

RETURNS = 2
"""Times that a wording must come back before it is a flip: an editor takes a change back once
(A B A); a cache node that was left behind answers every other visit (A B A B A …)."""

Turn = Literal["new", "back", "alternates", "known"]
"""new: never the wording of this report before. back: it was, and came back for the first time.
alternates: the return that shows that wordings take turns. known: a turn after that."""

Chain = Sequence[tuple[Version, Sighting | None]]
"""The versions of a report, oldest first, each as it is read today; None when it is lost."""


def turn_of(sighting: Sighting, chain: Chain) -> Turn:
    """What a wording other than the latest one is, after the versions before it.

    Files that a person brought are no turns of an address.
    """
    told = [(version, was) for version, was in chain if version.site is not None]
    if not any(_same(sighting, version, was) for version, was in told):
        return "new"
    returns = sum(
        was is not None and any(_same(was, *earlier) for earlier in told[:at])
        for at, (_, was) in enumerate(told)
    )
    if returns >= RETURNS:
        return "known"
    return "alternates" if returns + 1 == RETURNS else "back"


def _same(sighting: Sighting, version: Version, was: Sighting | None) -> bool:
    if was is None:
        return version.fingerprint == sighting.fingerprint
    return not was.says_otherwise(sighting)
