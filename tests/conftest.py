"""One world for the tests that need one: county sites on loopback and a platform of its own."""

import shutil
import tempfile
import uuid
from pathlib import Path

import pytest

from embedded.servers import PostgresServer
from replica import Replica
from tests.object_storage import storage, storage_server
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings
from zonereports.state import State

__all__ = ["storage", "storage_server"]
REPOSITORY = Path(__file__).resolve().parents[1]
CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture
def replica():
    with Replica() as replica:
        yield replica


@pytest.fixture
def platform(tmp_path):
    """Makes pipelines over one home folder, as separate processes would; closes them."""
    opened = []

    def make(replica, *, home=tmp_path / "home", **settings):
        sites = tmp_path / "sites"
        if not sites.exists():
            sites.mkdir()
            replica.write_site_files(sites)
        pipeline = Pipeline(
            Settings(
                home=home,
                sites=sites,
                allow_addresses=("127.0.0.0/8",),
                alert_channels=("file",),
                # A mended site is looked at again at once: no test waits for tomorrow.
                **{"recheck_after_h": 0.0, "challenge_rest_h": 0.0, "host_rest_s": 0.0, **settings},
            )
        )
        opened.append(pipeline)
        return pipeline

    yield make
    for pipeline in opened:
        pipeline.close()


@pytest.fixture(scope="session")
def shared_reports():
    """The real reports beside the repository; skips where they are not at hand."""
    folder = REPOSITORY.parent / "shared" / "eval" / "reports"
    if not folder.is_dir():
        pytest.skip("the shared evaluation set is not beside the repository")
    return folder


@pytest.fixture(scope="module")
def browser():
    """Chromium, headless. Of a module and no longer: its event loop would be in others' way."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"no browser is installed: {CHROMIUM}")
    with sync_api.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgresql():
    """A real PostgreSQL on loopback, one for the process."""
    if why := PostgresServer.missing():
        pytest.skip(why)
    # Not below pytest's folder, which only its owner may enter, and PostgreSQL is never root.
    folder = Path(tempfile.mkdtemp(prefix="zonereports-pg-"))
    try:
        with PostgresServer(folder) as server:
            server.make_database("migrated")
            State(server.url("migrated")).close()
            yield server
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def new_database(postgresql):
    """Makes empty PostgreSQL databases; their URLs."""
    return lambda: postgresql.make_database(uuid.uuid4().hex)


@pytest.fixture(params=["sqlite", "postgresql"])
def state_url(request, tmp_path):
    """Of an empty state database, once of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'state.db'}"
    server = request.getfixturevalue("postgresql")
    return server.make_database(uuid.uuid4().hex, template="migrated")
