"""An import that is killed anywhere, and run again, publishes every file once."""

import signal
from datetime import timedelta

import pytest

from tests.cli.test_shell import REPORT
from tests.pipeline.forked import Forked
from tests.pipeline.kill_an_import import MOMENTS
from zonereports.pipeline import Pipeline, utc_now
from zonereports.settings import Settings

FILES = 4


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for number in range(FILES):
        year = 2018 + number
        text = REPORT.replace("2025", str(year + 1)).replace("2024", str(year))
        text = text.replace("86.4", f"{60 + number}.4")
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def importing(files):
    """Runs an import in a process of its own; its exit status."""
    with Forked("tests.pipeline.kill_an_import") as forked:
        yield lambda home, *moment: forked.run(home, files, *moment)


def published(home):
    pipeline = Pipeline(Settings(home=home))
    try:
        rows = pipeline.lake.query(
            "select report_year, count(*) n from documents group by 1 order by 1"
        ).to_pylist()
        assert pipeline.pending() == 0
        assert pipeline.lake.verify() == []
        assert pipeline.archive.verify().damaged == ()
        return [(row["report_year"], row["n"]) for row in rows]
    finally:
        pipeline.close()


ALL = [(2018 + number, 1) for number in range(FILES)]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("moment", MOMENTS)
def test_an_import_that_was_killed_is_whole_when_it_is_run_again(importing, tmp_path, moment):
    home = tmp_path / "home"
    # At the second file: what comes before it is published, what comes after it is not.
    passes = 0 if moment == "before the feeds" else 1
    assert importing(home, moment, passes) == -signal.SIGKILL
    assert importing(home) == 0
    assert published(home) == ALL


@pytest.mark.timeout(300)
def test_what_an_import_had_published_when_it_was_killed_stays_and_is_not_read_again(
    importing, tmp_path
):
    home = tmp_path / "home"
    assert importing(home, "before the lake", 2) == -signal.SIGKILL
    pipeline = Pipeline(Settings(home=home))
    assert pipeline.lake.count("documents") == 2
    assert pipeline.pending() == FILES - 2
    pipeline.close()
    assert importing(home) == 0
    assert published(home) == ALL


def test_publishing_goes_on_in_pieces_when_reading_takes_long(files, tmp_path):
    pipeline = Pipeline(Settings(home=tmp_path / "home"), now=utc_now)
    seconds = iter(range(0, 10_000, 20))
    publisher = pipeline._publisher()
    publisher.tick = lambda: float(next(seconds))
    made = pipeline._publisher
    pipeline._publisher = lambda: publisher
    try:
        result = pipeline.import_files([files])
    finally:
        pipeline._publisher = made
        pipeline.close()
    assert len(result.documents) == FILES
    assert len(result.snapshots) == 2, "three files a minute, at twenty seconds each"
    assert timedelta(seconds=publisher.patience_s) == timedelta(minutes=1)
