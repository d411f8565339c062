"""The five real reports that lie beside the repository; skipped where they do not."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from zonereports.document import read

REPORTS = Path(__file__).parents[2] / "../shared/eval/reports"
if not REPORTS.is_dir():
    REPORTS = Path(__file__).parents[3] / "../shared/eval/reports"
pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared reports are not here")


def document(key):
    return read((REPORTS / f"{key}.txt").read_bytes(), url=f"{key}.txt")


@pytest.mark.parametrize("key", ["002", "003", "004"])
def test_facts_equal_the_annotated_ones(key):
    found = document(key)
    for name, value in json.loads((REPORTS / f"{key}.meta.json").read_text("utf-8")).items():
        got = getattr(found, {"zone_name": "zone"}.get(name, name))
        assert (got.isoformat() if isinstance(got, date) else got) == value, name


@pytest.mark.parametrize("key", ["002", "003", "004"])
def test_every_annotated_number_is_still_in_the_text_in_order(key):
    text, at = document(key).text, 0
    for line in (REPORTS / f"{key}.jsonl").read_text("utf-8").splitlines():
        quote = json.loads(line)["quote"]
        assert (at := text.find(quote, at)) >= 0, quote


def test_bodies_begin_and_end_with_the_report():
    ends = {
        "000": ("20xx年,XX", "机加工"),
        "001": ("一、2021年工作总结", "从企业对"),
        "002": ("一、2022年工作总结\n", "群团组织。"),
        "003": ("2023年,在县委", "做好监管。"),
        "004": ("今年以来,", "贡献力量。"),
    }
    for key, (first, last) in ends.items():
        text = document(key).text
        assert text.startswith(first)
        assert text.endswith(last)


def test_copies_are_marked_and_their_years_are_not_guessed():
    spliced, masked = document("000"), document("001")
    assert (spliced.source_kind, masked.source_kind) == ("document library", "template")
    assert (spliced.report_year, spliced.plan_year) == (None, None)
    assert masked.report_year == 2021
    assert any("2020" in note for note in masked.notes)
    assert (masked.prefecture, masked.province, masked.county) == ("温州市", "浙江省", None)
    assert (spliced.province, spliced.county) == ("安徽省", None)


def test_page_splices_are_gone_and_numbers_whole():
    text = document("000").text
    assert "9个批次875.6245亩" in text
    assert re.search(r"\n\d{1,2}、", text) is None


def test_copies_in_one_line_have_their_parts():
    parts = [(s.heading, s.about) for s in document("001").sections if s.level == 1]
    assert parts == [("一、2021年工作总结", "review"), ("二、2021年工作计划", "plan")]
    parts = [(s.heading, s.about) for s in document("000").sections if s.level == 1]
    assert parts == [("二、存在问题和不足", "problems")]


@pytest.mark.parametrize(
    ("key", "removed"), [("000", 123), ("001", 24), ("002", 79), ("003", 154), ("004", 43)]
)
def test_reading_takes_only_furniture_title_signature_and_splices_away(key, removed):
    source = "".join((REPORTS / f"{key}.txt").read_text("utf-8").split())
    text = "".join(document(key).text.split())
    characters = iter(source)
    assert all(char in characters for char in text), "something was added or moved"
    assert len(source) - len(text) == removed
