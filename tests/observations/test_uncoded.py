"""Which phrases find no indicator, so that the catalogue can grow where it matters."""

from zonereports.observations import Uncoded, frequent_uncoded, observe


def test_phrases_without_a_code_are_counted_across_reports_most_frequent_first():
    texts = [
        "云岭经开区2023年工作总结\n拉起警戒带3公里，举办茶歇会4场。",
        "云岭经开区2022年工作总结\n拉起警戒带1200公里。完成税收2亿元。",
    ]
    found = frequent_uncoded(observe(text) for text in texts)
    assert found[0].times == 2
    assert found[0].unit == "公里"
    assert found[0].example == "3公里"
    assert [each.times for each in found] == sorted((e.times for e in found), reverse=True)
    assert not any("税收" in each.label for each in found)


def test_scripts_and_scales_of_one_phrase_are_counted_together():
    texts = ["募集善資30萬元。", "募集善资2亿元。", "募集善资5万元。"]
    (found,) = frequent_uncoded(observe(text) for text in texts)
    assert found == Uncoded("募集善资", "元", 3, "30萬元")


def test_no_extractions_give_no_phrases():
    assert frequent_uncoded([]) == []
