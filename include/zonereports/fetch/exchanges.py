"""One exchange with a host that is held: waited for, counted, remembered, recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from zonereports.errors import (
    Challenged,
    CouldNotLook,
    Throttled,
    Unreachable,
    ZoneReportsError,
)
from zonereports.fetch.answer import Answer, meaning, retry_after_s
from zonereports.fetch.connections import Connections
from zonereports.fetch.errand import Errand
from zonereports.fetch.hop import Hop
from zonereports.fetch.host import Host
from zonereports.fetch.host_book import HostBook
from zonereports.fetch.manners import Manners
from zonereports.fetch.request_record import RequestRecord


@dataclass(slots=True)
class Exchanges:
    """Makes exchanges by the manners, each with a host that the caller holds."""

    book: HostBook
    manners: Manners
    connections: Connections
    sleep: Callable[[float], None]
    now: Callable[[], datetime]
    """Aware, UTC."""
    random: Callable[[], float]
    clock: Callable[[], float]
    on_request: Callable[[RequestRecord], None] | None
    challenged: dict[str, str] = field(default_factory=dict)
    """Hosts that challenged this process; it does not ask them again, however short the rest."""

    def check_open(self, host: Host, url: str) -> None:
        """Refuse to ask a host that rests.

        Raises:
            Challenged, Unreachable: as `Host.check_open`.
        """
        host.check_open(url, self.now())
        if host.name in self.challenged:
            reason = self.challenged[host.name]
            raise Challenged(f"not asked again after a challenge: {reason}", url=url)

    def left_alone(self, host: Host, url: str, errand: Errand) -> None:
        """Record that an address is not asked for, since robots.txt forbids it."""
        record = RequestRecord(
            host=host.name,
            url=url,
            status=None,
            error="Refused",
            bytes=0,
            started_at=self.now(),
            elapsed_s=0.0,
            waited_s=0.0,
            conditional=False,
            site=errand.site,
            kind=errand.kind,
            robots="forbidden",
            sent=False,
            user_agent=self.connections.user_agent,
        )
        self._keep(host, record)

    def make(self, host: Host, hop: Hop, errand: Errand) -> Answer:
        """One request and its answer.

        Raises:
            BudgetSpent: before asking.
            Throttled: before asking, or as the answer.
            CouldNotLook, NotRecognisable: what the answer means.
        """
        url = hop.url
        host.check_budget(url, self.now(), self.manners)
        waited_s = host.seconds_to_wait(
            url,
            self.now(),
            pace_s=errand.pace_s,
            crawl_delay_s=errand.crawl_delay_s,
            chance=self.random(),
        )
        if waited_s:
            self.sleep(waited_s)
        started_at, began = self.now(), self.clock()
        host.begin(started_at)
        self.book.save(host)
        answer: Answer | None = None
        error: ZoneReportsError | None
        try:
            answer = self.connections.to(host.name, errand.tls_profile).ask(hop)
            host.certificate_ends = answer.certificate_ends or host.certificate_ends
            error = meaning(answer, conditional=hop.conditional)
        except CouldNotLook as failure:
            failure.url = url
            error = failure
        elapsed_s, ended_at = self.clock() - began, self.now()
        if isinstance(error, Throttled) and answer is not None:
            host.told_to_wait(retry_after_s(answer, ended_at), ended_at)
        # Any other 4xx says that there is no robots.txt to obey, or that it refuses.
        no_robots = errand.robots and answer is not None and 400 <= answer.status < 500
        if no_robots and not isinstance(error, Challenged | Throttled):
            error = None
        if isinstance(error, Challenged):
            self.challenged[host.name] = error.what
        host.end(error, ended_at, self.manners, robots=errand.robots)
        record = RequestRecord(
            host=host.name,
            url=url,
            status=answer.status if answer else None,
            error=type(error).__name__ if error else None,
            bytes=answer.wire_bytes if answer else 0,
            started_at=started_at,
            elapsed_s=elapsed_s,
            waited_s=waited_s,
            conditional=hop.conditional,
            site=errand.site,
            kind=errand.kind,
            method=hop.method,
            not_modified=answer is not None and answer.status == 304,
            robots="is robots.txt" if errand.robots else "allowed",
            user_agent=self.connections.user_agent,
        )
        self._keep(host, record)
        if error is not None:
            if answer is not None and not errand.robots:
                error.response = answer.response(url)
            raise error
        if answer is None:
            raise Unreachable("no answer", url=url)
        return answer

    def _keep(self, host: Host, record: RequestRecord) -> None:
        self.book.save(host, record)
        if self.on_request:
            self.on_request(record)
