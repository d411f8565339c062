"""What the control channel grants to another process, and what it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from replica.county_site import ReplicaError

if TYPE_CHECKING:
    from replica.world import Replica

DEEDS = {
    "publish": "publish",
    "revise": "revise",
    "withdraw": "withdraw",
    "repost": "repost",
    "break": "break_site",
    "mend": "mend",
}


def grant(replica: Replica, method: str, verb: str, wish: Any) -> Any:
    """Do what was asked, or tell what was asked; the result is JSON.

    Raises:
        ReplicaError: there is no such wish, or it cannot be granted.
    """
    if method == "POST" and verb in DEEDS:
        if not isinstance(wish, dict):
            raise ReplicaError("a wish is a JSON object")
        return getattr(replica, DEEDS[verb])(**wish)
    if method == "GET":
        match verb:
            case "sites":
                return replica.overview()
            case "truth":
                return replica.truth()
            case "log":
                return [visit.as_json() for visit in replica.log]
    raise ReplicaError(f"the control channel knows no {method} {verb or '/'}")
