"""A gkmlpt site over HTTP: every report is found over all pages, and its quirk behaves as named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from replica import Replica
from replica.extra_counties_a import EXTRA_COUNTIES
from tests.replica.listing_walk import check_reports, loaded, send, walk
from zonereports.sites import Ask, recognise

COUNTY = next(county for county in EXTRA_COUNTIES if county.family == "gkmlpt")
KEY = COUNTY.key


def site_with(*quirks: str) -> Replica:
    return Replica(counties=(replace(COUNTY, quirks=frozenset(quirks)),))


@pytest.mark.parametrize("quirks", [(), ("body_in_html",)])
def test_every_report_is_found_over_three_pages_and_read(
    tmp_path: Path, quirks: tuple[str, ...]
) -> None:
    with site_with(*quirks) as replica:
        site = loaded(replica, KEY, tmp_path)
        assert site.family == "gkmlpt"
        seen = walk(site.listings[0].url, "gkmlpt")
        assert [len(page) for page in seen.pages] == [0, 15, 15, len(seen.pages[3]), 0]
        assert len(seen.links) == replica.overview()[0]["rows"]
        assert "长期有效" in seen.filled[0][0].title
        check_reports(replica, site, seen.links)


def test_column_and_article_are_recognised() -> None:
    with site_with() as replica:
        for url in (replica.listing_url(KEY), replica.truth(KEY)[0]["url"]):
            assert recognise(url, send(Ask(url)).content.decode()) == "gkmlpt"


def test_the_body_stands_in_the_configuration_alone() -> None:
    for quirks, shown in (((), False), (("body_in_html",), True)):
        with site_with(*quirks) as replica:
            report = replica.truth(KEY)[0]
            html = send(Ask(report["url"])).content.decode()
            assert ('class="article-content"' in html) is shown
            assert report["text"][:8] not in html.partition("_CONFIG")[2]
            assert "\\u003Cp" in html


def test_another_sites_number_gets_no_articles() -> None:
    with site_with() as replica:
        ask = walk(replica.listing_url(KEY), "gkmlpt").asks[1]
        assert send(Ask(ask.url.replace("sid=", "sid=9"))).json()["articles"] == []
        assert send(Ask(ask.url)).json()["articles"] != []


def test_an_empty_and_a_short_listing_stay_so_over_the_api() -> None:
    with site_with() as replica:
        replica.break_site(KEY, "empty_list")
        assert walk(replica.listing_url(KEY), "gkmlpt").links == {}
        replica.break_site(KEY, "short_listing", rows=4)
        assert len(walk(replica.listing_url(KEY), "gkmlpt").links) == 4
