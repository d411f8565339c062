"""One polite request."""

from __future__ import annotations

import copy
import random as chance
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from zonereports.errors import Refused, ServerFailed, WrongSetting, ZoneReportsError
from zonereports.fetch.answer import REDIRECTS, Answer
from zonereports.fetch.connections import Connections
from zonereports.fetch.errand import Errand
from zonereports.fetch.exchanges import Exchanges
from zonereports.fetch.hop import Hop
from zonereports.fetch.host_book import HostBook, MemoryHostBook
from zonereports.fetch.manners import Manners
from zonereports.fetch.permissions import Permissions
from zonereports.fetch.request_record import RequestRecord
from zonereports.fetch.response import Response
from zonereports.fetch.robots import Permission
from zonereports.sites import Ask, Site, TlsProfile, canonical_url

_MOST_REDIRECTS = 5


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """Asks sites as a guest does: by name, slowly, one request at a time for each host.

    Every answer that is not the page is raised by name. Nothing is tried twice here; the schedule
    does that. What a host permits, when it was last asked, and that it failed or challenged us,
    stands in the host book: threads may share a fetcher, and processes with a fetcher each may
    share a book, and together they still are one guest.

    Args:
        user_agent: such as `zonereports/0.1`; its first word is the name that robots.txt is asked
            about.
        contact: an address that a site's owner can write to; sent with the name.
        timeout_s: for connecting, and for each silence while reading; a whole exchange may take
            four times that.
        max_bytes: largest body, over the wire and decompressed.
        allow_addresses: networks allowed beside the public ones, such as `127.0.0.0/8`.
        manners: limits for each host.
        hosts: the book; one of its own, forgotten with it, when None.
        ca_file: PEM file of the authorities to believe instead of the public ones.
        sleep: waits for seconds.
        now: the time, aware; pace and rests are kept by it, over all processes.
        random: between 0 and 1, for jitter.
        clock: seconds that only grow, for durations.
        on_request: is told of every exchange, robots.txt and redirects included, and of every
            address that robots.txt forbids.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        contact: str | None = None,
        timeout_s: float = 20,
        max_bytes: int = 20_000_000,
        allow_addresses: Sequence[str] = (),
        manners: Manners | None = None,
        hosts: HostBook | None = None,
        ca_file: Path | None = None,
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
        book: HostBook = MemoryHostBook() if hosts is None else hosts

        def utc() -> datetime:
            return now().astimezone(UTC)

        self._book = book
        self._connections = Connections(
            user_agent=user_agent if named else f"{user_agent} (+{contact})",
            timeout_s=timeout_s,
            max_bytes=max_bytes,
            allow_addresses=allow_addresses,
            ca_file=str(ca_file) if ca_file else None,
            clock=clock,
            now=utc,
        )
        self._exchanges = Exchanges(
            book=book,
            manners=manners or Manners(),
            connections=self._connections,
            sleep=sleep,
            now=utc,
            random=random,
            clock=clock,
            on_request=on_request,
        )
        self._permissions = Permissions(words[0], self._exchanges)
        self._site: str | None = None
        self._tls_profile: TlsProfile = "default"

    def for_site(self, site: Site) -> Fetcher:
        """The same fetcher, asking for one site: with its `tls_profile` and its key in the ledger.

        Connections, host book and everything else are shared; closing either closes both.
        """
        bound = copy.copy(self)
        bound._site, bound._tls_profile = site.key, site.tls_profile
        return bound

    def get(
        self,
        ask: Ask | str,
        *,
        pace_s: float,
        allow_hosts: Collection[str],
        etag: str | None = None,
        last_modified: str | None = None,
        referer: str | None = None,
        kind: str = "page",
    ) -> Response:
        """Ask for one address, after robots.txt and the pace of its host allow it.

        Args:
            ask: an http or https address, or what a listing's own script would send. A POST that
                is redirected goes on as browsers do.
            pace_s: seconds from the end of one request to the start of the next at the same host,
                lengthened by up to a fifth; a longer Crawl-delay wins.
            allow_hosts: hosts that may be asked, redirects included; exact names.
            etag: of the copy at hand, for If-None-Match; not sent with a POST.
            last_modified: of the copy at hand, for If-Modified-Since; not sent with a POST.
            referer: the page that links here; the ask's own header wins.
            kind: what the ledger calls it: listing, article, …

        Returns:
            The answer: status 200, or 304 with an empty body when the copy at hand still holds.
            Its `url` is the address that was given, or the identity of the ask.

        Raises:
            Unreachable: no name, no connection, no answer in time; or the host rests after three
                failures in a row.
            TlsFailed: the certificate or the protocol.
            Refused: 401, 403, robots.txt, a host or an address that is not allowed, https at a
                site that is `http_only`.
            Challenged: a challenge; the host is left alone until the next day.
            Throttled: 429, or 503 with Retry-After; later requests wait for it.
            BudgetSpent: the host was asked as often today as it may be.
            PageGone: 404 or 410.
            ServerFailed: 5xx and answers that HTTP does not foresee.
            TruncatedBody: less than promised, or more than accepted.
            WrongSetting: no http(s) address.
            An error that an answer of the site amounts to bears it as `response`.
        """
        allowed = frozenset(host.lower() for host in allow_hosts)
        errand = Errand(self._site, kind, pace_s, allowed, self._tls_profile)
        marks = {
            "If-None-Match": etag,
            "If-Modified-Since": last_modified,
            "Referer": canonical_url(referer) if referer else None,
        }
        identity = ask if isinstance(ask, str) else ask.identity
        hop, bounced = Hop.of(ask, marks), False
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                answer = self._permitted(hop, errand)
            except ZoneReportsError as error:
                if error.response is not None:
                    error.response = replace(error.response, url=identity)
                raise
            if answer.status not in REDIRECTS:
                return answer.response(identity)
            following = hop.after(answer)
            if following == hop:
                # The cookie bounce of openresty: once, as any browser with a cookie jar does.
                if bounced or not answer.header("set-cookie"):
                    raise ServerFailed("it redirects to itself", url=identity)
                bounced = True
            hop = following
        raise ServerFailed(
            f"more than {_MOST_REDIRECTS} redirects, the last to {hop.url}", url=identity
        )

    def close(self) -> None:
        """Close the connections; what was learnt of the hosts stays in their book."""
        self._connections.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _permitted(self, hop: Hop, errand: Errand) -> Answer:
        """One hop: host allowed, circuit closed, robots.txt obeyed, pace kept."""
        errand.check_allowed(hop.url)
        parts = urlsplit(hop.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules: Permission | None = None
        while True:
            with self._book.visit(parts.netloc) as host:
                self._exchanges.check_open(host, hop.url)
                rules = rules or self._permissions.known(host, origin)
                if rules is not None:
                    try:
                        rules.check(hop.url)
                    except Refused:
                        self._exchanges.left_alone(host, hop.url, errand)
                        raise
                    errand = replace(errand, crawl_delay_s=rules.crawl_delay_s)
                    return self._exchanges.make(host, hop, errand)
            # Held no longer: its robots.txt may lead to another host.
            rules = self._permissions.learn(origin, errand)
