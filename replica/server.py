"""HTTP/1.1 on many loopback addresses of one port, each address a site of its own.

One thread accepts for all addresses, one thread serves each connection, so that thousands of
addresses cost a file descriptor each and nothing else.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
from collections.abc import Callable
from threading import Lock, Thread
from typing import Any

Serve = Callable[[socket.socket, tuple[str, int]], None]
PORT_TRIES = 50


class Listeners:
    """Listening sockets that can be opened and closed while the server runs."""

    def __init__(self, hosts: list[str], port: int, serve: Serve) -> None:
        self._serve = serve
        self._selector = selectors.DefaultSelector()
        self._lock = Lock()
        self._listening: dict[str, socket.socket] = {}
        self._connections: dict[socket.socket, str] = {}
        self._open = True
        try:
            self.port = self._bind(hosts, port)
        except OSError:
            self._selector.close()
            raise
        self._wake, self._waker = socket.socketpair()
        self._selector.register(self._wake, selectors.EVENT_READ, None)
        self._thread = Thread(target=self._accept, name="replica", daemon=True)
        self._thread.start()

    def open(self, host: str) -> None:
        """Listen on an address (again)."""
        with self._lock:
            if host not in self._listening:
                self._listen(_bound(host, self.port), host)

    def close(self, host: str) -> None:
        """Refuse connections to an address from now on, and drop those that exist."""
        with self._lock:
            listener = self._listening.pop(host, None)
            if listener:
                self._selector.unregister(listener)
                listener.close()
            dropped = [each for each, to in self._connections.items() if to == host]
        for connection in dropped:
            _drop(connection)

    def stop(self) -> None:
        """Close everything and wait for the accepting thread."""
        self._open = False
        self._waker.send(b".")
        self._thread.join()
        for host in list(self._listening):
            self.close(host)
        self._selector.close()
        self._wake.close()
        self._waker.close()

    def _bind(self, hosts: list[str], port: int) -> int:
        """Bind all addresses to one port; with port 0, to the first that is free on all of them."""
        for attempt in range(PORT_TRIES):
            bound: dict[str, socket.socket] = {}
            chosen = port
            try:
                for host in hosts:
                    bound[host] = _bound(host, chosen)
                    chosen = bound[host].getsockname()[1]
            except OSError:
                for each in bound.values():
                    each.close()
                if port or attempt == PORT_TRIES - 1:
                    raise
                continue
            for host, each in bound.items():
                self._listen(each, host)
            return chosen
        raise OSError("no port is free on all addresses")

    def _listen(self, listener: socket.socket, host: str) -> None:
        self._listening[host] = listener
        self._selector.register(listener, selectors.EVENT_READ, host)

    def _accept(self) -> None:
        while self._open:
            for key, _ in self._selector.select():
                if key.data is None:
                    continue
                # The address may have been closed since select returned.
                with contextlib.suppress(OSError):
                    listener: Any = key.fileobj
                    connection, visitor = listener.accept()
                    self._start(connection, visitor, key.data)

    def _start(self, connection: socket.socket, visitor: tuple[str, int], host: str) -> None:
        connection.setblocking(True)
        with self._lock:
            if host not in self._listening:
                connection.close()
                return
            self._connections[connection] = host
        Thread(target=self._run, args=(connection, visitor), daemon=True).start()

    def _run(self, connection: socket.socket, visitor: tuple[str, int]) -> None:
        try:
            # A visitor who hangs up in the middle is no event.
            with contextlib.suppress(OSError):
                self._serve(connection, visitor)
        finally:
            with self._lock:
                self._connections.pop(connection, None)
            _drop(connection)


def _bound(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _drop(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
