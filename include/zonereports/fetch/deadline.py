"""The time that one exchange may take in all, however slowly its bytes come."""

from __future__ import annotations

import http.client
import io
import socket
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any


class Deadline:
    """The end of one exchange.

    The timeout of a socket begins anew with every byte: a server that sends one byte of its
    headers at a time would hold a visit for hours.

    Args:
        seconds: from now to the end.
        silence_s: the longest wait for the next byte.
        clock: seconds that only grow.
    """

    def __init__(self, seconds: float, *, silence_s: float, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self._silence_s = silence_s
        self._clock = clock
        self._end = clock() + seconds

    def passed(self) -> bool:
        """Whether the time is over."""
        return self._clock() >= self._end

    def next_wait(self) -> float:
        """Seconds that the next read may wait.

        Raises:
            TimeoutError: the time is over.
        """
        left = self._end - self._clock()
        if left <= 0:
            raise TimeoutError("timed out")
        return min(left, self._silence_s)


DEADLINE: ContextVar[Deadline] = ContextVar("DEADLINE")
"""Of the exchange that this thread is in; a connection reads it when it awaits the answer."""


class TimelyResponse(http.client.HTTPResponse):
    """An answer whose every read, from the status line to the last byte, ends by the deadline."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        if (deadline := DEADLINE.get(None)) is not None:
            self.fp = io.BufferedReader(_TimelyReads(self.fp.detach(), sock, deadline))


class _TimelyReads(io.RawIOBase):
    """The bytes of a socket; asks before each read how long it may wait."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: Deadline) -> None:
        self._raw, self._sock, self._deadline = raw, sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.next_wait())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        # The socket lives as long as one of its readers does.
        self._raw.close()
        super().close()
