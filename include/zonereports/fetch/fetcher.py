"""One polite request."""

from __future__ import annotations

import contextlib
import random as chance
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from zonereports.errors import (
    Challenged,
    CouldNotLook,
    Refused,
    ServerFailed,
    Throttled,
    Unreachable,
    WrongSetting,
    ZoneReportsError,
)
from zonereports.fetch.address_guard import AddressGuard
from zonereports.fetch.answer import REDIRECTS, Answer, meaning, retry_after_s
from zonereports.fetch.connection import Connection
from zonereports.fetch.host import Host
from zonereports.fetch.request_record import RequestRecord
from zonereports.fetch.response import Response
from zonereports.fetch.robots import Permission, permission
from zonereports.sites import canonical_url

_MOST_REDIRECTS = 5


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """Asks sites as a guest does: by name, slowly, one request at a time for each host.

    Every answer that is not the page is raised by name. Nothing is tried twice here; the schedule
    does that. Threads may share a fetcher: each host is asked by one of them at a time. What a
    host permits, and that it failed or challenged us, holds for the life of the fetcher: one run.

    Args:
        user_agent: such as `zonereports/0.1`; its first word is the name that robots.txt is asked
            about.
        contact: an address that a site's owner can write to; sent with the name.
        timeout_s: for connecting, and for each silence while reading; a whole body may take four
            times that.
        max_bytes: largest body, over the wire and decompressed.
        allow_addresses: networks allowed beside the public ones, such as `127.0.0.0/8`.
        sleep: waits for seconds.
        now: the time, aware.
        random: between 0 and 1, for jitter.
        clock: seconds that only grow, for pace and durations.
        on_request: is told of every exchange, robots.txt and redirects included.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        contact: str | None = None,
        timeout_s: float = 20,
        max_bytes: int = 20_000_000,
        allow_addresses: Sequence[str] = (),
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = _utc_now,
        random: Callable[[], float] = chance.random,
        clock: Callable[[], float] = time.monotonic,
        on_request: Callable[[RequestRecord], None] | None = None,
    ) -> None:
        words = user_agent.split("/")[0].split()
        if not words:
            raise WrongSetting("user_agent is empty: sites must be able to tell who asks")
        named = contact is None or contact in user_agent
        self._user_agent = user_agent if named else f"{user_agent} (+{contact})"
        self._visitor = words[0]
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._guard = AddressGuard(allow_addresses)
        self._sleep, self._now, self._random, self._clock = sleep, now, random, clock
        self._on_request = on_request
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def get(
        self,
        url: str,
        *,
        pace_s: float,
        allow_hosts: Collection[str],
        etag: str | None = None,
        last_modified: str | None = None,
        referer: str | None = None,
    ) -> Response:
        """Ask for one address, after robots.txt and the pace of its host allow it.

        Args:
            url: http or https.
            pace_s: seconds from the end of one request to the start of the next at the same host,
                lengthened by up to a fifth; a longer Crawl-delay wins.
            allow_hosts: hosts that may be asked, redirects included; exact names.
            etag: of the copy at hand, for If-None-Match.
            last_modified: of the copy at hand, for If-Modified-Since.
            referer: the page that links here.

        Returns:
            The answer: status 200, or 304 with an empty body when the copy at hand still holds.

        Raises:
            Unreachable: no name, no connection, no answer in time, or three failures in a row.
            TlsFailed: the certificate or the protocol.
            Refused: 401, 403, robots.txt, a host or an address that is not allowed.
            Challenged: a challenge; the host is not asked again by this fetcher.
            Throttled: 429, or 503 with Retry-After; later requests wait for it.
            PageGone: 404 or 410.
            ServerFailed: 5xx and answers that HTTP does not foresee.
            TruncatedBody: less than promised, or more than accepted.
        """
        allowed = frozenset(host.lower() for host in allow_hosts)
        marks = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in marks.items() if value}
        if referer:
            headers["Referer"] = canonical_url(referer)
        at, bounced = canonical_url(url), False
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._permitted(at, pace_s, allowed, headers)
            if answer.status not in REDIRECTS:
                return Response(
                    url=url,
                    final_url=answer.url,
                    status=answer.status,
                    headers=answer.headers,
                    body=b"" if answer.status == 304 else answer.body,
                    fetched_at=answer.fetched_at,
                )
            target = _target(answer)
            if target == at:
                # The cookie bounce of openresty: once, as any browser with a cookie jar does.
                if bounced or not answer.header("set-cookie"):
                    raise ServerFailed("it redirects to itself", url=url)
                bounced = True
            at = target
        raise ServerFailed(f"more than {_MOST_REDIRECTS} redirects, the last to {at}", url=url)

    def close(self) -> None:
        """Close the connections and forget what was learnt of the hosts."""
        with self._lock:
            for host in self._hosts.values():
                host.connection.close()
            self._hosts.clear()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _permitted(
        self, url: str, pace_s: float, allowed: frozenset[str], headers: Mapping[str, str]
    ) -> Answer:
        """One hop: host allowed, circuit closed, robots.txt obeyed, pace kept."""
        _check_host(url, allowed)
        host = self._host(url)
        with host.lock:
            host.check_open(url)
            rules = self._permission(host, url, pace_s, allowed)
            rules.check(url)
            return self._exchange(host, url, max(pace_s, rules.crawl_delay_s), headers)

    def _permission(
        self, host: Host, url: str, pace_s: float, allowed: frozenset[str]
    ) -> Permission:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in host.permissions:
            at = f"{origin}/robots.txt"
            try:
                host.permissions[origin] = self._ask_robots(at, pace_s, allowed)
            except CouldNotLook as error:
                raise type(error)(f"cannot establish permission: {error.what}", url=at) from error
        return host.permissions[origin]

    def _ask_robots(self, url: str, pace_s: float, allowed: frozenset[str]) -> Permission:
        for _ in range(_MOST_REDIRECTS + 1):
            _check_host(url, allowed)
            answer = self._exchange(self._host(url), url, pace_s, {}, for_robots=True)
            if answer.status not in REDIRECTS:
                return permission(self._visitor, answer.status, answer.body)
            url = _target(answer)
        raise ServerFailed("too many redirects")

    def _host(self, url: str) -> Host:
        name = urlsplit(url).netloc
        with self._lock:
            if name not in self._hosts:
                connection = Connection(
                    user_agent=self._user_agent,
                    guard=self._guard,
                    timeout_s=self._timeout_s,
                    max_bytes=self._max_bytes,
                    clock=self._clock,
                    now=lambda: self._now().astimezone(UTC),
                )
                self._hosts[name] = Host(name, connection)
            return self._hosts[name]

    def _exchange(
        self,
        host: Host,
        url: str,
        pace_s: float,
        headers: Mapping[str, str],
        *,
        for_robots: bool = False,
    ) -> Answer:
        """One request and its answer, after the pace; counted, recorded, raised by name."""
        waited_s = host.wait(pace_s, url, clock=self._clock, sleep=self._sleep, random=self._random)
        conditional = any(name.startswith("If-") for name in headers)
        started_at, began = self._now().astimezone(UTC), self._clock()
        answer: Answer | None = None
        error: ZoneReportsError | None
        try:
            answer = host.connection.ask(url, headers)
            error = meaning(answer, conditional=conditional)
        except CouldNotLook as failure:
            failure.url = url
            error = failure
        host.ended_at = self._clock()
        if isinstance(error, Throttled) and answer is not None:
            host.told_to_wait(retry_after_s(answer, self._now()), host.ended_at)
        # Any other 4xx says that there is no robots.txt to obey, or that it refuses.
        no_robots = for_robots and answer is not None and 400 <= answer.status < 500
        if no_robots and not isinstance(error, Challenged | Throttled):
            error = None
        host.note(error)
        if self._on_request:
            self._on_request(
                RequestRecord(
                    host=host.name,
                    url=url,
                    status=answer.status if answer else None,
                    error=type(error).__name__ if error else None,
                    bytes=answer.wire_bytes if answer else 0,
                    started_at=started_at,
                    elapsed_s=host.ended_at - began,
                    waited_s=waited_s,
                    conditional=conditional,
                )
            )
        if error is not None:
            raise error
        if answer is None:
            raise Unreachable("no answer", url=url)
        return answer


def _check_host(url: str, allowed: frozenset[str]) -> None:
    parts = urlsplit(url)
    if not {parts.hostname, parts.netloc} & allowed:
        known = ", ".join(sorted(allowed)) or "none"
        raise Refused(
            f"host {parts.hostname} is not allowed (allowed: {known})",
            url=url,
            next_step="if it is the site's own, add it to other_hosts of its YAML",
        )


def _target(answer: Answer) -> str:
    location = answer.header("location").strip()
    # Headers are read as Latin-1; servers write Chinese addresses in UTF-8.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        if not location:
            raise ValueError("empty")
        return canonical_url(urljoin(answer.url, location))
    except (ValueError, WrongSetting) as error:
        raise ServerFailed(
            f"status {answer.status} with a useless Location {location!r}", url=answer.url
        ) from error
