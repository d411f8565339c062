from zonereports.events import changes


def test_equal_texts_have_no_changes():
    assert changes("产值12亿元。", "产值12亿元。") == []


def test_a_changed_figure_is_given_old_and_new():
    found = changes("一、经济\n完成产值12亿元,增长3%。", "一、经济\n完成产值12亿元,增长4.1%。")
    assert [item.numbers for item in found] == [(("3%", "4.1%"),)]


def test_an_added_sentence_has_no_old_side():
    (found,) = changes("甲。", "甲。新增企业5家。")
    assert (found.old, found.new) == ("", "新增企业5家。")


def test_a_removed_sentence_has_no_new_side():
    (found,) = changes("甲。新增企业5家。", "甲。")
    assert (found.old, found.new) == ("新增企业5家。", "")


def test_reworded_sentences_with_other_counts_of_numbers_pair_no_numbers():
    (found,) = changes("新增企业5家。", "新增企业5家、项目3个。")
    assert found.numbers == ()
