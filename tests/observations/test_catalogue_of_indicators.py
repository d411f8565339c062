import json
import subprocess
import sys
from decimal import Decimal

from zonereports.observations import Observation, catalogue, observe, to_json
from zonereports.observations.units import CURRENCIES


def test_every_indicator_says_what_it_is() -> None:
    for code, indicator in catalogue().items():
        assert indicator.code == code
        assert indicator.zh
        assert indicator.en
        assert indicator.definition
        assert indicator.names or indicator.phrases
        assert indicator.range[0] < indicator.range[1]
        assert indicator.unit in {*CURRENCIES.values(), "CNY/m2", "item", "person", "m2", "kWh"}


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
