import pytest

from tests.document.files import pdf
from tests.document.hostile import SENTENCE, ofd, sheet_of, xlsx, zipped
from zonereports.document import file_name, read
from zonereports.document.number_formats import shown
from zonereports.errors import UnreadablePage

URL = "https://www.qingshan.example/a"
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/></cellXfs></styleSheet>'
)


def text_cell(at, text):
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_sheet_gives_its_rows_as_its_cells_show_them():
    rows = (
        f'<row r="1">{text_cell("A1", "岚溪经开区2023年主要指标完成情况")}</row>'
        f'<row r="2">{text_cell("A2", "指标")}{text_cell("B2", "完成（亿元）")}{text_cell("C2", "增长")}</row>'
        f'<row r="3">{text_cell("A3", "税收收入")}<c r="B3"><v>12.300000000000001</v></c>'
        '<c r="C3" s="1"><v>9.2999999999999999E-2</v></c></row>'
    )
    lines = read(xlsx(sheet_of(rows), xl__styles__xml=STYLES), url=URL).text.split("\n")
    assert lines[-2:] == ["指标\t完成（亿元）\t增长", "税收收入\t12.3\t9.30%"]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.093, "0.0%", "9.3%"),
        (12.3456, '0.00"亿元"', "12.35亿元"),
        (-3.2, "0.0_ ;[Red]-0.0", "-3.2"),
        (1234567, "#,##0,", "1235"),
        (5, None, "5"),
        (45292, "yyyy-mm-dd", "2024年1月1日"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value, form, text):
    assert shown(value, form) == text


def test_one_report_in_a_zip_is_read_and_two_are_not():
    assert SENTENCE in read(zipped([("a.pdf", pdf([[SENTENCE]]))]), url=URL).text
    with pytest.raises(UnreadablePage, match="2 documents"):
        read(zipped([("a.pdf", pdf([[SENTENCE]])), ("b.pdf", pdf([[SENTENCE]]))]), url=URL)


def test_ofd_and_rtf_give_their_text():
    box = f'<TextObject Boundary="20 30 100 6"><TextCode X="0" Y="5">{SENTENCE}</TextCode></TextObject>'
    assert read(ofd(f"<Page><Content>{box}</Content></Page>"), url=URL).text == SENTENCE
    body = "".join(f"\\'{byte:02x}" for byte in SENTENCE.encode("gbk"))
    rtf = "{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 a;}}" + body + "\\par}"
    assert read(rtf.encode(), url=URL).text == SENTENCE


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename*=UTF-8''%E6%80%BB%E7%BB%93.doc", "总结.doc"),
        ('attachment; filename="' + "总结.doc".encode("gbk").decode("latin-1") + '"', "总结.doc"),
        ('attachment; filename="' + "总结.doc".encode().decode("latin-1") + '"', "总结.doc"),
        ("attachment; filename=%E6%80%BB%E7%BB%93.doc", "总结.doc"),
        ('attachment; filename="../../x/a.doc"', "a.doc"),
        (None, "附表.xls"),
    ],
)
def test_a_file_is_called_as_its_server_says_else_as_its_link_does(header, name):
    assert file_name(header, said="附表.xls", url=URL) == name
