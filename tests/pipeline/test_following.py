"""详见附件: the report of a page stands in its attachment, and must be found, read and watched."""

import io
import shutil
from datetime import UTC, date, datetime, timedelta

import docx
import pytest
from sqlalchemy import text

from tests.document.files import pdf
from tests.pipeline.village import TEXT, list_page, notices, title_of
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

DAY = date(2025, 1, 10)
PAGE = "/gk/t20250110_1.html"
FILE = "/gk/P020250110112233445566.docx"
TITLE = title_of(2024)
POINTS = "<p>详见附件。</p>"


def paragraphs(level=33):
    text = TEXT.format(year=2024, level=level)
    return [part.removeprefix("<p>") for part in text.replace("\n", "").split("</p>") if part]


def report_docx(level=33):
    file = docx.Document()
    for line in (TITLE, *paragraphs(level)):
        file.add_paragraph(line)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def page(inner):
    return (
        f"<html><head><title>{TITLE}</title><meta name='ArticleTitle' content='{TITLE}'>"
        "<meta name='PubDate' content='2025-01-10 09:30'><meta name='ContentSource' content='青山经开区'>"
        f"</head><body><h1>{TITLE}</h1><div id='zoom'>{inner}</div></body></html>"
    )


def link(path=FILE, text="青山经济开发区2024年工作总结.docx"):
    return f'<p>附件：<a href="{path}">{text}</a></p>'


@pytest.fixture
def listed(village):
    village.lists([*notices(1, 4, DAY), (TITLE, PAGE, DAY)])
    return village


def documents(crawl):
    return crawl.pipeline.lake.query("select * from documents order by version").to_pylist()


def numbers(crawl):
    rows = crawl.pipeline.lake.query("select quote from observations").to_pylist()
    return {row["quote"] for row in rows}


def later(crawl, **ahead):
    pipeline = Pipeline(crawl.pipeline.settings, now=lambda: datetime.now(UTC) + timedelta(**ahead))
    (check,) = pipeline.crawl()
    published = pipeline.publish()
    pipeline.close()
    return check, published


def test_a_report_in_an_attachment_is_read_under_its_page(listed, crawl):
    listed.put(PAGE, page(POINTS + link()))
    named = 'attachment; filename="' + "青山总结.docx".encode("gbk").decode("latin-1") + '"'
    listed.put(FILE, report_docx(), headers={"Content-Disposition": named})
    check = crawl()
    assert (check.answer, len(check.new_captures)) == ("new", 2)
    published = crawl.pipeline.publish()
    assert (published.unreadable, published.held_back) == ((), ())
    (row,) = documents(crawl)
    assert row["url"] == listed.url + PAGE
    assert (row["attachment_url"], row["attachment_name"]) == (listed.url + FILE, "青山总结.docx")
    assert (row["title"], str(row["published_at"]), row["source"]) == (
        TITLE,
        "2025-01-10",
        "青山经开区",
    )
    assert (row["source_kind"], row["report_year"]) == ("government attachment", 2024)
    archive = crawl.pipeline.archive
    attached = archive.capture(row["capture_id"])
    assert (attached.kind, attached.parent) == ("attachment", row["page_capture_id"])
    assert archive.capture(row["page_capture_id"]).outcome == "in its attachment"
    assert {"33.4亿元", "9.3%", "18个", "33.6亿元"} <= numbers(crawl)
    assert not archive.pending()
    assert crawl.pipeline.publish().documents == ()


def test_a_page_that_holds_its_report_is_the_report_and_its_files_are_noted_unfetched(
    listed, crawl
):
    listed.put(PAGE, page(TEXT.format(year=2024, level=33) + link()))
    listed.put(FILE, report_docx())
    assert crawl().answer == "new"
    crawl.pipeline.publish()
    (row,) = documents(crawl)
    assert (row["attachment_url"], row["attachments"]) == (None, [listed.url + FILE])
    assert FILE not in listed.asked
    quotes = [
        row["quote"]
        for row in crawl.pipeline.lake.query("select quote from observations").to_pylist()
    ]
    assert quotes.count("33.4亿元") == 1


