"""The archive in a bucket: the same promises, one object a record."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator

from zonereports.archive import Archive
from zonereports.errors import ArchiveDamaged, ArchiveUnreachable, CouldNotWrite, WrongSetting
from zonereports.fetch import Response
from zonereports.state import State

NOON = datetime(2025, 3, 1, 4, 0, tzinfo=UTC)


def page(body: bytes = b"page", *, number: int = 1, hours: int = 0, status: int = 200) -> Response:
    url = f"https://www.qingshan.example/{number}.html"
    headers = (("Content-Type", "text/html"), ("X-Served-By", "gate-3"))
    return Response(url, url, status, headers, body, NOON + timedelta(hours=hours))


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    yield state
    state.close()


@pytest.fixture
def archive(storage, state: State) -> Iterator[Archive]:
    archive = Archive(storage.url, state)
    yield archive
    archive.close()


def test_what_was_stored_in_a_bucket_is_read_as_it_was_served(archive: Archive, storage) -> None:
    capture = archive.store(page(), kind="article", site="qingshan")
    assert archive.read(capture.id) == page()
    [key] = storage.all_keys()
    assert key.startswith("counties/2025/03/01/")
    assert key.endswith(f"/{capture.id}.warc.gz")


def test_an_unchanged_page_is_a_revisit_in_a_bucket_too(archive: Archive) -> None:
    first = archive.store(page(b"x" * 5_000), kind="article", site="qingshan")
    later = archive.store(page(b"x" * 5_000, hours=1), kind="article", site="qingshan")
    assert (later.refers_to, later.outcome) == (first.id, "unchanged")
    assert archive.read(later.id).body == b"x" * 5_000
    assert archive.verify().damaged == ()


def test_other_warc_tools_open_every_object(archive: Archive, storage) -> None:
    archive.store(page(), kind="article", site="qingshan")
    archive.store(page(hours=1), kind="article", site="qingshan")
    archive.store(page(b"gone", hours=2, status=404), kind="article", site="qingshan")
    kinds = []
    for key in storage.all_keys():
        data = storage.bytes_of(key)
        iterator = ArchiveIterator(io.BytesIO(data), check_digests="raise")
        slow = [(r.rec_type, r.content_stream().read())[0] for r in iterator]
        assert iterator.err_count == 0
        fast = [
            (r.record_type, r.verify_block_digest() if r.headers.get("WARC-Block-Digest") else True)
            for r in FastIterator(
                io.BytesIO(data), record_types=WarcRecordType.any_type, parse_http=False
            )
        ]
        assert all(sound for _, sound in fast)
        assert len(fast) == len(slow)
        kinds += slow[1:]
        assert slow[0] == "warcinfo"
    assert sorted(kinds) == ["response", "response", "revisit"]


def test_a_storage_that_fails_for_a_while_costs_nothing(archive: Archive, storage) -> None:
    storage.failures = 2
    capture = archive.store(page(), kind="article", site="qingshan")
    assert archive.read(capture.id) == page()


def test_a_storage_that_goes_on_failing_is_named_and_nothing_is_indexed(
    storage, state: State
) -> None:
    archive = Archive(storage.url, state)
    archive.store(page(), kind="article", site="qingshan")
    archive._store._bucket._tries = 2
    archive._store.close()
    storage.failures = 10_000
    with pytest.raises((CouldNotWrite, ArchiveUnreachable), match="ZONEREPORTS_ARCHIVE_URL"):
        archive.store(page(b"new", hours=1), kind="article", site="qingshan")
    with pytest.raises(ArchiveUnreachable):
        archive.verify()
    storage.failures = 0
    assert len(archive.captures()) == 1
    assert len(storage.all_keys()) == 1
    archive.store(page(b"new", hours=1), kind="article", site="qingshan")
    assert archive.verify().records == 2
    archive.close()


def test_a_put_that_fails_is_could_not_write(archive: Archive, storage) -> None:
    archive._store._bucket._tries = 2
    archive.store(page(), kind="article", site="qingshan")
    archive._store._bucket._client().meta.events.register(
        "before-call.s3.PutObject", lambda **_: setattr(storage, "failures", 50)
    )
    with pytest.raises(CouldNotWrite, match="nothing was stored"):
        archive.store(page(b"other", number=2), kind="article", site="qingshan")
    storage.failures = 0
    assert len(archive.captures()) == 1


def test_a_lost_object_is_damage_and_an_unknown_bucket_is_not(
    archive: Archive, storage, state: State
) -> None:
    capture = archive.store(page(), kind="article", site="qingshan")
    storage.client().delete_object(Bucket=storage.bucket, Key=storage.all_keys()[0])
    with pytest.raises(ArchiveDamaged):
        archive.read(capture.id)
    [damage] = archive.verify().damaged
    assert "restore" in str(damage)
    elsewhere = Archive(storage.url.replace("pages", "nowhere"), state)
    with pytest.raises(ArchiveUnreachable, match="NoSuchBucket"):
        elsewhere.read(capture.id)


def test_an_object_without_a_row_is_adopted_by_the_next_writer(
    archive: Archive, storage, state: State
) -> None:
    archive.store(page(), kind="article", site="qingshan")
    orphan = archive.store(page(number=2, hours=1), kind="article", site="qingshan")
    forget(state, orphan.id)
    archive.close()
    archive.store(page(number=3, hours=2), kind="article", site="qingshan")
    assert orphan in archive.pending()
    assert archive.read(orphan.id) == page(number=2, hours=1)


def test_several_objects_without_rows_are_history_not_news(
    archive: Archive, storage, state: State
) -> None:
    for number in range(3):
        capture = archive.store(page(number=number), kind="article", site="qingshan")
        forget(state, capture.id)
    archive.close()
    new = archive.store(page(number=9), kind="article", site="qingshan")
    assert archive.pending() == [new]
    assert len(archive.captures()) == 4


def test_the_index_of_a_bucket_is_built_again(archive: Archive, storage, tmp_path: Path) -> None:
    stored = [archive.store(page(number=n), kind="article", site="qingshan") for n in range(5)]
    fresh = State(f"sqlite:///{tmp_path / 'fresh.db'}")
    again = Archive(storage.url, fresh)
    found = again.reindex()
    assert (found.files, found.records, found.restored, found.damaged) == (5, 5, 5, ())
    assert again.reindex().restored == 0
    assert {c.id for c in again.captures()} == {c.id for c in stored}
    assert again.verify().damaged == ()
    again.close()
    fresh.close()


@pytest.mark.parametrize(
    ("location", "complaint"),
    [
        ("s3://", "names no bucket"),
        ("s3://pages/a?endpoynt=http://x", "endpoynt is not known"),
        ("s3://pages/a?endpoint=x:9000", "begins with http"),
        ("gs://pages", "gs:// is not known"),
        ("archive", "absolute path"),
    ],
)
def test_a_wrong_location_says_what_is_wrong(location: str, complaint: str, state: State) -> None:
    with pytest.raises(WrongSetting, match=complaint):
        Archive(location, state)


def test_credentials_in_the_address_are_refused_and_not_printed(state: State) -> None:
    with pytest.raises(WrongSetting) as raised:
        Archive("s3://AKIA:geheim@pages/a", state)
    assert "geheim" not in str(raised.value)


def forget(state: State, capture_id: str) -> None:
    from sqlalchemy import text

    with state.begin() as connection:
        connection.execute(text("delete from captures where id = :id"), {"id": capture_id})
