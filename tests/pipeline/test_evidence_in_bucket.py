"""The pages of evidence beside a lake in a bucket, and their way into the UI."""

from __future__ import annotations

import uuid

import pytest

from replica.composer import compose
from replica.counties import COUNTIES
from zonereports.pages import Portal, View
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

VIEW = View("ada", root="/zonereports")


@pytest.fixture
def prefix():
    return uuid.uuid4().hex


@pytest.fixture
def published(storage, prefix, tmp_path):
    """Publishes one invented report into a bucket; the pipeline and the report's id."""
    opened = []

    def publish(**settings):
        report = compose(COUNTIES[0], COUNTIES[0].zones[0], 2023, "annual", seed=1)
        path = tmp_path / "report.txt"
        path.write_text(f"{report.title}\n\n{report.text}", encoding="utf-8")
        lake_url = storage.url(f"{prefix}/lake")
        opened.append(Pipeline(Settings(home=tmp_path / "home", lake_url=lake_url, **settings)))
        opened[-1].import_files([path])
        [document_id] = (
            opened[-1].lake.read("documents", ["document_id"])["document_id"].to_pylist()
        )
        return opened[-1], document_id

    yield publish
    for pipeline in opened:
        pipeline.close()


def test_the_page_stands_beside_the_lake_and_the_ui_serves_it(published, storage, prefix, tmp_path):
    pipeline, document_id = published()
    key = f"{prefix}/evidence/{document_id}.html"
    stored = storage.client().get_object(Bucket="published", Key=key)
    assert stored["ContentType"] == "text/html; charset=utf-8"
    page = stored["Body"].read().decode()
    assert page.count('id="o-') > 5
    assert Portal(pipeline).words(VIEW, document_id) == page
    storage.put(key, b"as it stands there")
    assert Portal(pipeline).words(VIEW, document_id) == "as it stands there"
    assert not (tmp_path / "home" / "evidence").exists()
    assert not (tmp_path / "home" / "lake").exists()


def test_a_page_that_is_lost_or_out_of_reach_is_made_anew_from_the_archive(
    published, storage, prefix
):
    pipeline, document_id = published()
    portal = Portal(pipeline)
    page = portal.words(VIEW, document_id)
    storage.delete(f"{prefix}/evidence/{document_id}.html")
    assert portal.words(VIEW, document_id) == page

    def fail_for_evidence(_method, path):
        storage.failures = int("/evidence/" in path)

    storage.before = fail_for_evidence
    assert portal.words(VIEW, document_id) == page


def test_the_pages_may_stand_in_a_folder_though_the_lake_is_in_a_bucket(published, tmp_path):
    _, document_id = published(evidence_url=str(tmp_path / "pages"))
    assert [path.name for path in (tmp_path / "pages").iterdir()] == [f"{document_id}.html"]
