import pytest

from zonereports.document import sections
from zonereports.document.sections import heading_about


def outline(text):
    return [(s.level, s.heading, s.about) for s in sections(text)]


def test_headings_on_lines_of_their_own_govern_to_the_next_of_their_rank():
    text = (
        "前言。\n一、2023年工作总结\n(一)招商引资。签约12个。\n1.外资。到位3亿元。\n"
        "(二)项目建设\n开工9个。\n二、2024年工作计划\n签约20个。"
    )
    found = sections(text)
    assert outline(text) == [
        (1, "一、2023年工作总结", "review"),
        (2, "(一)招商引资", None),
        (3, "1.外资", None),
        (2, "(二)项目建设", None),
        (1, "二、2024年工作计划", "plan"),
    ]
    assert text[found[0].start : found[0].end].endswith("开工9个。")
    assert text[found[1].start : found[1].end].endswith("3亿元。")
    assert text[found[4].start : found[4].end] == "二、2024年工作计划\n签约20个。"


def test_headings_in_running_text_are_found():
    text = (
        "岚溪开发区一、2023年工作总结开发区全年完成产值30亿元。(一)招商引资成效明显。签约5个。"
        "(二)统一、规范管理。整治2次。二、存在问题和不足体量偏小。三、2024年工作思路产值达到35亿元。"
    )
    assert outline(text) == [
        (1, "一、2023年工作总结", "review"),
        (2, "(一)招商引资成效明显", None),
        (2, "(二)统一、规范管理", None),
        (1, "二、存在问题和不足", "problems"),
        (1, "三、2024年工作思路", "plan"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "产值增长\n1.5亿元，税收\n2.3亿元。",
        "做到统一、高效，坚持专一、计划先行。",
        "比去年提高10、20个百分点。",
        "1\t工业增加值\t16%\n2\t投资\t8%",
    ],
)
def test_numbers_and_words_that_look_like_numerals_are_no_headings(text):
    assert sections(text) == ()


@pytest.mark.parametrize(
    ("heading", "about"),
    [
        ("一、2023年目标任务完成情况", "review"),
        ("三、当前存在的困难、问题和原因剖析", "problems"),
        ("三、存在问题及下一步工作打算", "plan"),
        ("四、明年工作思路及目标举措", "plan"),
        ("二、工作推进情况", "review"),
        ("一、园区概况", None),
    ],
)
def test_heading_says_what_its_part_is_about(heading, about):
    assert heading_about(heading) == about


def test_a_part_of_a_later_year_is_a_plan_whatever_its_words():
    text = "一、2023年重要事项\n签约5个。\n二、2024年重要事项\n签约8个。"
    assert [about for _, _, about in outline(text)] == ["review", "plan"] or [
        about for _, _, about in outline(text)
    ] == [None, "plan"]


def test_what_stands_before_problems_is_the_account_of_the_year():
    text = "一、园区发展迈上台阶\n产值30亿元。\n二、存在问题\n体量小。"
    assert [about for _, _, about in outline(text)] == ["review", "problems"]
