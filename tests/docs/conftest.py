"""A small lake, made by the pipeline itself from invented reports of four years."""

import logging

import pytest

from replica.composer import compose
from replica.counties import COUNTIES
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings


@pytest.fixture(scope="session")
def small_home(tmp_path_factory):
    """A home folder whose lake holds three zones over four years, one growth of them belied."""
    folder = tmp_path_factory.mktemp("recipes")
    paths = []
    for county in COUNTIES[:3]:
        for year in (2021, 2022, 2023, 2024):
            report = compose(county, county.zones[0], year, "annual", seed=1)
            if (county, year) == (COUNTIES[0], 2023):
                report = _belied(report)
            path = folder / f"{county.key}{year}.txt"
            path.write_text(f"{report.title}\n\n{report.text}", encoding="utf-8")
            paths.append(path)
    logging.disable(logging.WARNING)
    pipeline = Pipeline(Settings(home=folder / "home"))
    pipeline.import_files(paths)
    pipeline.close()
    logging.disable(logging.NOTSET)
    return folder / "home"


def _belied(report):
    """The report with a growth of its headline that last year's report belies."""
    for index, figure in enumerate(report.figures):
        if (figure.code, figure.measure) == ("industrial_output_ads", "yoy"):
            return report.with_value(index, figure.value + 60)
    raise AssertionError("the report states no growth of its headline")
