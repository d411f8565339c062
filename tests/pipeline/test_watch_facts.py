"""Which reports appeared: under any name of their zone, brought by hand, or held back."""

import json
from datetime import date

import pytest

from tests.lake.lake_rows import document, refusal
from zonereports.events import Appearance
from zonereports.lake import Lake
from zonereports.pipeline.watch_facts import hosts_of, reports_of
from zonereports.sites import Listing, Site, Zone

SITE = Site(
    "qingshan",
    "青山县人民政府",
    "339999",
    "https://www.qingshan.example:8443",
    "jcms",
    (Listing("https://zwgk.qingshan.example/gk/"),),
    zones=(Zone("青山经济开发区", aliases=("青山经开区",)), Zone("新桥工业园区")),
)
ZONE = "qingshan/青山经济开发区"


@pytest.fixture
def appeared(tmp_path):
    lake = Lake(tmp_path / "lake", tmp_path / "store")

    def publish(*documents, refused=()):
        lake.publish(
            documents,
            [],
            refused,
            reports={one["report_id"] for one in documents},
            refused={one["report_id"] for one in refused},
        )
        return reports_of(lake, {"qingshan": SITE})

    return publish


def test_a_report_counts_for_its_zone_whatever_the_page_calls_it(appeared):
    day = date(2025, 2, 28)
    found = appeared(document("r1", zone="青山经开区"), document("r2", zone="别处开发区"))
    assert found.history == (Appearance(ZONE, "annual", 2024, day),)
    assert found.seen == {ZONE: {("annual", 2024)}}


def test_a_file_that_a_person_brought_counts_by_its_county(appeared):
    found = appeared(document("r1", zone="青山经济开发区", site="import"))
    assert found.seen == {ZONE: {("annual", 2024)}}
    assert (
        appeared(document("r1", zone="青山经济开发区", site="import", adcode="339998")).seen == {}
    )


def test_a_report_without_a_day_appeared_and_teaches_nothing(appeared):
    found = appeared(document("r1", zone="青山经济开发区", published_at=None))
    assert (found.history, found.seen) == ((), {ZONE: {("annual", 2024)}})


def test_of_a_corrected_report_the_first_day_counts(appeared):
    found = appeared(
        document("r1", 1, zone="青山经济开发区", is_latest=False),
        document("r1", 2, zone="青山经济开发区", published_at=date(2025, 6, 1)),
    )
    assert [one.on for one in found.history] == [date(2025, 2, 28)]


def test_a_report_that_was_held_back_is_on_the_board_and_not_missing(appeared):
    row = {"zone": "青山经济开发区", "site": "qingshan", "adcode": "339999"}
    row |= {"report_year": 2024, "period_kind": "annual"}
    held = refusal("r1") | {"table": "documents", "site": "qingshan", "row_id": "r1-1"}
    found = appeared(refused=[held | {"row": json.dumps(row, ensure_ascii=False)}])
    assert found.seen == {ZONE: {("annual", 2024)}}
    assert found.held_back == {"qingshan": {"r1-1": "占比为 340%"}}
    assert found.history == ()


def test_the_hosts_of_a_site_bear_their_port_when_it_is_not_usual():
    assert hosts_of(SITE) == {"www.qingshan.example:8443", "zwgk.qingshan.example"}
