"""A report that its site shows on several pages is one report, or none: never a part of one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from replica import Replica, extra_counties_b
from replica.counties import COUNTIES
from tests.pipeline.village import TEXT, notices, title_of
from zonereports.pipeline import Pipeline, backfill

DAY = date(2025, 1, 10)
TITLE = title_of(2024)
PAGE, SECOND, THIRD = (f"/gk/t20250110_77{end}.html" for end in ("", "_1", "_2"))
LINES = TEXT.format(year=2024, level=33).replace("\n", "").split("</p>")[:-1]
CUTS = (LINES[:3], LINES[3:5], LINES[5:])
TRS = next(one for one in extra_counties_b.EXTRA_COUNTIES if one.family == "trs")
STATIC = next(one for one in COUNTIES if one.family == "static_list")


@pytest.mark.parametrize("facts", [TRS, STATIC], ids=lambda facts: facts.family)
def test_every_report_of_a_site_that_cuts_its_articles_is_read_whole(platform, facts):
    with Replica(counties=[replace(facts, quirks=frozenset({"parts"}))]) as replica:
        pipeline = platform(replica)
        (check,) = pipeline.crawl(reach=backfill())
        assert (check.answer, check.error) == ("new", None), check.detail
        published = pipeline.publish()
        assert (published.unreadable, published.held_back) == ((), ())
        rows = pipeline.lake.query("select * from documents").to_pylist()
        truth = {item["url"]: item for item in replica.truth()}
        assert {row["url"] for row in rows} == set(truth)
        for row in rows:
            for column in ("title", "text", "report_year", "signed_on", "source", "issuer"):
                assert str(row[column]) == str(truth[row["url"]][column]), (row["url"], column)
            assert row["source_kind"].startswith("government")
            assert row["attachment_url"] is None
        again = platform(replica)
        (check,) = again.crawl()
        assert check.answer == "nothing new"
        assert not again.publish().documents


def page(lines, number, *, count=3, pager=None):
    call = f'<script>createPageHTML({count}, {number}, "t20250110_77", "html");</script>'
    body = "".join(f"{line}</p>" for line in lines)
    return (
        f"<html><head><title>{TITLE}</title><meta name='ArticleTitle' content='{TITLE}'></head><body>"
        f"<h1>{TITLE}</h1><div class='TRS_Editor'>{body}</div>{call if pager is None else pager}"
        "</body></html>"
    )


@pytest.fixture
def cut(village):
    village.lists([*notices(1, 4, DAY), (TITLE, PAGE, DAY)])
    for number, (path, lines) in enumerate(zip((PAGE, SECOND, THIRD), CUTS, strict=True)):
        village.put(path, page(lines, number), headers={"ETag": f'"{number}"'})
    return village


def rows(crawl):
    query = "select version, text, capture_id, page_capture_id from documents order by version"
    return crawl.pipeline.lake.query(query).to_pylist()


def later(crawl, **ahead):
    pipeline = Pipeline(crawl.pipeline.settings, now=lambda: datetime.now(UTC) + timedelta(**ahead))
    (check,) = pipeline.crawl()
    published = pipeline.publish()
    pipeline.close()
    return check, published


def numbers(crawl):
    found = crawl.pipeline.lake.query("select quote from observations").to_pylist()
    return {row["quote"] for row in found}


def test_the_parts_are_asked_for_once_and_in_their_order(cut, crawl):
    check = crawl()
    assert (check.answer, check.error) == ("new", None), check.detail
    assert [path for path in cut.asked if "t20250110" in path] == [PAGE, SECOND, THIRD]
    crawl.pipeline.publish()
    (row,) = rows(crawl)
    assert row["text"].split("\n") == [line.removeprefix("<p>") for line in LINES]
    assert {"33.4亿元", "18个", "45个"} <= numbers(crawl)
    assert not crawl.pipeline.archive.pending()


@pytest.mark.parametrize("missing", [SECOND, THIRD])
@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404, "html": "404"},
        {"status": 500, "html": "busy"},
        {"html": "<html><title>页面不存在</title><p>页面不存在</p></html>"},
        {"html": page(CUTS[0], 0)},
    ],
)
def test_without_one_of_its_parts_no_report_is_published_until_it_is_there(
    cut, crawl, missing, answer
):
    whole = cut.pages[missing]
    cut.put(missing, **answer)
    check = crawl()
    assert (check.answer, len(check.new_captures)) == ("could not look", 0)
    assert check.error in ("PartMissing", "ServerFailed")
    published = crawl.pipeline.publish()
    assert (published.documents, rows(crawl)) == ((), [])
    assert len(published.unreadable) == 1
    cut.pages[missing] = whole
    assert crawl().answer == "new"
    crawl.pipeline.publish()
    (row,) = rows(crawl)
    assert row["text"].count("\n") == len(LINES) - 1
    assert crawl.pipeline.lake.count("quarantine") == 0


def test_a_number_that_changes_on_a_further_part_alone_is_a_correction(cut, crawl):
    crawl()
    crawl.pipeline.publish()
    asked = len(cut.asked)
    check, published = later(crawl, days=10)
    assert (check.answer, published.documents) == ("nothing new", ())
    status, kind, body = cut.pages[SECOND]
    cut.pages[SECOND] = (status, kind, body.replace(b"45", b"54"))
    cut.headers[SECOND] = {"ETag": '"b"'}
    check, published = later(crawl, days=20)
    assert (check.answer, len(published.documents)) == ("new", 1)
    first, second = rows(crawl)
    assert second["text"] == first["text"].replace("45个", "54个")
    assert asked < len(cut.asked)


def test_parts_that_change_together_are_one_new_version(cut, crawl):
    crawl()
    crawl.pipeline.publish()
    for path, old, new in (
        (PAGE, b"9.3%", b"9.4%"),
        (SECOND, b"45", b"54"),
        (THIRD, b"\xe5\xae\x89\xe5\x85\xa8", b""),
    ):
        status, kind, body = cut.pages[path]
        cut.pages[path] = (status, kind, body.replace(old, new))
        cut.headers[path] = {"ETag": '"c"'}
    check, published = later(crawl, days=10)
    assert (check.answer, len(published.documents)) == ("new", 1)
    assert [row["version"] for row in rows(crawl)] == [1, 2]
    assert {"9.4%", "54个"} <= numbers(crawl)


def test_a_part_that_goes_is_an_error_and_withdraws_nothing(cut, crawl):
    crawl()
    crawl.pipeline.publish()
    del cut.pages[THIRD]
    check, published = later(crawl, days=10)
    assert (check.answer, check.error) == ("could not look", "PartMissing")
    assert THIRD in check.detail
    assert (published.documents, published.events) == ((), ())
    assert len(rows(crawl)) == 1


def test_a_replay_reads_the_parts_as_the_visits_brought_them(cut, crawl):
    crawl()
    crawl.pipeline.publish()
    status, kind, body = cut.pages[THIRD]
    cut.pages[THIRD] = (status, kind, body.replace("安全生产".encode(), "企业减负".encode()))
    cut.headers[THIRD] = {"ETag": '"d"'}
    later(crawl, days=10)
    before = rows(crawl)
    pipeline = Pipeline(crawl.pipeline.settings)
    replayed = pipeline.replay()
    assert (replayed.damaged, replayed.rows["documents"]) == ((), 2)
    assert replayed.difference.empty
    assert rows(crawl) == before
    pipeline.close()


def test_the_page_as_served_shows_the_numbers_of_every_part(cut, crawl):
    crawl()
    crawl.pipeline.publish()
    (name,) = crawl.pipeline.lake.query("select document_id from documents").to_pylist()
    shown = crawl.pipeline.evidence(name["document_id"], as_served=True)
    found = crawl.pipeline.lake.query("select start, quote from observations").to_pylist()
    assert found
    for row in found:
        assert f'id="o-{row["start"]}"' in shown, row
    assert "园区承载能力" in shown
    assert "安全生产和环境保护" in shown


@pytest.mark.parametrize(
    "pager",
    [
        f"<p><b>1</b> <a href='{SECOND}'>2</a> <a href='{THIRD}'>3</a> <a href='{SECOND}'>下一页</a></p>",
        f"<p>首页 <a href='{SECOND}'>下一页</a> <a href='{THIRD}'>末页</a></p>",
        "<script>createPageHTML('pages', 3, 0, 't20250110_77', 'html', 3);</script>",
    ],
)
def test_pagers_that_name_the_parts_in_other_ways_are_followed(cut, crawl, pager):
    for number, (path, lines) in enumerate(zip((PAGE, SECOND, THIRD), CUTS, strict=True)):
        cut.put(path, page(lines, number, pager=pager))
    assert crawl().answer == "new"
    crawl.pipeline.publish()
    (row,) = rows(crawl)
    assert row["text"].split("\n") == [line.removeprefix("<p>") for line in LINES]


def test_a_script_that_counts_its_pages_in_the_query_is_followed(village, crawl):
    paths = ["/show.php?id=77", "/show.php?id=77&page=2", "/show.php?id=77&page=3"]
    links = "".join(f'<a href="{path}">{n}</a> ' for n, path in enumerate(paths, 1))
    village.lists([*notices(1, 4, DAY), (TITLE, paths[0], DAY)])
    for number, (path, lines) in enumerate(zip(paths, CUTS, strict=True)):
        village.put(path, page(lines, number, pager=f"<div>{links}</div>"))
    assert crawl().answer == "new"
    crawl.pipeline.publish()
    (row,) = rows(crawl)
    assert row["text"].count("\n") == len(LINES) - 1


@pytest.mark.parametrize(
    "pager",
    [
        "<p>上一篇：<a href='/gk/t20250109_76.html'>关于公告</a></p>",
        "<script>createPageHTML(1, 0, 't20250110_77', 'html');</script>",
        "<script>createPageHTML(8, 0, 'index', 'html');</script>",
        "<script>//createPageHTML(3, 0, 't20250110_77', 'html');</script>",
        "<p><a href='/gk/t20250110_77_1.pdf'>图解</a></p>",
        "<p><a href='https://elsewhere.example/gk/t20250110_77_1.html'>转载</a></p>",
    ],
)
def test_a_report_on_one_page_has_no_parts(cut, crawl, pager):
    cut.put(PAGE, page(LINES, 0, pager=pager))
    crawl()
    assert [path for path in cut.asked if "t20250110" in path] == [PAGE]
    crawl.pipeline.publish()
    assert len(rows(crawl)) == 1
