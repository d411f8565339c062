"""The ledger of requests, and the report that a site's owner can be shown."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError

from zonereports.cli import main
from zonereports.errors import Refused
from zonereports.fetch import Host, RequestLedger, RequestRecord, StateHostBook, politeness_report
from zonereports.fetch.ledger import REQUESTS
from zonereports.state import State

NOW = datetime(2025, 3, 1, 2, tzinfo=UTC)
HOST = "www.qingshan.example"


@pytest.fixture
def state(state_url):
    state = State(state_url)
    yield state
    state.close()


def record(minutes: float, **facts) -> RequestRecord:
    told = {
        "host": HOST,
        "url": f"https://{HOST}/a",
        "status": 200,
        "error": None,
        "bytes": 100,
        "started_at": NOW + timedelta(minutes=minutes),
        "elapsed_s": 1.0,
        "waited_s": 3.0,
        "conditional": False,
        "site": "qingshan",
        "kind": "article",
        "user_agent": "zonereports/0.1 (+a@b.example)",
    }
    return RequestRecord(**(told | facts))


@pytest.fixture
def ledger(state):
    ledger = RequestLedger(state)
    for row in (
        record(0, kind="robots", robots="is robots.txt", status=404),
        record(1, kind="listing"),
        record(2, conditional=True, not_modified=True, status=304, bytes=0),
        record(4, conditional=True),
        record(4.5, status=None, error="Unreachable", bytes=0),
        record(5, status=None, error="Refused", robots="forbidden", sent=False, bytes=0),
        record(6, host="www.baishui.example", site="baishui"),
        # 23:59 and 00:01 in China.
        record(14 * 60 - 1),
        record(14 * 60 + 1),
    ):
        write(state, row)
    return ledger


def write(state, row: RequestRecord) -> None:
    StateHostBook(state).save(Host(row.host), row)


def test_rows_come_back_as_they_were_written_and_in_their_order(ledger) -> None:
    rows = ledger.requests()
    assert len(rows) == 9
    assert rows[2] == record(2, conditional=True, not_modified=True, status=304, bytes=0)
    assert [row.site for row in ledger.requests(site="baishui")] == ["baishui"]
    since, until = NOW + timedelta(minutes=1), NOW + timedelta(minutes=4)
    assert len(ledger.requests(host=HOST, since=since, until=until)) == 2
    assert ledger.hosts() == ["www.baishui.example", HOST]
    assert ledger.hosts(site="qingshan") == [HOST]


def test_a_host_is_found_on_all_its_ports_and_under_no_other_name(state) -> None:
    ledger = RequestLedger(state)
    for host in ("a.example", "a.example:81", "a.example.org", "b-a.example", "a_example:81"):
        write(state, record(0, host=host))
    assert [row.host for row in ledger.requests(host="A.example")] == ["a.example", "a.example:81"]
    assert len(ledger.requests(host="a.example:81")) == 1


def test_the_report_tells_what_an_owner_asks(state, ledger) -> None:
    report = politeness_report(state, HOST, NOW)
    assert report.requests == 7
    assert report.per_day == {"2025-03-01": 6, "2025-03-02": 1}
    assert (report.conditional, report.not_modified, report.not_modified_share) == (2, 1, 0.5)
    assert report.statuses == {"200": 4, "304": 1, "404": 1, "no answer": 1}
    assert report.errors == {"Unreachable": 1}
    assert report.robots == {"allowed": 6, "forbidden": 1, "is robots.txt": 1}
    assert report.kinds == {"article": 5, "listing": 1, "robots": 1}
    assert report.user_agents == ("zonereports/0.1 (+a@b.example)",)
    # 59, 59, 119, 29 s, then hours, then 119 s.
    assert (report.least_spacing_s, report.median_spacing_s) == (29, 89)
    assert report.bytes == 500
    text = str(report)
    for told in ("zonereports/0.1 (+a@b.example)", "2025-03-01 10:00", "median 89.0 s", "304: 1"):
        assert told in text
    assert json.loads(json.dumps(report.as_json()))["since"] == NOW.isoformat()


def test_a_host_that_was_never_asked_has_an_empty_report(state) -> None:
    report = politeness_report(state, "www.nowhere.example", NOW)
    assert (report.requests, report.median_spacing_s, report.not_modified_share) == (0, None, None)
    assert "none" in str(report)


def test_an_address_left_alone_is_no_request(state) -> None:
    row = record(1, sent=False, robots="forbidden", status=None, error="Refused", bytes=0)
    write(state, row)
    report = politeness_report(state, HOST, NOW)
    assert report.requests == 0
    assert "1 addresses left alone" in str(report)


def test_a_fetcher_writes_what_it_did(county, visitor, state) -> None:
    ledger = RequestLedger(state)
    county.page("/robots.txt", "User-agent: *\nDisallow: /secret\n")
    guest = visitor(hosts=StateHostBook(state))
    guest.get(county.page("/a", "12345"), kind="listing", pace_s=3)
    with pytest.raises(Refused):
        guest.get(county.home + "/secret")
    told = [(row.kind, row.status, row.bytes, row.robots, row.sent) for row in ledger.requests()]
    assert told == [
        ("robots", 200, 32, "is robots.txt", True),
        ("listing", 200, 5, "allowed", True),
        ("page", None, 0, "forbidden", False),
    ]
    assert ledger.requests()[1].waited_s == pytest.approx(3.3)


def test_how_a_request_ended_and_its_row_are_kept_together_or_not_at_all(state) -> None:
    book = StateHostBook(state)
    with book.visit(HOST) as host:
        host.begin(NOW)
        book.save(host)
        host.ended_at = NOW + timedelta(seconds=9)
        # A row that the database refuses.
        with pytest.raises(SQLAlchemyError):
            book.save(host, record(0, bytes=None))
    with book.visit(HOST) as host:
        assert (host.requests_today, host.ended_at) == (1, NOW)
    assert RequestLedger(state).requests() == []


def test_old_requests_are_forgotten_the_oldest_first_and_so_many_at_once(state) -> None:
    ledger = RequestLedger(state)
    for minutes in (3, 1, 0, 2, 4):
        write(state, record(minutes))
    before = NOW + timedelta(minutes=3)
    assert ledger.prune(before, most=2) == 2
    left = [(row.started_at - NOW) // timedelta(minutes=1) for row in ledger.requests()]
    assert left == [3, 2, 4]
    assert ledger.prune(before) == 1
    assert ledger.prune(before) == 0
    assert len(ledger.requests()) == 2


def test_a_long_backlog_is_forgotten_in_several_transactions(state) -> None:
    rows = [asdict(record(minutes)) for minutes in range(4_500)]
    with state.begin() as connection:
        connection.execute(insert(REQUESTS), rows)
    assert RequestLedger(state).prune(NOW + timedelta(minutes=4_400), most=4_300) == 4_300
    assert len(RequestLedger(state).requests()) == 200


@pytest.fixture
def shell(tmp_path, monkeypatch, state_url, ledger):
    monkeypatch.setenv("ZONEREPORTS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZONEREPORTS_STATE_URL", state_url)
    return lambda *words: main(["sites", "politeness", *words])


def test_the_report_is_shown_in_a_shell(shell, capsys) -> None:
    assert shell(HOST, "--days", "36500") == 0
    assert f"Requests to {HOST}" in capsys.readouterr().out
    assert shell(HOST, "--days", "36500", "--json") == 0
    assert json.loads(capsys.readouterr().out)["requests"] == 7


def test_a_host_nobody_asked_is_a_mistake_that_names_those_that_were(shell, capsys) -> None:
    assert shell("www.qingsan.example") == 2
    assert HOST in capsys.readouterr().err
    assert shell(HOST, "--days", "0") == 2
