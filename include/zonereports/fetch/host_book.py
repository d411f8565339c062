"""Where hosts are remembered: one visitor at a time looks at a page of the book."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from zonereports.fetch.host import Host
from zonereports.fetch.request_record import RequestRecord


class HostBook(Protocol):
    """Remembers hosts, and lets one visitor at a time have each.

    Whoever holds a host may ask it; so there is never more than one connection to it from all who
    share the book. Holding two hosts at once is not allowed: two visitors could wait for each
    other.
    """

    def visit(self, name: str) -> AbstractContextManager[Host]:
        """Wait for the host and hold it for the block."""

    def save(self, host: Host, record: RequestRecord | None = None) -> None:
        """Keep what was noted of the host; others see it from now on. Only while it is held.

        Args:
            host: as it is now.
            record: the request that ended, or the address that was left alone; a book that has a
                ledger writes both or neither.
        """


class MemoryHostBook:
    """A book for the threads of one process, forgotten with it."""

    def __init__(self) -> None:
        self._hosts: dict[str, tuple[threading.Lock, Host]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def visit(self, name: str) -> Iterator[Host]:
        """Wait for the host and hold it for the block."""
        with self._lock:
            if name not in self._hosts:
                self._hosts[name] = (threading.Lock(), Host(name))
            lock, host = self._hosts[name]
        with lock:
            yield host

    def save(self, host: Host, record: RequestRecord | None = None) -> None:
        """Nothing to do: all visitors see the same object, and there is no ledger."""
