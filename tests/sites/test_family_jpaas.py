"""jpaas: rows in the page, then HTML inside JSON, asked for as the pager's script does."""

from __future__ import annotations

import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonereports.sites import Ask, family, recognise

HOME = "https://www.qingshan.example"
COLUMN = f"{HOME}/col/col1229/index.html"
GATEWAY = "/api-gateway/jpaas-publish-server/front/page/build/unit"
SETTINGS = (
    "{'webId':'3818','pageId':'1229','parseType':'bulidstatic','pageType':'column',"
    "'tagId':'当前栏目list','tplSetId':'aBc9','editType':'null'}"
)
TOKEN = "0123456789abcdef0123456789abcdef"
jpaas = family("jpaas")


def row(n: int, href: str = "") -> str:
    href = href or f"/col/col1229/art/2024/art_{TOKEN[:-2]}{n:02d}.html"
    return (
        f'<li class="clearfix"><a class="bt-left" href="{href}" title="青山经济开发区20{n:02d}年工作总结">'
        f'<i>荐</i>青山经济…</a><span class="bt-right">2024-03-11</span></li>'
    )


def pager(count: object = 33, rows: object = 15, *, name: str = "queryData") -> str:
    return (
        f'<div url="{GATEWAY}" {name}="{SETTINGS}" count="{count}" rows="{rows}" pageNo="1"></div>'
    )


def page(*rows: str, control: str = "") -> str:
    return f'<html><body><div class="page-content"><ul>{"".join(rows)}</ul></div>{control or pager()}</body></html>'


def answer(html: str) -> str:
    return json.dumps({"success": True, "code": 200, "data": {"html": html}}, ensure_ascii=False)


def asked(ask: Ask | None) -> dict[str, str]:
    assert ask is not None
    return {key: values[0] for key, values in parse_qs(urlsplit(ask.url).query).items()}


def test_its_pages_are_recognised_before_those_of_its_predecessor() -> None:
    assert recognise(COLUMN, page(row(1))) == "jpaas"
    assert recognise(f"{HOME}/xx/art/2024/art_{TOKEN}.html", "") == "jpaas"
    assert (
        recognise(f"{HOME}/zj/", f'<a href="/col/col1/art/2024/art_{TOKEN}.html">x</a>') == "jpaas"
    )
    assert recognise(COLUMN, "<ul></ul>") == "jcms"
    assert recognise(f"{HOME}/art/2024/3/11/art_1229_77.html", "") == "jcms"


def test_the_title_attribute_and_the_date_of_a_row_are_read() -> None:
    link, _ = jpaas.find_links(page(row(23), row(22)), COLUMN)
    assert link.title == "青山经济开发区2023年工作总结"
    assert link.listed_on == date(2024, 3, 11)
    assert link.url == f"{HOME}/col/col1229/art/2024/art_{TOKEN[:-2]}23.html"


def test_an_answer_with_raw_control_characters_is_read() -> None:
    broken = answer(f"<ul>{row(1)}@{row(2)}</ul>").replace("@", "\n\t\r\x01")
    with pytest.raises(ValueError, match="control character"):
        json.loads(broken)
    assert len(jpaas.find_links(broken, HOME + GATEWAY)) == 2


def test_an_address_without_a_scheme_takes_that_of_the_page() -> None:
    html = answer(f"<ul>{row(1, '//other.example/xx/art/2024/art_77.html')}</ul>")
    (link,) = jpaas.find_links(html, HOME + GATEWAY)
    assert link.url == "https://other.example/xx/art/2024/art_77.html"


def test_page_two_is_asked_as_the_script_asks_with_the_column_as_referer() -> None:
    ask = jpaas.next_page(page(row(1)), Ask(COLUMN))
    fields = asked(ask)
    assert ask is not None
    assert ask.method == "GET"
    assert ask.url.startswith(f"{HOME}{GATEWAY}?")
    assert json.loads(fields.pop("paramJson")) == {"pageNo": 2, "pageSize": 15}
    assert fields == {
        "webId": "3818",
        "pageId": "1229",
        "parseType": "bulidstatic",
        "pageType": "column",
        "tagId": "当前栏目list",
        "tplSetId": "aBc9",
        "editType": "null",
    }
    assert dict(ask.headers)["Referer"] == COLUMN


