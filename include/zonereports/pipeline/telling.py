"""What is sent in one round: the news that were promised, and news of troubles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from zonereports.alerts import (
    Message,
    Outbox,
    SendResult,
    Subject,
    Subscriptions,
    Trouble,
    all_down,
    note_troubles,
)
from zonereports.pipeline.check import last_checks
from zonereports.pipeline.switches import switched_off
from zonereports.sites import Site
from zonereports.state import State


def send_alerts(
    *,
    state: State,
    outbox: Outbox,
    subscriptions: Subscriptions,
    alerts_file: Path,
    sites: Callable[[], dict[str, Site]],
    connections: Mapping[str, str] | None,
    now: Callable[[], datetime],
) -> SendResult:
    """Note troubles, open the channels, deliver what is due.

    A channel that cannot be opened is a failure of its own and delays no other.
    """
    if subscriptions.tells_of_troubles:
        _note(state, outbox, subscriptions, _troubles(state, sites()), now())
    opened, wrong = subscriptions.channels(alerts_file=alerts_file, connections=connections)
    result = outbox.send(opened, now=now)
    return replace(result, failed=(*result.failed, *wrong))


def tell_operators(
    state: State,
    outbox: Outbox,
    subscriptions: Subscriptions,
    *,
    cause: str,
    subject: str | None,
    detail: str,
    meaning: str,
    at: datetime,
) -> None:
    """Promise a message about a task that failed, or works again; see `Pipeline.tell_operators`."""
    failing = [] if subject is None else [Trouble(cause, subject, detail, meaning)]
    _note(state, outbox, subscriptions, failing, at, among=cause)


def take_troubles_as_told(state: State, sites: Mapping[str, Site], at: datetime) -> None:
    """Note the troubles that there are without a word to anybody: they were told before."""
    troubles = _last_errors(state, sites)
    with state.exclusive("incidents"), state.begin() as connection:
        note_troubles(connection, troubles, tell=lambda _: None, at=at)


def _note(
    state: State,
    outbox: Outbox,
    subscriptions: Subscriptions,
    failing: list[Trouble],
    at: datetime,
    *,
    among: str = "",
) -> None:
    if not subscriptions.tells_of_troubles:
        return
    with state.exclusive("incidents"), state.begin() as connection:

        def tell(message: Message) -> None:
            promises = subscriptions.promises(message.kind, Subject(), at=at)
            outbox.add(connection, message, channels=promises, at=at)

        note_troubles(connection, failing, tell=tell, at=at, among=among)


def _troubles(state: State, sites: Mapping[str, Site]) -> list[Trouble]:
    """Sites whose last visit ended in an error, and channels that are down."""
    found = _last_errors(state, sites)
    with state.read() as connection:
        for channel in all_down(connection):
            # The channel itself cannot tell it, but the others can.
            error = channel.error.partition(" Next: ")[0]
            meaning = "zonereports alerts list --waiting; check the channel"
            found.append(Trouble("DeliveryFailed", channel.channel, error, meaning))
    return found


def _last_errors(state: State, sites: Mapping[str, Site]) -> list[Trouble]:
    off = switched_off(state)
    found = []
    for key, check in last_checks(state).items():
        # A site that somebody switched off is nobody's trouble.
        if not check["error"] or key not in sites or key in off or not sites[key].active:
            continue
        detail, _, meaning = str(check["detail"]).partition(" Next: ")
        found.append(Trouble(str(check["error"]), f"{key} {sites[key].name}", detail, meaning))
    return found
