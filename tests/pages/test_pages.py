"""Each page says what the stores hold, and what to do when they hold nothing."""

import csv
import io
import json
import shutil
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from lxml import html

from zonereports.errors import LakeDamaged, WrongSetting
from zonereports.pages import DagRunSeen, Portal, Search, Wanted, failure_page
from zonereports.pages.meanings import meaning
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings


def tree(page):
    return html.document_fromstring(page)


def words(page):
    return " ".join(tree(page).text_content().split())


def split(doubts):
    return doubts.split(", ") if doubts else []


def corrected(portal):
    rows = portal.lake.rows(
        portal.lake.snapshot(), "select * from {documents} where is_latest and version = 2"
    )
    assert len(rows) == 1
    return rows[0]


def test_the_overview_counts_what_the_lake_holds(portal, village, view):
    page = portal.overview(view)
    described = village[0].lake.describe()["tables"]
    assert f"{described['observations']['rows']:,} 个数字" in words(page)
    grid = tree(page).xpath("//table[@class='grid']")[0]
    counts = [int(n) for n in grid.xpath(".//tbody//td/a/text()")]
    assert sum(counts) == int(grid.xpath(".//tfoot/tr/td[last()]/b/text()")[0])
    assert "更正" in words(page)


def test_the_overview_leads_to_the_newest_run_unless_it_is_framed(portal, view):
    runs = {"crawl_sites": DagRunSeen("crawl_sites", "a/b", "failed", view.now)}
    open_page = portal.overview(replace(view, runs=runs, airflow="/af"))
    assert '/af/dags/crawl_sites/runs/a%2Fb"' in open_page.replace("a/b", "a%2Fb")
    framed = portal.overview(replace(view, runs=runs, airflow="/af", framed=True))
    assert "/af/dags" not in framed
    assert "失败" in words(framed)


def test_the_list_of_sites_has_each_answer_with_its_proof(portal, village, view):
    page = tree(portal.sites(view))
    rows = page.xpath("//tbody/tr")
    assert len(rows) == len(village[0].sites)
    (seen,) = (row for row in rows if "qingshan" in row.text_content())
    assert seen.xpath(".//a[contains(@href, '/captures/')]")
    (broken,) = (row for row in rows if "Challenged" in row.text_content())
    assert "未能查看" in broken.text_content()
    assert broken.xpath("./td[last()-1]")[0].text_content().strip() == "1"


def test_sites_are_chosen_by_answer_and_by_words(portal, view):
    assert len(tree(portal.sites(view, answer="could not look")).xpath("//tbody/tr/th")) == 1
    assert len(tree(portal.sites(view, words="青山")).xpath("//tbody/tr/th")) == 1
    assert "没有符合的网站" in portal.sites(view, words="nowhere")


def test_the_page_of_a_site_has_its_listing_visits_yaml_and_politeness(portal, village, view):
    page = portal.site(view, "qingshan")
    assert village[1]["title"] in words(page)
    assert "Requests to 127.0" in page
    assert "adcode: &#39;339901&#39;" in page
    assert len(tree(page).xpath("//section[@aria-labelledby='checks']//tbody/tr")) == 3
    assert not tree(page).xpath("//form[@class='act']")
    assert tree(portal.site(replace(view, may=frozenset({"switch"})), "qingshan")).xpath(
        "//form[@class='act']"
    )


def test_a_listing_that_an_answer_rests_on_is_shown_as_captured(portal, view):
    link = tree(portal.sites(view, words="青山")).xpath("//a[contains(@href, '/captures/')]/@href")
    page = portal.capture(view, link[0].rpartition("/")[2])
    assert "工作总结" in page
    assert not tree(page).xpath("//script | //a[@href]")


