"""A zone is held against what zones of its own level can have."""

from decimal import Decimal

import pytest

from zonereports.errors import WrongSetting
from zonereports.observations import catalogue, ranges_by_level
from zonereports.quality import Batch, check

TAX = {"national": {"tax_revenue": (1e4, 1e11)}, "county": {"tax_revenue": (1e4, 1e9)}}


def refused(rows, level, by_level=TAX):
    row = rows.observation(
        "tax",
        zone_level=level,
        value=Decimal(50),
        unit="亿元",
        quote="50亿元",
        value_norm=5e9,
        sentence="完成税收50亿元。",
        label="税收",
    )
    document = rows.document(text="完成税收50亿元。")
    verdict = check(
        Batch([document], [row]),
        name="r",
        ranges={"tax_revenue": (1e4, 1e12)},
        ranges_by_level=by_level,
        dimensions=rows.dimensions,
    )
    return (
        {name for item in verdict.quarantine for name in item["expectations"] if "possible" in name}
        | {name for item in verdict.quarantine for name in item["expectations"] if "range" in name}
        | {name for item in verdict.quarantine for name in item["expectations"] if "level" in name}
    )


def test_an_amount_too_large_for_a_county_zone_is_right_for_a_national_one(rows):
    assert refused(rows, "county")
    assert not refused(rows, "national")


def test_a_zone_of_unknown_level_may_have_what_any_zone_can(rows):
    assert not refused(rows, None)
    assert not refused(rows, "county", by_level={"county": {}})


def test_a_range_of_a_level_that_is_upside_down_is_a_wrong_setting(rows):
    with pytest.raises(WrongSetting, match="tax_revenue"):
        check(
            Batch([rows.document()]), name="r", ranges_by_level={"county": {"tax_revenue": (5, 1)}}
        )


def test_no_level_may_have_more_than_any_zone_can():
    for ranges in ranges_by_level().values():
        assert set(ranges) == set(catalogue())
        for code, (low, high) in ranges.items():
            assert catalogue()[code].range[0] <= low < high <= catalogue()[code].range[1]
