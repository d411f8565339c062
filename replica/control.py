"""Talk to a replica that runs in another process, over its control channel.

Each function returns what the method of that name of `Replica` returns.
"""

from __future__ import annotations

import http.client
import json
from typing import Any

from replica.county_site import ReplicaError
from replica.world import CONTROL_HOST

TIMEOUT_S = 30


def sites(port: int) -> list[dict[str, Any]]:
    """A row per site: key, name, family, addresses, rows, reports, fault."""
    return list(_ask(port, "GET", "sites"))


def truth(port: int) -> list[dict[str, Any]]:
    return list(_ask(port, "GET", "truth"))


def log(port: int) -> list[dict[str, Any]]:
    """All visits that are remembered, oldest first."""
    return list(_ask(port, "GET", "log"))


def publish(port: int, site: str | None = None, **options: Any) -> dict[str, Any]:
    return dict(_ask(port, "POST", "publish", site=site, **options))


def revise(port: int, site: str | None = None, **options: Any) -> dict[str, Any]:
    return dict(_ask(port, "POST", "revise", site=site, **options))


def withdraw(port: int, site: str | None = None, **options: Any) -> dict[str, Any]:
    return dict(_ask(port, "POST", "withdraw", site=site, **options))


def repost(port: int, site: str | None = None, **options: Any) -> dict[str, Any]:
    return dict(_ask(port, "POST", "repost", site=site, **options))


def break_site(port: int, site: str, fault: str, **options: Any) -> dict[str, Any]:
    return dict(_ask(port, "POST", "break", site=site, fault=fault, **options))


def mend(port: int, site: str) -> dict[str, Any]:
    return dict(_ask(port, "POST", "mend", site=site))


def _ask(port: int, method: str, verb: str, **wish: Any) -> Any:
    """Send a wish; what is None is left out, so that the default of the other side holds.

    Raises:
        ReplicaError: nobody listens there, it is no replica, or the wish was not granted.
    """
    body = {name: value for name, value in wish.items() if value is not None}
    connection = http.client.HTTPConnection(CONTROL_HOST, port, timeout=TIMEOUT_S)
    try:
        connection.request(method, f"/_replica/{verb}", json.dumps(body) if body else None)
        reply = connection.getresponse()
        answer = json.loads(reply.read())
    except OSError as error:
        raise ReplicaError(
            f"no replica answers on port {port} ({error.strerror or type(error).__name__}); "
            f"start one: zonereports replica serve --port {port}"
        ) from error
    except (http.client.HTTPException, ValueError) as error:
        raise ReplicaError(f"what listens on port {port} is no replica") from error
    finally:
        connection.close()
    if reply.status != 200:
        raise ReplicaError(str(answer.get("error", reply.status)))
    return answer
