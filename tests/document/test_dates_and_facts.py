from datetime import date

import pytest

from zonereports.document.dates import date_in_address, find_date, whole_date
from zonereports.document.facts import find_facts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-11 16:23", date(2024, 3, 11)),
        ("2024/3/11", date(2024, 3, 11)),
        ("[2024.03.11]", date(2024, 3, 11)),
        ("发布日期：2024 年 3 月 1 日", date(2024, 3, 1)),
        ("２０２４年３月１１日", date(2024, 3, 11)),
        ("20221231", date(2022, 12, 31)),
        ("二〇二四年一月二日", date(2024, 1, 2)),
        ("二○二三年十二月三十一日", date(2023, 12, 31)),
        ("二〇二一年十月二十日", date(2021, 10, 20)),
        ("2026-09-28-21:50:00", date(2026, 9, 28)),
        ("2026-02-00018", None),
        ("2023年2月30日", None),
        ("1-12月完成136.65亿元", None),
        ("", None),
    ],
)
def test_dates_are_read_in_every_form_that_pages_use(text, expected):
    assert find_date(text) == expected


def test_a_line_is_a_date_only_when_it_holds_nothing_else():
    assert whole_date("　　2024年1月2日") == date(2024, 1, 2)
    assert whole_date("截至2024年1月2日") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/art/2024/3/11/art_1_2.html", date(2024, 3, 11)),
        ("https://a.example/x/202401/t20240115_123.html", date(2024, 1, 15)),
        ("https://a.example/col/art/2024/art_0f.html", None),
        ("https://a.example/20241399/1.html", None),
    ],
)
def test_address_gives_a_day_only_when_it_holds_one(url, expected):
    assert date_in_address(url) == expected


def test_facts_are_found_in_rows_lists_and_one_line():
    facts = find_facts(
        [
            "索 引 号：\tB33/2024-001\t公开方式：\t主动公开",
            "文号:\t\t发布日期：\t2024-03-11",
            "发布机构",
            "岚溪经开区管委会",
            "时间:2024-03-12 16:23 来源: 县园区办 浏览次数:",
        ]
    )
    assert facts == {
        "index_number": "B33/2024-001",
        "published": "2024-03-11",
        "publisher": "岚溪经开区管委会",
        "time": "2024-03-12 16:23",
        "source": "县园区办",
    }


def test_an_empty_value_does_not_take_its_neighbours_label():
    assert find_facts(["来源:", "浏览次数: 35"]) == {}
