"""A jpaas site over HTTP: every report is found over all pages, and its quirks behave as named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from replica import Replica
from replica.extra_counties_a import EXTRA_COUNTIES
from tests.replica.listing_walk import check_reports, loaded, send, walk
from zonereports.sites import Ask, family, recognise

COUNTY = next(county for county in EXTRA_COUNTIES if county.family == "jpaas")
KEY = COUNTY.key
jpaas = family("jpaas")


def site_with(*quirks: str) -> Replica:
    return Replica(counties=(replace(COUNTY, quirks=frozenset(quirks)),))


def second(replica: Replica) -> Ask:
    url = replica.listing_url(KEY)
    ask = jpaas.next_page(send(Ask(url)).content.decode(), Ask(url))
    assert ask is not None
    return ask


@pytest.mark.parametrize("quirks", [(), tuple(COUNTY.quirks), ("shell",), ("browsers_only",)])
def test_every_report_is_found_over_three_pages_and_read(
    tmp_path: Path, quirks: tuple[str, ...]
) -> None:
    with site_with(*quirks) as replica:
        site = loaded(replica, KEY, tmp_path)
        assert site.family == "jpaas"
        seen = walk(site.listings[0].url, "jpaas")
        assert len(seen.filled) == 3
        assert len(seen.links) == replica.overview()[0]["rows"]
        assert "长期有效" in seen.filled[0][0].title
        check_reports(replica, site, seen.links)


def test_column_and_article_are_recognised() -> None:
    with site_with() as replica:
        for url in (replica.listing_url(KEY), replica.truth(KEY)[0]["url"]):
            assert recognise(url, send(Ask(url)).content.decode()) == "jpaas"


def test_control_characters_stand_raw_in_the_answer() -> None:
    with site_with("control_characters") as replica:
        answer = send(second(replica)).content.decode()
        with pytest.raises(ValueError, match="control character"):
            json.loads(answer)
        assert len(jpaas.find_links(answer, replica.base_url(KEY))) == COUNTY.per_page


def test_addresses_can_begin_with_the_host() -> None:
    with site_with("double_slash") as replica:
        ask = second(replica)
        answer = send(ask).content.decode()
        assert 'href=\\"//127.0.1.111:' in answer
        links = jpaas.find_links(answer, ask.url)
        assert all(link.url.startswith(replica.base_url(KEY)) for link in links)


def test_without_the_column_as_referer_the_gateway_refuses() -> None:
    with site_with() as replica:
        ask = second(replica)
        assert send(replace(ask, headers=())).status_code == 403
        assert send(ask).status_code == 200


def test_a_site_for_browsers_refuses_others() -> None:
    with site_with("browsers_only") as replica:
        listing = Ask(replica.listing_url(KEY))
        assert send(listing, **{"User-Agent": "zonereports"}).status_code == 403
        assert send(listing).status_code == 200


def test_a_gateway_that_ignores_the_number_repeats_page_one() -> None:
    with site_with("page_ignored") as replica:
        ask = second(replica)
        answer = send(ask).content.decode()
        listing = Ask(replica.listing_url(KEY))
        first = jpaas.find_links(send(listing).content.decode(), listing.url)
        assert jpaas.find_links(answer, ask.url) == first
        assert len(walk(listing.url, "jpaas").pages) == 1


def test_a_rebuilt_site_has_another_template_and_is_read_all_the_same() -> None:
    with site_with() as replica:
        before = second(replica)
        done = replica.publish(KEY)
        stale = send(before).content.decode()
        assert json.loads(stale)["success"] is False
        assert jpaas.find_links(stale, before.url) == []
        assert second(replica).url != before.url
        assert done["url"] in walk(replica.listing_url(KEY), "jpaas").links


def test_an_empty_and_a_short_listing_stay_so_over_the_gateway() -> None:
    with site_with("shell") as replica:
        replica.break_site(KEY, "empty_list")
        assert walk(replica.listing_url(KEY), "jpaas").links == {}
        replica.break_site(KEY, "short_listing", rows=4)
        assert len(walk(replica.listing_url(KEY), "jpaas").links) == 4
