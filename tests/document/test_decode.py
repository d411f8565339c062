import pytest

from zonereports.errors import UnreadablePage
from zonereports.fetch import decode

SIMPLE = "岚溪县喆盛镕元产业园2023年完成工业总产值36.5亿元，同比增长8.2%。"
TRADITIONAL = "嵐溪開發區去年工業總產值達到三十六億元,比上年增長百分之八。"


@pytest.mark.parametrize("label", [None, "utf-8", "gb2312", "GBK", "iso-8859-1", "nonsense"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_bytes_are_decoded_by_what_they_are_whatever_the_label_says(encoding, label):
    content_type = label and f"text/html; charset={label}"
    assert decode(SIMPLE.encode(encoding), content_type)[0] == SIMPLE


@pytest.mark.parametrize("label", [None, "big5", "gb2312", "utf-8"])
def test_big5_is_told_from_gbk(label):
    body = f'<meta charset="{label}">{TRADITIONAL}'.encode("big5")
    assert decode(body)[0].endswith(TRADITIONAL)


def test_gb2312_label_covers_characters_that_only_gb18030_has():
    text, encoding = decode(
        "<meta charset=gb2312>㛃镕喆堃公司完成产值三亿元，同比增长".encode("gb18030")
    )
    assert (text.endswith("㛃镕喆堃公司完成产值三亿元，同比增长"), encoding) == (True, "gb18030")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_stray_byte_costs_one_character_not_the_page(encoding):
    body = (SIMPLE * 20).encode(encoding) + b"\xff" + SIMPLE.encode(encoding)
    text, _ = decode(body)
    assert text.count("\ufffd") == 1
    assert text.endswith(SIMPLE)


@pytest.mark.parametrize(
    "body",
    [
        bytes(range(128, 256)) * 20,
        "Привет, это не наша страница, а чужая".encode("cp1251"),
        b"\xff\xfe\x00\xd8\x00\xd8",
        bytes(range(1, 32)) * 30,
    ],
)
def test_bytes_that_fit_nothing_are_refused_not_garbled(body):
    with pytest.raises(UnreadablePage):
        decode(body)
