"""What the archive promises to those who store and read."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from warcio.archiveiterator import ArchiveIterator

from zonereports.archive import Archive, Capture
from zonereports.errors import ArchiveDamaged, CouldNotWrite, WrongSetting
from zonereports.fetch import Response
from zonereports.state import State

NOON = datetime(2025, 3, 1, 4, 0, 0, 125, tzinfo=UTC)
PAGE = "https://www.qingshan.example/art/2025/3/1/art_1229_1.html"


def answer(
    body: bytes = "<p>青山经开区完成税收3.2亿元。</p>".encode(),
    *,
    url: str = PAGE,
    minutes: int = 0,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),),
) -> Response:
    return Response(url, url, status, headers, body, NOON + timedelta(minutes=minutes))


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    yield state
    state.close()


@pytest.fixture
def archive(tmp_path: Path, state: State) -> Iterator[Archive]:
    archive = Archive(tmp_path / "archive", state)
    yield archive
    archive.close()


def warc_files(archive: Archive) -> list[Path]:
    return sorted(archive._store._root.glob("*.warc.gz"))


def records(path: Path) -> list[tuple[str, bytes]]:
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            found.append((record.rec_type, record.content_stream().read()))
    return found


def settle(archive: Archive, state: State, capture: Capture, outcome: str = "published") -> None:
    with state.begin() as connection:
        archive.settle(connection, capture.id, outcome, NOON)


def test_what_was_stored_is_read_as_it_was_served(archive: Archive) -> None:
    served = answer(
        b"\x00\xff gb18030 or anything",
        headers=(
            ("Server", "nginx"),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
            ("Content-Encoding", "gzip"),
            ("Transfer-Encoding", "chunked"),
            ("content-length", "17"),
            (
                "Content-Disposition",
                "attachment; filename=" + "总结.docx".encode("gbk").decode("latin-1"),
            ),
            ("X-Empty", ""),
        ),
    )
    served = replace(served, final_url=PAGE + "?moved=1")
    capture = archive.store(served, kind="attachment", site="qingshan")
    assert archive.read(capture.id) == served


def test_the_capture_carries_what_the_crawl_knew(archive: Archive) -> None:
    headers = (
        ("ETag", '"7"'),
        ("Last-Modified", "Sat, 01 Mar 2025 03:00:00 GMT"),
        ("content-type", "text/html"),
    )
    capture = archive.store(
        answer(headers=headers),
        kind="article",
        site="qingshan",
        link_title="青山经济开发区2024年工作总结",
        listed_on=date(2025, 3, 1),
    )
    assert archive.capture(capture.id) == capture
    assert (capture.etag, capture.content_type) == ('"7"', "text/html")
    assert capture.listed_on == date(2025, 3, 1)
    assert capture.digest == hashlib.sha256(answer().body).hexdigest()


def test_other_warc_tools_read_the_file_and_its_digests_hold(archive: Archive) -> None:
    archive.store(answer(), kind="article", site="qingshan")
    archive.store(answer(b"gone", minutes=1, status=404), kind="article", site="qingshan")
    archive.store(answer(b"odd", minutes=2, status=521), kind="article", site="qingshan")
    [path] = warc_files(archive)
    kinds = records(path)
    assert [kind for kind, _ in kinds] == ["warcinfo", "response", "response", "response"]
    assert kinds[1][1] == answer().body
    with path.open("rb") as file:
        first = list(ArchiveIterator(file))[1]
    assert first.rec_headers.get_header("WARC-Target-URI") == PAGE
    assert first.rec_headers.get_header("WARC-Date") == "2025-03-01T04:00:00.000125Z"
    assert first.http_headers.get_statuscode() == "200"


def test_an_encoded_answer_is_not_decoded_a_second_time_by_other_tools(archive: Archive) -> None:
    served = answer(b"already plain", headers=(("Content-Encoding", "gzip"),))
    archive.store(served, kind="article", site="qingshan")
    [path] = warc_files(archive)
    assert records(path)[1] == ("response", b"already plain")


def test_a_file_that_a_person_brought_is_a_resource_record(archive: Archive) -> None:
    brought = answer(
        b"PK\x03\x04",
        url="file:///reports/2024.docx",
        headers=(("Content-Type", "application/docx"),),
    )
    capture = archive.store(brought, kind="file", site=None)
    [path] = warc_files(archive)
    assert records(path)[1] == ("resource", b"PK\x03\x04")
    assert archive.read(capture.id) == brought
    assert archive.pending() == [capture]


def test_the_same_answer_stored_twice_is_one_capture(archive: Archive) -> None:
    first = archive.store(answer(), kind="article", site="qingshan")
    again = archive.store(answer(), kind="article", site="qingshan")
    assert again == first
    assert archive.captures() == [first]
    assert len(records(warc_files(archive)[0])) == 2


def test_same_bytes_later_are_a_revisit_settled_as_unchanged(
    archive: Archive, state: State
) -> None:
    first = archive.store(answer(), kind="article", site="qingshan")
    later = archive.store(answer(minutes=60), kind="article", site="qingshan")
    assert (later.refers_to, later.outcome) == (first.id, "unchanged")
    assert archive.pending() == [first]
    assert archive.read(later.id) == answer(minutes=60)
    assert [kind for kind, _ in records(warc_files(archive)[0])][2] == "revisit"
    settle(archive, state, first)
    third = archive.store(answer(minutes=90), kind="article", site="qingshan")
    assert third.refers_to == first.id
    assert archive.pending() == []


def test_a_page_that_was_changed_back_is_news(archive: Archive, state: State) -> None:
    for capture in (
        archive.store(answer(b"3.2", minutes=0), kind="article", site="qingshan"),
        archive.store(answer(b"3.5", minutes=1), kind="article", site="qingshan"),
    ):
        settle(archive, state, capture)
    back = archive.store(answer(b"3.2", minutes=2), kind="article", site="qingshan")
    assert back.refers_to is not None
    assert archive.pending() == [back]
    assert archive.read(back.id).body == b"3.2"


def test_a_listing_and_an_article_at_one_address_do_not_settle_each_other(archive: Archive) -> None:
    archive.store(answer(), kind="listing", site="qingshan")
    article = archive.store(answer(minutes=1), kind="article", site="qingshan")
    assert archive.pending() == [article]


def test_the_same_bytes_at_another_address_are_kept_there_too(archive: Archive) -> None:
    archive.store(answer(), kind="article", site="qingshan")
    other = archive.store(answer(url=PAGE + "x"), kind="article", site="qingshan")
    assert other.refers_to is None
    assert len(archive.pending()) == 2


def test_pending_are_articles_attachments_and_files_oldest_first(
    archive: Archive, state: State
) -> None:
    late = archive.store(answer(b"b", url=PAGE + "2", minutes=9), kind="article", site="qingshan")
    early = archive.store(answer(b"a", minutes=1), kind="article", site="dongtai")
    archive.store(answer(b"l", url=PAGE + "l"), kind="listing", site="qingshan")
    file = archive.store(
        answer(b"p", url=PAGE + "p", minutes=4), kind="attachment", site="qingshan"
    )
    archive.store(answer(b"x", url=PAGE + "x", status=404), kind="article", site="qingshan")
    assert archive.pending() == [early, file, late]
    assert archive.pending(limit=1) == [early]
    settle(archive, state, early)
    assert archive.pending() == [file, late]
    assert archive.capture(early.id).outcome == "published"


def test_a_settlement_is_undone_with_the_callers_transaction(
    archive: Archive, state: State
) -> None:
    capture = archive.store(answer(), kind="article", site="qingshan")
    connection = state.engine.connect()
    archive.settle(connection, capture.id, "published", NOON)
    connection.rollback()
    connection.close()
    assert archive.pending() == [capture]


def test_latest_is_the_last_that_was_answered_with_200(archive: Archive) -> None:
    assert archive.latest(PAGE) is None
    archive.store(answer(b"1"), kind="article", site="qingshan")
    second = archive.store(answer(b"2", minutes=5), kind="article", site="qingshan")
    archive.store(answer(b"gone", minutes=9, status=404), kind="article", site="qingshan")
    assert archive.latest(PAGE) == second


def test_captures_are_listed_by_site_and_kind(archive: Archive) -> None:
    listing = archive.store(answer(b"l"), kind="listing", site="qingshan")
    article = archive.store(answer(b"a", minutes=1), kind="article", site="qingshan")
    other = archive.store(answer(b"o", url=PAGE + "o", minutes=2), kind="article", site="dongtai")
    assert archive.captures() == [listing, article, other]
    assert archive.captures(site="qingshan", kind="article") == [article]


def test_an_unknown_capture_is_named(archive: Archive, state: State) -> None:
    with pytest.raises(WrongSetting, match="0123456789abcdef"):
        archive.read("0123456789abcdef")
    with pytest.raises(WrongSetting), state.begin() as connection:
        archive.settle(connection, "0123456789abcdef", "published", NOON)


def test_a_full_file_is_followed_by_another(tmp_path: Path, state: State) -> None:
    archive = Archive(tmp_path / "archive", state, max_file_bytes=2_000)
    for minutes in range(6):
        archive.store(answer(b"%d" % minutes, minutes=minutes), kind="article", site="qingshan")
    assert len(warc_files(archive)) > 1
    assert archive.verify().damaged == ()
    archive.close()


def test_a_new_process_goes_on_in_a_file_with_room(tmp_path: Path, state: State) -> None:
    for minutes in range(3):
        archive = Archive(tmp_path / "archive", state)
        archive.store(answer(b"%d" % minutes, minutes=minutes), kind="article", site="qingshan")
        archive.close()
    [path] = warc_files(archive)
    assert len(records(path)) == 4


def test_two_writers_at_once_have_a_file_each(tmp_path: Path, state: State) -> None:
    one, two = Archive(tmp_path / "archive", state), Archive(tmp_path / "archive", state)
    one.store(answer(b"1"), kind="article", site="qingshan")
    two.store(answer(b"2", minutes=1), kind="article", site="qingshan")
    one.store(answer(b"3", minutes=2), kind="article", site="qingshan")
    assert len(warc_files(one)) == 2
    assert two.verify().records == 3
    one.close()
    two.close()


def test_threads_of_one_process_share_a_file(archive: Archive) -> None:
    def store(n: int) -> None:
        for i in range(5):
            archive.store(answer(b"%d %d" % (n, i), minutes=n * 10 + i), kind="article", site="s")

    threads = [threading.Thread(target=store, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [path] = warc_files(archive)
    assert len(records(path)) == 21
    assert archive.verify().records == 20
    assert archive.verify().damaged == ()


def test_a_full_disk_leaves_the_archive_as_it_was(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.store(answer(b"1"), kind="article", site="qingshan")
    [path] = warc_files(archive)
    before = path.read_bytes()

    def full(handle: int, data: bytes) -> None:
        with path.open("ab") as file:
            file.write(data[:10])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("zonereports.archive.writer._write_all", full)
        with pytest.raises(CouldNotWrite, match="No space left"):
            archive.store(answer(b"2", minutes=1), kind="article", site="qingshan")
    assert path.read_bytes() == before
    archive.store(answer(b"3", minutes=2), kind="article", site="qingshan")
    assert archive.verify().records == 2
    assert archive.verify().damaged == ()


def damage(archive: Archive, state: State, capture: Capture) -> None:
    with state.begin() as connection:
        [(name, offset)] = connection.execute(
            text("select file, offset from captures where id = :id"), {"id": capture.id}
        ).all()
    path = archive._store._root / name
    data = bytearray(path.read_bytes())
    data[offset + 60] ^= 0xFF
    path.write_bytes(data)


def test_a_damaged_record_is_found_and_named(archive: Archive, state: State) -> None:
    good = archive.store(answer(b"good"), kind="article", site="qingshan")
    bad = archive.store(answer(b"bad", url=PAGE + "b", minutes=1), kind="article", site="qingshan")
    damage(archive, state, bad)
    with pytest.raises(ArchiveDamaged):
        archive.read(bad.id)
    assert archive.read(good.id).body == b"good"
    verification = archive.verify()
    assert verification.records == 2
    assert [d.capture_id for d in verification.damaged] == [bad.id]


def test_a_missing_file_is_damage_not_a_stack_trace(archive: Archive) -> None:
    capture = archive.store(answer(), kind="article", site="qingshan")
    warc_files(archive)[0].unlink()
    with pytest.raises(ArchiveDamaged):
        archive.read(capture.id)


def test_fetching_a_damaged_page_again_heals_it(archive: Archive, state: State) -> None:
    first = archive.store(answer(), kind="article", site="qingshan")
    revisit = archive.store(answer(minutes=1), kind="article", site="qingshan")
    damage(archive, state, first)
    with pytest.raises(ArchiveDamaged):
        archive.read(revisit.id)
    again = archive.store(answer(minutes=2), kind="article", site="qingshan")
    assert again.refers_to is None
    assert archive.read(again.id).body == answer().body
    assert archive.read(revisit.id).body == answer().body
    assert again in archive.pending()
