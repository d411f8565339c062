"""One POST to a receiver, and what its answer means for the message and for the channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from zonereports.errors import DeliveryFailed, MessageRefused

TIMEOUT_S = (5.0, 10.0)
"""To connect, and for each read."""
_LARGEST_ANSWER = 65_536
_REFUSED = (400, 413, 415, 422)
"""The receiver will not take this message however often it comes; other messages may pass."""
_LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Answer:
    """An accepted POST."""

    status: int
    json: Mapping[str, Any]
    """Empty when the answer is no JSON object."""


def post(
    url: str, body: bytes, *, name: str, key: str, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send a JSON body; no redirect is followed, since the body may be meant for one host only.

    Neither the address nor the answer's text gets into an error: both may hold a token.

    Args:
        url: the receiver, with its secrets.
        body: UTF-8 JSON.
        name: the channel's, for errors.
        key: the message's, for errors.
        headers: further ones.

    Raises:
        MessageRefused: the receiver says that this message is wrong.
        DeliveryFailed: not accepted; `retry_after` when the receiver said how long to wait.
    """
    import requests

    sent = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    try:
        with requests.Session() as session:
            # A proxy of the environment is not where secrets are to be sent unasked.
            session.trust_env = False
            with session.post(
                url,
                data=body,
                headers=sent,
                timeout=TIMEOUT_S,
                allow_redirects=False,
                stream=True,
            ) as response:
                status, reply = response.status_code, dict(response.headers)
                content = response.raw.read(_LARGEST_ANSWER, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise DeliveryFailed(f"{name} did not answer ({type(error).__name__}) to {key}") from None
    except Exception as error:  # urllib3 raises its own while a body is read
        raise DeliveryFailed(f"{name} broke off ({type(error).__name__}) at {key}") from None
    if 200 <= status < 300:
        return Answer(status, _object(content))
    what = f"{name} answered {status} to {key}"
    if status in _REFUSED:
        raise MessageRefused(what)
    failed = DeliveryFailed(what)
    failed.retry_after = retry_after(reply.get("Retry-After") or reply.get("retry-after"))
    raise failed


def retry_after(value: str | None, *, now: datetime | None = None) -> timedelta | None:
    """The wait that a receiver asks for, in seconds or until a date; at most six hours.

    >>> retry_after("30"), retry_after("soon"), retry_after(None)
    (datetime.timedelta(seconds=30), None, None)
    """
    if not value:
        return None
    if value.strip().isdigit():
        # Longer than a timedelta can hold, some would send.
        return timedelta(seconds=min(int(value.strip()[:9]), _LONGEST_WAIT.total_seconds()))
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    wait = until - (now or datetime.now(UTC))
    return min(max(wait, timedelta()), _LONGEST_WAIT)


def _object(content: bytes) -> Mapping[str, Any]:
    import json

    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
