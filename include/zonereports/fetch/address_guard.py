"""Connections to public addresses only, checked on the socket itself."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from zonereports.errors import Refused, Unreachable, WrongSetting
from zonereports.fetch.deadline import TimelyResponse

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressGuard:
    """Knows which addresses may be asked.

    A listing is written by strangers: a link or a redirect in it, or a name that resolves to an
    inner address, must not reach this machine or its neighbours.

    Args:
        allow_addresses: networks that are allowed beside the public ones, such as `127.0.0.0/8`
            for the replica.
    """

    def __init__(self, allow_addresses: Sequence[str] = ()) -> None:
        try:
            self._allowed = [ipaddress.ip_network(text) for text in allow_addresses]
        except ValueError as error:
            raise WrongSetting(
                f"allow_addresses: {error}; give networks such as 127.0.0.0/8"
            ) from error
        self.certificates: dict[tuple[str, int], datetime] = {}
        """By host and port: when the certificate that was accepted last ends."""

    def check_name(self, host: str, port: int) -> None:
        """Resolve a host and refuse it when one of its addresses is not allowed.

        Raises:
            Unreachable: there is no such name.
            Refused: an address is not allowed.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"the name {host} is not known ({error})") from error
        for *_, address in found:
            self.check_address(host, str(address[0]))

    def check_address(self, host: str, address: str) -> None:
        """Refuse an address that is neither public nor allowed."""
        ip: Address = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        if any(ip in network for network in self._allowed):
            return
        if not ip.is_global or ip.is_multicast:
            raise Refused(
                f"address guard: {host} leads to {ip}, which is not a public address",
                next_step="correct the address; a replica on this machine is allowed by setting",
            )

    @cached_property
    def pools(self) -> dict[str, type[HTTPConnectionPool]]:
        """Pools whose connections are guarded, by scheme; classes cost more than a session does."""
        guard = self

        class _Http(HTTPConnection):
            response_class = TimelyResponse

            def _new_conn(self) -> socket.socket:
                return _guarded(super()._new_conn(), guard, self.host)

        class _Https(HTTPSConnection):
            response_class = TimelyResponse

            def _new_conn(self) -> socket.socket:
                return _guarded(super()._new_conn(), guard, self.host)

            def connect(self) -> None:
                super().connect()
                # Here, since the socket is gone when the answer has been read.
                if isinstance(self.sock, ssl.SSLSocket):
                    shown = (self.sock.getpeercert() or {}).get("notAfter")
                    if isinstance(shown, str):
                        ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(shown), UTC)
                        guard.certificates[self.host, self.port or 443] = ends

        class _HttpPool(HTTPConnectionPool):
            ConnectionCls = _Http

        class _HttpsPool(HTTPSConnectionPool):
            ConnectionCls = _Https

        return {"http": _HttpPool, "https": _HttpsPool}


class GuardedAdapter(HTTPAdapter):
    """Asks the guard about the peer of each new connection, before a byte is sent.

    The name was resolved once for `check_name` and is resolved again for the connection: a server
    of names that answers differently the second time meets the guard here.
    """

    def __init__(self, guard: AddressGuard, tls: ssl.SSLContext) -> None:
        self._guard, self._tls = guard, tls
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any
    ) -> None:
        """Make the pools whose connections are guarded."""
        manager = PoolManager(
            num_pools=connections,
            maxsize=maxsize,
            block=block,
            ssl_context=self._tls,
            **pool_kwargs,
        )
        manager.pool_classes_by_scheme = dict(self._guard.pools)
        self.poolmanager = manager


def _guarded(connected: socket.socket, guard: AddressGuard, host: str) -> socket.socket:
    try:
        guard.check_address(host, str(connected.getpeername()[0]))
    except BaseException:
        connected.close()
        raise
    return connected
