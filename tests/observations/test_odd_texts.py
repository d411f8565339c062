"""Texts that no report writer would write: nothing breaks, no number is made up, none is lost."""

import random
import re
from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zonereports.observations import find_inconsistencies, observe
from zonereports.observations.numerals import CHINESE_DIGITS, SCALES, parse_chinese
from zonereports.observations.reading import fold

WORDS = (
    "规上工业总产值 税收收入 其中 同比增长 下降 分别 亿元 万元 家 个 % 占全县比重 去年同期 力争 "
    "截至10月底 2023年 1—11月 新签约项目 约 以上 （ ） ， 。 、 ； 第 位 倍 翻番 两 三千 十五 半 "
    "百分点 亩 / 〔 〕 《 》 “ ” # + - ~ 至 . 0 7 88 3.14 1,024 20XX年 某某 的 和 了 \n \t"
).split(" ")
HAN = "开发区工作总结年月亿万元家个增长下降产业企业项目建设一二三四五六七八九十百千零两点半第约近超余多"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202e\u2060\ufeff\u00ad"


def _pick(dice, alphabet, length):
    return "".join(dice.choice(alphabet) for _ in range(length))


def _salad(dice, n=400):
    return "".join(dice.choice(WORDS) for _ in range(n))


def _sprinkled(dice, marks):
    return "".join(
        c + (dice.choice(marks) if dice.random() < 0.3 else "") for c in _salad(dice, 120)
    )


KINDS = {
    "empty": lambda d: _pick(d, " \n\t\u3000\r", d.randrange(5)),
    "only digits": lambda d: _pick(d, "0123456789", d.randrange(1, 3000)),
    "digits and points": lambda d: _pick(d, "0123456789.,， %", 800),
    "full-width digits": lambda d: _pick(d, "０１２３４５６７８９．，％亿元", 600),
    "chinese numerals": lambda d: _pick(d, CHINESE_DIGITS + "点元个家", 600),
    "scales": lambda d: _pick(d, "1亿万千百十元美余多", 400),
    "han": lambda d: _pick(d, HAN, 800),
    "word salad": _salad,
    "mojibake": lambda d: _salad(d, 80).encode("utf-8").decode("gb18030", "replace"),
    "mojibake of latin": lambda d: _salad(d, 80).encode("gb18030").decode("latin-1"),
    "replacement marks": lambda d: _sprinkled(d, "\ufffd?□"),
    "emoji": lambda d: _sprinkled(d, "😀🏭📈1️⃣🇨🇳👨‍👩‍👧"),
    "invisible marks": lambda d: _sprinkled(d, INVISIBLE),
    "control characters": lambda d: _sprinkled(d, "".join(map(chr, range(32))) + "\x7f\x85"),
    "blanks inside": lambda d: _sprinkled(d, " \u3000\u00a0\n"),
    "combining marks": lambda d: _sprinkled(d, "\u0301\u0308\u20e3\ufe0f"),
    "nested brackets": lambda d: "（" * d.randrange(1, 400) + "12亿元（3家" + "）" * d.randrange(400),
    "endless among": lambda d: "税收5亿元，" + "其中，" * d.randrange(1, 900) + "3亿元。",
    "endless items": lambda d: "税收5亿元" + "、其中工业1.5亿元" * d.randrange(1, 200),
    "endless respectively": lambda d: "产值、税收分别" * 80 + "、".join(["1亿元"] * d.randrange(1, 90)),
    "dashes": lambda d: _pick(d, "1-—–~至到年月亿个", 500),
    "slashes": lambda d: _pick(d, "0123456789/亩人元万年每", 500),
    "html": lambda d: f"<p class='a{d.randrange(9)}'>" + _salad(d, 60).replace("\n", "<br/>&nbsp;") + "</td>",
    "json": lambda d: '{"税收": ' + str(d.random() * 1e6) + ', "rows": [' + "1, 2, " * 90 + "null]}",
    "code": lambda d: "for (int i = 0; i < 100; ++i) { a[i] = 0x7f3e * 1e-9; } // 3亿元\n" * d.randrange(1, 30),
    "english": lambda d: "In 2023 output rose 5.4% to 120 million yuan, 3,200 jobs. " * d.randrange(1, 30),
    "addresses": lambda d: f"https://example.org/art/2023/11/{d.randrange(99)}/art_1229_{d.randrange(10**7)}.html?p=3家 " * 12,
    "telephone numbers": lambda d: f"联系电话：0571-8{d.randrange(10**6):07d}，13{d.randrange(10**9):09d}。" * 15,
    "identity numbers": lambda d: f"身份证号33052219{d.randrange(10**6):06d}{d.randrange(10**4):04d}X，账号6222{d.randrange(10**15):015d}。" * 9,
    "huge numbers": lambda d: "9" * d.randrange(1, 400) + "亿元，" + "0." + "0" * d.randrange(1, 300) + "1%",
    "page splices": lambda d: "".join(f"全年完成税收{i}5\n{i}、{i}亿元，" for i in range(1, d.randrange(2, 60))),
    "tables": lambda d: "\n".join("\t".join(d.choice(["税收", "亿元", "3.5", "", "-", "12%", "2023年"]) for _ in range(d.randrange(1, 9))) for _ in range(60)),
    "traditional": lambda d: _pick(d, "億萬個規產業總佔稅兩餘開發區0123456789.％", 600),
    "list marks": lambda d: "".join(f"{d.choice('一二三(（①②1.2、')}{d.choice('、)）.')}" for _ in range(300)),
    "surrogates": lambda d: _sprinkled(d, "\ud800\udc00\udfff"),
    "any characters": lambda d: "".join(chr(d.randrange(1, 0x2FFFF)) for _ in range(300)),
}  # fmt: skip
CASES = [(kind, seed) for seed in range(9) for kind in KINDS]


