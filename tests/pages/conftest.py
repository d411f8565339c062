"""A platform with reports on it, made once for the tests that only look."""

import pytest

from replica import Replica
from zonereports.pages import Portal, View
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

ROOT = "/zonereports"


@pytest.fixture(scope="session")
def village(tmp_path_factory):
    """Six sites, one behind a challenge; one report was corrected after it was published."""
    home = tmp_path_factory.mktemp("pages")
    with Replica() as replica:
        replica.write_site_files(home / "sites")
        replica.break_site(replica.sites[-1], "challenge_521")
        pipeline = Pipeline(
            Settings(
                home=home,
                sites=home / "sites",
                allow_addresses=("127.0.0.0/8",),
                alert_channels=("file",),
                recheck_after_h=0.0,
            )
        )
        pipeline.run()
        news = replica.publish("qingshan")
        pipeline.crawl(["qingshan"])
        pipeline.publish()
        revision = replica.revise("qingshan")
        pipeline.crawl(["qingshan"])
        pipeline.publish()
        yield pipeline, news, revision
        pipeline.close()


@pytest.fixture(scope="session")
def portal(village):
    return Portal(village[0])


@pytest.fixture
def view():
    return View("ada", root=ROOT)
