"""Listings of the replica's families: further rows, copies, and the family that fits."""

from datetime import date

import pytest

JCMS, STATIC = 0, 1


@pytest.fixture
def long_listing(replica):
    """A jpage listing with more rows than the group that its page holds; all its reports."""
    site = replica.sites[JCMS]
    for year in range(2026, 2056):
        replica.publish(site, year=year, on=date(2026, 1, 1))
    return site


def addresses(pipeline, site):
    return {capture.url for capture in pipeline.archive.captures(site, "article")}


def test_rows_behind_the_island_are_read_through_its_proxy(replica, platform, long_listing):
    pipeline = platform(replica)
    (check,) = pipeline.crawl([long_listing])
    assert check.answer == "new", check.detail
    assert check.pages_read == 2
    assert check.links > 60
    wanted = {item["url"] for item in replica.truth(long_listing)}
    assert addresses(pipeline, long_listing) == wanted
    captures = [pipeline.archive.capture(one).url for one in check.listing_captures]
    assert [("dataproxy.jsp" in url) for url in captures] == [False, True]


def test_daily_use_knows_the_rows_again(replica, platform, long_listing):
    platform(replica).crawl([long_listing])
    (check,) = platform(replica).crawl([long_listing])
    assert check.answer == "nothing new"
    assert check.known_reports == len(replica.truth(long_listing))


def test_a_static_list_is_one_page(replica, platform):
    (check,) = platform(replica).crawl([replica.sites[STATIC]])
    assert (check.answer, check.pages_read, len(check.listing_captures)) == ("new", 1, 1)
    assert check.looks_like == "static"


def test_one_report_at_two_addresses_is_one_report(replica, platform):
    site = replica.sites[STATIC]
    pipeline = platform(replica)
    before = pipeline.run([site])
    replica.repost(site, keep_old=True)
    again = platform(replica).run([site])
    assert again.checks[0].answer == "new"
    assert len(again.checks[0].new_captures) == 1
    assert before.published.documents
    assert again.published.documents == ()
    assert platform(replica).run([site]).checks[0].answer == "nothing new"


def test_the_family_that_fits_is_named_when_the_listing_cannot_be_read(replica, platform, tmp_path):
    site = replica.sites[JCMS]
    platform(replica)
    path = tmp_path / "sites" / f"{site}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("jcms", "static"), encoding="utf-8")
    pipeline = platform(replica)
    (check,) = pipeline.crawl([site])
    assert (check.answer, check.error) == ("not recognisable", "LayoutChanged")
    assert "the page looks like jcms: set family: jcms" in check.detail
    assert check.looks_like == "jcms"
    assert pipeline.last_checks()[site]["looks_like"] == "jcms"


def test_a_challenge_is_never_nothing_new(replica, platform):
    site = replica.sites[JCMS]
    platform(replica).crawl([site])
    replica.break_site(site, "challenge_412")
    (check,) = platform(replica).crawl([site])
    assert (check.answer, check.error, check.pages_read) == ("could not look", "Challenged", 0)
