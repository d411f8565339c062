"""Reports appear, change, move and go while a visitor watches."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from replica import Replica, ReplicaError
from replica.counties import COUNTIES

KEYS = [county.key for county in COUNTIES]


def test_a_published_report_stands_on_top_of_the_listing(replica: Replica, get: Any) -> None:
    url = replica.listing_url("linxi")
    before = get(url)
    done = replica.publish("linxi")
    after = get(url, headers={"If-None-Match": before.headers["ETag"]})
    assert done["report_year"] == 2025
    assert done["published_at"] == "2026-02-10"
    assert after.status_code == 200
    assert after.headers["Last-Modified"] != before.headers["Last-Modified"]
    html = after.content.decode()
    assert done["title"] not in before.content.decode()
    assert html.index("长期有效") < html.index(done["title"]) < html.index("2025年上半年")
    assert get(done["url"]).status_code == 200
    assert done["url"] in [report["url"] for report in replica.truth("linxi")]


def test_without_a_site_the_zones_are_published_one_after_another(replica: Replica) -> None:
    done = [replica.publish() for _ in range(8)]
    assert {report["report_year"] for report in done} == {2025}
    assert len({report["zone"] for report in done}) == 8


def test_a_county_that_is_up_to_date_brings_an_old_report_in_and_none_of_a_year_to_come(
    replica: Replica,
) -> None:
    zones = {report["zone"] for report in replica.truth("linxi")}
    done = [replica.publish("linxi") for _ in range(4 * len(zones) + 4)]
    assert max(report["report_year"] for report in done) == 2026  # the clock says 2026-02-10
    assert min(report["report_year"] for report in done) < 2023
    assert len({(report["zone"], report["report_year"]) for report in done}) == len(done)


def test_a_report_can_be_named_by_zone_year_period_and_day(replica: Replica) -> None:
    done = replica.publish(
        "qingshan", zone="青山生态工业园区", year=2025, period="half_year", on="2025-08-01"
    )
    assert done["zone"] == "青山生态工业园区"
    assert done["period_kind"] == "half_year"
    assert done["published_at"] == "2025-08-01"
    assert replica.publish("qingshan", on=date(2026, 3, 1))["published_at"] == "2026-03-01"


def test_nothing_is_published_twice(replica: Replica) -> None:
    with pytest.raises(ReplicaError, match="has published"):
        replica.publish("linxi", year=2024)


@pytest.mark.parametrize("site", KEYS)
def test_a_revision_changes_one_figure_at_the_same_address(
    replica: Replica, get: Any, site: str
) -> None:
    before = replica.truth(site)[0]
    page = get(before["url"])
    done = replica.revise(site)
    after = replica.truth(site)[0]
    again = get(before["url"], headers={"If-None-Match": page.headers["ETag"]})
    assert done["url"] == before["url"] == after["url"]
    assert again.status_code == 200
    index = done["figure"]
    assert before["observations"][index]["quote"] == done["old"]
    assert after["observations"][index]["quote"] == done["new"] != done["old"]
    assert after["observations"][index]["value"] != before["observations"][index]["value"]
    assert before["text"].replace(done["old"], done["new"]) == after["text"]
    for row in after["observations"]:
        assert after["text"][row["start"] : row["start"] + len(row["quote"])] == row["quote"]


def test_a_figure_and_its_new_number_can_be_named(replica: Replica, get: Any) -> None:
    report = replica.truth("fenglin")[1]
    done = replica.revise("fenglin", url=report["url"], figure=0, to="999.9")
    assert done["new"].startswith("999.9")
    assert done["new"] in get(report["url"]).content.decode()
    assert replica.revise("fenglin", url=report["url"], figure=0, to=7)["old"] == done["new"]


@pytest.mark.parametrize(
    "options", [{"figure": 9999}, {"figure": 0, "to": "many"}, {"url": "/nowhere"}]
)
def test_a_revision_that_cannot_be_is_said(replica: Replica, options: dict[str, Any]) -> None:
    before = replica.truth("linxi")
    with pytest.raises(ReplicaError):
        replica.revise("linxi", **options)
    assert replica.truth("linxi") == before


def test_a_withdrawn_report_is_gone_from_listing_and_address(replica: Replica, get: Any) -> None:
    done = replica.withdraw("baiwan")
    assert get(done["url"]).status_code == 404
    assert done["title"] not in get(replica.listing_url("baiwan")).content.decode()
    assert done["url"] not in [report["url"] for report in replica.truth()]


def test_a_reposted_report_stands_at_two_addresses_and_a_moved_one_at_the_new(
    replica: Replica, get: Any
) -> None:
    posted = replica.repost("songhe")
    assert get(posted["old_url"]).status_code == 200
    moved = replica.repost("linxi", keep_old=False)
    assert get(moved["old_url"]).status_code == 404
    texts = {report["url"]: report["text"] for report in replica.truth()}
    assert texts[posted["url"]] == texts[posted["old_url"]]
    assert moved["url"] in texts
