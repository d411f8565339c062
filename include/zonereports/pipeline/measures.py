"""What a task did, as samples of the metric table; whoever calls decides where they go.

They are read from results and from the ledger, after the work: measuring changes nothing, and a
package without Airflow has nothing to send them to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zonereports.fetch import RequestLedger, RequestRecord
from zonereports.pipeline.check import SiteCheck
from zonereports.pipeline.metric_table import METRICS, Kind
from zonereports.pipeline.stores import Stores

if TYPE_CHECKING:
    from zonereports.alerts import SendResult
    from zonereports.pipeline.publish_result import PublishResult
    from zonereports.pipeline.watch import WatchResult

_KINDS: dict[str, Kind] = {metric.name: metric.kind for metric in METRICS}
_ANSWERS = ("new", "nothing new", "could not look", "not recognisable")


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of one metric."""

    name: str
    value: float
    """To be added (counter), the state of now (gauge), or milliseconds (timer)."""

    @property
    def kind(self) -> Kind:
        """How a receiver is to take the value."""
        return _KINDS[self.name]


def crawl_samples(stores: Stores, checks: Sequence[SiteCheck], *, since: datetime) -> list[Sample]:
    """What visits answered and what they cost.

    Args:
        stores: their ledger has the requests.
        checks: what `Pipeline.crawl` gave.
        since: when it began, aware.
    """
    answered = Counter[str](check.answer for check in checks)
    asked = _requests(stores, {check.site for check in checks}, since)
    sent = [one for one in asked if one.sent]
    return [
        *(_sample(f"answers.{answer.replace(' ', '_')}", answered[answer]) for answer in _ANSWERS),
        _sample("pages.found", sum(len(check.new_captures) for check in checks)),
        _sample("requests.sent", len(sent)),
        _sample("requests.failed", sum(one.error is not None for one in sent)),
        _sample("requests.challenged", sum(one.error == "Challenged" for one in sent)),
        _sample("requests.forbidden", len(asked) - len(sent)),
        _sample("requests.conditional", sum(one.conditional for one in sent)),
        _sample("requests.not_modified", sum(one.not_modified for one in sent)),
        _sample("requests.bytes", sum(one.bytes for one in sent)),
        *(_sample("requests.latency", one.elapsed_s * 1000) for one in sent),
        *(_sample("requests.waited", one.waited_s * 1000) for one in sent),
    ]


def backlog_samples(stores: Stores) -> list[Sample]:
    """What is archived and waits to be published."""
    return [_sample("captures.waiting", len(stores.archive.pending()))]


def publish_samples(stores: Stores, result: PublishResult) -> list[Sample]:
    """What a publication let through, what it refused, and what still waits."""
    return [
        *backlog_samples(stores),
        _sample("publish.reports", len(result.documents)),
        _sample("publish.rows", result.observations),
        _sample("publish.quarantined", result.quarantined),
        _sample("publish.held_back", len(result.held_back)),
        _sample("publish.unreadable", len(result.unreadable)),
        _sample("publish.needs_ocr", len(result.needs_ocr)),
        _sample("publish.contradictions", result.contradictions),
        _sample("publish.across_years", result.across_years),
        _sample("publish.events", len(result.events)),
    ]


def send_samples(stores: Stores, result: SendResult, *, since: datetime) -> list[Sample]:
    """What a round of sending delivered, how late, and what is left.

    Args:
        stores: their outbox has the messages.
        result: what `Pipeline.send_alerts` gave.
        since: when it began, aware.
    """
    from zonereports.alerts import deliveries

    delays = [
        one.delay / timedelta(milliseconds=1) for one in deliveries(stores.state, since=since)
    ]
    return [
        _sample("alerts.sent", result.sent),
        _sample("alerts.refused", len(result.failed)),
        *(_sample("alerts.delay", delay) for delay in delays),
        _sample("alerts.waiting", result.waiting - result.dead),
        _sample("alerts.dead", result.dead),
    ]


def watch_samples(result: WatchResult) -> list[Sample]:
    """What the watch told, and what stands."""
    return [
        _sample("watch.opened", len(result.opened)),
        _sample("watch.closed", len(result.closed)),
        _sample("watch.standing", result.standing),
        _sample("watch.could_not_look", len(result.could_not_look)),
    ]


def _sample(name: str, value: float) -> Sample:
    return Sample(f"zonereports.{name}", value)


def _requests(stores: Stores, sites: Collection[str], since: datetime) -> list[RequestRecord]:
    """Requests of these visits alone: others run beside them."""
    ledger = RequestLedger(stores.state)
    return [one for site in sorted(sites) for one in ledger.requests(site=site, since=since)]
