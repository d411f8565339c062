import base64
import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.document.files import compound_file, package, pdf, word_97
from zonereports.document import read
from zonereports.errors import UnreadablePage

URL = "https://www.qingshan.example/module/download/downfile.jsp?filename=1"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def document_xml(inner: str) -> bytes:
    return package({"word/document.xml": f"<w:document {W}><w:body>{inner}</w:body></w:document>"})


def test_docx_gives_paragraphs_and_table_rows_in_reading_order():
    file = docx.Document()
    file.add_paragraph("岚溪经济开发区2023年工作总结")
    file.add_paragraph("　　2023年，岚溪经开区完成工业投资12.7亿元。")
    table = file.add_table(rows=2, cols=3)
    for row, cells in zip(
        table.rows, (("指标", "完成", "增长"), ("税收", "2.4亿元", "6.1%")), strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    file.add_paragraph("全年新增高新技术企业9家。")
    file.add_paragraph("岚溪经济开发区管委会")
    file.add_paragraph("2024年1月6日")
    document = read(saved(file), url=URL)
    assert document.title == "岚溪经济开发区2023年工作总结"
    assert document.text.split("\n") == [
        "2023年，岚溪经开区完成工业投资12.7亿元。",
        "指标\t完成\t增长",
        "税收\t2.4亿元\t6.1%",
        "全年新增高新技术企业9家。",
    ]
    assert (document.issuer, str(document.signed_on)) == ("岚溪经济开发区管委会", "2024-01-06")
    assert document.source_kind == "government attachment"


def test_docx_headings_carry_the_numerals_that_word_counts():
    file = docx.Document()
    numbering = file.part.numbering_part.element
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">'
            + level.format(0, "chineseCounting", "%1、")
            + level.format(1, "chineseCountingThousand", "（%2）")
            + "</w:abstractNum>"
        ),
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )
    file.add_paragraph("岚溪经开区2023年工作总结")
    for at, text in (
        (0, "工作完成情况"),
        (1, "招商引资"),
        (1, "项目建设"),
        (0, "下一步工作打算"),
        (1, "园区管理"),
    ):
        paragraph = file.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{at}"/><w:numId w:val="77"/></w:numPr>'
            )
        )
    document = read(saved(file), url=URL)
    assert [(s.level, s.heading, s.about) for s in document.sections] == [
        (1, "一、工作完成情况", "review"),
        (2, "（一）招商引资", None),
        (2, "（二）项目建设", None),
        (1, "二、下一步工作打算", "plan"),
        (2, "（一）园区管理", None),
    ]


def test_docx_leaves_out_what_a_reader_does_not_see():
    body = document_xml(
        "<w:p><w:r><w:t>全年税收</w:t></w:r><w:del><w:r><w:delText>1.5</w:delText></w:r></w:del>"
        "<w:del><w:r><w:t>7.7</w:t></w:r></w:del><w:ins><w:r><w:t>1.6</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>999</w:t></w:r><w:r><w:t>亿元，增长8%。</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE 5</w:instrText>'
        '<w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    assert read(body, url=URL).text == "全年税收1.6亿元，增长8%。"


def test_docx_bomb_is_refused_before_it_unpacks():
    bomb = package({"word/document.xml": b"<a>" + b" " * 50_000_000})
    with pytest.raises(UnreadablePage, match="zip bomb"):
        read(bomb, url=URL)


def test_docx_entities_are_not_expanded():
    inner = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]>"
    body = package(
        {
            "word/document.xml": f"{inner}<w:document {W}><w:body><w:p><w:r><w:t>税收1亿元，增长3%。&b;"
            "</w:t></w:r></w:p></w:body></w:document>"
        }
    )
    assert "aaaa" not in read(body, url=URL).text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"PK\x03\x04broken", "broken"),
        (
            package({"ppt/presentation.xml": "<x/>", "[Content_Types].xml": "<x/>"}),
            "no word/document.xml",
        ),
        (package({"xl/workbook.xml": "<x/>"}), "no workbook"),
        (package({"word/document.xml": "<w:document"}), "broken"),
        (b"%PDF-1.4 nothing", "broken"),
        (compound_file({"PowerPoint Document": b"x"}), "presentation"),
        (compound_file({"Workbook": b"x"}), "the .xls has no cell"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(30), "broken"),
        (word_97([("税收", "utf-16-le")], flags=0x0100), "encrypted"),
        (word_97([("税收", "utf-16-le")], length=2**30), "claims"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        (b"Rar!\x1a\x07" + bytes(50), "RAR"),
    ],
)
def test_files_without_a_readable_report_say_why(body, reason):
    with pytest.raises(UnreadablePage, match=reason):
        read(body, url=URL)