def test_a_report_is_found_by_title_text_place_year_and_kind(portal, village, view):
    title = village[1]["title"]
    sentence = portal.lake.rows(
        portal.lake.snapshot(),
        f"select sentence from {portal.lake.source(portal.lake.snapshot(), 'observations')} "
        "where document_id = ? limit 1",
        [corrected(portal)["document_id"]],
    )[0]["sentence"]
    for wanted in (
        Search(words=title),
        Search(text=sentence.split("\n")[0].split("\t")[0]),
        Search(province="浙江省", year=2025),
        Search(kind="annual"),
    ):
        found = tree(portal.reports(view, wanted)).xpath("//tbody//a/text()")
        assert title in found, wanted
    assert "没有符合的报告" in portal.reports(view, Search(text="这句话哪里也没有"))
    assert "没有符合的报告" in portal.reports(view, Search(words="100%"))
    assert len(tree(portal.reports(view, Search(year=2023))).xpath("//tbody/tr")) < len(
        tree(portal.reports(view, Search())).xpath("//tbody/tr")
    )


def test_a_corrected_report_tells_old_and_new_value_and_both_versions(portal, village, view):
    page = tree(portal.report(view, corrected(portal)["report_id"]))
    change = page.xpath("//del/text()"), page.xpath("//ins/text()")
    old, new = village[2]["old"], village[2]["new"]
    assert old.startswith(change[0][0])
    assert new.startswith(change[1][0])
    assert len(page.xpath("//section[@aria-labelledby='versions']/ul/li")) == 2


def test_each_number_leads_to_its_words(portal, view):
    document = corrected(portal)
    page = tree(portal.report(view, document["report_id"]))
    links = page.xpath("//table[@class='numbers']//th/a")
    assert len(links) == document["observations"]
    text = tree(portal.words(view, document["document_id"]))
    for link in links:
        anchor = link.get("href").partition("#")[2]
        assert link.get("target") == "words"
        (mark,) = text.xpath(f"//*[@id='{anchor}']")
        # Of numbers that share their words, the first bears them.
        assert not mark.text_content() or link.text[:2] in mark.text_content() + link.text


def test_a_report_says_why_it_asks_for_a_second_look(portal, view):
    document = corrected(portal)
    at = portal.lake.snapshot()
    numbers = portal.lake.source(at, "observations", {document["report_year"]})
    doubted = portal.lake.rows(
        at,
        f"select start, quote, doubts from {numbers} where document_id = ? and doubts is not null order by start",
        [document["document_id"]],
    )
    assert document["quality"] == "warned"
    assert document["doubts"] or doubted
    page = tree(portal.report(view, document["report_id"]))
    (section,) = page.xpath("//section[@aria-labelledby='doubts']")
    links = section.xpath(".//a[@target='words']")
    assert [link.text for link in links] == [row["quote"] for row in doubted]
    assert len(page.xpath("//table[@class='numbers']//a[@href='#doubts']")) == len(doubted)
    names = section.xpath(".//code/text()")
    assert names == [n for row in [document, *doubted] for n in split(row["doubts"])]
    for language in ("zh", "en"):
        said = words(portal.report(replace(view, language=language), document["report_id"]))
        for table, row in (("documents", document), *(("observations", row) for row in doubted)):
            for name in split(row["doubts"]):
                assert meaning(table, name, language) in said


def test_the_page_as_captured_has_the_numbers_marked(portal, view):
    document = corrected(portal)
    page = tree(portal.words(view, document["document_id"], as_served=True))
    assert len(page.xpath("//*[starts-with(@id, 'o-')]")) > 50
    assert not page.xpath("//script | //img | //form")


def test_the_numbers_of_a_report_come_down_in_three_forms_that_agree(portal):
    document = corrected(portal)
    held = json.loads(portal.download(document["report_id"], "json"))
    table = pq.read_table(io.BytesIO(portal.download(document["report_id"], "parquet")))
    lines = portal.download(document["report_id"], "csv").decode("utf-8-sig")
    cells = list(csv.DictReader(io.StringIO(lines)))
    ids = [row["observation_id"] for row in held]
    assert len(ids) == document["observations"]
    assert table.column("observation_id").to_pylist() == ids
    assert [row["observation_id"] for row in cells] == ids
    assert [str(v) for v in table.column("value").to_pylist()] == [row["value"] for row in held]


