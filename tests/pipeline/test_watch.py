"""The watch over county sites, on a clock that is moved: what does not come, and what ails."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from replica import Replica
from replica.counties import COUNTIES
from zonereports.cli import main
from zonereports.events import stored_notices
from zonereports.fetch.host_table import ROBOTS
from zonereports.pipeline import Pipeline, switch_site
from zonereports.settings import Settings


class Years:
    """A platform and county sites whose clock the test sets."""

    def __init__(self, folder):
        self.now = datetime(2026, 1, 5, 1, tzinfo=UTC)
        self.replica = Replica(counties=COUNTIES[:2], now=lambda: self.now)
        self.settings = Settings(
            home=folder / "home",
            sites=folder / "sites",
            allow_addresses=("127.0.0.0/8",),
            alert_channels=("file",),
            recheck_after_h=1e6,
            challenge_rest_h=0.0,
            host_rest_s=0.0,
        )

    def on(self, month, day, *, crawl=True, year=2026):
        """One day: crawl, publish, watch."""
        self.now = datetime(year, month, day, 1, tzinfo=UTC)
        pipeline = self.open()
        if crawl:
            pipeline.crawl()
            pipeline.publish()
        result = pipeline.watch()
        pipeline.send_alerts()
        pipeline.close()
        return result

    def open(self):
        return Pipeline(self.settings, now=lambda: self.now, sleep=self._sleep)

    def _sleep(self, seconds):
        self.now += timedelta(seconds=seconds)

    def told(self, kind):
        lines = self.settings.alerts_file.read_text(encoding="utf-8").splitlines()
        return [line for line in map(json.loads, lines) if line["kind"] == kind]

    def notices(self, kind):
        pipeline = self.open()
        found = [one for one in stored_notices(pipeline.state) if one.kind == kind]
        pipeline.close()
        return found


@pytest.fixture
def years(tmp_path):
    years = Years(tmp_path)
    with years.replica:
        years.replica.write_site_files(tmp_path / "sites")
        yield years


def overdue(result):
    return [
        (one.site, one.evidence["zone"], one.evidence["year"])
        for one in result.opened
        if one.kind == "overdue"
    ]


def test_a_report_that_does_not_come_is_overdue_once_and_closed_when_it_appears(years):
    assert overdue(years.on(1, 5)) == []
    assert overdue(years.on(3, 30)) == []
    first = years.on(3, 31)
    assert first.could_not_look == ()
    zones = overdue(first)
    assert zones
    assert {year for *_, year in zones} == {"2025"}
    assert overdue(years.on(4, 1)) == []
    (message,) = years.told("overdue")
    assert "逾期未发布" in message["title"]
    site, zone, _ = zones[0]
    assert f"{zone} 2025年" in message["body"]
    years.replica.publish(site, zone=zone, year=2025)
    result = years.on(4, 2)
    closed = [
        (one.site, one.evidence["zone"], one.outcome)
        for one in result.closed
        if one.kind == "overdue"
    ]
    assert closed == [(site, zone, "appeared")]
    assert "已发布" in years.told("overdue")[-1]["title"]
    (notice,) = [one for one in years.notices("overdue") if one.closed_at]
    assert notice.evidence["due"] == "2026-03-30"
    assert notice.evidence["capture"]


def test_a_site_that_could_not_be_looked_at_has_no_overdue_report(years):
    dead, alive = years.replica.sites
    years.on(1, 5)
    years.replica.break_site(dead, "dead")
    result = years.on(3, 31)
    assert {site for site, *_ in overdue(result)} == {alive}
    assert {one.site for one in result.could_not_look} == {dead}
    pipeline = years.open()
    board = {one.site: one for one in pipeline.health()}
    pipeline.close()
    assert (board[dead].state, board[alive].state) == ("not seen", "attention")
    assert board[dead].unknown
    assert str(board[dead].seen_on) == "2026-01-05"
    years.replica.mend(dead)
    assert {site for site, *_ in overdue(years.on(4, 1))} == {dead}


def test_a_zone_without_history_that_was_not_watched_before_its_window_is_not_accused(years):
    site = years.replica.sites[0]
    path = years.settings.sites / f"{site}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("zones:\n", "zones:\n- name: 新桥工业园区\n"), encoding="utf-8")
    years.on(1, 5)
    result = years.on(3, 31)
    assert "新桥工业园区" in {one.zone for one in result.not_watched}
    assert "新桥工业园区" not in {zone for _, zone, _ in overdue(result)}


def test_sites_that_fail_for_one_cause_are_one_message_and_so_is_their_recovery(years):
    years.on(1, 5)
    for site in years.replica.sites:
        years.replica.break_site(site, "dead")
    assert [years.on(1, day).opened for day in (6, 7)] == [(), ()]
    assert {one.kind for one in years.on(1, 8).opened} == {"not seen"}
    years.on(1, 9)
    (message,) = years.told("not seen")
    assert message["title"] == "2个网站连续无法访问(Unreachable)"
    for site in years.replica.sites:
        years.replica.mend(site)
    assert {one.outcome for one in years.on(1, 10).closed} == {"recovered"}
    assert years.told("not seen")[-1]["title"] == "2个网站恢复访问(Unreachable)"
    assert len(years.told("not seen")) == 2


@pytest.mark.parametrize(
    ("fault", "kind"), [("challenge_521", "challenged"), ("short_listing", "source changed")]
)
def test_a_challenge_and_a_changed_list_are_told_the_same_day(years, fault, kind):
    site = years.replica.sites[0]
    years.on(1, 5)
    years.replica.break_site(site, fault)
    (notice,) = years.on(1, 6).opened
    assert (notice.kind, notice.site) == (kind, site)
    assert notice.evidence["url"] == years.replica.listing_url(site)


def test_a_changed_robots_txt_is_told_with_its_difference(years):
    years.on(1, 5)
    pipeline = years.open()
    with pipeline.state.begin() as connection:
        connection.execute(
            update(ROBOTS)
            .where(ROBOTS.c.host.startswith("127.0.1.1:"))
            .values(status=200, body=b"User-agent: *\n# new\nDisallow: /gk/\n")
        )
    pipeline.close()
    (notice,) = years.on(1, 6, crawl=False).opened
    assert (notice.kind, notice.outcome) == ("robots changed", "told")
    assert "+Disallow: /gk/" in notice.detail
    assert years.on(1, 7, crawl=False).opened == ()


def test_watching_again_changes_nothing_and_a_site_switched_off_is_left_in_peace(years):
    site = years.replica.sites[0]
    years.on(1, 5)
    years.on(3, 31)
    told = years.settings.alerts_file.read_bytes()
    again = years.on(3, 31, crawl=False)
    assert (again.opened, again.closed, again.messages) == ((), (), 0)
    pipeline = years.open()
    switch_site(pipeline.state, site, off=True, why="rebuilt", who="me", at=years.now)
    pipeline.close()
    result = years.on(4, 1, crawl=False)
    assert {(one.site, one.outcome) for one in result.closed} == {(site, "no longer watched")}
    assert years.settings.alerts_file.read_bytes() == told


def test_the_shell_shows_the_board_and_the_watch(years, monkeypatch, capsys):
    # The shell has the clock of the machine.
    today = datetime.now(UTC)
    years.on(today.month, today.day, year=today.year)
    site = years.replica.sites[0]
    years.replica.break_site(site, "challenge_521")
    years.on(today.month, today.day, year=today.year)
    for name, value in {
        "HOME": years.settings.home,
        "SITES": years.settings.sites,
        "ALLOW_ADDRESSES": "127.0.0.0/8",
        "ALERT_CHANNELS": "file",
    }.items():
        monkeypatch.setenv(f"ZONEREPORTS_{name}", str(value))
    capsys.readouterr()
    assert main(["sites", "health", "--json", "--all"]) == 1
    board = {row["site"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert set(board) == set(years.replica.sites)
    assert "challenged" in [one["kind"] for one in board[site]["troubles"]]
    assert all(one["told_at"] for one in board[site]["troubles"])
    assert main(["sites", "health"]) == 1
    assert "challenged" in capsys.readouterr().out
    assert main(["watch", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["standing"] >= 1
    assert main(["events"]) == 0
    kinds = [json.loads(line)["kind"] for line in capsys.readouterr().out.splitlines()]
    assert {"first", "challenged"} <= set(kinds)
