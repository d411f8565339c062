"""Where facts were found, which dates there are, and where two places disagree."""

from datetime import date

import pytest

from tests.document.test_golden_pages import QINGSHAN
from zonereports.document import DatedFact, read

URL = "https://www.qingshan.example/art/2024/3/9/art_1_2.html"
BODY = (
    "2023年，青山经济开发区完成产值86.4亿元，增长9.3%。2023年新签约项目18个。"
    "<p>青山经济开发区管理委员会</p><p>{signed}</p>"
)


def page(
    title="青山经济开发区2023年工作总结",
    signed="2024年1月8日",
    head="",
    info="发布日期：2024-03-11 来源：县园区办",
    body=BODY,
):
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title>{head}</head><body><h1>{title}</h1>"
        f"<div class='info'>{info}</div><div id='zoom'><p>{body.format(signed=signed)}</p></div></body></html>"
    ).encode()


def conflicts(document):
    return {one.fact: (one.said, one.kept) for one in document.conflicts}


def test_every_date_is_kept_with_its_kind_and_place_strongest_first():
    head = "<meta name='PubDate' content='2024-03-11 09:00'>"
    document = read(page(head=head), url=URL, site=QINGSHAN, listed_on=date(2024, 3, 11))
    assert document.dates == (
        DatedFact("listed", date(2024, 3, 11), "day", "list row"),
        DatedFact("meta", date(2024, 3, 11), "day", "meta tag pubdate"),
        DatedFact("published", date(2024, 3, 11), "day", "label 发布日期"),
        DatedFact("address", date(2024, 3, 9), "day", "address"),
        DatedFact("signed", date(2024, 1, 8), "day", "signature"),
    )
    assert document.conflicts == ()
    assert dict(document.found_in)["published_at"] == "list row"


def test_list_and_page_that_disagree_on_the_day_are_flagged_and_the_list_is_kept():
    document = read(page(), url=URL, site=QINGSHAN, listed_on=date(2024, 3, 12))
    said = (("2024-03-12", "list row"), ("2024-03-11", "label 发布日期"))
    assert conflicts(document) == {"published_at": (said, "2024-03-12")}
    assert document.published_at == date(2024, 3, 12)


@pytest.mark.parametrize(
    ("said", "on", "precision"),
    [("2024年1月", date(2024, 1, 1), "month"), ("二〇二四年一月", date(2024, 1, 1), "month")],
)
def test_a_signature_of_a_month_is_a_date_of_that_precision(said, on, precision):
    document = read(page(signed=said), url=URL, site=QINGSHAN)
    assert DatedFact("signed", on, precision, "signature") in document.dates
    assert (document.signed_on, document.issuer) == (None, "青山经济开发区管理委员会")
    assert said not in document.text


def test_a_month_under_a_label_is_no_day_of_publication():
    document = read(page(info="成文日期：2024年2月"), url="page.html", site=QINGSHAN)
    assert document.dates[0] == DatedFact("written", date(2024, 2, 1), "month", "label 成文日期")
    assert document.published_at is None


def test_a_report_signed_after_it_was_published_is_flagged():
    document = read(page(signed="2024年5月8日"), url=URL, site=QINGSHAN)
    assert list(conflicts(document)) == ["signed_on"]


def test_a_title_of_another_year_than_its_text_is_flagged_and_the_text_decides():
    text = (
        "一、2023年工作总结</p><p>2023年完成产值86.4亿元。2023年签约项目18个。</p>"
        "<p>二、2024年工作计划</p><p>力争产值90亿元。"
    )
    document = read(page("青山经济开发区2022年工作总结", body=text), url=URL, site=QINGSHAN)
    assert document.report_year == 2023
    said = (("2022", "title"), ("2023", "heading and text"))
    assert conflicts(document)["report_year"] == (said, "2023")


def test_a_title_of_another_zone_than_the_signature_is_flagged():
    body = BODY.replace("<p>青山经济开发区管理委员会", "<p>白河经济开发区管理委员会")
    document = read(page(body=body), url=URL)
    said = (("青山经济开发区", "title"), ("白河经济开发区", "signature"))
    assert conflicts(document)["zone"][0] == said


def test_a_long_name_in_the_signature_is_no_contradiction():
    body = BODY.replace("<p>青山经济开发区管理委员会", "<p>浙江青山经济开发区管理委员会")
    assert conflicts(read(page("青山县经开区2023年工作总结", body=body), url=URL)) == {}


@pytest.mark.parametrize(
    ("info", "first", "number", "where"),
    [
        ("文号：青开管〔2024〕3号 发布日期：2024-03-11", "", "青开管〔2024〕3号", "label 文号"),
        ("", "青开管〔2024〕3号</p><p>", "青开管〔2024〕3号", "line under the title"),
        ("文号： 发布日期：2024-03-11", "", None, None),
        ("", "根据青政发〔2023〕12号文件要求，", None, None),
    ],
)
def test_a_document_number_is_found_under_its_label_or_the_title(info, first, number, where):
    document = read(page(info=info, body=first + BODY), url=URL, site=QINGSHAN)
    assert document.document_number == number
    assert dict(document.found_in).get("document_number") == where


@pytest.mark.parametrize(
    "tail", ["……剩余6页未读，继续阅读", "（试读结束，下载后可阅读全文）", "\n还剩 3 页未读"]
)
def test_a_truncated_preview_is_known_as_a_library_copy_and_loses_its_mark(tail):
    text = "青山经济开发区2023年工作总结\n2023年完成产值86.4亿元，新签约项目18个，其中用地"
    document = read((text + tail).encode(), url="/home/someone/1.txt")
    assert document.text.endswith("其中用地")
    assert (document.source_kind, document.official) == ("document library", False)
    assert any("preview" in note for note in document.notes)


def test_a_government_page_is_official_and_a_template_is_not():
    masked = "2023年工作总结范文\n__开发区产值5亿元。__县税收1亿元。__市开发区招工30人。"
    assert read(page(), url=URL, site=QINGSHAN).official
    assert not read(masked.encode(), url="1.txt").official


def test_a_title_tells_every_place_where_it_stands():
    document = read(page(), url=URL, site=QINGSHAN, link_title="青山经济开发区2023年工作总结")
    assert dict(document.found_in)["title"] == "page head, list row"
