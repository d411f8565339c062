"""The replica's reports of every family, four years of every zone, as rows before the gate."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from replica import Replica, extra_counties_a, extra_counties_b
from replica.counties import COUNTIES, CountyFacts
from zonereports.errors import AttachmentMissing, NotRecognisable, UnreadablePage
from zonereports.events import History, Version
from zonereports.pipeline import Pipeline
from zonereports.pipeline.rows import Reading, observe_document
from zonereports.pipeline.sources import Sources
from zonereports.settings import Settings

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Every report of a replica as the crawl archived and the reader read it."""

    readings: tuple[Reading, ...]

    def documents(self) -> list[Row]:
        """Fresh rows of `documents`."""
        return [reading.document_row() for reading in self.readings]

    def observations(self) -> list[Row]:
        """Fresh rows of `observations`."""
        return [row for reading in self.readings for row in reading.observation_rows()]

    def contradictions(self) -> dict[str, str]:
        """What findings say against observations."""
        return contradictions(self.readings)


def contradictions(readings: Sequence[Reading]) -> dict[str, str]:
    """What findings say against observations of some readings."""
    return {key: says for reading in readings for key, says in reading.contradictions().items()}


YEARS = range(2021, 2025)
"""Of each zone there is an annual report on each of these years."""
HALF_YEARS = range(2023, 2026)
"""Of the first zone of each county, a report on the first half of each."""


@contextmanager
def all_counties(seed: int) -> Iterator[Replica]:
    """A replica with the sites of all families, all of whose zones have reported for years."""
    counties = {
        county.key: county
        for county in (
            *COUNTIES,
            *extra_counties_a.EXTRA_COUNTIES,
            *extra_counties_b.EXTRA_COUNTIES,
        )
    }
    # From the first day of the content on, all is published anew, the oldest first, so that
    # everything stands where a first crawl looks.
    with Replica(seed=seed, counties=tuple(counties.values())) as replica:
        for report in replica.truth():
            replica.withdraw(report["site"], url=report["url"])
        for county in counties.values():
            _publish_years(replica, county)
        yield replica


def _publish_years(replica: Replica, county: CountyFacts) -> None:
    for year in sorted({*YEARS, *HALF_YEARS}):
        if year in HALF_YEARS:
            zone = county.zones[0].key
            replica.publish(
                county.key, zone=zone, year=year, period="half_year", on=date(year, 7, 25)
            )
        if year in YEARS:
            for facts in county.zones:
                replica.publish(county.key, zone=facts.key, year=year, on=date(year + 1, 1, 25))


def corpus(seed: int) -> Corpus:
    """Crawl a replica of all families and read what was archived; nothing is published."""
    with all_counties(seed) as replica, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        replica.write_site_files(home / "sites")
        pipeline = Pipeline(
            Settings(home=home, sites=home / "sites", allow_addresses=("127.0.0.0/8",))
        )
        pipeline.crawl()
        readings: dict[tuple[object, ...], Reading] = {}
        sources = Sources(pipeline.archive, lambda: pipeline.sites)
        for capture in pipeline.archive.pending():
            try:
                source = sources.of(capture)
            except (UnreadablePage, NotRecognisable, AttachmentMissing):
                continue
            if source is None:
                continue
            capture, document = source.capture, source.document
            report_id = History.new_id(capture.url)
            version = Version(
                report_id=report_id,
                version=1,
                document_id=f"{report_id}-1",
                fingerprint=document.text_sha256,
                capture_id=capture.id,
                site=capture.site,
                title=document.title,
                zone=document.zone,
                report_year=document.report_year,
                seen_at=capture.fetched_at,
            )
            # Of a report that stands at two addresses the first is taken, as publishing does.
            key = (document.zone, document.report_year, document.period_kind)
            readings.setdefault(key, Reading(source, observe_document(document), version))
        pipeline.close()
    return Corpus(tuple(readings.values()))
