"""The page that proves a report's numbers: complete, inert, the same each time."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from lxml import html

from zonereports.cli import main
from zonereports.document import read
from zonereports.errors import UnreadablePage, WrongSetting
from zonereports.observations import observe
from zonereports.pipeline import Pipeline
from zonereports.pipeline.evidence import Evidence, evidence_page
from zonereports.pipeline.evidence_marks import marks
from zonereports.pipeline.evidence_words import EVIDENCE_WORDS
from zonereports.pipeline.rows import observe_document
from zonereports.settings import Settings

GOLDEN = Path(__file__).parents[1] / "golden"
PAYLOAD = "<script>alert(1)</script><img src=x onerror=alert(2)>"
HOSTILE = f"""<!doctype html><html><head><meta charset=utf-8>
<title>青山经济开发区2023年工作总结</title><meta http-equiv=refresh content="0;url=https://evil.example">
<base href="https://evil.example/"><link rel=stylesheet href="//evil.example/a.css">
<style>@import url(//evil.example/b.css); .gone {{display:none}} body {{background:url(//evil.example/c)}}</style>
<script src="//evil.example/d.js"></script></head><body onload="alert(3)">
<h1>青山经济开发区2023年工作总结{PAYLOAD.replace("<", "&lt;")}</h1>
<div id="zoom" onclick="alert(4)" style="background:url(//evil.example/e)">
<p>2023年，全区完成规上工业产值<a href="javascript:alert(5)">136.65亿元</a>，同比增长<b data-mark="x" onmouseover=alert(6)>7.5%</b>。</p>
<p>新增{PAYLOAD.replace("<", "&lt;")}企业12家，"引进" '项目' &amp;#x27; 3个。<img src="//evil.example/f.png" alt="图"></p>
<p class="gone">看不见的99.9亿元</p><iframe src="//evil.example/g"></iframe><svg><script>alert(7)</script></svg>
<form action="//evil.example/h"><p>下一步，力争税收收入达到4.2亿元。</p><input autofocus onfocus=alert(8)></form>
<object data="//evil.example/i"></object><embed src="//evil.example/j"><o:p><font hidden>5家</font></o:p>
<!--><img src=x onerror=alert(9)>--></div></body></html>"""


def page_of(path: Path, tmp_path: Path, *, as_served: bool = False) -> str:
    return Pipeline(Settings(home=tmp_path / "home")).evidence(str(path), as_served=as_served)


@pytest.fixture
def hostile(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(HOSTILE, encoding="utf-8")
    return path


def assert_inert(page: str) -> None:
    """Nothing in the page acts, and nothing is loaded."""
    root = html.fromstring(page)
    assert not root.xpath("//script|//iframe|//object|//embed|//img|//form|//base|//svg|//input")
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), name
            assert name not in ("style", "src", "srcset", "background", "data-mark"), name
            if name == "href":
                assert value.startswith(("#", "data:,", "https://www.", "http://")), value
    assert [link.get("href") for link in root.xpath("//link")] == ["data:,"]
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert len(root.xpath("//style")) == 1
    assert "url(" not in root.xpath("string(//style)")
    ids = Counter(root.xpath("//@id"))
    assert ids.most_common(1)[0][1] == 1


@pytest.mark.parametrize("as_served", [False, True], ids=["clean", "as served"])
def test_a_hostile_page_stays_inert(hostile, tmp_path, as_served):
    page = page_of(hostile, tmp_path, as_served=as_served)
    assert_inert(page)
    assert "&lt;script&gt;alert(1)" in page
    if as_served:
        (hidden,) = html.fromstring(page).xpath("//p[@hidden]")
        assert hidden.text_content() == "看不见的99.9亿元"


def test_title_url_and_every_fact_are_escaped():
    text = f"2023年，完成{PAYLOAD}产值136.65亿元，同比增长7.5%。"
    document = read(text.encode(), url="a.txt", link_title=f"青山开发区2023年工作总结{PAYLOAD}")
    page = evidence_page(
        Evidence(document, observe_document(document), f'javascript:alert("{PAYLOAD}")')
    )
    assert_inert(page)


@pytest.mark.parametrize(
    "path", sorted((GOLDEN / "pages").glob("*.html")), ids=lambda path: path.stem
)
def test_every_number_of_a_golden_page_has_its_mark_in_both_views(path, tmp_path):
    document = read(path.read_bytes(), url=path.name)
    found = observe_document(document).observations
    for as_served in (False, True):
        page = page_of(path, tmp_path, as_served=as_served)
        assert_inert(page)
        root = html.fromstring(page)
        for item in found:
            (mark,) = root.xpath(f'//*[@id="o-{item.start}"]')
            described = root.get_element_by_id(mark.get("aria-describedby"))
            assert item.label in described.text_content()
            shown = "".join(mark.text_content().split())
            quote = "".join(item.quote.split())
            # As served a number may lie in several elements; the first has the anchor.
            assert quote.startswith(shown) if as_served else shown == quote


def test_the_clean_view_holds_the_whole_text_with_headings_and_tables(tmp_path):
    for path in sorted((GOLDEN / "pages").glob("*.html")):
        document = read(path.read_bytes(), url=path.name)
        root = html.fromstring(page_of(path, tmp_path))
        main = root.get_element_by_id("text")
        for told in main.xpath(".//*[@role='tooltip']"):
            told.drop_tree()
        shown = "".join(main.text_content().split())
        assert shown == "".join(document.text.split()), path.stem
        rows = [line for line in document.text.split("\n") if "\t" in line]
        assert len(main.xpath(".//tr")) == len(rows)


def test_a_number_says_its_code_its_base_value_and_why(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "青山经济开发区2023年工作总结\n2023年，全区完成规上工业总产值136.65亿元，同比增长7.5%。\n"
        "2024年，力争实现税收收入4.2亿元以上，各项工作再上新台阶。\n",
        encoding="utf-8",
    )
    root = html.fromstring(page_of(path, tmp_path))
    marked = root.xpath("//main//a[contains(@class, 'n ')]")
    assert [mark.text for mark in marked] == ["136.65亿元", "7.5%", "4.2亿元"]
    assert [mark.get("class") for mark in marked] == ["n actual", "n actual", "n target"]
    told = root.get_element_by_id(marked[0].get("aria-describedby")).text_content()
    for words in ("industrial_output_ads", "13,665,000,000 元", "2023", "实绩", "本开发区", "规则"):
        assert words in told
    assert {x.text for x in root.xpath("//main//span[@class='x']")} == {"2023年", "2024年"}
    assert root.xpath("//main//span[@class='x']/@title") == ["日期", "日期"]


def test_numbers_that_overlap_or_cross_a_line_keep_their_anchors():
    extraction = observe("共征收41\n3、2.35亩，完成投资3亿元。")
    found = marks(extraction)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    starts = {told.start for mark in found for told in mark.told}
    assert starts == {item.start for item in extraction.observations}


def test_every_word_of_the_annotation_guide_has_its_chinese():
    observed = set()
    for path in (GOLDEN / "observations").glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            item = json.loads(line)
            observed.add((item["status"], item["measure"], item["scope"]))
    assert observed
    for status, measure, scope in observed:
        assert status in EVIDENCE_WORDS["status"]
        assert measure in EVIDENCE_WORDS["measure"]
        assert scope in EVIDENCE_WORDS["scope"]


def test_publishing_writes_a_page_for_each_version_and_again_changes_nothing(replica, platform):
    pipeline = platform(replica)
    result = pipeline.run()
    folder = pipeline.settings.evidence_dir
    pages = {path.stem: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    assert set(pages) == set(result.published.documents)
    assert len(pages) > 5
    # The command gives the very bytes that were written, from the archive.
    name = sorted(pages)[0]
    assert pipeline.evidence(name).encode() == pages[name][0]
    assert_inert(pages[name][0].decode())
    served = pipeline.evidence(name, as_served=True)
    assert_inert(served)
    assert html.fromstring(served).xpath("//main//a[starts-with(@id, 'o-')]")
    change = replica.revise()
    again = platform(replica).run()
    now = {path.stem: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    assert set(now) - set(pages) == set(again.published.documents)
    assert {stem: now[stem] for stem in pages} == pages
    (new,) = set(now) - set(pages)
    assert change["new"] in now[new][0].decode()


def test_the_command_writes_a_file_and_says_what_is_wrong(tmp_path, monkeypatch, capsys, hostile):
    monkeypatch.setenv("ZONEREPORTS_HOME", str(tmp_path / "home"))
    out = tmp_path / "evidence.html"
    assert main(["evidence", str(hostile), "--out", str(out)]) == 0
    assert_inert(out.read_text("utf-8"))
    assert main(["evidence", str(hostile), "--as-served", "--out", str(out)]) == 0
    capsys.readouterr()
    assert main(["evidence", "0123456789ab-1"]) == 2
    assert "no published document has the id 0123456789ab-1" in capsys.readouterr().err
    assert main(["evidence", str(hostile), "--out", str(tmp_path / "no" / "x.html")]) == 1
    assert "CouldNotWrite" in capsys.readouterr().err


def test_a_text_file_cannot_be_shown_as_served(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("2023年，全区完成规上工业总产值136.65亿元，同比增长7.5%。", encoding="utf-8")
    pipeline = Pipeline(Settings(home=tmp_path / "home"))
    with pytest.raises(UnreadablePage, match="no page"):
        pipeline.evidence(str(path), as_served=True)
    with pytest.raises(WrongSetting):
        pipeline.evidence("nothing.html")