def test_a_zones_series_has_a_sentence_behind_each_point(portal, view):
    zone = corrected(portal)["zone"]
    page = tree(portal.indicators(view, Wanted("industrial_output_ads", (zone,))))
    points = page.xpath("//*[name()='svg']//a[@aria-label]")
    assert len(points) >= 4
    rows = page.xpath("//tbody/tr")
    assert len(rows) == len(points)
    assert all(row.xpath(".//td[@class='sentence']")[0].text.strip() for row in rows)
    for point in points:
        assert "工业总产值" in point.get("aria-label") or "规上" in point.get("aria-label")


def test_a_zone_that_does_not_exist_is_answered_with_those_that_may_be_meant(portal, view):
    page = portal.indicators(view, Wanted("tax_revenue", ("青山",)))
    assert "没有名为“青山”的开发区" in words(page)
    assert tree(page).xpath("//div[@class='note']//a[contains(text(), '青山')]")


def test_quality_shows_the_verdicts_and_serves_data_docs_and_nothing_else(portal, village, view):
    page = tree(portal.quality(view))
    batches = page.xpath("//section[@aria-labelledby='runs']/details")
    assert len(batches) == 3
    for batch in batches:
        assert len(batch.xpath("./p/a[contains(@href, '/quality/docs/validations/')]")) == 2
    for link in page.xpath("//a[contains(@href, '/quality/docs/')]/@href"):
        name = link.partition("/quality/docs/")[2]
        content = portal.docs(name)
        assert b"<script" not in content
    for name in ("../../state.db", "../results/x.json", "/etc/passwd", "nope.html"):
        with pytest.raises(WrongSetting):
            portal.docs(name)


def test_alerts_that_wait_and_those_that_were_sent_are_told_apart(portal, village, view):
    page = tree(portal.alerts(view))
    counted = village[0].outbox.count()
    assert counted["waiting"] == len(page.xpath("//section[@aria-labelledby='waiting']//tbody/tr"))
    assert counted["sent"] == len(page.xpath("//section[@aria-labelledby='sent']//details"))
    assert counted["waiting"]
    assert counted["sent"]


def test_every_page_speaks_english_too(portal, view):
    english = replace(view, language="en")
    page = portal.overview(english)
    assert 'lang="en"' in page
    for chinese in ("概览", "网站", "份报告", "质量", "待发"):
        assert chinese not in words(page)


def test_a_lake_that_is_gone_leaves_the_rest_of_the_overview_and_a_remedy(village, view, tmp_path):
    home = tmp_path / "copy"
    shutil.copytree(village[0].settings.home, home, symlinks=True)
    pipeline = Pipeline(Settings(home=home, sites=home / "sites"))
    broken = Portal(pipeline)
    assert "份报告" in words(broken.overview(view))
    shutil.rmtree(home / "store" / "snapshots")
    page = broken.overview(view)
    assert "zonereports lake verify" in page
    assert "未能查看" in page
    assert "没有待发" in broken.alerts(view) or "待发" in broken.alerts(view)
    with pytest.raises(LakeDamaged) as caught:
        broken.reports(view, Search())
    status, page = failure_page(view, caught.value)
    assert status == 503
    assert "lake verify" in page
    assert "Traceback" not in page
    pipeline.close()


def test_a_wrong_county_file_costs_the_sites_and_not_the_overview(village, view, tmp_path):
    home = tmp_path / "copy"
    shutil.copytree(village[0].settings.home, home, symlinks=True)
    (home / "sites" / "wrong.yaml").write_text("name: 3\n")
    pipeline = Pipeline(Settings(home=home, sites=home / "sites"))
    page = Portal(pipeline).overview(view)
    assert "wrong.yaml" in page
    assert "最新报告" in page
    pipeline.close()
