"""How far a listing is read, where reading stops, and what a visit answers then."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import docx
import pytest

from tests.pipeline.village import (
    TEXT,
    TODAY,
    articles,
    five_pages,
    list_page,
    notices,
    page_path,
    title_of,
)
from zonereports.errors import CouldNotWrite
from zonereports.fetch import Response
from zonereports.pipeline import DAILY, Reach, backfill
from zonereports.pipeline.crawl import Visit
from zonereports.sites import Ask


def test_daily_use_reads_the_first_two_pages(village, crawl):
    five_pages(village)
    check = crawl()
    assert (check.answer, check.pages_read, check.links) == ("new", 2, 11)
    assert village.asked_lists() == [page_path(0), page_path(1)]
    assert articles(crawl.pipeline) == ["2023.html", "2024.html"]


def test_nothing_new_is_proved_by_captures_rows_and_dates(village, crawl):
    five_pages(village)
    crawl()
    check = crawl()
    assert (check.answer, check.error) == ("nothing new", None)
    assert (check.pages_read, check.links, check.known_reports) == (2, 11, 2)
    assert check.newest == date(2025, 1, 10)
    captures = [crawl.pipeline.archive.capture(one) for one in check.listing_captures]
    assert [(c.kind, c.url) for c in captures] == [
        ("listing", village.url + page_path(0)),
        ("listing", village.url + page_path(1)),
    ]
    stored = crawl.pipeline.last_checks()["qingshan"]
    assert (stored["known_reports"], stored["pages_read"]) == (2, 2)


def test_a_backfill_follows_all_pages(village, crawl):
    five_pages(village)
    check = crawl(backfill())
    assert (check.answer, check.pages_read, len(check.new_captures)) == ("new", 5, 5)
    again = crawl(backfill())
    assert (again.answer, again.known_reports) == ("nothing new", 5)


def test_a_backfill_to_a_day_stops_at_a_whole_page_that_is_older(village, crawl):
    five_pages(village)
    check = crawl(backfill(date(2022, 12, 1)))
    # Page 3 is of January 2023, page 4 of January 2022: the last one read. The notice of 2010
    # that is pinned to page 1 stops nothing.
    assert check.pages_read == 4
    assert village.asked_lists() == [page_path(n) for n in range(4)]


def test_a_first_page_of_long_known_rows_asks_for_no_second(village, crawl):
    five_pages(village)
    crawl()
    village.asked.clear()
    village.put(page_path(0), list_page(notices(0, 5, date(2019, 1, 1)), following=1))
    assert crawl().pages_read == 1
    assert village.asked_lists() == [page_path(0)]


def test_a_date_in_the_future_does_not_hide_what_comes_after_it(village, crawl):
    five_pages(village)
    slip = [("关于明天的公告", "/gk/t20980101_9.html", date(2098, 1, 1))]
    village.put(page_path(0), list_page(slip + notices(0, 4, TODAY), following=1))
    crawl()
    village.asked.clear()
    village.put(page_path(0), list_page(notices(0, 4, TODAY), following=1))
    assert crawl().pages_read == 2


@pytest.mark.parametrize("reach", [DAILY, backfill()])
def test_a_server_that_ignores_the_page_number_is_noticed(village, crawl, reach):
    rows = notices(0, 5, date(2025, 1, 10))
    for number in range(4):
        village.put(page_path(number), list_page(rows, following=number + 1))
    check = crawl(reach)
    assert (check.answer, check.pages_read, check.links) == ("nothing new", 1, 5)
    assert "page 2 repeats page 1" in check.detail
    assert len(village.asked_lists()) == 2


def test_a_page_of_rows_that_were_all_seen_ends_the_listing(village, crawl):
    rows = notices(0, 8, date(2025, 1, 10))
    village.put(page_path(0), list_page(rows[:4], following=1))
    village.put(page_path(1), list_page(rows[4:], following=2))
    village.put(page_path(2), list_page(rows[2:6], following=3))
    check = crawl(backfill())
    assert (check.pages_read, check.links) == (2, 8)
    assert "no row that was not read before" in check.detail


def test_a_page_that_was_promised_and_is_empty_ends_the_listing(village, crawl):
    village.put(page_path(0), list_page(notices(0, 4, date(2025, 1, 10)), following=1))
    village.put(page_path(1), f"<html><body><p>{'县情简介' * 9}</p></body></html>")
    check = crawl(backfill())
    assert (check.error, check.pages_read) == (None, 1)
    assert "page 2 is empty" in check.detail


def test_a_circle_of_pages_ends(village, crawl):
    for number in range(2):
        rows = notices(number * 4, 4, date(2025, 1, 10))
        village.put(page_path(number), list_page(rows, following=1 - number or 2))
    village.put(
        page_path(1),
        list_page(notices(4, 4, date(2025, 1, 10)))
        .replace("末页", "")
        .replace("<div class='page'>", "<div><a href='/gk/index.html'>下一页</a>"),
    )
    check = crawl(backfill())
    assert check.pages_read == 2
    assert len(village.asked_lists()) == 2


def test_a_backfill_is_bounded_and_says_so(village, crawl):
    five_pages(village)
    check = crawl(Reach(pages=3, backfill=True))
    assert check.pages_read == 3
    assert "stopped after 3 pages" in check.detail


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, "busy"), (404, "gone"), (200, "<html><title>页面不存在</title></html>")],
)
def test_in_daily_use_page_1_decides_when_page_2_fails(village, crawl, status, body):
    five_pages(village)
    village.put(page_path(1), body, status=status)
    check = crawl()
    assert (check.answer, check.error, check.pages_read) == ("new", None, 1)
    assert check.detail.startswith("page 2 was not read: ")
    assert articles(crawl.pipeline) == ["2024.html"]


def test_in_a_backfill_a_broken_deep_page_is_the_answer(village, crawl):
    five_pages(village)
    village.put(page_path(3), "busy", status=500)
    check = crawl(backfill())
    assert (check.answer, check.error) == ("could not look", "ServerFailed")
    assert check.pages_read == 3
    assert articles(crawl.pipeline) == ["2022.html", "2023.html", "2024.html"]
    five_pages(village)
    assert crawl(backfill()).answer == "new"
    assert len(articles(crawl.pipeline)) == 5


def test_only_the_first_page_must_hold_as_many_rows_as_promised(village, crawl):
    first, last = notices(0, 6, date(2025, 1, 10)), notices(6, 1, date(2025, 1, 1))
    village.lists(first, last)
    assert crawl(least=6).error is None
    village.lists(first[:5], last)
    check = crawl(least=6)
    assert (check.answer, check.error) == ("not recognisable", "LayoutChanged")


ISLAND = "<datastore><nextgroup><![CDATA[<a href='{next}'></a>]]></nextgroup><recordset>{rows}</recordset></datastore>"


def shell(village, rows):
    """A column whose rows stand in the first answer to its script only."""
    proxy = "/module/web/jpage/dataproxy.jsp?page=1"
    island = ISLAND.format(next=proxy, rows="")
    village.put(
        "/col/col7/index.html",
        f"<html><body><h1>总结计划</h1><ul></ul><script type='text/xml'>{island}</script></body></html>",
    )
    records = "".join(
        f"<record><![CDATA[<li><a href='{path}' title='{title}'>{title}</a><span>{day}</span></li>]]></record>"
        for title, path, day in rows
    )
    village.put(proxy, f"<datastore><recordset>{records}</recordset></datastore>", kind="text/xml")
    return proxy


def test_a_shell_and_the_first_answer_to_its_script_are_one_first_page(village, crawl):
    day = date(2025, 1, 10)
    shell(village, [(title_of(2024), village.report(2024), day), *notices(0, 3, day)])
    check = crawl(listings=["/col/col7/index.html"], family="jcms", least=4)
    assert (check.answer, check.pages_read, check.links) == ("new", 1, 4)


def test_a_shell_whose_rows_cannot_be_had_was_not_seen(village, crawl):
    proxy = shell(village, [])
    check = crawl(listings=["/col/col7/index.html"], family="jcms")
    assert (check.answer, check.error) == ("not recognisable", "LayoutChanged")
    village.put(proxy, "busy", status=503)
    check = crawl(listings=["/col/col7/index.html"], family="jcms")
    assert (check.answer, check.pages_read) == ("could not look", 0)


def test_a_row_on_two_listings_is_fetched_once(village, crawl):
    day = date(2025, 1, 10)
    rows = [(title_of(2024), village.report(2024), day), *notices(0, 3, day)]
    village.put("/gk/index.html", list_page(rows))
    village.put("/gk/index_9.html", list_page([(t, p + "?from=timeline", d) for t, p, d in rows]))
    check = crawl(listings=["/gk/index.html", "/gk/index_9.html"])
    assert len(check.new_captures) == 1
    assert len([path for path in village.asked if "2024.html" in path]) == 1


def test_a_row_that_leads_to_a_file_is_read_as_the_report_it_is(village, crawl):
    file = docx.Document()
    file.add_heading(title_of(2024), 0)
    for line in TEXT.format(year=2024, level=61).replace("<p>", "").split("</p>"):
        file.add_paragraph(line.strip())
    body = BytesIO()
    file.save(body)
    path = "/gk/P020250110.docx"
    village.put(path, body.getvalue(), kind="application/octet-stream")
    day = date(2025, 1, 10)
    village.lists([(title_of(2024) + ".docx", path, day), *notices(0, 3, day)])
    assert crawl().answer == "new"
    published = crawl.pipeline.publish()
    assert len(published.documents) == 1
    assert published.unreadable == ()
    crawl.pipeline.close()


def test_a_listing_whose_copy_is_damaged_is_asked_for_again(village, crawl, tmp_path):
    five_pages(village)
    crawl()
    pipeline = crawl.pipeline
    before = pipeline.archive.captures(kind="listing")[0]
    for file in (tmp_path / "home" / "archive").rglob("*.warc.gz"):
        file.write_bytes(b"?" * file.stat().st_size)
    visit = visit_of(pipeline, NotModified())
    response = visit._ask(Ask(before.url))()
    assert response.status == 200
    assert pipeline.archive.read(visit.listing_captures[0]).body == response.body
    pipeline.close()


class NotModified:
    """A site that says 304 to whoever has a copy."""

    def __init__(self):
        self.asked = 0

    def get(self, ask, *, etag=None, last_modified=None, **_):
        self.asked += 1
        status, body = (304, b"") if self.asked == 1 else (200, b"<p>whole</p>")
        return Response(ask.identity, ask.url, status, (), body, datetime.now(UTC))


def visit_of(pipeline, fetcher):
    return Visit(
        site=pipeline.sites["qingshan"],
        fetcher=fetcher,
        archive=pipeline.archive,
        pages=None,
        watermarks=None,
        walks=None,
        now=None,
        recheck_after=timedelta(),
        on_gone=None,
        settle=None,
    )


def test_a_full_disk_is_no_answer_of_the_site(village, crawl, tmp_path):
    five_pages(village)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "archive").write_text("in the way")
    with pytest.raises(CouldNotWrite):
        crawl()
    crawl.pipeline.close()
