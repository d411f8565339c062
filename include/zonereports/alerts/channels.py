"""Where messages go: a channel behind each address, and the two that need none."""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit, urlunsplit

from zonereports.alerts.apprise_channel import AppriseChannel
from zonereports.alerts.mail import MailChannel
from zonereports.alerts.message import Message
from zonereports.alerts.rendering import Language, render
from zonereports.alerts.robots import DINGTALK, FEISHU, WECOM, Robot
from zonereports.alerts.webhook import WebhookChannel
from zonereports.errors import CouldNotWrite, DeliveryFailed, WrongSetting

log = logging.getLogger(__name__)
_ROBOTS = ("wecom", "dingtalk", "feishu")


class Channel(Protocol):
    """One destination."""

    @property
    def name(self) -> str:
        """Stable and free of secrets: it stands in the outbox and in logs."""

    @property
    def at_once(self) -> int | None:
        """Most messages at once before they become one; None: each for itself."""

    def send(self, message: Message) -> None:
        """Deliver; return only when the message was accepted.

        Raises:
            MessageRefused: it will never be.
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
    at_once: int | None = None

    def send(self, message: Message) -> None:
        """Append the message, durably.

        Raises:
            DeliveryFailed: the file cannot be written.
        """
        try:
            self._append(message)
        except OSError as error:
            failed = CouldNotWrite(error.strerror or type(error).__name__)
            raise DeliveryFailed(f"{self.name} did not take {message.key}: {failed.what}") from None

    def _append(self, message: Message) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            handle.seek(0)
            whole = handle.read()
            end = whole.rfind(b"\n") + 1
            if end < len(whole):
                # A sender was killed in the middle of its line.
                handle.truncate(end)
            # A line begins with its key: no line is read that cannot be the one.
            start = json.dumps({"key": message.key}, ensure_ascii=False)[:-1].encode()
            if whole[:end].startswith(start) or b"\n" + start in whole[:end]:
                return
            handle.seek(0, os.SEEK_END)
            handle.write(message.to_json().encode() + b"\n")
            handle.flush()
            os.fsync(handle.fileno())


@dataclass(frozen=True, slots=True)
class LogChannel:
    """Writes a line to the log, at WARNING: someone should look. At least once."""

    name: str = "log"
    language: Language = "zh"
    at_once: int | None = None

    def send(self, message: Message) -> None:
        """Log title and address."""
        title = render(message, language=self.language).title
        log.warning("alert: %s %s", title, message.url)


def channels(names: Sequence[str], *, alerts_file: Path) -> list[Channel]:
    """The channels that a setting names: file, log, or an address.

    Raises:
        WrongSetting: an address that nobody understands.
    """
    return [
        open_channel(
            nickname(name), name, alerts_file=alerts_file, told="ZONEREPORTS_ALERT_CHANNELS"
        )
        for name in names
    ]


def nickname(address: str) -> str:
    """The name of a channel that has none: scheme and digest, such as `mailto-1a2b3c4d`."""
    if address in ("file", "log"):
        return address
    scheme = address.partition(":")[0]
    if not scheme.replace("+", "").isalnum():
        scheme = "channel"
    return f"{scheme}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"


def open_channel(
    name: str,
    address: str,
    *,
    alerts_file: Path,
    language: Language = "zh",
    told: str = "",
    clock: Callable[[], float] = time.time,
) -> Channel:
    """The channel behind an address.

    Args:
        name: under which it stands in the outbox.
        address: `file`, `log`, `file:/path`, `wecombot://KEY`, `dingtalk://[SECRET@]TOKEN`,
            `feishu://[SECRET@]TOKEN`, the same robots elsewhere as
            `wecom+https://…`, `dingtalk+https://:SECRET@…`, `feishu+https://:SECRET@…`,
            `webhook+https://:SECRET@host/path`,
            `smtp://user:password@host:port?from=…&to=…,…[&tls=none]`, `smtps://…`,
            or any Apprise URL.
        alerts_file: of the address `file`.
        language: of its messages.
        told: where the address was given, for the error.
        clock: seconds since 1970, for signatures.

    Raises:
        WrongSetting: nobody understands it. The error does not show it: it may hold a password.
    """
    if address == "log":
        return LogChannel(name, language)
    if address == "file":
        return FileChannel(alerts_file, name)
    kind, _, rest = address.partition(":")
    if kind == "file":
        return FileChannel(Path(rest), name)
    try:
        url = urlsplit(address)
        secret = unquote(url.password or "") or unquote(url.username or "")
        if kind == "webhook+https" or kind == "webhook+http":
            return WebhookChannel(name, _bare(url), secret, clock)
        robot, _, transport = kind.partition("+")
        if robot in _ROBOTS and transport in ("http", "https"):
            return Robot(name, robot, _bare(url), clock, secret, language)
        token = url.netloc.rpartition("@")[2]
        if kind == "wecombot" and token and not url.path.strip("/"):
            return Robot(name, "wecom", WECOM + token, clock, "", language)
        # With telephone numbers behind it, it is a mention: Apprise knows those.
        if kind == "dingtalk" and token and not url.path.strip("/"):
            return Robot(name, "dingtalk", DINGTALK + token, clock, secret, language)
        if kind == "feishu" and token and not url.path.strip("/"):
            return Robot(name, "feishu", FEISHU + token, clock, secret, language)
        if kind in ("smtp", "smtps"):
            return _mail(name, url, language)
    except ValueError:
        pass
    else:
        channel = AppriseChannel(name, address, language)
        if channel.is_understood():
            return channel
    raise WrongSetting(
        f"{told or 'the address of ' + name}: no service understands {name}",
        next_step="give it as docs/operations.md shows under Channels",
    )


def _bare(url: SplitResult) -> str:
    """The address without the kind in front and without the secret."""
    transport = url.scheme.partition("+")[2]
    if not url.hostname:
        raise ValueError("no host")
    return urlunsplit((transport, url.netloc.rpartition("@")[2], url.path, url.query, ""))


def _mail(name: str, url: SplitResult, language: Language) -> MailChannel:
    asked = parse_qs(url.query)
    recipients = tuple(one.strip() for one in ",".join(asked.get("to", [])).split(",") if one)
    tls = asked.get("tls", ["tls" if url.scheme == "smtps" else "starttls"])[0]
    if not url.hostname or not recipients or tls not in ("tls", "starttls", "none"):
        raise ValueError("host, to or tls")
    user = unquote(url.username or "")
    return MailChannel(
        name=name,
        host=url.hostname,
        port=url.port or {"tls": 465, "starttls": 587, "none": 25}[tls],
        sender=asked.get("from", [user])[0] or f"zonereports@{url.hostname}",
        recipients=recipients,
        user=user,
        password=unquote(url.password or ""),
        tls=tls,
        language=language,
    )