def test_doc_pieces_of_either_width_join_into_one_text():
    body = word_97(
        [
            ("岚溪经济开发区2022年工作总结\r", "utf-16-le"),
            ("2022年完成固定资产投资", "utf-16-le"),
            ("18.35", "cp1252"),
            ("亿元，", "gb18030"),
            ("同比增长11.2%。\r\x13 HYPERLINK x \x14园区\x15新建道路4.6公里。\r", "utf-16-le"),
        ]
    )
    document = read(body, url=URL)
    assert document.title == "岚溪经济开发区2022年工作总结"
    assert (
        document.text == "2022年完成固定资产投资18.35亿元，同比增长11.2%。\n园区新建道路4.6公里。"
    )
    assert document.report_year == 2022


def test_doc_tables_become_rows_and_the_text_between_them_stays_text():
    body = word_97(
        [
            ("主要指标如下。\r指标\x07完成\x07\x07税收\x072.4亿元\x07\x07", "utf-16-le"),
            ("以上为快报数。\r项目\x07个数\x07\x07竣工\x0712个\x07\x07全部属实。\r", "utf-16-le"),
        ]
    )
    assert read(body, url=URL).text.split("\n") == [
        "主要指标如下。",
        "指标\t完成",
        "税收\t2.4亿元",
        "以上为快报数。",
        "项目\t个数",
        "竣工\t12个",
        "全部属实。",
    ]


def test_a_doc_that_is_a_saved_web_page_is_read_as_one():
    page = (
        "<html><body><div id=zoom><p>岚溪经开区2022年税收1.5亿元，增长3%。</p></div></body></html>"
    )
    body = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        b'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + base64.encodebytes(page.encode("gbk"))
        + b"\r\n--b--\r\n"
    )
    assert read(body, url=URL).text == "岚溪经开区2022年税收1.5亿元，增长3%。"


def test_pdf_lines_join_into_paragraphs_without_page_numbers():
    body = pdf(
        [
            [
                "岚溪经济开发区2023年工作总结",
                "一、主要工作",
                "2023年，岚溪经济开发区坚持项目为王，全年新开工亿元以上项目17",
                "个，竣工9个，完成投资26.",
                "8亿元，同比增长13.4%，增幅居全市开发区第二位，高于全市平均水平",
                "4.1个百分点。",
                "二、明年打算",
                "- 1 -",
            ],
            ["力争新招引亿元以上项目20个。", "- 2 -"],
        ]
    )
    document = read(body, url=URL)
    assert document.title == "岚溪经济开发区2023年工作总结"
    assert document.text.split("\n") == [
        "一、主要工作",
        "2023年，岚溪经济开发区坚持项目为王，全年新开工亿元以上项目17个，竣工9个，完成投资26.8亿元，"
        "同比增长13.4%，增幅居全市开发区第二位，高于全市平均水平4.1个百分点。",
        "二、明年打算",
        "力争新招引亿元以上项目20个。",
    ]


def test_pdf_rows_of_a_table_stay_apart():
    rows = [
        "指标 完成额 增长率",
        "税收 2.4亿元 6.1%",
        "工业投资 12.7亿元 8.1%",
        "出口 3.3亿元 4.2%",
    ]
    text = read(pdf([["岚溪经开区2023年工作总结", "主要指标如下：", *rows]]), url=URL).text
    assert text.split("\n")[-3:] == [
        "税收\t2.4亿元\t6.1%",
        "工业投资\t12.7亿元\t8.1%",
        "出口\t3.3亿元\t4.2%",
    ]


def test_scanned_pdf_asks_for_ocr():
    with pytest.raises(UnreadablePage, match="no text layer") as caught:
        read(pdf([[], []]), url=URL)
    assert "OCR" in caught.value.next_step
