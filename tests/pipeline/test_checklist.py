"""What sites do that no CMS family is known by, each through a whole visit: seen, named, never lost."""

import gzip
from dataclasses import replace
from datetime import date

import pytest

from replica import Replica, extra_counties_a, extra_counties_b
from tests.pipeline.village import list_page, notices, title_of
from zonereports.pipeline import backfill

DAY = date(2025, 1, 10)
COUNTIES = {
    county.family: county
    for county in (*extra_counties_b.EXTRA_COUNTIES, *extra_counties_a.EXTRA_COUNTIES)
}


@pytest.mark.parametrize(
    ("family", "quirk", "answer", "told"),
    [
        ("jpaas", "page_ignored", ("new", None), "page 2 repeats page 1"),
        ("jpage", "empty_deep_page", ("not recognisable", "SoftNotFound"), "an empty page"),
        ("longxun", "no_rows_said", ("not recognisable", "LayoutChanged"), "暂无相关信息"),
    ],
)
def test_rows_that_a_site_hides_from_everybody_are_told_of(platform, family, quirk, answer, told):
    few = 5 if family == "jpage" else 15
    quirks = frozenset({quirk, *(["shell"] if family == "longxun" else [])})
    county = replace(COUNTIES[family], quirks=quirks, per_page=few)
    with Replica(counties=(county,)) as replica:
        (check,) = platform(replica).crawl(reach=backfill())
        assert (check.answer, check.error) == answer
        assert told in check.detail
        assert len(check.new_captures) < len(replica.truth())


@pytest.mark.parametrize("family", ["vsb", "jpaas"])
def test_a_new_row_that_moves_the_pages_of_a_listing_is_all_that_is_new(platform, family):
    # VSB counts its pages down, so that each new row renames them; jpaas is rebuilt with another key.
    with Replica(counties=(COUNTIES[family],)) as replica:
        pipeline = platform(replica)
        (check,) = pipeline.crawl(reach=backfill())
        assert len(check.new_captures) == len(replica.truth())
        replica.publish()
        (check,) = platform(replica).crawl(reach=backfill())
        assert (check.answer, len(check.new_captures)) == ("new", 1), check.detail


def served(village, encode, **answer):
    """A listing and a report, both sent in some way that servers have."""
    path = village.report(2024)
    for at, html in (
        ("/gk/index.html", list_page([(title_of(2024), path, DAY), *notices(1, 4, DAY)])),
        (path, village.pages[path][2].decode()),
    ):
        village.put(at, encode(html), **answer)


@pytest.mark.parametrize(
    ("encode", "answer"),
    [
        (lambda html: html.encode("gbk"), {"kind": "text/html; charset=utf-8"}),
        (lambda html: html.encode("gb18030"), {"kind": "text/html"}),
        (str.encode, {"kind": "text/html; charset=gb2312"}),
        (str.encode, {"kind": "text/html"}),
        (lambda html: html.encode("utf-8-sig"), {"kind": "text/html; charset=gbk"}),
        (lambda html: gzip.compress(html.encode()), {"headers": {"Content-Encoding": "gzip"}}),
    ],
    ids=["GBK as utf-8", "GB 18030 unnamed", "UTF-8 as gb2312", "UTF-8 unnamed", "BOM", "gzip"],
)
def test_a_report_is_read_whatever_its_server_says_of_its_bytes(village, crawl, encode, answer):
    served(village, encode, **answer)
    check = crawl()
    assert (check.answer, check.links) == ("new", 5), check.detail
    crawl.pipeline.publish()
    (row,) = crawl.pipeline.lake.query("select title, text from documents").to_pylist()
    assert row["title"] == title_of(2024)
    assert "全年签约项目18个，总投资33.6亿元" in row["text"]
    crawl.pipeline.close()


def test_rows_for_desktop_and_mobile_and_rows_of_other_hosts_bring_each_report_once(village, crawl):
    path = village.report(2024)
    rows = [(title_of(2024), path, DAY), *notices(1, 4, DAY)]
    away = [
        ("青山经济开发区2024年工作总结（图解）", "https://mp.weixin.qq.com/s/abcdefgh12345", DAY)
    ]
    village.put("/gk/index.html", list_page([*rows, *away]) + list_page(rows))
    check = crawl()
    assert len(check.new_captures) == 1
    assert [one for one in village.asked if "2024.html" in one] == [path]
    assert check.links == 6


def test_two_reports_of_one_title_at_two_addresses_are_both_fetched(village, crawl):
    one, other = village.report(2024), "/gk/t20250111_99.html"
    status, kind, body = village.pages[one]
    village.pages[other] = (status, kind, body)
    village.lists([(title_of(2024), one, DAY), (title_of(2024), other, DAY), *notices(1, 4, DAY)])
    assert len(crawl().new_captures) == 2
    crawl.pipeline.publish()
    # The same words twice are one report, however often they are posted.
    assert crawl.pipeline.lake.count("documents") == 1
    crawl.pipeline.close()
