"""One batch with hostile pages and files in it: each is refused by name, and nothing else is lost."""

from datetime import date

from tests.document.hostile import FILES
from tests.pipeline.village import notices, title_of

DAY = date(2025, 1, 10)
HOSTILE = (
    "pdf_of_forms_that_draw_each_other",
    "pdf_with_a_password",
    "xls_that_declares_a_million_rows",
    "zip_bomb_in_a_docx",
    "zip_in_a_zip_in_a_zip",
    "doc_of_random_bytes",
    "html_200_000_deep",
    "html_of_a_million_attributes",
    "utf_16_that_is_not",
    "mhtml_nested_deep",
)


def test_hostile_files_are_refused_one_by_one_and_the_reports_beside_them_land(village, crawl):
    rows = [(title_of(2023), village.report(2023), DAY)]
    for number, name in enumerate(HOSTILE):
        path = f"/gk/t20250110_{number}.html"
        village.put(path, FILES[name](), kind="application/octet-stream")
        rows.append((title_of(2001 + number), path, DAY))
    rows.append((title_of(2024), village.report(2024), DAY))
    village.lists([*notices(100, 4, DAY), *rows])
    check = crawl()
    assert (check.answer, check.error) == ("new", None), check.detail
    published = crawl.pipeline.publish()
    assert len(published.documents) == 2
    assert len(published.unreadable) == len(HOSTILE)
    assert not crawl.pipeline.archive.pending()
