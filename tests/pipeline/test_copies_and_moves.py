"""A report that moves, is posted again or differs between two addresses stays one report."""

import json

import pytest

from tests.pipeline.village import TODAY, notices, title_of
from zonereports.events import stored_events
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

TITLE = title_of(2024)


@pytest.fixture
def visit(village, tmp_path):
    """Crawls and publishes the village, each time as a process of its own."""
    folder = tmp_path / "sites"
    folder.mkdir()
    (folder / "qingshan.yaml").write_text(
        f'name: 青山县人民政府\nadcode: "339901"\nbase_url: {village.url}\nfamily: static\n'
        "zones: [{name: 青山经济开发区}]\npace_s: 0\n"
        "listings:\n  - {url: /gk/index.html, expect_at_least: 3}\n",
        encoding="utf-8",
    )
    settings = Settings(
        home=tmp_path / "home",
        sites=folder,
        allow_addresses=("127.0.0.0/8",),
        alert_channels=("file",),
        recheck_after_h=0.0,
        host_rest_s=0.0,
    )

    def once():
        pipeline = Pipeline(settings)
        pipeline.run()
        told = [
            (row["kind"], row["url"].rsplit("/", 1)[1]) for row in stored_events(pipeline.state)
        ]
        query = "select url, version, is_latest, official from documents order by version"
        rows = pipeline.lake.query(query).to_pylist()
        assert pipeline.lake.verify() == []
        pipeline.close()
        return told, [(row["url"].rsplit("/", 1)[1], row["version"]) for row in rows]

    once.alerts = settings.alerts_file
    return once


def lists(village, *paths):
    rows = [(TITLE, path, TODAY) for path in paths]
    village.lists([*rows, *notices(1, 4, TODAY)])


def copy_to(village, path, of, old="", new=""):
    status, kind, body = village.pages[of]
    village.pages[path] = (status, kind, body.replace(old.encode(), new.encode()))


OLD, NEW = "t20240110_2024.html", "t20250301_9.html"


def test_a_report_that_moved_is_no_second_one_and_not_withdrawn(village, visit):
    first = village.report(2024)
    lists(village, first)
    assert visit() == ([("first", OLD)], [(OLD, 1)])
    copy_to(village, f"/gk/{NEW}", first)
    del village.pages[first]
    lists(village, f"/gk/{NEW}")
    moved = ([("first", OLD), ("moved", NEW)], [(OLD, 1)])
    assert visit() == moved
    assert visit() == moved
    alert = json.loads(visit.alerts.read_text(encoding="utf-8").splitlines()[-1])
    assert alert["kind"] == "moved"
    assert OLD in alert["body"]


def test_two_addresses_that_disagree_are_one_report_with_one_event(village, visit):
    first = village.report(2024)
    copy_to(village, f"/gk/{NEW}", first, "9.3%", "9.8%")
    lists(village, first, f"/gk/{NEW}")
    told, rows = visit()
    assert (sorted(told), len(rows)) == (sorted([("first", OLD), ("differs", NEW)]), 1)
    # A counter on both pages makes new bytes of them every day.
    for views in range(3):
        for path in (first, f"/gk/{NEW}"):
            copy_to(village, path, path, "</body>", f"<p>浏览次数：{views}</p></body>")
        assert visit() == (told, rows)
    alerts = visit.alerts.read_text(encoding="utf-8")
    assert "9.3% → 9.8%" in alerts


def test_the_copy_that_remains_is_the_report_with_what_it_says(village, visit):
    first = village.report(2024)
    copy_to(village, f"/gk/{NEW}", first, "9.3%", "9.8%")
    lists(village, first, f"/gk/{NEW}")
    visit()
    del village.pages[first]
    lists(village, f"/gk/{NEW}")
    told, rows = visit()
    assert sorted(told) == sorted(
        [("first", OLD), ("differs", NEW), ("moved", NEW), ("corrected", NEW)]
    )
    assert rows == [(OLD, 1), (NEW, 2)]


def test_a_page_that_is_gone_and_back_unchanged_is_told(village, visit):
    first = village.report(2024)
    lists(village, first)
    visit()
    page = village.pages.pop(first)
    assert visit()[0] == [("first", OLD), ("withdrawn", OLD)]
    village.pages[first] = page
    assert visit()[0] == [("first", OLD), ("withdrawn", OLD), ("reposted", OLD)]


def test_an_address_that_alternates_between_two_texts_is_told_once(village, visit):
    first = village.report(2024)
    lists(village, first)
    fresh = village.pages[first]
    stale = (*fresh[:2], fresh[2].replace(b"9.3%", b"9.8%"))
    for turn in range(6):
        village.pages[first] = (fresh, stale)[turn % 2]
        told, rows = visit()
    kinds = ["first", "corrected", "corrected", "alternates"]
    assert (told, rows) == ([(kind, OLD) for kind in kinds], [(OLD, n) for n in (1, 2, 3, 4)])
    alerts = [json.loads(line) for line in visit.alerts.read_text(encoding="utf-8").splitlines()]
    assert [alert["kind"] for alert in alerts] == kinds
    assert "9.3% → 9.8%" in alerts[-1]["body"]


def test_an_address_that_alternates_between_two_reports_is_told_once(village, visit):
    first = village.report(2024)
    lists(village, first)
    pages = [village.pages[first], village.pages[village.report(2023)]]
    for turn in range(6):
        village.pages[first] = pages[turn % 2]
        told, rows = visit()
    kinds = ["first", "first", "reposted", "withdrawn", "withdrawn", "alternates"]
    assert sorted(told) == sorted((kind, OLD) for kind in kinds)
    assert rows == [(OLD, 1), (OLD, 1)]
    alerts = [json.loads(line) for line in visit.alerts.read_text(encoding="utf-8").splitlines()]
    assert sorted(alert["kind"] for alert in alerts) == sorted(kinds)
    assert visit()[0] == told
