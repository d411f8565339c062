"""The wire: one session to one host, one request, one answer."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import requests

from zonereports.errors import TlsFailed, TruncatedBody, Unreachable
from zonereports.fetch.address_guard import AddressGuard, GuardedAdapter
from zonereports.fetch.answer import Answer
from zonereports.fetch.body import read_body
from zonereports.fetch.deadline import DEADLINE, Deadline
from zonereports.fetch.hop import Hop

# An exchange, from connecting to the last byte, may take this many times the timeout of one read.
_TIMEOUTS = 4

_DRIPS = (
    "nothing if the next visit works; a server that always answers byte by byte is broken or "
    "does not want this visitor: open the address in a browser, and switch the site off meanwhile"
)


class _Session(requests.Session):
    """Leaves redirects alone: requests prepares the next request even when told not to follow."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, whatever the Location: a useless one would end in an error without a name."""
        return


class Connection:
    """A session with its own cookies, no proxies, and redirects left to the caller.

    The socket is closed after each answer, so that all workers together hold one at most.

    Args:
        user_agent: sent as it is.
        guard: decides which addresses may be connected to.
        timeout_s: for connecting, and for each silence while reading; a whole exchange may take
            four times as long.
        max_bytes: largest body, over the wire and decompressed.
        tls: how to speak TLS; the certificate is verified whatever it says.
        ca_file: PEM file of the authorities to believe instead of the public ones.
        clock: seconds that only grow.
        now: aware, UTC.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        guard: AddressGuard,
        timeout_s: float,
        max_bytes: int,
        tls: ssl.SSLContext,
        ca_file: str | None,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._guard = guard
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._clock = clock
        self._now = now
        self._session = _Session()
        # Proxies and credentials of the environment are none of a site's business.
        self._session.trust_env = False
        if ca_file:
            self._session.verify = ca_file
        adapter = GuardedAdapter(guard, tls)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        self._session.headers.update(
            {
                "User-Agent": user_agent,
                "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "Accept-Language": "zh-CN,zh;q=0.9",
                "Accept-Encoding": "gzip, deflate",
                # A guest who waits in an open door keeps a connection from others; and a server
                # that closes it while we write would look as if it had failed.
                "Connection": "close",
            }
        )

    def ask(self, hop: Hop) -> Answer:
        """Send one request and read the whole answer.

        Raises:
            Unreachable, TlsFailed, Refused (address guard), TruncatedBody, ServerFailed.
        """
        url, parts = hop.url, urlsplit(hop.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        self._guard.check_name(parts.hostname or "", port)
        deadline = Deadline(
            self._timeout_s * _TIMEOUTS, silence_s=self._timeout_s, clock=self._clock
        )
        within = DEADLINE.set(deadline)
        try:
            request = self._session.prepare_request(
                requests.Request(hop.method, url, headers=dict(hop.headers), data=hop.body)
            )
            with self._session.send(
                request, stream=True, allow_redirects=False, timeout=self._timeout_s
            ) as reply:
                try:
                    body, wire_bytes = read_body(
                        reply.raw,
                        max_bytes=self._max_bytes,
                        out_of_time=deadline.passed,
                    )
                except TruncatedBody:
                    # The status of a failure says more than its broken page.
                    if reply.status_code == 200:
                        raise
                    body, wire_bytes = b"", 0
                return Answer(
                    url=url,
                    status=reply.status_code,
                    headers=tuple(reply.raw.headers.items()),
                    body=body,
                    wire_bytes=wire_bytes,
                    fetched_at=self._now(),
                    certificate_ends=self._guard.certificates.get((parts.hostname or "", port))
                    if parts.scheme == "https"
                    else None,
                )
        except requests.exceptions.SSLError as error:
            raise TlsFailed(_reason(error)) from error
        except requests.exceptions.Timeout as error:
            if deadline.passed():
                raise Unreachable(
                    f"the headers did not end within {deadline.seconds:g} s", next_step=_DRIPS
                ) from error
            raise Unreachable(f"no answer within {self._timeout_s:g} s") from error
        except (requests.exceptions.RequestException, UnicodeError) as error:
            raise Unreachable(_reason(error)) from error
        finally:
            DEADLINE.reset(within)
            # Closes the socket; the session, with its cookies, goes on. Not every server that is
            # told of the end closes its side, and one that does may do so at the next request.
            self._session.close()

    def close(self) -> None:
        """Close the sockets."""
        self._session.close()


def _reason(error: BaseException) -> str:
    """The innermost cause, in one line."""
    seen: BaseException = error
    while True:
        inner = getattr(seen, "reason", None) or seen.__cause__ or seen.__context__
        if not isinstance(inner, BaseException):
            return " ".join(f"{type(seen).__name__}: {seen}".split())[:300]
        seen = inner
