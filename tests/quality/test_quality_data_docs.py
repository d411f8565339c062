import re
from datetime import UTC, datetime, timedelta

import pytest

from zonereports.errors import WrongSetting
from zonereports.quality import Batch, check
from zonereports.quality.data_docs import self_contained

NOON = datetime(2025, 1, 7, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def site(rows, tmp_path_factory):
    """Data Docs after three runs of which two are kept; the last has errors in it."""
    folder = tmp_path_factory.mktemp("quality") / "docs"
    attack = "<script src='https://evil.example/x.js'></script><img src=https://evil.example/p.png>"
    batches = [
        Batch([rows.document()], [rows.observation()]),
        Batch([rows.document()], [rows.observation()]),
        Batch([rows.document(zone_level=attack)], [rows.observation(), rows.growth("g", start=1)]),
    ]
    verdicts = [
        check(
            batch,
            name=f"qinglan {n}",
            docs_dir=folder,
            now=NOON + timedelta(hours=n),
            keep_runs=2,
        )
        for n, batch in enumerate(batches)
    ]
    assert verdicts[-1].page == folder / "index.html"
    return folder


def pages(site):
    return sorted(site.rglob("*.html"))


def test_no_page_asks_for_anything_outside(site):
    from lxml import html

    for page in pages(site):
        text = page.read_text(encoding="utf-8")
        tree = html.document_fromstring(text)
        loaded = tree.xpath(
            "//@src | //@srcset | //@data | //@poster | //@background | //link/@href | //base/@href"
            " | //*[local-name()='use' or local-name()='image']/@href"
        )
        assert [address for address in loaded if address != "data:,"] == []
        assert tree.xpath("//script | //iframe | //object | //embed") == []
        assert tree.xpath("//@*[starts-with(name(), 'on')]") == []
        assert re.findall(r"url\(|@import|newsletter", text) == []
        (policy,) = tree.xpath("//meta[@http-equiv]/@content")
        assert policy.startswith("default-src 'none'; ")


def test_links_between_the_pages_lead_somewhere(site):
    from lxml import html

    for page in pages(site):
        tree = html.document_fromstring(page.read_text(encoding="utf-8"))
        for link in tree.xpath("//a/@href"):
            if not link.startswith(("http", "#")):
                assert (page.parent / link).resolve().exists(), (page, link)


def test_the_index_tells_what_failed_how_gravely_and_why(site):
    text = (site / "index.html").read_text(encoding="utf-8")
    assert "qinglan_2" in text
    assert "quote_in_text" in text
    assert "critical" in text
    assert "The quote does not stand at this place of the text" in text
    assert "0 of 1" in text


def test_the_pages_stay_readable_without_scripts(site):
    from lxml import html

    (page,) = site.glob("validations/observations/qinglan_2/*/batch-observations.html")
    tree = html.document_fromstring(page.read_text(encoding="utf-8"))
    words = " ".join(tree.text_content().split())
    assert "critical: quote_in_text" in words
    assert "critical: document_agrees" in words  # the level that was planted in the document
    assert re.search(r"Unsuccessful Expectations ?2\b", words)
    assert len(tree.xpath("//style")) == 1


def test_only_the_newest_runs_are_kept(site):
    results = site.with_name("docs-results")
    kept = {"qinglan_1", "qinglan_2"}
    assert {path.name for path in results.glob("*/*") if path.is_dir()} == kept
    assert {path.name for path in site.glob("validations/*/*")} == kept
    assert len(list(site.glob("runs/*.json"))) == 2
    assert "qinglan_0" not in (site / "index.html").read_text(encoding="utf-8")
    assert not (site / "static").exists()
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 1_000_000


def test_repeating_a_run_adds_no_second_one(rows, tmp_path):
    batch = Batch([rows.document()], [rows.observation()])
    for _ in range(2):
        check(batch, name="../odd: name/", docs_dir=tmp_path / "docs", now=NOON)
    assert len(list((tmp_path / "docs").glob("validations/observations/*/*/*.html"))) == 1
    assert len(list((tmp_path / "docs/runs").iterdir())) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docs", "docs-results"]


def test_a_page_without_a_head_gets_one():
    page = self_contained("<p onclick='x()' style='background: url(http://a.example/b)'>税收</p>")
    assert "<p>税收</p>" in page
    assert "<style>" in page


def test_keeping_no_run_is_a_wrong_setting(rows, tmp_path):
    with pytest.raises(WrongSetting, match="keep_runs is 0"):
        check(Batch([rows.document()]), name="r", docs_dir=tmp_path, keep_runs=0)


def test_a_folder_that_cannot_be_made_is_a_wrong_setting(rows, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongSetting, match="not writable"):
        check(Batch([rows.document()]), name="r", docs_dir=tmp_path / "file" / "docs")
