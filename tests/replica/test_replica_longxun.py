"""A Longxun site over HTTP: every report is found over all pages, and its quirks behave as named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from replica import Replica
from replica.extra_counties_a import EXTRA_COUNTIES
from replica.families import longxun as served
from tests.replica.listing_walk import check_reports, loaded, send, walk
from zonereports.sites import Ask, family, recognise

COUNTY = next(county for county in EXTRA_COUNTIES if county.family == "longxun")
KEY = COUNTY.key
longxun = family("longxun")


def site_with(*quirks: str) -> Replica:
    return Replica(counties=(replace(COUNTY, quirks=frozenset(quirks)),))


@pytest.mark.parametrize(
    "quirks", [(), tuple(COUNTY.quirks), ("other_label",), ("shell", "other_label")]
)
def test_every_report_is_found_over_three_pages_and_read(
    tmp_path: Path, quirks: tuple[str, ...]
) -> None:
    with site_with(*quirks) as replica:
        site = loaded(replica, KEY, tmp_path)
        assert site.family == "longxun"
        seen = walk(site.listings[0].url, "longxun")
        assert len(seen.filled) == 3
        assert len(seen.links) == replica.overview()[0]["rows"]
        check_reports(replica, site, seen.links)


def test_a_news_column_is_read_over_three_pages(tmp_path: Path) -> None:
    with site_with() as replica:
        site = loaded(replica, KEY, tmp_path)
        seen = walk(replica.base_url(KEY) + served.news_path(COUNTY), "longxun")
        assert [ask.url.partition("?")[2] for ask in seen.asks] == [
            "",
            "pageIndex=2",
            "pageIndex=3",
        ]
        assert len(seen.links) == replica.overview()[0]["rows"]
        assert "长期有效" in seen.filled[0][0].title
        check_reports(replica, site, seen.links)


def test_columns_and_articles_are_recognised() -> None:
    with site_with() as replica:
        news = replica.base_url(KEY) + served.news_path(COUNTY)
        for url in (replica.listing_url(KEY), news, replica.truth(KEY)[0]["url"]):
            assert recognise(url, send(Ask(url)).content.decode()) == "longxun"


def test_a_shell_stands_without_rows_until_its_script_asks() -> None:
    with site_with("shell") as replica:
        seen = walk(replica.listing_url(KEY), "longxun")
        assert seen.pages[0] == []
        assert "/site/label/8888?" in seen.asks[1].url
        assert "长期有效" in seen.pages[1][0].title


def test_an_older_site_has_a_label_of_its_own() -> None:
    with site_with("shell", "other_label") as replica:
        seen = walk(replica.listing_url(KEY), "longxun")
        assert "/site/label/4697428?" in seen.asks[1].url
        usual = seen.asks[1].url.replace("4697428", "8888")
        assert send(Ask(usual)).status_code == 404


def test_an_empty_list_says_so_with_status_200() -> None:
    with site_with("shell", "no_rows_said") as replica:
        seen = walk(replica.listing_url(KEY), "longxun")
        assert seen.links == {}
        assert len(seen.asks) == 2
        assert seen.answers[1].status_code == 200
        assert "暂无相关信息" in seen.answers[1].content.decode()


def test_a_script_that_names_another_organ_gets_nothing() -> None:
    with site_with("shell") as replica:
        ask = walk(replica.listing_url(KEY), "longxun").asks[1]
        other = ask.url.replace(f"organId={served.organ_id(COUNTY)}", "organId=1")
        assert other != ask.url
        assert "暂无相关信息" in send(Ask(other)).content.decode()


def test_labels_can_be_split_character_by_character() -> None:
    with site_with("split_labels") as replica:
        assert "索 引 号：" in send(Ask(replica.truth(KEY)[0]["url"])).content.decode()
    with site_with() as replica:
        assert "索引号：" in send(Ask(replica.truth(KEY)[0]["url"])).content.decode()


def test_an_empty_and_a_short_listing_stay_so_over_the_label() -> None:
    with site_with("shell") as replica:
        replica.break_site(KEY, "empty_list")
        assert walk(replica.listing_url(KEY), "longxun").links == {}
        replica.break_site(KEY, "short_listing", rows=4)
        assert len(walk(replica.listing_url(KEY), "longxun").links) == 4
