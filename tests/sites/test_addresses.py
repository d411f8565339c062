"""One address for one page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonereports.errors import WrongSetting
from zonereports.sites import absolute_url, canonical_url


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTP://WWW.Qingshan.Example:80/Art/1.html#top", "http://www.qingshan.example/Art/1.html"),
        ("https://a.example:443", "https://a.example/"),
        ("https://a.example:8443/x", "https://a.example:8443/x"),
        (
            "https://a.example/col/col1/index.html?uid=3&pageNum=2",
            "https://a.example/col/col1/index.html?uid=3",
        ),
        ("https://a.example/x?utm_source=q&id=7&from=timeline", "https://a.example/x?id=7"),
        ("https://a.example/x?from=2024", "https://a.example/x?from=2024"),
        ("https://a.example/a/./b/../c//d/", "https://a.example/a/c/d/"),
        ("https://a.example/%7Eu/%e5%bc%80", "https://a.example/~u/%E5%BC%80"),
        (
            "https://a.example/开发区?q=总结",
            "https://a.example/%E5%BC%80%E5%8F%91%E5%8C%BA?q=%E6%80%BB%E7%BB%93",
        ),
        ("https://a.example/x;jsessionid=1A2B?id=1", "https://a.example/x?id=1"),
        ("https://user:pw@a.example/", "https://a.example/"),
        ("https://a.example./x", "https://a.example/x"),
        (" https://a.example/x\n", "https://a.example/x"),
    ],
)
def test_spellings_of_one_address_become_one(written: str, canonical: str) -> None:
    assert canonical_url(written) == canonical


@given(st.text(alphabet="ab/.%?&=#中;: 41eE~", max_size=30))
def test_the_canonical_form_of_a_canonical_form_is_itself(tail: str) -> None:
    once = canonical_url("http://a.example/" + tail)
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    "written", ["ftp://a.example/", "/x", "", "http://", "http://[bad/", "http://a:99999/"]
)
def test_what_is_no_web_address_is_refused(written: str) -> None:
    with pytest.raises(WrongSetting):
        canonical_url(written)


@pytest.mark.parametrize(
    "href", ["javascript:void(0)", "#", "", "mailto:a@b.example", "JavaScript:;"]
)
def test_links_that_lead_to_no_page_have_no_address(href: str) -> None:
    assert absolute_url(href, "https://a.example/") is None


def test_links_are_resolved_against_the_folder_of_the_page() -> None:
    page = "https://a.example/zwgk/zj/index.html"
    assert absolute_url("./202401/t1.html", page) == "https://a.example/zwgk/zj/202401/t1.html"
    assert absolute_url("//b.example/x", page) == "https://b.example/x"
