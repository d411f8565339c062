"""What a day on which nothing happened costs a site, in the site's own access log."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import requests

from replica import Replica
from replica.every_county import EVERY_COUNTY
from zonereports.pipeline import Pipeline, backfill
from zonereports.pipeline.pages import Pages

ALL = {county.key: county for county in EVERY_COUNTY}
A_WEEK = {"recheck_after_h": 168.0}
TWO_PAGES = "heluo"
"""Its family pages with plain addresses; the replica offers marks for both."""


@pytest.mark.parametrize("key", ALL)
def test_a_quiet_second_visit_costs_two_requests_at_most(platform, key):
    with Replica(counties=(ALL[key],)) as replica:
        platform(replica, **A_WEEK).crawl()
        # A GET of a page with marks is to be asked with them; the API answers come without.
        marked = {path for path in paths(replica) if offers_marks(replica, key, path)}
        replica.log.clear()
        (check,) = platform(replica, **A_WEEK).crawl()
        visits = replica.log.visits(key)
        assert (check.answer, check.error) == ("nothing new", None)
        assert check.known_reports > 0
        assert 1 <= len(visits) <= 2, [(v.method, v.path, v.status) for v in visits]
        assert not [v.path for v in visits if v.path == "/robots.txt"]
        for visit in visits:
            if visit.method == "GET" and visit.path in marked:
                assert (visit.conditional, visit.status, visit.sent) == (True, 304, 0), visit.path
        assert visits[0].status == 304


@pytest.fixture
def paged():
    with Replica(counties=(ALL[TWO_PAGES],)) as replica:
        yield replica


def test_a_new_row_makes_the_second_page_be_read(paged, platform):
    platform(paged, **A_WEEK).crawl()
    assert platform(paged, **A_WEEK).crawl()[0].pages_read == 1
    paged.publish()
    (check,) = platform(paged, **A_WEEK).crawl()
    assert (check.answer, check.pages_read) == ("new", 2)
    assert platform(paged, **A_WEEK).crawl()[0].pages_read == 1


def test_an_article_that_failed_is_asked_for_again_behind_an_unchanged_first_page(paged, platform):
    paged.break_site(TWO_PAGES, "soft_404", target="articles")
    (check,) = platform(paged, **A_WEEK).crawl()
    assert check.error == "SoftNotFound"
    paged.mend(TWO_PAGES)
    (check,) = platform(paged, **A_WEEK).crawl()
    assert (check.answer, check.pages_read) == ("new", 2)


def test_after_a_week_the_second_page_is_read_whatever_the_first_says(paged, platform):
    pipeline = platform(paged, **A_WEEK)
    pipeline.crawl()
    later = Pipeline(
        pipeline.settings, now=lambda: datetime.now(UTC) + timedelta(days=7, minutes=1)
    )
    assert later.crawl()[0].pages_read == 2
    assert later.crawl()[0].pages_read == 1
    later.close()


def test_a_zone_that_is_added_to_the_yaml_makes_the_second_page_be_read(paged, platform):
    pipeline = platform(paged, **A_WEEK)
    pipeline.crawl()
    (path,) = pipeline.settings.sites.glob("*.yaml")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("zones:\n", "zones:\n- name: 新桥工业园区\n"), encoding="utf-8")
    assert platform(paged, **A_WEEK).crawl()[0].pages_read == 2


def test_a_backfill_reads_all_pages_of_an_unchanged_listing(paged, platform):
    platform(paged, **A_WEEK).crawl()
    (check,) = platform(paged, **A_WEEK).crawl(reach=backfill())
    assert check.pages_read >= 2


def test_a_quiet_visit_tells_the_same_of_the_listing_and_reads_none_of_it(
    paged, platform, monkeypatch
):
    platform(paged, **A_WEEK).crawl()
    # A page that was read by another release is read again; then nothing is.
    monkeypatch.setattr("zonereports.pipeline.walks._readers", lambda: "another release")
    (read,) = platform(paged, **A_WEEK).crawl()
    assert read.pages_read == 2
    monkeypatch.setattr("zonereports.pipeline.discovery.read_page", None)
    monkeypatch.setattr("zonereports.archive.Archive.read", None)
    (quiet,) = platform(paged, **A_WEEK).crawl()
    assert (quiet.answer, quiet.pages_read) == ("nothing new", 1)
    assert (quiet.newest, quiet.looks_like) == (read.newest, read.looks_like)
    assert 0 < quiet.links < read.links
    assert 0 < quiet.known_reports <= read.known_reports
    assert len(quiet.listing_captures) == 1


def test_after_a_page_was_withdrawn_the_listing_is_read_again(paged, platform):
    platform(paged, **A_WEEK).crawl()
    report = paged.truth()[0]["url"]
    paged.log.clear()
    pipeline = platform(paged, **A_WEEK)
    with pipeline.state.begin() as connection:
        Pages.gone(connection, report, at=datetime.now(UTC))
    (check,) = platform(paged, **A_WEEK).crawl()
    # The listing still shows it, so it is asked for again, and it is there.
    assert check.pages_read == 2
    assert report in {visit_url(paged, visit) for visit in paged.log}
    assert platform(paged, **A_WEEK).crawl()[0].pages_read == 1


def test_a_first_page_is_the_same_in_every_process():
    script = """
from zonereports.pipeline.walks import first_page
from zonereports.sites import Listing, Site
hosts = tuple(f"{name}.qingshan.example" for name in ("zwgk", "xxgk", "kfq", "jkq"))
at = "https://www.qingshan.example"
site = Site("qingshan", "青山县人民政府", "339999", at, "trs", (), other_hosts=hosts)
print(first_page(site, Listing(f"{at}/gk/"), ["digest"]))
"""
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
    assert len(said.pop().strip()) == 64


def visit_url(replica, visit):
    return f"http://{visit.host}:{replica.port}{visit.path}"


def paths(replica):
    return {visit.path for visit in replica.log if visit.method == "GET"}


def offers_marks(replica, key, path):
    answer = requests.get(replica.base_url(key) + path, timeout=10)
    return bool(answer.headers.get("ETag") or answer.headers.get("Last-Modified"))
