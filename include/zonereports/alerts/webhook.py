"""A signed webhook for programs: the headers of Standard Webhooks (standardwebhooks.com)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from zonereports.alerts.message import Message
from zonereports.alerts.posting import post


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """POSTs the message as JSON. At least once; `webhook-id` is the same for every repeat."""

    name: str
    url: str = field(repr=False)
    secret: str = field(repr=False)
    clock: Callable[[], float] = field(repr=False)
    """Seconds since 1970."""
    at_once: int | None = None

    def send(self, message: Message) -> None:
        """Deliver: any 2xx means accepted.

        Raises:
            MessageRefused: 400, 413, 415 or 422.
            DeliveryFailed: anything else.
        """
        body = message.to_json().encode()
        stamp = str(int(self.clock()))
        headers = {
            "webhook-id": message.key,
            "webhook-timestamp": stamp,
            "Idempotency-Key": json.dumps(message.key),
        }
        if self.secret:
            headers["webhook-signature"] = signature(self.secret, message.key, stamp, body)
        post(self.url, body, name=self.name, key=message.key, headers=headers)


def signature(secret: str, key: str, stamp: str, body: bytes) -> str:
    """`v1,` and the base64 of HMAC-SHA256 over `key.stamp.body`.

    Args:
        secret: the shared secret; `whsec_…` holds it as base64, anything else is taken as it is.
        key: the header webhook-id.
        stamp: the header webhook-timestamp, seconds since 1970.
        body: as sent.
    """
    coded = secret.removeprefix("whsec_")
    raw = base64.b64decode(coded) if coded != secret else secret.encode()
    told = hmac.new(raw, f"{key}.{stamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(told.digest()).decode()
