import pytest

from zonereports.observations import observe


@pytest.mark.parametrize(
    ("text", "quote", "reason"),
    [
        ("2023年5月6日召开会议。", "2023年5月6日", "date"),
        ("1—11月份运行平稳。", "1—11月份", "date"),
        ("全文于20231231发布。", "20231231", "date"),
        ("依据沧办发〔2013〕13号文件。", "〔2013〕13号", "document number"),
        ("实行“1+6+2”行动。", "“1+6+2”", "slogan or name"),
        ("建立1+3+N机制。", "1+3+N", "name"),
        ("拨打“12345”热线。", "“12345”", "slogan or name"),
        ("推进5A级景区建设。", "5A级", "name"),
        ("1#厂房主体完工。", "1#厂房", "name"),
        ("通过ISO14000审核。", "ISO14000", "name"),
        ("引来世界500强企业考察。", "500强", "name"),
        ("规定时限为15个工作日。", "15个工作日", "duration"),
        ("连续19年居前。", "19年", "duration"),
        ("5000万元以上制造业项目17个。", "5000万元", "category threshold"),
        ("培育100亿级产业集群。", "100亿", "category threshold"),
        ("产值超10亿元企业5家。", "10亿元", "category threshold"),
        ("其中50亿元1个。", "50亿元", "category threshold"),
        ("在全省126家开发区里列第3位。", "126家", "comparison set"),
        ("甲公司年产60万吨清洁燃料项目开工。", "60万吨", "number in a name"),
        ("同比增长XX.27%。", "XX.27%", "anonymised number"),
        ("完成投资29XX6万元。", "29XX6万元", "anonymised number"),
        ("20xx年工作稳步推进。", "20xx年", "anonymised number"),
        ("投资与上年持平。", "持平", "no numeral"),
        ("连续第6年获评先进。", "第6年", "ordinal"),
        ("并通过省厅等6部门复核。", "6部门", "name"),
    ],
)
def test_what_carries_no_data_is_excluded_with_its_reason(
    text: str, quote: str, reason: str
) -> None:
    extraction = observe(text, report_year=2023)
    assert (quote, reason) in {(e.quote, e.reason) for e in extraction.excluded}
    assert quote not in {o.quote for o in extraction.observations}


@pytest.mark.parametrize(
    "text",
    [
        "这一工作推进有力,第一批企业入驻。",
        "五大产业、三级组织、八个方面任务。",
        "围绕“两个覆盖”,推进一园一策。",
        "坚持一个目标不动摇,走出一条新路。",
        "省六条禁令落实到位。",
        "(一)加强领导。一是统筹推进,十二月底收官。",
    ],
)
def test_chinese_numerals_inside_words_are_no_data(text: str) -> None:
    assert observe(text).observations == ()


def test_list_marks_are_no_data_and_their_items_are() -> None:
    extraction = observe("1、签约项目9个。\n2、走访企业30家。\n(3)培训5期。")
    assert [o.quote for o in extraction.observations] == ["9个", "30家", "5期"]
    assert [e.reason for e in extraction.excluded] == ["list numeral"] * 3


def test_list_marks_glued_to_a_heading_are_told_by_the_next_one() -> None:
    extraction = observe("(九)社会事业推进1、联合执法强安全,检查企业20家。2、强化措施保平安。")
    assert [o.quote for o in extraction.observations] == ["20家"]


def test_page_numbers_of_a_document_library_are_residue() -> None:
    text = (
        "1、开发区工作总结今年以来园区运行平稳,各项指标保持增长,企业效益稳步回升,环境不断优化,"
        "全力推进重点项目建设,全年完成任务\n2、续建项目12个,投资进度快于上年,建设质量普遍较好,"
        "参建各方配合密切,现场管理规范有序,没有发生安全事故,其中5000万元以\n3、上4个。"
    )
    extraction = observe(text)
    assert [o.quote for o in extraction.observations] == ["12个", "4个"]
    assert "page number" in {e.reason for e in extraction.excluded}


def test_a_threshold_qualifies_a_count_and_a_bound_qualifies_an_amount() -> None:
    rows = observe("税收500万元以上企业6家。整治低效用地150亩以上。").observations
    assert [(r.quote, r.qualifier) for r in rows] == [("6家", None), ("150亩", "over")]


def test_metadata_of_the_page_is_no_data() -> None:
    extraction = observe("索引号: B2033/2024-123 公开日期: 2024-03-11\n浏览次数: 1234\n税收3亿元。")
    assert [o.quote for o in extraction.observations] == ["3亿元"]
    assert extraction.unaccounted == ()


def test_addresses_are_no_data() -> None:
    extraction = observe("详见https://gov.example/art/2024/3/art_12_345.html,税收3亿元。")
    assert [o.quote for o in extraction.observations] == ["3亿元"]
    assert extraction.unaccounted == ()


def test_a_year_pasted_into_a_number_is_refused() -> None:
    extraction = observe("2023年总结\n建成区约202300亩。", report_year=2023)
    assert ("202300亩", "corrupted number") in {(e.quote, e.reason) for e in extraction.excluded}
