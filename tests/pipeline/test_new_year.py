"""A January rehearsal: every family of sites across the turn of the year 2026 to 2027."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from replica import Replica
from replica.every_county import EVERY_COUNTY
from zonereports.document import read
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings
from zonereports.sites import judge_title

ONE_OF_EACH = {county.family: county for county in reversed(EVERY_COUNTY)}
DATED_PATHS = re.compile(r"/(2027/1/4|2027-01/04|t20270104|20270104|202701|art/2027|2027)[/_]")


class Winter:
    """One county site and a platform, on one clock."""

    def __init__(self, county, folder):
        self.now = datetime(2026, 12, 30, 1, tzinfo=UTC)
        self.replica = Replica(counties=(county,), start=date(2026, 12, 20), now=lambda: self.now)
        self.settings = Settings(
            home=folder / "home", sites=folder / "sites", allow_addresses=("127.0.0.0/8",)
        )

    def crawl(self, at):
        """A visit; what it answered and the documents it brought."""
        self.now = at
        pipeline = Pipeline(self.settings, now=lambda: self.now, sleep=self._sleep)
        (check,) = pipeline.crawl()
        found = {}
        for capture in map(pipeline.archive.capture, check.new_captures):
            response = pipeline.archive.read(capture.id)
            (site,) = pipeline.sites.values()
            found[capture.url] = read(
                response.body,
                url=capture.url,
                content_type=capture.content_type,
                site=site,
                link_title=capture.link_title,
                listed_on=capture.listed_on,
            )
        pipeline.close()
        return check, found

    def _sleep(self, seconds):
        self.now += timedelta(seconds=seconds)


@pytest.mark.parametrize("family", sorted(ONE_OF_EACH))
def test_reports_are_found_and_read_right_across_the_turn_of_the_year(family, tmp_path):
    winter = Winter(ONE_OF_EACH[family], tmp_path)
    with winter.replica as replica:
        replica.write_site_files(tmp_path / "sites")
        (site,) = replica.sites
        zone = ONE_OF_EACH[family].zones[0].name
        before, _ = winter.crawl(winter.now)
        assert before.answer == "new"
        assert before.newest <= date(2026, 12, 30)

        winter.now = datetime(2027, 1, 4, 1, tzinfo=UTC)
        item = replica.publish(site, zone=zone, year=2026, on=date(2027, 1, 4))
        check, found = winter.crawl(winter.now + timedelta(hours=1))
        assert (check.answer, check.error, check.newest) == ("new", None, date(2027, 1, 4))
        (document,) = [found[url] for url in found if url == item["url"]]
        assert len(found) == 1
        assert (document.report_year, document.plan_year) == (2026, item["plan_year"])
        assert document.title == item["title"]
        assert "2026年" in document.title
        assert document.published_at == date(2027, 1, 4)
        dated = [one["url"] for one in replica.truth(site) if re.search(r"/20\d\d", one["url"])]
        if dated:
            assert DATED_PATHS.search(item["url"]), item["url"]

        again, _ = winter.crawl(winter.now + timedelta(days=1))
        assert (again.answer, again.newest) == ("nothing new", date(2027, 1, 4))


@pytest.mark.parametrize(
    "title",
    [
        "青山经济开发区2026年工作总结和2027年工作计划",
        "青山经济开发区管委会2026年度工作总结暨2027年工作思路",
        "青山经济开发区2026年工作总结及2027年工作打算",
        "关于青山经济开发区2026年工作情况和2027年工作安排的报告",
    ],
)
def test_a_title_that_looks_back_on_2026_and_forward_to_2027_is_a_report_on_2026(title):
    assert judge_title(title, zones=["青山经济开发区"]).report
    text = "<p>2026年，青山经济开发区完成规上工业总产值88.6亿元，同比增长7.2%。</p>" * 8
    page = (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div>{text}</div></body>"
    )
    document = read(
        page.encode(),
        url="https://www.qingshan.example/art/2027/1/4/art_1_2.html",
        content_type="text/html; charset=utf-8",
    )
    assert (document.report_year, document.plan_year) == (2026, 2027)
