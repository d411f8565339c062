"""The messages of the outbox, as a page tells them."""

from __future__ import annotations

from typing import Any

from zonereports.alerts import Message


def told(rows: list[dict[str, object]]) -> list[dict[str, Any]]:
    """The rows, each with the message that it bears as `told`."""
    return [{**row, "told": Message.from_json(str(row["message"]))} for row in rows]
