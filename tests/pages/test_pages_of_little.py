"""Each page of a platform on which nothing, or little, has happened."""

import shutil
from dataclasses import replace

import pytest
from lxml import html

from tests.pages.test_hostile_words import document
from zonereports.alerts import Message, Promise
from zonereports.errors import MessageRefused, WrongSetting
from zonereports.events import Trouble, turn
from zonereports.pages import LakeReader, Portal, Search, Wanted
from zonereports.pipeline import Pipeline, switched_off
from zonereports.settings import Settings


def tree(page):
    return html.document_fromstring(page)


def words(page):
    return " ".join(tree(page).text_content().split())


def test_a_dead_letter_is_shown_with_its_error_and_waits_again_when_asked(bare, nothing, view):
    class Deaf:
        name = "deaf"

        def send(self, message):
            raise MessageRefused("refused for good")

    with bare.state.begin() as connection:
        message = Message(
            "first-x", "first", "青山经开区发布了新的工作总结", "正文", "https://x.example"
        )
        bare.outbox.add(connection, message, channels=[Promise("deaf", view.now)], at=view.now)
    bare.outbox.send([Deaf()], now=lambda: view.now)
    page = nothing.alerts(replace(view, may=frozenset({"resend"})))
    assert "refused for good" in page
    assert tree(page).xpath("//form[contains(@action, '/alerts/resend')]")
    assert not tree(nothing.alerts(view)).xpath("//form")
    with pytest.raises(WrongSetting):
        nothing.resend(view, "all", "deaf")
    nothing.resend(view, "first-x", "deaf")
    assert bare.outbox.count() == {"sent": 0, "waiting": 1, "dead": 0}


def test_an_overdue_report_and_an_ailing_site_stand_on_the_overview(bare, nothing, view):
    found = [
        Trouble("not seen", "beihe", "Unreachable", "five visits failed"),
        Trouble("overdue", "qingshan", "overdue", "due on 2026-02-20", "青山经济开发区 2025"),
    ]
    with bare.state.begin() as connection:
        turn(connection, found, at=view.now, ended=lambda _: None)
    rows = tree(nothing.overview(view)).xpath("//section[@aria-labelledby='troubles']//li")
    assert [row.xpath("./a/text()")[0] for row in rows] == ["qingshan", "beihe"]
    assert "逾期未发布" in rows[0].text_content()
    assert "青山经济开发区 2025" in rows[0].text_content()


@pytest.fixture
def bare(tmp_path):
    """A platform on which nothing ever happened."""
    (tmp_path / "sites").mkdir()
    pipeline = Pipeline(Settings(home=tmp_path, sites=tmp_path / "sites"))
    yield pipeline
    pipeline.close()


@pytest.fixture
def nothing(bare):
    return Portal(bare)


def test_a_platform_without_anything_says_what_to_do_on_every_page(nothing, view):
    for page in (
        nothing.overview(view),
        nothing.reports(view, Search()),
        nothing.indicators(view, Wanted()),
        nothing.quality(view),
    ):
        assert "zonereports run" in page
    assert "没有符合的网站" in nothing.sites(view)
    assert "没有待发的通知" in nothing.alerts(view)
    with pytest.raises(WrongSetting):
        nothing.report(view, "x")


def test_a_page_follows_the_pointer_and_keeps_to_one_snapshot(bare):
    lake = bare.lake
    reader = LakeReader(lake)
    lake.publish([document(1, "甲")], [], [], reports=[f"{1:012x}"])
    before = reader.snapshot()
    lake.publish([document(2, "乙")], [], [], reports=[f"{2:012x}"])
    after = reader.snapshot()
    count = "select count(*) as n from {documents}"
    assert [reader.rows(at, count)[0]["n"] for at in (before, after, before)] == [1, 2, 1]


def test_a_site_is_switched_off_for_a_reason_and_on_again(bare, nothing, village, view):
    folder = bare.settings.sites
    shutil.copy(village[0].settings.sites / "qingshan.yaml", folder)
    with pytest.raises(WrongSetting):
        nothing.switch(view, "qingshan", off=True, why="  ")
    with pytest.raises(WrongSetting):
        nothing.switch(view, "nowhere", off=True, why="x")
    nothing.switch(view, "qingshan", off=True, why="所有者要求")
    held = switched_off(bare.state)["qingshan"]
    assert (held.who, held.why) == ("ada", "所有者要求")
    assert "所有者要求" in nothing.site(view, "qingshan")
    nothing.switch(view, "qingshan", off=False, why=None)
    assert not switched_off(bare.state)
