import pytest

from zonereports.events import changes, fingerprint, is_copy


def numbers(old, new):
    return [tuple(number) for change in changes(old, new) for number in change.numbers]


def test_equal_texts_have_no_changes():
    assert changes("产值12亿元。", "产值12亿元。") == []


def test_a_changed_figure_is_given_old_new_and_the_words_before_it():
    found = changes("一、经济\n完成产值12亿元,增长3%。", "一、经济\n完成产值12亿元,增长4.1%。")
    assert [item.numbers for item in found] == [(("3%", "4.1%", "增长"),)]


def test_an_added_sentence_has_no_old_side():
    (found,) = changes("甲。", "甲。新增企业5家。")
    assert (found.kind, found.old, found.new) == ("added", "", "新增企业5家。")


def test_a_removed_sentence_has_no_new_side():
    (found,) = changes("甲。新增企业5家。", "甲。")
    assert (found.kind, found.old, found.new) == ("removed", "新增企业5家。", "")


def test_a_number_added_to_a_sentence_has_no_old_side():
    assert numbers("新增企业5家。", "新增企业5家、项目3个。") == [("", "3个", "项目")]


def test_numbers_of_a_reworded_sentence_are_paired_by_the_words_before_them():
    old = "全年完成税收3.2亿元，签约项目18个。"
    new = "全年签约项目19个，其中亿元以上7个，完成税收3.2亿元。"
    assert ("18个", "19个", "全年签约项目") in numbers(old, new)


def test_a_cell_of_a_table_bears_the_head_of_its_row():
    assert numbers("工业总产值\t亿元\t86.4", "工业总产值\t亿元\t86.7") == [
        ("86.4", "86.7", "工业总产值")
    ]


def test_a_sentence_between_two_others_moves_none_of_them():
    old = "完成产值12亿元。完成税收3亿元。"
    new = "完成产值12亿元。新签约项目18个。完成税收4亿元。"
    assert [(c.kind, tuple(n[:2] for n in c.numbers)) for c in changes(old, new)] == [
        ("added", ()),
        ("changed", (("3亿元", "4亿元"),)),
    ]


def test_paragraphs_cut_elsewhere_are_no_change():
    assert changes("完成产值12亿元，\n增长3%。", "完成产值12亿元，增长3%。") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("增长 12%", "增长12%\n"),
        ("增长１２％，", "增长12%,"),
        ("“三产”—服务业", "三产服务业"),
        ("投资3,200万元", "投资3200万元"),
    ],
)
def test_white_space_width_and_marks_of_prose_make_no_other_wording(one, other):
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("增长12%", "增长13%"),
        ("1.5亿元", "15亿元"),
        ("下降-3%", "下降3%"),
        ("增长3%", "增长3‰"),
        ("12\t3", "1\t23"),
        ("三家", "五家"),
        ("1-6月", "16月"),
        ("￥5", "$5"),
    ],
)
def test_whatever_changes_a_number_makes_another_wording(one, other):
    assert fingerprint(one) != fingerprint(other)


def test_short_texts_are_copies_only_when_they_are_equal():
    assert is_copy("详见附件。", "详见附件")
    assert not is_copy("详见附件1。", "详见附件2。")
