"""Epoint: shells whose rows a search sends, counted by offset."""

from __future__ import annotations

import json
from datetime import date

import pytest

from zonereports.sites import Ask, family, recognise

HOME = "https://www.tongshan.example"
COLUMN = f"{HOME}/zw/009001/009001002/moreinfo.html"
SEARCH = "/inteligentsearch/rest/inteligentSearch/getFullTextDataNew"
GUID = "0a1b2c3d-1111-2222-3333-444455556666"
EPOINT = family("epoint")
SHELL = (
    '<ul class="ewb-list"></ul><script>var pageSize = 20;'
    f'$.ajax({{type: "post", url: "{SEARCH}"}});</script>'
)


def answer(rows: int, total: object) -> str:
    records = [
        {
            "title": f"桐杉经开区<em style='color:red'>工作总结</em>{n}",
            "linkurl": f"/zw/009001/009001002/20240311/{n}{GUID[1:]}.html",
            "webdate": "2024-03-11 16:23:00",
        }
        for n in range(rows)
    ]
    return json.dumps({"result": {"totalcount": total, "records": records}})


def first() -> Ask:
    ask = EPOINT.next_page(SHELL, Ask(COLUMN))
    assert ask is not None
    return ask


def offset(ask: Ask | None) -> int | None:
    return json.loads(ask.json or "")["pn"] if ask else None


def test_a_shell_asks_the_search_for_the_category_of_its_address() -> None:
    ask = first()
    body = json.loads(ask.json or "")
    assert (ask.url, ask.method) == (HOME + SEARCH, "POST")
    assert (body["pn"], body["rn"]) == (0, 20)
    assert body["condition"][0]["equal"] == "009001002"
    assert dict(ask.headers)["Referer"] == COLUMN


def test_the_category_that_the_script_states_counts_more_than_the_address() -> None:
    ask = EPOINT.next_page(f'{SHELL}<script>categorynum: "018003001"</script>', Ask(COLUMN))
    assert ask is not None
    assert json.loads(ask.json or "")["condition"][0]["equal"] == "018003001"


@pytest.mark.parametrize("total", [41, "41"])
def test_rows_are_counted_by_offset_up_to_a_total_of_either_type(total: object) -> None:
    second = EPOINT.next_page(answer(20, total), first())
    assert second is not None
    assert offset(second) == 20
    third = EPOINT.next_page(answer(20, total), second)
    assert third is not None
    assert offset(third) == 40
    assert EPOINT.next_page(answer(1, total), third) is None


def test_without_a_total_an_empty_answer_is_the_end() -> None:
    assert offset(EPOINT.next_page(answer(20, None), first())) == 20
    assert EPOINT.next_page(answer(0, None), first()) is None
    assert EPOINT.next_page("{broken", first()) is None


def test_records_are_read_without_the_marks_of_the_search() -> None:
    (link,) = EPOINT.find_links(answer(1, 1), HOME + SEARCH)
    assert link.title == "桐杉经开区工作总结0"
    assert link.url == f"{HOME}/zw/009001/009001002/20240311/{GUID}.html"
    assert link.listed_on == date(2024, 3, 11)


def test_json_inside_a_text_of_json_is_read() -> None:
    inner = json.dumps(
        [{"title": "桐杉经开区工作总结", "infourl": "/a/1.html", "infodate": "2024-3-1"}]
    )
    (link,) = EPOINT.find_links(json.dumps({"return": inner}), f"{HOME}/x.action")
    assert link.listed_on == date(2024, 3, 1)


def test_an_action_counts_pages_in_its_query() -> None:
    ask = Ask(f"{HOME}/EpointWebBuilderService/a.action?cmd=getInfoList&pageIndex=3&pageSize=15")
    following = EPOINT.next_page(answer(15, None), ask)
    assert following is not None
    assert "pageIndex=4" in following.url
    assert EPOINT.next_page(answer(0, None), ask) is None


def test_rows_of_a_static_page_are_read_and_its_link_is_followed() -> None:
    html = (
        f'<ul class="ewb-list"><li><a href="20240311/{GUID}.html">桐杉经开区工作总结</a>'
        '<span>2024-03-11</span></li></ul><a href="2.html">下页 &gt;</a>'
    )
    assert len(EPOINT.find_links(html, COLUMN)) == 1
    assert EPOINT.next_page(html, Ask(COLUMN)) == Ask(f"{HOME}/zw/009001/009001002/2.html")


def test_an_old_list_sends_its_form_back() -> None:
    html = (
        '<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEP&amp;x=" />'
        "<a href=\"javascript:__doPostBack('MoreInfoList1$Pager','2')\">下一页</a>"
    )
    ask = EPOINT.next_page(html, Ask(COLUMN))
    assert ask is not None
    assert dict(ask.form) == {
        "__VIEWSTATE": "/wEP&x=",
        "__EVENTTARGET": "MoreInfoList1$Pager",
        "__EVENTARGUMENT": "2",
    }


def test_it_is_recognised_by_path_article_and_classes() -> None:
    assert recognise(f"{HOME}/zw/009001/009001002/specification.html", "") == "epoint"
    assert recognise(f"{HOME}/x/20240311/{GUID}.html", "") == "epoint"
    assert recognise(HOME, '<div class="ewb-article-detail">') == "epoint"
    assert recognise(f"{HOME}/2024/20240311/1.html", "") == "static"
