"""What holds of every family: a walk over its listing finds all rows, all reports and no other."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from replica.counties import COUNTIES
from replica.extra_counties_b import EXTRA_COUNTIES
from tests.replica.discovery import visit
from zonereports.document import read

COMPLETE = [
    ("shuangtan", ()),
    *(
        ("shuangtan", (quirk,))
        for quirk in (
            "one_based",
            "set_page",
            "commented_call",
            "page_dec_zero",
            "last_page_404",
            "stub",
            "undated_rows",
        )
    ),
    ("heluo", ()),
    ("heluo", ("undated_rows",)),
    ("heluo", ("search",)),
    ("heluo", ("search_json",)),
    ("heluo", ("tree",)),
    ("heluo", ("tree", "null_callback", "null_url")),
    ("heluo", ("tree", "empty_column")),
    ("jinping", ()),
    ("jinping", ("captcha",)),
    ("jinping", ("dotted_dates",)),
    ("tongshan", ()),
    ("tongshan", ("total_as_text",)),
    ("tongshan", ("no_total",)),
    ("tongshan", ("marked_titles",)),
    ("tongshan", ("token",)),
    ("qiaozhou", ()),
    ("qiaozhou", ("referer",)),
    ("qiaozhou", ("encrypted_ids",)),
    ("qiaozhou", ("encrypted_ids", "by_number")),
    ("mianxi", ()),
    ("mianxi", ("disclosure", "tree")),
]


@pytest.mark.parametrize(("key", "quirks"), COMPLETE)
def test_a_walk_finds_every_row_and_exactly_the_reports(key: str, quirks: tuple[str, ...]) -> None:
    with visit(key, *quirks) as visitor:
        pages = visitor.walk()
        assert sum(bool(page.links) for page in pages) == 3
        found = {link.url: link for page in pages for link in page.links}
        truth = visitor.truth()
        assert set(found) == set(truth)
        for url, entry in truth.items():
            assert found[url].title == entry.title
            if "undated_rows" not in quirks or key != "heluo":
                assert found[url].listed_on == entry.listed_on
        reports = {url for url, entry in truth.items() if entry.kind == "report"}
        assert len(reports) >= 3
        assert set(visitor.reports(pages)) == reports


@pytest.mark.parametrize("key", [county.key for county in EXTRA_COUNTIES])
def test_every_report_is_read_as_it_was_written(key: str) -> None:
    with visit(key) as visitor:
        links = visitor.reports(visitor.walk())
        truths = visitor.replica.truth(key)
        assert len(truths) >= 3
        for truth in truths:
            link = links[truth["url"]]
            reply = visitor.session.get(link.url, timeout=10)
            document = read(
                reply.content,
                url=link.url,
                content_type=reply.headers["Content-Type"],
                site=visitor.site,
                link_title=link.title,
                listed_on=link.listed_on,
            )
            assert re.sub(r"\s", "", document.text) == re.sub(r"\s", "", truth["text"])
            assert document.title == truth["title"]
            assert document.zone == truth["zone"]
            assert document.report_year == truth["report_year"]
            assert str(document.published_at) == truth["published_at"]
            assert str(document.signed_on) == truth["signed_on"]


def test_the_further_counties_stand_beside_the_six() -> None:
    every = (*COUNTIES, *EXTRA_COUNTIES)
    for facts in EXTRA_COUNTIES:
        known = import_module(f"replica.families.{facts.family}").QUIRKS
        assert facts.quirks <= set(known)
    assert len({county.key for county in every}) == len(every)
    assert len({county.adcode for county in every}) == len(every)
    hosts = [county.host for county in EXTRA_COUNTIES]
    assert len(set(hosts)) == len(hosts)


def test_a_pinned_old_row_stands_on_top_of_every_listing() -> None:
    for facts in EXTRA_COUNTIES:
        with visit(facts.key) as visitor:
            links = [link for page in visitor.walk() for link in page.links]
            assert "长期有效" in links[0].title
            assert links[0].listed_on is not None
            assert links[1].listed_on is not None
            assert links[0].listed_on < links[1].listed_on
