"""The quirks of TRS sites, seen over HTTP."""

from __future__ import annotations

import pytest

from tests.replica.discovery import visit


@pytest.mark.parametrize(
    ("quirk", "files"),
    [
        ((), ["", "index_1.html", "index_2.html"]),
        (("one_based",), ["", "index_2.html", "index_3.html"]),
        (("set_page",), ["", "index_2.html", "index_3.html"]),
        (("commented_call",), ["", "index_1.html", "index_2.html"]),
    ],
)
def test_files_are_numbered_from_nought_or_one(quirk: tuple[str, ...], files: list[str]) -> None:
    with visit("shuangtan", *quirk) as visitor:
        pages = visitor.walk()
        assert [page.ask.url.rpartition("/")[2] for page in pages] == files
        assert {page.status for page in pages} == {200}
        other = "index_1.html" if quirk and "index_2" in files[1] else "index_3.html"
        url = visitor.site.listings[0].url + other
        assert visitor.session.get(url, timeout=10).status_code == 404


def test_a_declared_last_page_may_be_missing() -> None:
    with visit("shuangtan", "last_page_404") as visitor:
        assert [page.status for page in visitor.walk()] == [200, 200, 200, 404]


def test_a_declared_last_page_may_be_a_stub() -> None:
    with visit("shuangtan", "stub") as visitor:
        last = visitor.walk()[-1]
        assert last.status == 200
        assert 300 <= len(last.text.encode()) <= 400
        assert last.links == []


def test_rows_link_from_their_folder_and_cut_their_texts() -> None:
    with visit("shuangtan") as visitor:
        text = visitor.walk()[0].text
        assert '<a href="./2025' in text
        assert "…</a>" in text


def test_the_first_file_is_the_folder() -> None:
    with visit("shuangtan") as visitor:
        url = visitor.site.listings[0].url
        folder, file = (visitor.session.get(u, timeout=10).text for u in (url, f"{url}index.html"))
        assert folder == file