def reparse(quote, unit):
    """All readings of the number in a quote, in the unit given; written for this test alone."""
    flat = re.sub(f"[{INVISIBLE}]", "", fold(quote))
    flat = re.sub(r"\n *\d{1,3}、", "", flat).translate({ord(c): None for c in " \n\t"})
    readings = set()
    number = re.search(r"-?\d[\d,]*(?:\.\d+)?|-?\.\d+", flat)
    scale = re.match("百万|千万|万亿|千亿|百亿|十亿|[百千万亿]", fold(unit))
    if number:
        try:
            readings.add(Decimal(number[0].replace(",", "")))
        except InvalidOperation:
            return set()
        mixed = re.findall(r"(\d+(?:\.\d+)?)(亿|千万|百万|万|千|)", flat.replace(",", ""))
        if len(mixed) > 1 and scale:
            total = sum(Decimal(n) * SCALES.get(s, 1) for n, s in mixed)
            readings.add(total / SCALES[scale[0]])
    for m in re.finditer(f"[{CHINESE_DIGITS}]+(?:点[一二三四五六七八九零〇]+)?", flat):
        run = m[0]
        for text in (run, run.removesuffix(scale[0]) if scale else run):
            try:
                value = parse_chinese(text)
            except ValueError:
                continue
            readings.add(value)
            if scale:
                readings.add(value / SCALES[scale[0]])
        if "半" in flat:
            readings |= {value + Decimal("0.5") for value in set(readings)}
    return {abs(value) for value in readings}


def check(text, **settings):
    """Everything that must hold of any text whatever."""
    extraction = observe(text, **settings)
    for o in extraction.observations:
        assert text[o.start : o.start + len(o.quote)] == o.quote
        assert re.search(rf"\d|[{CHINESE_DIGITS}几半]", fold(o.quote)), o
        assert abs(o.value) in reparse(o.quote, o.unit), o
        assert 0 <= o.confidence <= 1
        assert o.value.is_finite()
    starts = [o.start for o in extraction.observations]
    assert starts == sorted(starts)
    listed = [*extraction.observations, *extraction.excluded, *extraction.unaccounted]
    covered = bytearray(len(text))
    for item in listed:
        covered[item.start : item.start + len(item.quote)] = b"\x01" * len(item.quote)
        assert text[item.start : item.start + len(item.quote)] == item.quote
    for m in re.finditer("[0-9]+", text):
        assert any(covered[m.start() : m.end()]), (m.start(), m[0])
    if not extraction.unaccounted:
        assert extraction.coverage == 1.0
    find_inconsistencies(extraction.observations, text)
    return extraction


@pytest.mark.parametrize(("kind", "seed"), CASES)
def test_odd_texts_break_nothing_and_no_number_is_made_up(kind, seed):
    check(KINDS[kind](random.Random(f"{kind}:{seed}")), report_year=2023 if seed % 2 else None)


def test_the_kinds_make_at_least_three_hundred_texts():
    assert len(CASES) >= 300


@pytest.mark.timeout(180)
@pytest.mark.parametrize("line", ["9", "其中，", "税收3亿元、", "（", "二〇", "1-", "开发区"])
def test_a_line_of_a_megabyte_is_read(line):
    text = line * (1_000_000 // (3 * len(line)))
    extraction = observe(text)
    assert all(text[o.start :].startswith(o.quote) for o in extraction.observations[:50])


@pytest.mark.timeout(180)
@pytest.mark.parametrize("kind", ["word salad", "han", "dashes", "blanks inside", "tables"])
def test_an_odd_text_of_eighty_thousand_characters_is_read(kind):
    dice = random.Random(kind)
    text = ""
    while len(text) < 80_000:
        text += KINDS[kind](dice) + "\n"
    check(text)


NAMES = st.sampled_from(
    ["规上工业总产值", "税收收入", "固定资产投资", "出口总额", "新签约项目", "走访企业", "盘活土地", "从业人员", "绿化面积", "排查隐患"]
)  # fmt: skip
UNITS = st.sampled_from(
    ["亿元", "万元", "万美元", "个", "家", "亩", "%", "人", "平方米", "万元/亩", ""]
)
NUMBERS = st.one_of(
    st.decimals(0, 10**6, places=2).map(str),
    st.integers(0, 10**7).map(str),
    st.integers(0, 10**9).map(lambda n: f"{n:,}"),
    st.text("一二三四五六七八九十百千万两", min_size=1, max_size=4),
)
LINKS = st.sampled_from(
    ["完成", "达到", "为", "约", "突破", "同比增长", "下降", "，占全县比重", "（去年同期", "：", "，其中", "、", "分别", "力争", "不低于"]
)  # fmt: skip
STOPS = st.sampled_from(["，", "。", "；", "、", "\n", "）", "余", "左右", "以上"])
CLAUSES = st.builds(lambda *parts: "".join(parts), NAMES, LINKS, NUMBERS, UNITS, STOPS)
TEXTS = st.lists(CLAUSES, min_size=1, max_size=12).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS)
def test_whatever_a_report_strings_together_every_number_stands_in_the_text(text):
    check(f"云岭经济开发区2023年工作总结\n{text}")
