from zonereports.document import read
from zonereports.document.copies import repair
from zonereports.document.paragraphs import mend_numbers

URL = "/home/someone/report.txt"
COPY = """《岚溪开发区工作总结.doc》由会员小李分享，全文4页，更多材料见某某文库。
1、岚溪开发区工作总结岚溪开发区工作总结20xx年,XX经济开发区完成产值4
2、1.5亿元,同比增长3.2%。新签约项目1
3、7个,竣工9个。20xx年招工1200人。
4、培训12期。20xx年走访企业80家,解决问题3
5、5个,其中用地问题12个,用工问题"""


def test_library_copy_loses_preamble_title_and_page_splices():
    document = read(COPY.encode(), url=URL)
    assert document.title == "岚溪开发区工作总结"
    assert document.text == (
        "20xx年,XX经济开发区完成产值41.5亿元,同比增长3.2%。新签约项目17个,竣工9个。20xx年招工1200人。\n"
        "培训12期。20xx年走访企业80家,解决问题35个,其中用地问题12个,用工问题"
    )
    assert document.source_kind == "document library"
    assert document.report_year is None
    assert document.county is None
    assert any("page splices" in note for note in document.notes)


def test_a_numbered_list_keeps_its_numbers():
    lines = [
        "重点工作",
        "1、加强招商。",
        "2、推进项目。",
        "3、优化服务。",
        "4、守牢底线。",
        "5、转变作风。",
    ]
    assert repair(lines).lines == tuple(lines)


def test_numbers_that_do_not_ascend_are_no_splices():
    lines = ["完成投资", "3、5亿元,签约", "9、6个,开工", "2、4个,竣工", "8、1个"]
    assert repair(lines).lines == tuple(lines)


def test_masked_names_make_a_template():
    text = "2023年工作总结范文\n__开发区产值5亿元。__县税收1亿元。__市开发区招工30人。"
    document = read(text.encode(), url=URL)
    assert document.source_kind == "template"
    assert document.zone is None


def test_a_masked_company_does_not_make_a_government_page_a_template():
    text = "岚溪经开区2023年工作总结\n2023年引进XX公司等3家企业,产值5亿元。"
    assert read(text.encode(), url=URL).source_kind == "government page"


def test_paragraphs_split_inside_a_number_are_joined_and_others_are_not():
    assert mend_numbers(["完成投资2.", "85亿元。"])[0] == ["完成投资2.85亿元。"]
    assert mend_numbers(["完成投资2.85", "亿元。"])[0] == ["完成投资2.85亿元。"]
    for apart in (["见附表1.", "2023年完成投资"], ["新增12", "家企业座谈"], ["12", "亿元以上"]):
        assert mend_numbers(apart)[0] == apart or apart[0] == "12"
