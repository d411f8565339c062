"""What a report says twice must agree, within the precision it is printed in."""

from dataclasses import replace
from decimal import Decimal

import pytest

from zonereports.observations import find_inconsistencies, observe

TITLE = "云岭经济开发区2023年工作总结\n"

# Consistent sentence, the digits to change, what they become, and the finding that must follow.
CASES = [
    ("全年规上工业总产值120.45亿元，同比增长9.5%（去年同期110亿元）。", "120.45", "140.45", "growth"),
    ("出口额12.24亿元，上年同期10.2亿元，同比增长20%。", "20%", "26%", "growth"),
    ("外贸出口7.65亿元（去年同期8.5亿元），同比下降10%。", "下降10%", "下降18%", "growth"),
    ("指标\t2023年\t2022年\t增长\n工业投资（亿元）\t12.1\t11.0\t10%", "12.1", "13.4", "growth"),
    ("规上工业增加值31.20亿元，其中高新技术产业增加值24.96亿元，占比80.0%。", "24.96", "14.96", "share"),
    ("新产品产值43.1亿元，占规上工业总产值的35.9%。规上工业总产值完成120亿元。", "43.1", "53.1", "share"),
    ("规上工业总产值80亿元（全县160亿元），占全县50%。", "50%", "57%", "share"),
    ("完成出口12亿元，占全市出口总额40亿元的30%。", "40亿", "60亿", "share"),
    ("固定资产投资完成30.08亿元，年度目标任务32亿元，完成年度目标的94%。", "94%", "89%", "completion"),
    ("全年排查隐患640条，整改628条，剩余12条正在整改。", "剩余12", "剩余21", "remainder"),
    ("共收集企业诉求75件，办结70件，办结率93.3%。", "93.3", "98.3", "rate"),
    ("累计检查企业52家，发现隐患300处，整改隐患288处，整改率96%。", "288", "388", "part"),
    ("新签约项目24个，其中10亿元以上项目4个。", "项目4个", "项目34个", "part"),
    ("固定资产投资25亿元，其中工业投资18.5亿元，同比增长4%。", "18.5", "38.5", "part"),
    ("拥有研发平台36家，其中国家级研发平台4家、省级研发平台12家、市级研发平台20家。", "20家", "30家", "sum"),
    ("全年税收收入3.28亿元。工业稳中向好，2023年税收收入3.28亿元。", "税收收入3.28亿元。工", "税收收入3.82亿元。工", "repeat"),
    ("1—9月，固定资产投资20.4亿元。全年固定资产投资28.8亿元。", "28.8", "18.8", "cumulative"),
    ("截至10月，招商引资到位资金6.3亿元。1—11月，招商引资到位资金7.7亿元。", "7.7", "5.7", "cumulative"),
]  # fmt: skip


def find(text, **settings):
    return find_inconsistencies(observe(text, **settings).observations, text)


@pytest.mark.parametrize(("sentence", "old", "new", "kind"), CASES)
def test_a_consistent_sentence_gives_nothing_and_a_changed_digit_the_finding(
    sentence, old, new, kind
):
    assert sentence.count(old) == 1
    assert find(TITLE + sentence) == ()
    changed = TITLE + sentence.replace(old, new)
    found = find(changed)
    assert kind in [f.kind for f in found]
    finding = next(f for f in found if f.kind == kind)
    assert finding.severity == "contradiction"
    assert list(finding.starts) == sorted(finding.starts)
    starts = {o.start for o in observe(changed).observations}
    assert set(finding.starts) <= starts
    for o in observe(changed).observations:
        if o.start in finding.starts:
            assert o.quote in finding.says


def test_a_finding_tells_what_follows_from_the_other_numbers():
    text = TITLE + "全年排查隐患872条，整改861条，剩余9条正在整改。"
    (finding,) = find(text)
    assert (finding.expected, finding.stated) == (Decimal(11), Decimal(9))
    assert finding.says.endswith(": 872条 found and 861条 solved leave 11, stated is 9条.")
    text = TITLE + "高新技术产业产值60亿元，占规上工业总产值的55%。规上工业总产值完成120亿元。"
    (finding,) = find(text)
    assert (finding.expected, finding.stated) == (Decimal(50), Decimal(55))


