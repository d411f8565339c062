import json
import re
import subprocess
import sys
from decimal import Decimal

import pytest

from zonereports.errors import WrongSetting
from zonereports.observations import Observation, catalogue, observe, to_json
from zonereports.observations.catalogue import read_catalogue
from zonereports.observations.units import CURRENCIES


def test_every_indicator_says_what_it_is() -> None:
    for code, indicator in catalogue().items():
        assert indicator.code == code
        assert indicator.zh
        assert indicator.en
        assert indicator.definition
        assert indicator.names or indicator.phrases
        assert indicator.range[0] < indicator.range[1]
        assert indicator.unit in {
            *CURRENCIES.values(),
            "CNY/m2",
            "item",
            "person",
            "m2",
            "kWh",
            "m",
            "t",
            "kW",
        }


def test_parts_belong_to_indicators_that_exist() -> None:
    for indicator in catalogue().values():
        assert indicator.part_of is None or indicator.part_of in catalogue()


def test_the_catalogue_is_read_once() -> None:
    assert catalogue() is catalogue()


def test_the_front_door_is_light() -> None:
    script = (
        "import sys, zonereports.observations; "
        "print(sorted({'yaml','pandas','lxml','pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_json_bears_the_guides_keys_in_their_order() -> None:
    (row,) = observe("税收3.50亿元。", report_year=2023).observations
    shown = to_json(row)
    assert list(shown)[:12] == [
        "start", "quote", "code", "label", "measure", "value", "unit", "period", "status",
        "scope", "qualifier", "value_norm",
    ]  # fmt: skip
    assert json.loads(json.dumps(shown))["value"] == 3.5
    assert shown["value_norm"] == 350_000_000


def test_a_value_that_no_float_holds_is_printed_as_digits() -> None:
    (row,) = observe("税收0.12345678901234567890123亿元。").observations
    assert to_json(row)["value"] == "0.12345678901234567890123"
    assert isinstance(row, Observation)
    assert isinstance(row.value, Decimal)


def entry(**change):
    fields = {
        "zh": "'税'", "en": "Tax", "definition": "d", "aliases": "[a]", "group": "output",
        "dimension": "money", "unit": "CNY", "names": "[税]",
        "range": "{national: [0, 9], provincial: [0, 5], county: [0, 2]}",
    } | change  # fmt: skip
    return "tax:\n" + "".join(f"  {k}: {v}\n" for k, v in fields.items() if v is not None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"zh": None}, "tax.zh: is missing"),
        ({"colour": "red"}, "tax.colour: is no key"),
        ({"dimension": "mood"}, "tax.dimension"),
        ({"unit": "m2"}, "tax.unit"),
        ({"group": "other"}, "tax.group"),
        ({"names": "['(']"}, "no regular expression"),
        ({"names": None}, "nothing would find it"),
        ({"names": None, "phrases": "[税]"}, "no # for the number"),
        ({"part_of": "all"}, "'all' is no indicator"),
        ({"part_of": "tax"}, "leads back"),
        ({"range": "{national: [0, 1]}"}, "tax.range"),
        ({"range": "{national: [0, 1], provincial: [0, 5], county: [0, 2]}"}, "reaches above"),
    ],
)
def test_a_wrong_entry_is_named_by_its_key(change, said):
    with pytest.raises(WrongSetting, match=re.escape(said)):
        read_catalogue(entry(**change))


def test_an_entry_twice_is_no_silent_replacement():
    with pytest.raises(WrongSetting, match="twice"):
        read_catalogue(entry() + entry())
    read = read_catalogue(entry())["tax"]
    assert (read.ranges["county"], read.range) == ((0, 2), (0, 9))


def test_growth_without_a_numeral_stands_apart():
    found = observe("税收2亿元，与上年基本持平；出口比上年翻一番，利润与全市平均持平。")
    assert [(o.quote, o.value, o.code, o.qualifier) for o in found.implied] == [
        ("持平", 0, "tax_revenue", "approx"),
        ("翻一番", 100, "exports", None),
    ]
    assert [o.quote for o in found.observations] == ["2亿元"]


_UNITS = {
    "money": ("亿元",), "money_rate": ("万元/亩",), "area": ("亩", "万平方米"), "length": ("公里",),
    "mass": ("万吨",), "energy": ("万千瓦时", "亿千瓦时"), "power": ("兆瓦", "万千瓦"),
    "count": ("家", "个"), "person": ("人", "名"),
}  # fmt: skip


def ways_to_state(words, indicator):
    for unit in sorted(indicator.units) or _UNITS[indicator.dimension]:
        unit = "万美元" if indicator.unit == "USD" else unit
        yield f"全年{words}12{unit}。"
        yield f"全年{words}达到12{unit}。"
        yield f"全区共有12{unit}{words}。"
        yield f"全年{words[:2]}12{unit}{words[2:]}。"


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_the_grammar_finds_an_indicator_by_each_of_its_aliases(code):
    indicator = catalogue()[code]
    for words in indicator.aliases:
        stated = [observe(text, report_year=2023) for text in ways_to_state(words, indicator)]
        assert any(row.code == code for found in stated for row in found.observations), words
