"""The whole job on a county of each CMS family, in its habits: nothing missed, nothing invented."""

import pytest

from replica import Replica, extra_counties_a, extra_counties_b
from zonereports.pipeline import backfill

COUNTIES = {
    county.key: county
    for county in (*extra_counties_a.EXTRA_COUNTIES, *extra_counties_b.EXTRA_COUNTIES)
}


@pytest.mark.parametrize("key", COUNTIES)
@pytest.mark.parametrize("family", ["named", "auto"])
def test_a_backfill_brings_every_report_of_the_site_and_nothing_else(platform, key, family):
    with Replica(counties=(COUNTIES[key],)) as replica:
        pipeline = platform(replica)
        if family == "auto":
            for path in pipeline.settings.sites.glob("*.yaml"):
                text = path.read_text(encoding="utf-8")
                named = next(line for line in text.splitlines() if line.startswith("family:"))
                path.write_text(text.replace(named, "family: auto"), encoding="utf-8")
        (check,) = pipeline.crawl(reach=backfill())
        assert (check.answer, check.error) == ("new", None), check.detail
        published = pipeline.publish()
        wanted = {item["url"]: item for item in replica.truth()}
        rows = pipeline.lake.query("select url, title, text, report_year from documents")
        landed = {row["url"]: row for row in rows.to_pylist()}
        assert set(landed) == set(wanted)
        for url, item in wanted.items():
            for column in ("title", "text", "report_year"):
                assert landed[url][column] == item[column], (url, column)
        assert not published.unreadable
        (again,) = platform(replica).crawl()
        assert again.answer == "nothing new"
        assert again.known_reports > 0