def test_a_listing_that_links_straight_to_the_file_is_read(village, crawl):
    path = "/upload/2025/report.pdf"
    village.lists([*notices(1, 4, DAY), (TITLE, path, DAY)])
    village.put(path, pdf([[TITLE, *paragraphs()]]), kind="application/pdf")
    assert crawl().answer == "new"
    published = crawl.pipeline.publish()
    assert published.unreadable == ()
    (row,) = documents(crawl)
    assert row["url"] == row["attachment_url"] == village.url + path
    # The listing's title says more than report.pdf, but a server's own word would win.
    assert row["attachment_name"] == TITLE
    assert str(row["published_at"]) == "2025-01-10"
    assert "33.4亿元" in numbers(crawl)


@pytest.mark.parametrize(
    "shown",
    [
        f'<iframe src="/pdfjs/web/viewer.html?file={FILE}"></iframe>',
        f'<object data="{FILE}"></object>',
        f'<embed src="{FILE}">',
        f'<a href="javascript:void(0)" onclick="window.open(\'{FILE}\')">查看</a>',
    ],
)
def test_a_page_that_only_shows_its_file_is_followed(listed, crawl, shown):
    listed.put(PAGE, page(shown))
    listed.put(FILE, report_docx())
    assert crawl().answer == "new"
    crawl.pipeline.publish()
    (row,) = documents(crawl)
    assert row["attachment_url"] == listed.url + FILE


def test_of_several_files_the_one_named_as_the_report_is_fetched(listed, crawl):
    others = link("/gk/W01.xls", "附表1：主要指标.xls") + link("/gk/W02.pdf", "填表说明.pdf")
    listed.put(PAGE, page(POINTS + others + link("/gk/W03.pdf", TITLE + ".pdf") + link()))
    listed.put(FILE, report_docx())
    crawl()
    crawl.pipeline.publish()
    (row,) = documents(crawl)
    assert row["attachment_url"] == listed.url + FILE
    assert row["attachments"] == [
        listed.url + f"/gk/{n}" for n in ("W01.xls", "W02.pdf", "W03.pdf")
    ]
    assert not [path for path in listed.asked if path.startswith("/gk/W")]


def test_an_attachment_that_changes_is_a_new_version_though_its_page_stands(listed, crawl):
    listed.put(PAGE, page(POINTS + link()), headers={"ETag": '"p1"'})
    listed.put(FILE, report_docx(), headers={"ETag": '"a1"'})
    crawl()
    crawl.pipeline.publish()
    check, published = later(crawl, days=8)
    assert (check.answer, published.documents) == ("nothing new", ())
    listed.put(FILE, report_docx(level=35), headers={"ETag": '"a2"'})
    check, published = later(crawl, days=16)
    assert (check.answer, len(check.new_captures)) == ("new", 1)
    first, second = documents(crawl)
    assert (first["report_id"], first["version"]) == (second["report_id"], 1)
    assert (second["version"], second["is_latest"]) == (2, True)
    assert "35.4亿元" in numbers(crawl)
    assert "33.4亿元" not in numbers(crawl)
    assert len(published.events) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"status": 404, "html": "404"}, "AttachmentMissing"),
        ({"status": 403, "html": "no"}, "Refused"),
        (
            {"html": "<html><title>404</title><body>您访问的页面不存在</body></html>"},
            "AttachmentMissing",
        ),
        ({"html": "<html><body>请输入验证码<input name=c></body></html>"}, "Challenged"),
    ],
)
def test_an_attachment_that_cannot_be_had_is_could_not_look_until_it_can(
    listed, crawl, answer, error
):
    listed.put(PAGE, page(POINTS + link()), headers={"ETag": '"p1"'})
    listed.put(FILE, **answer)
    check = crawl()
    assert (check.answer, check.error) == ("could not look", error)
    assert FILE in check.detail
    published = crawl.pipeline.publish()
    assert len(published.unreadable) == 1
    assert documents(crawl) == []
    check = crawl()
    assert (check.answer, check.error) == ("could not look", error)
    listed.put(FILE, report_docx())
    assert crawl().answer == "new"
    published = crawl.pipeline.publish()
    assert len(published.documents) == 1
    assert crawl.pipeline.lake.query("select * from quarantine").to_pylist() == []
    assert crawl().answer == "nothing new"


