"""Feeds of the reports: valid, stable, brought up to date, and left alone when nothing happened."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from replica import Replica
from replica.counties import COUNTIES
from zonereports.errors import WrongSetting
from zonereports.pipeline.feed_formats import Entry, Feed, atom, json_feed
from zonereports.settings import Settings

SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("atom.rng"))))
ATOM = {"a": "http://www.w3.org/2005/Atom"}
AT = datetime(2026, 1, 9, 2, 30, tzinfo=UTC)
ENTRY = Entry(
    report_id="1a2b3c4d5e6f",
    title="青山经济开发区2025年工作总结",
    url="https://www.qingshan.example/gk/1.html?a=1&b=2",
    author="青山县",
    published=AT - timedelta(days=1),
    updated=AT,
    summary="规上工业总产值 12.5亿元",
    terms=("first", "浙江省"),
)
FEED = Feed("all", "开发区工作总结", [ENTRY], "https://reports.example/feeds/")


@pytest.fixture
def two():
    with Replica(counties=COUNTIES[:2]) as replica:
        yield replica


def entries(path):
    root = etree.parse(str(path)).getroot()
    return {
        one.findtext("a:id", namespaces=ATOM): {
            "title": one.findtext("a:title", namespaces=ATOM),
            "updated": one.findtext("a:updated", namespaces=ATOM),
            "published": one.findtext("a:published", namespaces=ATOM),
            "url": one.find("a:link", ATOM).get("href"),
            "summary": one.findtext("a:summary", namespaces=ATOM),
        }
        for one in root.findall("a:entry", ATOM)
    }


def is_json_feed(feed):
    """The rules of JSON Feed 1.1: what must be there, and of which type."""
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    assert set(feed) <= {"version", "title", "language", "feed_url", "items"}
    assert re.match("https?://", feed.get("feed_url", "http://"))
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_text"]
        assert re.match("https?://", item["url"])
        assert all(
            datetime.fromisoformat(item[f"date_{n}"]).tzinfo for n in ("published", "modified")
        )
        assert all(set(author) <= {"name", "url", "avatar"} for author in item["authors"])
        assert all(isinstance(tag, str) for tag in item["tags"])
    return True


@pytest.mark.parametrize("base", ["", "https://reports.example/feeds/"])
def test_a_feed_keeps_the_rules_of_atom_and_of_json_feed(base):
    feed = replace(FEED, base_url=base)
    SCHEMA.assertValid(etree.fromstring(atom(feed)))
    assert is_json_feed(json.loads(json_feed(feed)))


def test_the_schema_refuses_what_the_rfc_does():
    good = atom(FEED).decode()
    for wrong in (
        good.replace("<summary>", "<content>").replace("</summary>", "</content>"),
        re.sub("<author>.*?</author>", "", good, flags=re.DOTALL),
        good.replace("+00:00</updated>", "</updated>"),
        re.sub("<id>urn:uuid:[^<]*</id>", "<id>no iri</id>", good),
    ):
        assert wrong != good
        assert not SCHEMA.validate(etree.fromstring(wrong.encode()))


def test_what_a_page_says_is_escaped_and_what_xml_cannot_say_left_out():
    title = '<b>"A&B"</b> ]]>\x00\x0b\ud800 结束'
    feed = replace(FEED, entries=[replace(ENTRY, title=title, terms=("a<b\x01",))])
    root = etree.fromstring(atom(feed))
    SCHEMA.assertValid(root)
    assert root.findtext("a:entry/a:title", namespaces=ATOM) == '<b>"A&B"</b> ]]> 结束'
    assert root.find("a:entry/a:category", ATOM).get("term") == "a<b"
    (item,) = json.loads(json_feed(feed))["items"]
    assert item["title"] == title.replace("\ud800", "?")


def test_ids_do_not_depend_on_where_the_feeds_are_served():
    one, other = (etree.fromstring(atom(replace(FEED, base_url=url))) for url in ("", "https://x/"))
    for path in ("a:id", "a:entry/a:id"):
        assert one.findtext(path, namespaces=ATOM) == other.findtext(path, namespaces=ATOM)


def test_publishing_writes_a_feed_of_all_and_one_for_each_province(two, platform):
    pipeline = platform(two, feeds_url="https://reports.example/feeds")
    pipeline.run()
    folder = pipeline.settings.feeds_dir
    provinces = {f"province-{item['adcode'][:2]}" for item in two.truth()}
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    assert names == {f"{n}.{s}" for n in {"all", *provinces} for s in ("atom.xml", "json")}
    for path in folder.glob("*.atom.xml"):
        SCHEMA.assertValid(etree.parse(str(path)))
    for path in folder.glob("*.json"):
        assert is_json_feed(json.loads(path.read_text(encoding="utf-8")))
    told = entries(folder / "all.atom.xml")
    assert {one["url"] for one in told.values()} == {item["url"] for item in two.truth()}
    assert any("亿元" in one["summary"] for one in told.values())
    # The day of publication is China's: midnight there.
    days = {item["url"]: str(item["published_at"]) for item in two.truth()}
    assert all(one["published"].startswith(days[one["url"]]) for one in told.values())
    shown = json.loads((folder / "all.json").read_text(encoding="utf-8"))
    assert shown["feed_url"] == "https://reports.example/feeds/all.json"
    assert {item["id"] for item in shown["items"]} == set(told)


def test_a_correction_keeps_the_id_and_comes_first_with_a_later_date(two, platform):
    pipeline = platform(two)
    pipeline.run()
    feed = pipeline.settings.feeds_dir / "all.atom.xml"
    before = entries(feed)
    change = two.revise()
    platform(two).run()
    after = entries(feed)
    assert set(after) == set(before)
    (changed,) = [key for key in after if after[key] != before[key]]
    assert after[changed]["url"] == change["url"]
    assert after[changed]["title"] == f"[更正] {before[changed]['title']}"
    assert after[changed]["updated"] > before[changed]["updated"]
    assert after[changed]["published"] == before[changed]["published"]
    assert next(iter(after)) == changed


def test_feeds_are_left_alone_when_nothing_was_published_and_made_again_when_lost(two, platform):
    pipeline = platform(two)
    pipeline.run()
    folder = pipeline.settings.feeds_dir
    held = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    platform(two).run()
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()} == held
    (folder / ".made-of").unlink()
    (folder / "all.json").unlink()
    assert platform(two).write_feeds() == (folder / "all.json",)
    assert (folder / "all.json").read_bytes() == held[folder / "all.json"][0]


def test_before_anything_is_published_there_are_no_feeds(two, platform):
    pipeline = platform(two)
    assert pipeline.write_feeds() == ()
    assert not pipeline.settings.feeds_dir.exists()


@pytest.mark.parametrize("address", ["reports.example", "ftp://a/b", "https://a/b?c=d"])
def test_an_address_that_cannot_serve_feeds_is_a_wrong_setting(address):
    with pytest.raises(WrongSetting, match="web address"):
        Settings.from_env({"ZONEREPORTS_FEEDS_URL": address})
