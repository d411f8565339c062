"""Fixtures of the tests that write a county site by hand."""

import pytest

from tests.pipeline.village import Village
from zonereports.pipeline import DAILY, Pipeline
from zonereports.settings import Settings


@pytest.fixture
def village():
    village = Village()
    yield village
    village.close()


@pytest.fixture
def crawl(village, tmp_path):
    """Visits the village, each time in a process of its own so to speak; gives the check."""

    def visit(reach=DAILY, *, listings=("/gk/index.html",), family="static", least=3, more=""):
        folder = tmp_path / "sites"
        folder.mkdir(exist_ok=True)
        rows = "".join(f"  - {{url: {url}, expect_at_least: {least}}}\n" for url in listings)
        (folder / "qingshan.yaml").write_text(
            f'name: 青山县人民政府\nadcode: "339901"\nbase_url: {village.url}\nfamily: {family}\n'
            f"zones: [{{name: 青山经济开发区}}]\npace_s: 0\nlistings:\n{rows}{more}",
            encoding="utf-8",
        )
        visit.pipeline = Pipeline(
            Settings(
                home=tmp_path / "home",
                sites=folder,
                allow_addresses=("127.0.0.0/8",),
                alert_channels=("file",),
            )
        )
        (check,) = visit.pipeline.crawl(reach=reach)
        visit.pipeline.close()
        return check

    return visit
