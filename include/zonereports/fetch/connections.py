"""The open connections of one process: one session for each host and TLS profile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from zonereports.fetch.address_guard import AddressGuard
from zonereports.fetch.connection import Connection
from zonereports.fetch.tls import tls_context
from zonereports.sites import TlsProfile


class Connections:
    """Opens sessions when they are first needed, all with the same name and limits.

    Args:
        user_agent, timeout_s, max_bytes, ca_file, clock, now: as `Connection`.
        allow_addresses: as `AddressGuard`.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        timeout_s: float,
        max_bytes: int,
        allow_addresses: Sequence[str],
        ca_file: str | None,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self.user_agent = user_agent
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._guard = AddressGuard(allow_addresses)
        self._ca_file = ca_file
        self._clock = clock
        self._now = now
        self._open: dict[tuple[str, TlsProfile], Connection] = {}
        self._lock = threading.Lock()

    def to(self, host: str, profile: TlsProfile) -> Connection:
        """The session with a host."""
        with self._lock:
            if (host, profile) not in self._open:
                self._open[host, profile] = Connection(
                    user_agent=self.user_agent,
                    guard=self._guard,
                    timeout_s=self._timeout_s,
                    max_bytes=self._max_bytes,
                    tls=tls_context(profile, self._ca_file),
                    ca_file=self._ca_file,
                    clock=self._clock,
                    now=self._now,
                )
            return self._open[host, profile]

    def close(self) -> None:
        """Close the sockets; cookies are forgotten."""
        with self._lock:
            for connection in self._open.values():
                connection.close()
            self._open.clear()