@pytest.mark.parametrize(
    "control",
    [
        pager(name="querydata"),
        pager().replace("'", "&#39;"),
        f"<div url='{GATEWAY}' querydata='{SETTINGS.replace(chr(39), chr(34))}' count='33'></div>",
    ],
)
def test_the_pager_is_read_however_it_is_quoted(control: str) -> None:
    fields = asked(jpaas.next_page(page(row(1), control=control), Ask(COLUMN)))
    assert (fields["tplSetId"], fields["tagId"]) == ("aBc9", "当前栏目list")


def test_pages_are_counted_on_until_all_rows_are_there() -> None:
    html = page(row(1))
    ask: Ask | None = Ask(COLUMN)
    numbers = []
    while ask := jpaas.next_page(html, ask):
        numbers.append(json.loads(asked(ask)["paramJson"])["pageNo"])
        assert dict(ask.headers)["Referer"] == COLUMN
        html = answer(f'<div class="page-content"><ul>{row(2)}</ul></div>{pager()}')
    assert numbers == [2, 3]


def test_a_template_number_that_changes_on_the_way_is_taken_over() -> None:
    second = jpaas.next_page(page(row(1)), Ask(COLUMN))
    assert second is not None
    third = jpaas.next_page(answer(row(2) + pager().replace("aBc9", "new7")), second)
    assert asked(third)["tplSetId"] == "new7"


def test_an_answer_without_pager_is_followed_until_it_is_empty() -> None:
    second = jpaas.next_page(page(row(1), control=pager(count="")), Ask(COLUMN))
    assert second is not None
    third = jpaas.next_page(answer(row(2)), second)
    assert json.loads(asked(third)["paramJson"])["pageNo"] == 3
    assert third is not None
    assert jpaas.next_page(answer("<ul></ul>"), third) is None
    assert jpaas.next_page('{"success":false,"data":null}', third) is None


def test_the_older_way_of_asking_is_counted_on_too() -> None:
    older = Ask(f"{HOME}{GATEWAY}?webId=3&rows=20&pageNo=4")
    fields = asked(jpaas.next_page(answer(row(1)), older))
    assert json.loads(fields["paramJson"]) == {"pageNo": 5, "pageSize": 20}
    assert "pageNo" not in fields


def test_a_shell_has_no_links_and_page_one_comes_next() -> None:
    hot = '<div class="hot"><ul><li><a href="/x/12345.html">青山县便民指南</a>2024-01-01</li></ul></div>'
    shell = f'{hot}<div class="page-content"><p>加载中</p></div>{pager()}'
    assert jpaas.find_links(shell, COLUMN) == []
    assert json.loads(asked(jpaas.next_page(shell, Ask(COLUMN)))["paramJson"])["pageNo"] == 1
    assert jpaas.next_page(shell.replace('count="33"', 'count="0"'), Ask(COLUMN)) is None


def test_the_unit_with_the_most_rows_is_the_listing() -> None:
    box = pager(count=4).replace("aBc9", "box")
    fields = asked(jpaas.next_page(page(row(1), control=box + pager(count=40)), Ask(COLUMN)))
    assert fields["tplSetId"] == "aBc9"


PIECES = st.sampled_from(
    [page(), row(1), pager(), answer(row(1)), "{", "}", '"data":', '{"data":{"html":"\\ud800"}}',
     "querydata='{", "'tagId':'\ud800'", 'count="', "<div ", GATEWAY, "\0", "page-content"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=9).map("".join))
def test_nothing_a_server_sends_breaks_it(html: str) -> None:
    for url in (COLUMN, f"{HOME}{GATEWAY}?paramJson=%5B%5D&pageNo=x"):
        jpaas.recognise(url, html)
        jpaas.next_page(html, Ask(url))
        for link in jpaas.find_links(html, url):
            assert link.title.encode()
