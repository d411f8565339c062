"""The pages look like those of the families, and carry what the truth says."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests
import yaml
from bs4 import BeautifulSoup

from replica import Replica
from replica.counties import COUNTIES

ENCODINGS = {county.key: county.charset for county in COUNTIES}
KEYS = [county.key for county in COUNTIES]


def soup(response: requests.Response, site: str) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(ENCODINGS[site]), "lxml")


def rows(response: requests.Response, site: str) -> list[Any]:
    """The anchors of the listing, from the island or from the page."""
    html = response.content.decode(ENCODINGS[site])
    records = re.findall(r"<!\[CDATA\[(.*?)\]\]>", html, re.DOTALL)
    page = BeautifulSoup("".join(records) or html, "lxml")
    return [row.a for row in page.select("li") if row.a and row.a.get("title")]


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("site", KEYS)
def test_a_listing_has_more_than_thirty_rows_with_full_titles(
    replica: Replica, get: Any, site: str
) -> None:
    links = rows(get(replica.listing_url(site)), site)
    titles = [link["title"] for link in links]
    assert len(links) >= 30
    assert len(set(titles)) == len(titles)
    assert not any("…" in title for title in titles)
    assert any("…" in link.text for link in links)
    reports = {report["title"] for report in replica.truth(site)}
    assert len(reports) in (3, 4)
    assert reports <= set(titles)
    assert "长期有效" in titles[0]


@pytest.mark.parametrize("site", KEYS)
def test_every_link_of_a_listing_leads_to_a_page(replica: Replica, get: Any, site: str) -> None:
    listing = replica.listing_url(site)
    for link in rows(get(listing), site):
        page = get(requests.compat.urljoin(listing, link["href"]))  # type: ignore[attr-defined]
        assert page.status_code == 200
        assert soup(page, site).find("meta", {"name": "ArticleTitle"})["content"] == link["title"]  # type: ignore[index]


@pytest.mark.parametrize("site", KEYS)
def test_the_body_of_a_report_carries_the_text_of_the_truth(
    replica: Replica, get: Any, site: str
) -> None:
    for report in replica.truth(site):
        page = soup(get(report["url"]), site)
        body = page.select_one("#zoom, .article-content")
        assert body is not None
        signed = "".join(report["signature"])
        assert plain(body.get_text()) == plain(report["text"] + signed)
        text = page.get_text()
        assert report["published_at"] in text
        assert "网站标识码" in text
        assert "上一篇" in text


def test_the_island_of_jpage_holds_the_rows_and_the_visible_list_is_empty(
    replica: Replica, get: Any
) -> None:
    html = get(replica.listing_url("qingshan")).text
    assert '<ul class="list"></ul>' in html
    assert '<script type="text/xml"><datastore>' in html
    assert re.search(r"/art/2025/\d{1,2}/\d{1,2}/art_\d+_\d+\.html", html)
    assert not re.search(r"/art/2025/0\d/", html)


def test_rows_beyond_the_first_group_come_from_the_proxy(replica: Replica, get: Any) -> None:
    for _ in range(2):
        replica.publish("qingshan")
    url = replica.listing_url("qingshan")
    html = get(url).text
    first = [link["href"] for link in rows(get(url), "qingshan")]
    assert len(first) == 45
    following = re.search(r'<nextgroup><!\[CDATA\[<a href="([^"]+)"', html)
    assert following
    base = replica.base_url("qingshan")
    rest = [link["href"] for link in rows(get(base + following[1]), "qingshan")]
    assert len(rest) == 2
    assert not set(first) & set(rest)
    column = re.search(r"columnid=(\d+)", following[1])
    assert column
    by_number = requests.post(
        f"{base}/module/web/jpage/dataproxy.jsp?startrecord=46&endrecord=90&perpage=15",
        data={"columnid": column[1]},
        timeout=10,
    )
    assert [link["href"] for link in rows(by_number, "qingshan")] == rest
    assert "<record>" not in get(base + "/module/web/jpage/dataproxy.jsp?page=1&columnid=1").text


def test_a_plain_list_links_relative_addresses(replica: Replica, get: Any) -> None:
    assert re.search(
        r'href="\.\./\.\./doc/2025/\d\d/\d\d/\d+\.shtml"', get(replica.listing_url("fenglin")).text
    )


def test_charsets_are_in_the_header_or_only_in_the_page(replica: Replica, get: Any) -> None:
    assert (
        get(replica.listing_url("qingshan")).headers["Content-Type"] == "text/html; charset=utf-8"
    )
    assert get(replica.listing_url("linxi")).headers["Content-Type"] == "text/html"
    gbk = get(replica.listing_url("songhe"))
    assert gbk.headers["Content-Type"] == "text/html; charset=gb2312"
    assert "松河县" in gbk.content.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        gbk.content.decode("utf-8")


def test_one_report_has_a_table_and_word_pastes_break_numbers_apart(
    replica: Replica, get: Any
) -> None:
    html = get(replica.truth("linxi")[0]["url"]).content.decode()
    assert "<table border" in html
    assert "<o:p></o:p>" in html
    assert "&nbsp;" in html
    assert re.search(r"\d</span></span><span[^>]*>(<span[^>]*>)?\d|\d</span><span[^>]*>\d", html)


def test_site_files_describe_the_sites_as_counties_are_described(
    replica: Replica, get: Any, tmp_path: Any
) -> None:
    paths = replica.write_site_files(tmp_path / "sites")
    assert [path.stem for path in paths] == list(replica.sites)
    for path in paths:
        facts = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert re.fullmatch(r"3399\d\d", facts["adcode"])
        assert facts["base_url"] == replica.base_url(path.stem)
        assert facts["family"] in ("jcms", "static")
        assert facts["pace_s"] == 0
        (listing,) = facts["listings"]
        assert listing["expect_at_least"] == 10
        assert get(facts["base_url"] + listing["url"]).status_code == 200
        named = {zone["name"] for zone in facts["zones"]}
        assert {report["zone"] for report in replica.truth(path.stem)} <= named


def test_the_truth_has_the_metadata_of_each_report(replica: Replica) -> None:
    for report in replica.truth():
        assert report["province"] == "浙江省"
        assert report["signed_on"] <= report["published_at"]
        assert str(report["report_year"]) in report["title"]
        assert report["signature"][0] == report["issuer"]
        assert len(report["observations"]) > 50
