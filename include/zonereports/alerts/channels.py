"""Where messages go: a file, the log, or any service that Apprise speaks to."""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from zonereports.alerts.message import Message
from zonereports.errors import DeliveryFailed, WrongSetting

log = logging.getLogger(__name__)


class Channel(Protocol):
    """One destination."""

    @property
    def name(self) -> str:
        """Stable and free of secrets: it stands in the outbox and in logs."""

    def send(self, message: Message) -> None:
        """Deliver; return only when the message was accepted.

        Raises:
            DeliveryFailed: it was not.
        """


@dataclass(frozen=True, slots=True)
class FileChannel:
    """Appends one JSON object a line; a message whose key stands there already is not repeated.

    That makes this channel exactly-once: the sender may be killed between delivery and its note
    of it, and the repeat finds the line.
    """

    path: Path
    name: str = "file"

    def send(self, message: Message) -> None:
        """Append the message, durably."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            handle.seek(0)
            whole = handle.read()
            end = whole.rfind(b"\n") + 1
            if end < len(whole):
                # A sender was killed in the middle of its line.
                handle.truncate(end)
            if any(json.loads(line)["key"] == message.key for line in whole[:end].splitlines()):
                return
            handle.seek(0, os.SEEK_END)
            handle.write(message.to_json().encode() + b"\n")
            handle.flush()
            os.fsync(handle.fileno())


@dataclass(frozen=True, slots=True)
class LogChannel:
    """Writes a line to the log, at WARNING: someone should look. At least once."""

    name: str = "log"

    def send(self, message: Message) -> None:
        """Log title and address."""
        log.warning("alert: %s %s", message.title, message.url)


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """Any Apprise URL. The URL may hold a password, so the name holds only its digest."""

    url: str

    @property
    def name(self) -> str:
        """Scheme and digest, such as `mailto-1a2b3c4d`."""
        scheme = self.url.partition(":")[0]
        return f"{scheme}-{hashlib.sha256(self.url.encode()).hexdigest()[:8]}"

    def send(self, message: Message) -> None:
        """Deliver through Apprise."""
        import apprise

        sender = apprise.Apprise()
        sender.add(self.url)
        # The result is falsy when the service refused or could not be reached; it does not raise.
        if not sender.notify(title=message.title, body=message.body):
            raise DeliveryFailed(f"{self.name} did not accept {message.key}")


def channels(names: Sequence[str], *, alerts_file: Path) -> list[Channel]:
    """The channels that a setting names.

    Raises:
        WrongSetting: a URL that Apprise does not understand.
    """
    found: list[Channel] = []
    for name in names:
        if name == "file":
            found.append(FileChannel(alerts_file))
        elif name == "log":
            found.append(LogChannel())
        else:
            found.append(_apprise(name))
    return found


def _apprise(url: str) -> AppriseChannel:
    import apprise

    channel = AppriseChannel(url)
    if not apprise.Apprise().add(url):
        raise WrongSetting(f"ZONEREPORTS_ALERT_CHANNELS: no service understands {channel.name}")
    return channel
