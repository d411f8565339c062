"""A crawl of a county of each CMS family under each habit that the family's sites have."""

from dataclasses import replace
from importlib import import_module

import pytest

from replica import Replica, extra_counties_a, extra_counties_b
from replica.counties import CountyFacts
from zonereports.pipeline import backfill

COUNTIES: dict[str, CountyFacts] = {
    county.key: county
    for county in (*extra_counties_b.EXTRA_COUNTIES, *extra_counties_a.EXTRA_COUNTIES)
}
FAMILIES = {county.family: key for key, county in reversed(COUNTIES.items())}
NEEDS = {
    "null_callback": {"tree"},
    "null_url": {"tree"},
    "empty_column": {"tree"},
}
"""Habits that show with another one only."""
DISCLOSURE = {"tree": {"disclosure"}}
NOT_WHOLE = {"page_ignored", "empty_deep_page", "no_rows_said"}
"""Habits that hide rows from every visitor: `test_checklist` says what is answered then."""


def habits() -> list[tuple[str, str]]:
    known = {
        family: set(import_module(f"replica.families.{family}").QUIRKS) - NOT_WHOLE
        for family in FAMILIES
    }
    return [(family, quirk) for family in sorted(known) for quirk in sorted(known[family])]


@pytest.mark.parametrize(("family", "quirk"), habits())
@pytest.mark.parametrize("named", ["named", "auto"])
def test_a_backfill_finds_every_report_whatever_the_habit(platform, family, quirk, named):
    needs = DISCLOSURE if family == "jpage" else NEEDS
    quirks = frozenset({quirk} | needs.get(quirk, set()))
    county = replace(COUNTIES[FAMILIES[family]], quirks=quirks, per_page=15)
    with Replica(counties=(county,)) as replica:
        pipeline = platform(replica)
        if named == "auto":
            (path,) = pipeline.settings.sites.glob("*.yaml")
            text = path.read_text(encoding="utf-8")
            named_so = next(line for line in text.splitlines() if line.startswith("family:"))
            path.write_text(text.replace(named_so, "family: auto"), encoding="utf-8")
        (check,) = pipeline.crawl(reach=backfill())
        if quirk == "browsers_only":
            assert (check.answer, check.error) == ("could not look", "Refused")
            return
        assert (check.answer, check.error) == ("new", None), check.detail
        pages = 3 if quirk == "parts" else 1
        assert len(check.new_captures) == pages * len(replica.truth())
        (site,) = replica.overview()
        assert check.links == site["rows"]