def test_a_replay_of_the_archive_alone_gives_the_same_reports_from_attachments(
    listed, crawl, tmp_path
):
    """Missing at first, then there; changed under an unchanged page; and the page given a table."""
    table = link("/gk/W01.xls", "附表.xls")
    listed.put(PAGE, page(POINTS + link()), headers={"ETag": '"p1"'})
    listed.put(FILE, html="<html><title>404</title><body>您访问的页面不存在</body></html>")
    crawl()
    crawl.pipeline.publish()
    listed.put(FILE, report_docx(), headers={"ETag": '"a1"'})
    crawl()
    assert len(crawl.pipeline.publish().documents) == 1
    listed.put(FILE, report_docx(level=35), headers={"ETag": '"a2"'})
    assert len(later(crawl, days=8)[1].documents) == 1
    listed.put(PAGE, page(POINTS + link() + table), headers={"ETag": '"p2"'})
    _, published = later(crawl, days=16)
    assert len(published.events) == 1
    with crawl.pipeline.state.begin() as connection:
        told = sorted(row.kind for row in connection.execute(text("select kind from events")))
    assert told == ["attachment added", "corrected", "first"]
    home = crawl.pipeline.settings.home
    before, settled = rows_of_all(crawl.pipeline), outcomes(crawl.pipeline)

    fresh = tmp_path / "fresh"
    shutil.copytree(home / "archive", fresh / "archive")
    pipeline = Pipeline(
        Settings(home=fresh, sites=tmp_path / "sites", allow_addresses=("127.0.0.0/8",))
    )
    asked = len(listed.asked)
    assert pipeline.replay(publish=True).published
    assert len(listed.asked) == asked
    assert (rows_of_all(pipeline), outcomes(pipeline)) == (before, settled)
    pipeline.close()


def rows_of_all(pipeline):
    """Everything that follows from the archive."""
    lake = {
        name: pipeline.lake.query(f"select * from {name} order by all").to_pylist()
        for name in ("documents", "observations", "quarantine")
    }
    with pipeline.state.begin() as connection:
        state = {
            name: sorted(map(str, connection.execute(text(f"select * from {name}")).mappings()))
            for name in ("versions", "standings", "events")
        }
    return lake, state


def outcomes(pipeline):
    return {capture.id: capture.outcome for capture in pipeline.archive.captures()}


def test_an_attachment_on_a_host_that_is_not_named_is_not_fetched(listed, crawl):
    listed.put(PAGE, page(POINTS + link("https://files.example/a.docx")))
    check = crawl()
    assert (check.answer, check.error) == ("could not look", "Refused")


def test_a_scanned_attachment_needs_ocr_and_is_not_lost(listed, crawl):
    listed.put(PAGE, page(POINTS + link("/gk/scan.pdf", "扫描件.pdf")))
    listed.put("/gk/scan.pdf", pdf([[], []]), kind="application/pdf")
    assert crawl().answer == "new"
    published = crawl.pipeline.publish()
    assert published.unreadable == ()
    (told,) = published.needs_ocr
    assert told.startswith(listed.url + PAGE)
    (row,) = crawl.pipeline.lake.query("select * from quarantine").to_pylist()
    assert row["expectations"] == ["needs_ocr"]
    (capture,) = crawl.pipeline.archive.captures(kind="attachment")
    assert capture.outcome.startswith("needs OCR")
    assert not crawl.pipeline.archive.pending()


def test_two_pages_with_one_attachment_are_one_report_at_two_addresses(village, crawl):
    second = "/gk/t20250110_2.html"
    village.lists([*notices(1, 4, DAY), (TITLE, PAGE, DAY), (TITLE, second, DAY)])
    village.put(PAGE, page(POINTS + link()))
    village.put(second, page(POINTS + "<p>略。</p>" + link()))
    village.put(FILE, report_docx())
    assert crawl().answer == "new"
    crawl.pipeline.publish()
    assert len(documents(crawl)) == 1
    assert not crawl.pipeline.archive.pending()


def test_bytes_that_are_neither_page_nor_file_do_not_end_the_visit(village, crawl):
    odd = "/gk/t20250110_2.html"
    rows = [(title_of(2023), odd, DAY), (TITLE, PAGE, DAY)]
    village.put("/gk/index.html", list_page([*notices(1, 4, DAY), *rows]))
    village.put(odd, bytes(range(256)) * 40)
    village.put(PAGE, page(TEXT.format(year=2024, level=33)))
    assert crawl().answer == "new"
    published = crawl.pipeline.publish()
    assert (len(published.documents), len(published.unreadable)) == (1, 1)


def test_a_listing_of_binary_data_is_not_recognisable(village, crawl):
    village.put("/gk/index.html", b"\xff\x00\x81\x02" * 4000)
    check = crawl()
    assert (check.answer, check.error) == ("not recognisable", "UnreadablePage")
