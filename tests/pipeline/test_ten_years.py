"""Ten years of a county's reports, on more pages than any script embeds at once."""

import pytest

from replica import Replica
from replica.every_county import EVERY_COUNTY
from zonereports.pipeline import backfill


@pytest.mark.parametrize("county", EVERY_COUNTY, ids=lambda county: county.key)
def test_a_backfill_finds_every_report_of_ten_years(platform, county):
    with Replica(counties=(county,), years=10) as replica:
        pipeline = platform(replica)
        (check,) = pipeline.crawl(reach=backfill())
        assert (check.answer, check.error) == ("new", None), check.detail
        entries = pipeline.archive.survey.by_time(limit=1_000)
        asked = {entry.capture.url for entry in entries}
        wanted = {item["url"] for item in replica.truth()}
        assert len(wanted) > 10
        assert wanted <= asked
