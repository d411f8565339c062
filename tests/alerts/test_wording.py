"""How a message reads, line by line."""

import pytest

from zonereports.alerts import render


def test_each_figure_and_each_change_has_a_line_of_its_own(news):
    lines = news(kind="corrected", changes=2).body.splitlines()
    for line in (
        "规上工业总产值 136.65亿元,同比 -3.5%",
        "税收 4.2亿元",
        "税收增长 0% → 0.5%",
        "税收增长 1% → 1.5%",
        "证据页 https://reports.example/evidence/r1-1.html",
        "原文 http://qingshan.example/art/1.html",
    ):
        assert line in lines


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("limit", [200, 500, 1000, 4096])
def test_no_message_is_longer_than_its_channel_takes(news, form, language, limit):
    long = news(kind="corrected", changes=40, long=900, title="标题" * 300)
    assert len(render(long, language=language, form=form, limit=limit).body.encode()) <= limit


def test_an_address_that_is_no_web_address_is_no_link(news):
    from dataclasses import replace

    evil = replace(news(), url="javascript:alert(1)")
    assert "javascript" not in render(evil, form="html").body.partition("<small>")[0].replace(
        evil.key, ""
    )
