"""The proof by an independent log: what a host saw is what our ledger says, and it was polite."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from replica.access_log import Visit
from tests.fetch.polite_worker import ARTICLES, PACE_S
from zonereports.fetch import RequestLedger, RequestRecord, politeness_report
from zonereports.state import State

WORKER = Path(__file__).with_name("polite_worker.py")
WORKERS = 4
# The replica's log gives times to the millisecond, cut off.
TICK_S = 0.001


class Door:
    """Counts the connections that are open at each address of a replica at the same time."""

    def __init__(self, replica) -> None:
        self.most: dict[str, int] = {}
        self._open: dict[str, int] = {}
        self._lock = threading.Lock()
        listeners = replica._listeners
        self._serve = listeners._serve
        listeners._serve = self._counted

    def _counted(self, connection, visitor) -> None:
        host = connection.getsockname()[0]
        with self._lock:
            self._open[host] = self._open.get(host, 0) + 1
            self.most[host] = max(self.most.get(host, 0), self._open[host])
        try:
            self._serve(connection, visitor)
        finally:
            with self._lock:
                self._open[host] -= 1


def seen(visit: Visit) -> tuple[object, ...]:
    told = (visit.method, visit.path, visit.status, visit.sent, visit.conditional)
    return (*told, visit.user_agent)


def said(record: RequestRecord) -> tuple[object, ...]:
    parts = urlsplit(record.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    told = (record.method, path, record.status, record.bytes, record.conditional)
    return (*told, record.user_agent)


def spacings(visits: list[Visit]) -> list[float]:
    times = [datetime.fromisoformat(visit.time) for visit in visits]
    return [(after - before).total_seconds() for before, after in pairwise(times)]


@pytest.fixture
def state(state_url):
    state = State(state_url)
    yield state
    state.close()


def test_four_processes_at_one_host_are_one_polite_guest(replica, state) -> None:
    listing = replica.listing_url(replica.sites[0])
    door = Door(replica)
    began = datetime.now(UTC)
    url = state.url.render_as_string(hide_password=False)
    arguments = [sys.executable, str(WORKER), url, listing]
    workers = [
        subprocess.Popen([*arguments, str(n), str(WORKERS)], stderr=subprocess.PIPE)
        for n in range(WORKERS)
    ]
    for worker in workers:
        _, errors = worker.communicate(timeout=120)
        assert worker.returncode == 0, errors.decode()

    visits, ledger = replica.log.visits(), RequestLedger(state).requests()
    assert [seen(visit) for visit in visits] == [said(record) for record in ledger]
    assert len(visits) == 1 + WORKERS * (ARTICLES + 2)
    assert [visit.path for visit in visits].count("/robots.txt") == 1
    assert min(spacings(visits)) >= PACE_S - TICK_S
    assert door.most == {visits[0].host: 1}

    report = politeness_report(state, urlsplit(listing).netloc, began - timedelta(seconds=1))
    assert report.requests == len(visits)
    assert report.least_spacing_s is not None
    assert report.least_spacing_s >= PACE_S - TICK_S
    assert report.kinds == {"article": WORKERS * ARTICLES, "listing": 2 * WORKERS, "robots": 1}
    assert report.conditional == sum(visit.conditional for visit in visits)
    assert report.not_modified == sum(visit.status == 304 for visit in visits) > 0


def test_a_whole_crawl_stands_in_the_ledger_request_for_request(replica, platform) -> None:
    door = Door(replica)
    pipeline = platform(replica)
    for _ in range(2):
        pipeline.crawl()
    ledger = RequestLedger(pipeline.state)
    for key in replica.sites:
        visits = replica.log.visits(key)
        records = ledger.requests(site=key)
        assert [seen(visit) for visit in visits] == [said(record) for record in records]
        assert [visit.path for visit in visits].count("/robots.txt") == 1
    assert len(ledger.requests()) == len(replica.log)
    assert set(door.most.values()) == {1}