def test_amounts_in_different_units_are_compared_in_the_stated_ones():
    (finding,) = find(TITLE + "固定资产投资2.5亿元，其中工业投资38500万元。")
    assert (finding.kind, finding.expected, finding.stated) == ("part", 25000, 38500)
    assert find(TITLE + "固定资产投资2.5亿元，其中工业投资18500万元。") == ()


def test_rounding_is_not_a_contradiction():
    fine = "规上工业增加值23.2亿元，其中高新技术产业增加值19.4亿元，占比{}%。"
    assert find(TITLE + fine.format("83.8")) == ()
    assert find(TITLE + fine.format("83.4")) == ()  # 19.35 of 23.25 is 83.2
    exact = "规上工业增加值23.1900亿元，其中高新技术产业增加值19.4300亿元，占比{}%。"
    assert find(TITLE + exact.format("83.8")) == ()
    (cut,) = find(TITLE + exact.format("83.7"))
    assert cut.severity == "rounding"
    (wrong,) = find(TITLE + exact.format("83.5"))
    assert wrong.severity == "contradiction"


def test_growth_at_comparable_prices_is_only_noted():
    (finding,) = find(TITLE + "规上工业增加值22.01亿元（去年同期20.02亿元），同比增长8.1%。")
    assert (finding.kind, finding.severity) == ("growth", "note")


def test_overlapping_parts_are_only_noted():
    (finding,) = find(TITLE + "现有企业96家，其中规上企业50家、高新技术企业61家。")
    assert (finding.kind, finding.severity) == ("sum", "note")


def test_a_fall_printed_with_a_minus_is_noted():
    (finding,) = find(TITLE + "税收收入3.2亿元，同比下降-4.6%。")
    assert (finding.kind, finding.severity) == ("sign", "note")
    assert find(TITLE + "税收收入3.2亿元，同比增长-4.6%。") == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "规上工业总产值约120亿元，同比增长9.5%（去年同期90亿元）。",  # approximate
        "完成工业投资18.5亿元，占全县比重57%；技改投资25亿元。",  # the county's figure is not given
        "出口12亿元，占全市近三成；进出口20亿元。",
        "新签约项目24个，其中10亿元以上项目14个，5亿元以上项目18个。",  # classes overlap
        "排查隐患300处，其中重大隐患3处，整改隐患288处。",
        "排查隐患300处，累计整改隐患388处。",  # those of earlier years among them
        "财政收入5.2亿元，同比增长10%；税收收入3.1亿元（去年同期2.9亿元）。",
        "1—9月税收收入2.9亿元。9月当月税收收入0.4亿元。",
        "主导产业实现规上工业总产值60亿元。全区规上工业总产值120亿元。",
        "全年规上工业总产值120亿元。力争规上工业总产值达到150亿元。",
        "“十三五”期间，固定资产投资210亿元。全年固定资产投资46亿元。",
        "亩均税收20万元，两年平均增长8%（上年19万元）。",
    ],
)
def test_no_finding_where_the_words_leave_a_doubt(sentence):
    assert find(TITLE + sentence) == ()


def test_numbers_of_low_confidence_are_left_out():
    text = TITLE + "全年排查隐患640条，整改628条，剩余21条正在整改。"
    rows = observe(text).observations
    assert find_inconsistencies(rows, text)
    assert find_inconsistencies([replace(o, confidence=0.4) for o in rows], text) == ()


def test_the_order_of_the_observations_does_not_matter():
    text = TITLE + "".join(case[0].replace(case[1], case[2]) for case in CASES[:6])
    rows = observe(text).observations
    assert find_inconsistencies(rows[::-1], text) == find_inconsistencies(rows, text)


def test_no_observations_give_no_findings():
    assert find_inconsistencies([], "") == ()
