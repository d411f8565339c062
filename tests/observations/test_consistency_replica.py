"""On the replica every figure follows from the others; a changed one must stand out."""

import re
from decimal import Decimal

import pytest

from replica import Replica
from zonereports.observations import find_inconsistencies, observe

# A level that its sentence or table row also proves by another number.
PROVED = (
    re.compile(r"(?m)^(?:规上工业总产值|固定资产投资|工业投资|税收收入|出口总额|实际利用外资)\t[^\t\n]+\t([\d.]+)\t[\d.]+\t-?[\d.]+"),
    re.compile(r"规上工业增加值[\d.]+亿元[^其。]*其中高新技术产业增加值([\d.]+)亿元，占比[\d.]+%"),
    re.compile(r"收集问题\d+个，解决问题(\d+)个，办结率[\d.]+%"),
    re.compile(r"排查隐患\d+处，整改隐患(\d+)处，整改率[\d.]+%"),
    re.compile(r"新产品产值([\d.]+)亿元[,，]占规上工业总产值的[\d.]+%"),
)  # fmt: skip


@pytest.fixture(scope="module")
def truth():
    with Replica() as replica:
        return replica.truth()


def find(report, text):
    rows = observe(text, report_year=report["report_year"]).observations
    return find_inconsistencies(rows, text)


def test_no_report_of_the_replica_contradicts_itself(truth):
    found = {r["title"]: f for r in truth if (f := find(r, r["text"]))}
    assert found == {}


def test_every_corrected_figure_that_others_prove_is_found(truth):
    edited = missed = 0
    for report in truth:
        text = report["text"]
        for pattern in PROVED:
            for m in pattern.finditer(text):
                value = Decimal(m[1])
                step = Decimal(1).scaleb(int(value.as_tuple().exponent))
                other = value - max(step, (value / 5).quantize(step))
                changed = text[: m.start(1)] + str(other) + text[m.end(1) :]
                edited += 1
                found = [f for f in find(report, changed) if f.severity == "contradiction"]
                missed += not any(m.start() <= f.starts[-1] <= m.end() for f in found)
    assert edited >= 50
    assert missed == 0
