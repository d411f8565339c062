"""A platform with reports on it, made once for the tests that only look."""

import pytest

from replica import Replica
from tests.pages.village import with_a_correction
from zonereports.pages import Portal, View

ROOT = "/zonereports"


@pytest.fixture(scope="session")
def village(tmp_path_factory):
    """Six sites, one behind a challenge; one report was corrected after it was published."""
    home = tmp_path_factory.mktemp("pages")
    with Replica() as replica:
        replica.write_site_files(home / "sites")
        replica.break_site(replica.sites[-1], "challenge_521")
        pipeline, news, revision = with_a_correction(replica, home)
        yield pipeline, news, revision
        pipeline.close()


@pytest.fixture(scope="session")
def portal(village):
    return Portal(village[0])


@pytest.fixture
def view():
    return View("ada", root=ROOT)
