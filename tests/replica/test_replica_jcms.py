"""The quirks of JCMS sites, seen over HTTP."""

from __future__ import annotations

import re

from tests.replica.discovery import visit
from zonereports.sites import Ask


def test_the_server_ignores_the_number_of_a_page_in_the_address() -> None:
    with visit("qiaozhou") as visitor:
        url = visitor.site.listings[0].url
        first, third = (visitor.session.get(u, timeout=10).text for u in (url, f"{url}?pageNum=3"))
        assert first == third


def test_the_numbered_proxy_wants_a_post_from_its_own_page() -> None:
    with visit("qiaozhou") as visitor:
        second = visitor.walk()[1].ask
        assert second.method == "POST"
        assert "<record>" in visitor.send(second).text
        assert "<record>" not in visitor.send(Ask(second.url, form=second.form)).text
        assert "<record>" not in visitor.send(Ask(second.url, headers=second.headers)).text


def test_groups_by_page_are_refused_without_a_referer() -> None:
    with visit("qiaozhou", "referer") as visitor:
        second = visitor.walk()[1].ask
        assert second.method == "GET"
        assert "<record>" in visitor.send(second).text
        assert "<record>" not in visitor.send(Ask(second.url)).text


def test_a_deep_page_may_be_an_empty_document() -> None:
    with visit("qiaozhou", "empty_deep_page") as visitor:
        last = visitor.walk()[-1]
        assert len(last.text.encode()) == 54
        assert last.links == []
        found = {link.url for page in visitor.walk() for link in page.links}
        assert len(found) == 30


def test_ids_may_be_encrypted() -> None:
    with visit("qiaozhou", "encrypted_ids") as visitor:
        first, second, *_ = visitor.walk()
        assert re.search(r"columnid=[^&]*%3D&unitid=[^&]*%3D", first.text)
        assert "%3D" in second.ask.url
        assert second.links


def test_texts_of_links_may_be_polluted_and_dates_broken() -> None:
    with visit("qiaozhou", "polluted_text") as visitor:
        first = visitor.walk()[0]
        assert "1、<i class='new'></i>" in first.text
        assert re.search(r"<span>20\d\d-\n", first.text)
        titles = {entry.title for entry in visitor.truth().values()}
        assert {link.title for link in first.links} <= titles
        assert all(link.listed_on for link in first.links)


def test_a_disclosure_column_answers_the_form_of_its_department() -> None:
    with visit("mianxi") as visitor:
        shell, first, *_ = visitor.walk()
        assert shell.links == []
        assert first.ask.method == "POST"
        assert 'class="tr_main_value_odd"' in first.text
        assert "第&nbsp;1&nbsp;页/共&nbsp;3&nbsp;页" in first.text
        other = dict(first.ask.form) | {"area": "elsewhere"}
        assert "tr_main_value" not in visitor.send(Ask(first.ask.url, tuple(other.items()))).text


def test_the_tree_of_a_department_names_its_types() -> None:
    with visit("mianxi") as visitor:
        shell, first, *_ = visitor.walk()
        found = re.search(r'src="([^"]*tree\.jsp[^"]*)"', shell.text)
        assert found
        url = visitor.site.base_url + found[1].replace("&amp;", "&")
        assert dict(first.ask.form)["infotypeId"] in visitor.session.get(url, timeout=10).text
