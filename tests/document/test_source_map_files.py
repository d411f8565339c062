"""Files that are no pages: a number is shown by its page, paragraph or line."""

import io
import re

import docx
import pypdfium2

from tests.document.files import pdf, word_97
from zonereports.document import read, read_mapped
from zonereports.document.traced import Trace, Traced, divided, joined, substitute


def where(body: bytes, words: str):
    document, found = read_mapped(body, url="report")
    assert document == read(body, url="report")
    for index, char in enumerate(document.text):
        assert not found.origin(index).inserted or char in "\n\t ", (index, char)
    start = document.text.index(words)
    return found.ranges(start, start + len(words))


def test_a_number_in_a_pdf_is_shown_by_its_page_and_its_offset_in_the_text_layer():
    lines = [
        "青山经济开发区2023年工作总结",
        "2023年，全区完成规上工业产值二百多亿元，同比增长百分之七，各项工作取",
        "得了新的成效，各项任务如期完成，企业服务不断优化，营商环境持续提升。",
    ]
    body = pdf([lines, ["全年实现税收收入2.45亿元，同比增长6.1%，其中增值税1.2亿元，占比近半。"]])
    (found,) = where(body, "2.45亿元")
    file = pypdfium2.PdfDocument(body)
    layer = file[1].get_textpage().get_text_range()
    file.close()
    assert (found.place.kind, found.place.number) == ("page", 2)
    assert layer[found.offset : found.offset + 6] == "2.45亿元"


def test_a_number_in_a_docx_is_shown_by_its_paragraph_counted_through_tables():
    file = docx.Document()
    file.add_paragraph("青山经济开发区2023年工作总结")
    file.add_paragraph("　　2023年，全区完成工业投资12.7亿元。")
    table = file.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "税收", "2.4亿元"
    buffer = io.BytesIO()
    file.save(buffer)
    (found,) = where(buffer.getvalue(), "12.7亿元")
    assert (found.place.number, found.offset) == (2, 2 + len("2023年，全区完成工业投资"))
    (found,) = where(buffer.getvalue(), "2.4亿元")
    assert (found.place.kind, found.place.number, found.offset) == ("paragraph", 4, 0)


def test_a_number_in_a_doc_is_shown_by_its_paragraph_behind_fields_and_cells():
    text = (
        "青山经济开发区2023年工作总结\r全区完成\x13 HYPERLINK x \x14工业\x15投资12.7亿元。\r"
        "税收\x072.4亿元\x07\x07全年新增企业9家，各项工作取得成效。\r"
    )
    body = word_97([(text, "utf-16-le")])
    (found,) = where(body, "12.7亿元")
    paragraph = text.split("\r")[1]
    assert (found.place.number, found.offset) == (2, paragraph.index("12.7"))
    (found,) = where(body, "2.4亿元")
    assert (found.place.number, found.offset) == (4, 0)


def test_a_traced_text_does_what_any_text_does_and_keeps_its_origins():
    trace = Trace()
    text = trace.take("  a,b\tc\n　d  ", "here")
    plain = str(text)
    for did, wanted in (
        (text.strip(), plain.strip()),
        (text[3:-2], plain[3:-2]),
        (text.replace(",", "--"), plain.replace(",", "--")),
        (text.removeprefix("  ").removesuffix(" "), plain[2:-1]),
        ("x" + text + "y", "x" + plain + "y"),
    ):
        assert did == wanted
        assert isinstance(did, Traced)
        for run in did.runs:
            for step in range(run.length):
                char, source = str(did)[run.at + step], plain[run.taken + step]
                assert char == source or (char, source) == ("-", ",")
    assert text.split(",") == plain.split(",")
    assert text.split() == plain.split()
    assert text.split(None, 1) == plain.split(None, 1)
    assert text.splitlines() == plain.splitlines()
    assert text.splitlines(keepends=True) == plain.splitlines(keepends=True)


def test_what_was_never_traced_stays_plain():
    assert type(joined("-", ["a", "b"])) is str
    assert type(substitute(re.compile("a"), "b", "aaa")) is str
    assert list(divided(re.compile(","), "a,b")) == ["a", "b"]
