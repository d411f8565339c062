"""What holds for every text: quotes are the text's own words, and say the value again."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from zonereports.observations import Extraction, observe, value_of
from zonereports.observations.exclusions import DIGITS

NAMES = ("税收", "规上工业总产值", "固定资产投资", "新签约项目", "走访企业", "出让土地", "从业人员")
JOINTS = ("达", "", "约", "突破", "完成", "为", "不少于", "同比增长", ",其中", ",占全县", "下降")
UNITS = ("亿元", "万元", "%", "个", "家", "亩", "人", "余家", "个百分点", "万平方米", "倍", "")
MARKS = ("。", ",", ";", "、", "\n", "(", ")", " ", ":")
NUMBERS = st.one_of(
    st.integers(0, 10**7).map(str),
    st.decimals(0, 10**5, places=2).map(str),
    st.sampled_from(
        ["十二", "两万三千", "1亿2千", "12,300", "３５", "24. 3", "20xx", "XX.5", "第3"]
    ),
)
PIECES = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(JOINTS), NUMBERS, st.sampled_from(UNITS),
    st.sampled_from(MARKS),
).map("".join)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=12).map("".join)


def check(text: str) -> Extraction:
    extraction = observe(text, report_year=2023)
    last = -1
    for row in extraction.observations:
        assert text[row.start : row.start + len(row.quote)] == row.quote
        assert row.start > last
        last = row.start
    for item in extraction.excluded:
        assert text[item.start : item.start + len(item.quote)] == item.quote
    covered = [(r.start, r.start + len(r.quote)) for r in extraction.observations]
    covered += [(e.start, e.start + len(e.quote)) for e in extraction.excluded]
    covered += [(e.start, e.start + len(e.quote)) for e in extraction.unaccounted]
    for m in DIGITS.finditer(text):
        assert any(a < m.end() and m.start() < b for a, b in covered), m[0]
    return extraction


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_digit_is_accounted_for_and_every_quote_is_the_texts_own(text: str) -> None:
    check(text)


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_grammar(text: str) -> None:
    check(text)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_the_quote_alone_says_the_value(text: str) -> None:
    for row in observe(text).observations:
        assert value_of(row.quote) == abs(row.value), row


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_the_same_text_gives_the_same_rows(text: str) -> None:
    assert observe(text) == observe(text)


def test_the_base_value_is_exact() -> None:
    (row,) = observe("税收0.1亿元。").observations
    assert row.value_norm == Decimal(10_000_000)
