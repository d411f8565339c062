"""A column that goes on to another page is followed once; its older years are read in a backfill."""

from dataclasses import replace
from datetime import date

import pytest

from replica import Replica, extra_counties_a
from tests.pipeline.village import list_page, notices, title_of
from zonereports.pipeline import backfill

DAY = date(2025, 1, 10)
THERE = "/gk/ghzj/list.html"
JPAAS = next(one for one in extra_counties_a.EXTRA_COUNTIES if one.family == "jpaas")
SCRIPT = "<html><head><script>{}</script></head><body></body></html>"
REFRESH = "<html><head><meta http-equiv='Refresh' content='{}'></head><body>{}</body></html>"


@pytest.fixture
def moved(village):
    village.put(
        THERE, list_page([(title_of(2024), village.report(2024), DAY), *notices(1, 4, DAY)])
    )
    return village


@pytest.mark.parametrize(
    "page",
    [
        SCRIPT.format("window.location='ghzj/list.html';"),
        SCRIPT.format('top.location.href = "/gk/ghzj/list.html"'),
        SCRIPT.format("\nlocation.replace('./ghzj/list.html');\n"),
        REFRESH.format("0; url=ghzj/list.html", ""),
        REFRESH.format(
            '3;URL="/gk/ghzj/list.html"', "<a href='ghzj/list.html'>正在跳转，请稍候</a>"
        ),
    ],
)
def test_a_column_that_leads_on_is_read_where_it_leads(moved, crawl, page):
    moved.put("/gk/index.html", page)
    check = crawl()
    assert (check.answer, check.error, check.links) == ("new", None, 5)
    assert f"leads on to {moved.url}{THERE}: set it as url" in check.detail
    assert crawl().answer == "nothing new"


def test_an_unchanged_shell_and_an_unchanged_list_are_a_quiet_day(moved, crawl):
    moved.put(
        "/gk/index.html", SCRIPT.format("location='ghzj/list.html';"), headers={"ETag": '"1"'}
    )
    moved.headers[THERE] = {"ETag": '"2"'}
    crawl()
    before = len(moved.asked)
    check = crawl()
    assert (check.answer, check.links) == ("nothing new", 5)
    assert [path for path in moved.asked[before:] if path != "/robots.txt"] == [
        "/gk/index.html",
        THERE,
    ]


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (SCRIPT.format("location='http://127.0.0.9:1/list.html';"), "Refused"),
        (SCRIPT.format("location='/gk/again.html';"), "LayoutChanged"),
        (SCRIPT.format("location='/gk/index.html';"), "SoftNotFound"),
        (SCRIPT.format("location='/';"), "SoftNotFound"),
        (
            SCRIPT.format("if(/Mobile/.test(navigator.userAgent)){location='ghzj/list.html'}"),
            "SoftNotFound",
        ),
        (SCRIPT.format("//location='ghzj/list.html';\n"), "SoftNotFound"),
        (REFRESH.format("3;url=ghzj/list.html", "您访问的页面不存在"), "SoftNotFound"),
        (REFRESH.format("600;url=ghzj/list.html", "栏目"), "LayoutChanged"),
        (REFRESH.format("0;url=ghzj/list.html", "本栏目介绍县情概况。" * 20), "LayoutChanged"),
    ],
)
def test_what_leads_nowhere_fit_is_an_error_and_never_nothing_new(moved, crawl, page, error):
    moved.put("/gk/index.html", page)
    moved.put("/gk/again.html", SCRIPT.format("location='ghzj/list.html';"))
    moved.put("/", list_page(notices(1, 5, DAY)))
    check = crawl()
    assert check.error == error, check.detail
    assert check.answer in ("not recognisable", "could not look")
    assert THERE not in moved.asked


def test_a_page_with_rows_is_read_itself_whatever_its_scripts_do(moved, crawl):
    rows = list_page([(title_of(2023), moved.report(2023), DAY), *notices(1, 4, DAY)])
    moved.put("/gk/index.html", rows + "<script>location.href='ghzj/list.html';</script>")
    check = crawl()
    assert (check.answer, check.links) == ("new", 5)
    assert THERE not in moved.asked


@pytest.fixture
def years(village):
    """A column with the rows of 2024, and a page for each year before."""
    links = ""
    for year in (2023, 2022):
        day = date(year + 1, 1, 10)
        folder = f"/gk/{year}n/index.html"
        village.put(
            folder, list_page([(title_of(year), village.report(year), day), *notices(year, 3, day)])
        )
        links += f"<a href='{year}n/index.html'>{year}年</a>"
    links += "<a href='/other/2021n/index.html'>2021年</a><a href='/gk/2020n/'>关于2020</a>"
    rows = [(title_of(2024), village.report(2024), DAY), *notices(1, 4, DAY)]
    village.put("/gk/index.html", list_page(rows) + f"<div class='years'>{links}</div>")
    return village


def test_a_backfill_reads_the_pages_of_older_years(years, crawl):
    check = crawl(backfill())
    assert (check.answer, check.error, check.links) == ("new", None, 13)
    assert len(check.new_captures) == 3
    assert not [path for path in years.asked if "2021n" in path or "2020n" in path]


def test_a_backfill_reads_no_year_before_the_one_that_was_asked_for(years, crawl):
    assert len(crawl(backfill(date(2023, 6, 1))).new_captures) == 2


def test_daily_use_asks_for_no_older_year(years, crawl):
    assert len(crawl().new_captures) == 1
    assert not [path for path in years.asked if "n/index" in path]


def test_a_year_that_cannot_be_read_is_an_error_of_the_backfill(years, crawl):
    years.put("/gk/2022n/index.html", "busy", status=500)
    check = crawl(backfill())
    assert (check.answer, check.error, len(check.new_captures)) == (
        "could not look",
        "ServerFailed",
        2,
    )


@pytest.mark.parametrize("quirk", ["years", "leads_on", "refresh"])
def test_every_report_of_a_jpaas_column_that_moved_or_keeps_years_is_published(platform, quirk):
    with Replica(counties=[replace(JPAAS, quirks=frozenset({quirk}))]) as replica:
        pipeline = platform(replica)
        (check,) = pipeline.crawl(reach=backfill())
        assert (check.answer, check.error) == ("new", None), check.detail
        assert not pipeline.publish().unreadable
        rows = pipeline.lake.query("select url, text from documents").to_pylist()
        truth = {item["url"]: item["text"] for item in replica.truth()}
        assert {row["url"]: row["text"] for row in rows} == truth
