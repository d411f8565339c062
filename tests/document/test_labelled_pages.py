"""The labelled pages: body and cells against what was written down before any reader ran."""

from __future__ import annotations

import json

import pytest

from benchmarks.body_pages import FOLDER, pages
from benchmarks.body_score import labelled, score, totals
from zonereports.document import read

FLOORS = FOLDER / "floors.json"
LABELLED = labelled(FOLDER)


@pytest.fixture(scope="module")
def documents():
    return [
        read(page.page, url=f"https://www.qingshan.example/{page.name}.html") for page in LABELLED
    ]


def test_figures_of_the_labelled_pages_only_rise(documents):
    found = totals(
        [score(d.text, page) for d, page in zip(documents, LABELLED, strict=True)], LABELLED
    )
    for name, floor in json.loads(FLOORS.read_text(encoding="utf-8")).items():
        assert getattr(found, name) >= floor, name


def test_title_signature_and_attachments_are_not_in_the_text(documents):
    for document, page in zip(documents, LABELLED, strict=True):
        lines = set(document.text.split("\n"))
        assert lines.isdisjoint(set(page.optional) - set(page.lines)), page.name


def test_the_second_reader_agrees_unless_it_cannot_see_the_body(documents):
    low = {
        page.name
        for d, page in zip(documents, LABELLED, strict=True)
        if d.agreement is not None and d.agreement < 0.75
    }
    assert low == set()


def test_a_box_that_holds_the_abstract_alone_loses_against_two_other_readers(documents):
    document = next(
        d for d, page in zip(documents, LABELLED, strict=True) if page.name == "longxun-abstract"
    )
    assert any("two other readers" in note for note in document.notes)
    assert document.agreement > 0.9


def test_pages_on_disk_are_those_that_the_generator_writes():
    written = {page.name: page for page in pages()}
    assert set(written) == {page.name for page in LABELLED}
    for page in LABELLED:
        told = written[page.name]
        assert (page.lines, page.optional) == (told.lines, told.optional), page.name


def test_a_wrong_body_is_scored_as_wrong():
    page = next(page for page in LABELLED if page.name == "jpaas-table")
    assert score("", page).f1 == 0
    half = score("\n".join(page.lines[: len(page.lines) // 2]), page)
    assert half.recall < 0.7
    assert half.precision == 1
    glued = score("\n".join(page.lines).replace("\t", ""), page)
    assert glued.cells == 0
    assert score("\n".join([*page.lines, "首页 | 政务公开 | 相关信息"]), page).precision < 1
