"""An Openness site over HTTP: every report is found over all pages, and its quirks behave as named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from replica import Replica
from replica.extra_counties_a import EXTRA_COUNTIES
from tests.replica.listing_walk import check_reports, loaded, send, walk
from zonereports.sites import Ask, recognise

COUNTY = next(county for county in EXTRA_COUNTIES if county.family == "openness")
KEY = COUNTY.key


def site_with(*quirks: str) -> Replica:
    return Replica(counties=(replace(COUNTY, quirks=frozenset(quirks)),))


@pytest.mark.parametrize("quirks", [(), tuple(COUNTY.quirks), ("older", "table_twice")])
def test_every_report_is_found_over_three_pages_and_read(
    tmp_path: Path, quirks: tuple[str, ...]
) -> None:
    with site_with(*quirks) as replica:
        site = loaded(replica, KEY, tmp_path)
        assert site.family == "openness"
        seen = walk(site.listings[0].url, "openness")
        assert len(seen.pages) == len(seen.filled) == 3
        assert len(seen.links) == replica.overview()[0]["rows"]
        assert "长期有效" in seen.filled[0][0].title
        check_reports(replica, site, seen.links)


@pytest.mark.parametrize("quirk", ["table_twice", "older"])
def test_column_and_article_are_recognised(quirk: str) -> None:
    with site_with(quirk) as replica:
        for url in (replica.listing_url(KEY), replica.truth(KEY)[0]["url"]):
            assert recognise(url, send(Ask(url)).content.decode()) == "openness"


def test_pages_are_numbered_in_the_path_or_in_the_query() -> None:
    with site_with() as replica:
        seen = walk(replica.listing_url(KEY), "openness")
        assert [ask.url[-11:] for ask in seen.asks] == [f"page_{n}.html" for n in (1, 2, 3)]
    with site_with("older") as replica:
        seen = walk(replica.listing_url(KEY), "openness")
        assert [ask.url[-7:] for ask in seen.asks[1:]] == ["&page=2", "&page=3"]


def test_the_disclosure_table_can_stand_there_twice() -> None:
    for quirks, times in (((), 1), (("table_twice",), 2)):
        with site_with(*quirks) as replica:
            html = send(Ask(replica.truth(KEY)[0]["url"])).content.decode()
            assert html.count("索引号：") == times


def test_an_empty_and_a_short_listing_stay_so_over_all_pages() -> None:
    with site_with() as replica:
        replica.break_site(KEY, "empty_list")
        assert walk(replica.listing_url(KEY), "openness").links == {}
        replica.break_site(KEY, "short_listing", rows=4)
        assert len(walk(replica.listing_url(KEY), "openness").links) == 4
