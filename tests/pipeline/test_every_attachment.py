"""A report that is a file, on a county of each CMS family: every number lands, proved by the file."""

import html
import re
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from replica import Replica, extra_counties_a, extra_counties_b
from replica.attachment import Attachment
from replica.counties import COUNTIES as FIRST_COUNTIES
from replica.families import FAMILIES
from zonereports.errors import UnreadablePage
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

COUNTIES = {
    county.family: replace(county, quirks=county.quirks - {"browsers_only"})
    for county in (
        *FIRST_COUNTIES,
        *extra_counties_b.EXTRA_COUNTIES,
        *extra_counties_a.EXTRA_COUNTIES,
    )
}
FILES = (
    Attachment("docx", named="utf8"),
    Attachment("doc", sent="octet_stream", named="gbk"),
    Attachment("pdf", sent="as_html", named="latin1_of_utf8"),
    Attachment("docx", led_by="listing", sent="no_type"),
)


def in_some_years():
    """A day on which the reports of the next years are none of the future."""
    return datetime(2032, 3, 1, tzinfo=UTC) + timedelta(seconds=time.monotonic())


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Ten counties; each has put up four reports as files."""
    folder = tmp_path_factory.mktemp("files")
    with Replica(counties=tuple(COUNTIES.values())) as replica:
        told = [
            replica.publish(county.key, attachment=habit)
            for county in COUNTIES.values()
            for habit in FILES
        ]
        replica.write_site_files(folder / "sites")
        pipeline = Pipeline(
            Settings(
                home=folder / "home",
                sites=folder / "sites",
                allow_addresses=("127.0.0.0/8",),
                alert_channels=("file",),
                host_rest_s=0.0,
            ),
            now=in_some_years,
        )
        checks = pipeline.crawl()
        published = pipeline.publish()
        yield pipeline, told, checks, published
        pipeline.close()


def test_every_family_is_visited_and_nothing_is_refused(world):
    _, told, checks, published = world
    assert set(COUNTIES) == set(FAMILIES)
    assert len(told) == len(FAMILIES) * len(FILES)
    assert [(c.site, c.answer, c.detail) for c in checks if c.answer != "new"] == []
    assert (published.unreadable, published.needs_ocr, published.held_back) == ((), (), ())


@pytest.mark.parametrize("family", sorted(FAMILIES))
@pytest.mark.parametrize("habit", range(len(FILES)), ids=lambda n: f"{FILES[n].kind}-{n}")
def test_every_number_of_the_file_lands_with_the_pages_address_and_the_files_capture(
    world, family, habit
):
    pipeline, told, _, _ = world
    number = list(COUNTIES).index(family) * len(FILES) + habit
    truth, file = told[number], told[number]["attachment"]
    (row,) = pipeline.lake.query(
        "select * from documents where url = ?", [truth["url"]]
    ).to_pylist()
    # A printed page breaks lines where the paper ends: its paragraphs are a guess.
    told = ("title", "zone", "county", "adcode", "report_year")
    for column in told if file["kind"] == "pdf" else (*told, "text"):
        assert row[column] == truth[column], column
    assert str(row["published_at"]) == truth["published_at"]
    assert (row["attachment_url"], row["source_kind"]) == (file["url"], "government attachment")
    capture = pipeline.archive.capture(row["capture_id"])
    straight = FILES[habit].led_by == "listing"
    assert (capture.url, capture.kind) == (file["url"], "article" if straight else "attachment")
    assert row["page_capture_id"] == (None if straight else capture.parent)
    landed = pipeline.lake.query(
        "select * from observations where document_id = ? order by start", [row["document_id"]]
    ).to_pylist()
    assert {(one["url"], one["capture_id"]) for one in landed} == {(truth["url"], capture.id)}
    wanted = Counter("".join(item["quote"].split()) for item in truth["observations"])
    assert wanted
    assert not wanted - Counter("".join(one["quote"].split()) for one in landed)


def test_the_evidence_of_each_says_where_in_the_file_its_numbers_stand(world):
    pipeline, told, _, _ = world
    for truth in told[: len(FILES)]:
        (name,) = pipeline.lake.query(
            "select document_id from documents where url = ?", [truth["url"]]
        ).column("document_id")
        page = pipeline.evidence(str(name))
        assert (pipeline.settings.evidence_dir / f"{name}.html").read_text("utf-8") == page
        assert html.escape(truth["attachment"]["url"]) in page
        unit = "页" if truth["attachment"]["kind"] == "pdf" else "段"
        assert re.search(f"位置：</b>第\\d+{unit}；", page)
        with pytest.raises(UnreadablePage, match=f"stands in a file.*第\\d+{unit}") as raised:
            pipeline.evidence(str(name), as_served=True)
        assert "--as-served" in raised.value.next_step


def test_the_next_visit_finds_nothing_new(world):
    pipeline, _, _, _ = world
    assert {check.answer for check in pipeline.crawl()} == {"nothing new"}
    assert pipeline.publish().events == ()
