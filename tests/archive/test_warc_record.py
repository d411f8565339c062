"""A record tells everything about its response, and notices what was done to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonereports.archive.capture import Capture, CaptureKind, capture_id
from zonereports.archive.record import BadRecord, decode, encode, warcinfo
from zonereports.fetch import Response

NOON = datetime(2025, 3, 1, 4, 0, tzinfo=UTC)


def capture_of(
    response: Response, kind: CaptureKind = "article", title: str | None = None
) -> Capture:
    digest = sha256(response.body).hexdigest()
    return Capture(
        id=capture_id(response.url, response.fetched_at, digest),
        url=response.url,
        kind=kind,
        site="qingshan",
        status=response.status,
        fetched_at=response.fetched_at,
        digest=digest,
        link_title=title,
        listed_on=date(2025, 3, 1),
    )


header_value = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=20)
header_name = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,12}", fullmatch=True).filter(
    lambda name: not name.startswith("X-Archive-Orig-")
)


@given(
    body=st.binary(max_size=300),
    status=st.sampled_from([200, 206, 301, 404, 412, 503, 521]),
    headers=st.lists(st.tuples(header_name, header_value), max_size=5).map(tuple),
    path=st.text(max_size=20),
    title=st.none() | st.text(max_size=20),
    seconds=st.integers(0, 10**9),
)
def test_any_answer_comes_back_as_it_went_in(
    body: bytes,
    status: int,
    headers: tuple[tuple[str, str], ...],
    path: str,
    title: str | None,
    seconds: int,
) -> None:
    url = f"https://www.qingshan.example/{path}"
    served = Response(url, url, status, headers, body, NOON + timedelta(seconds=seconds))
    capture = capture_of(served, title=title)
    record = decode(encode(capture, served))
    assert record is not None
    assert record.sound
    assert (record.capture, record.final_url) == (capture, url)
    assert (record.headers, record.body) == (headers, body)


PAGE = Response("https://a.example/1", "https://a.example/1", 200, (), b"page" * 50, NOON)


def test_the_same_capture_gives_the_same_bytes() -> None:
    assert encode(capture_of(PAGE), PAGE) == encode(capture_of(PAGE), PAGE)


def test_a_changed_byte_anywhere_is_noticed() -> None:
    capture = capture_of(PAGE)
    member = encode(capture, PAGE)
    for position in range(10, len(member)):  # the first ten are the gzip header: name, time, system
        altered = bytearray(member)
        altered[position] ^= 0x10
        with pytest.raises(BadRecord):
            decode(bytes(altered))


def test_a_cut_record_is_noticed_wherever_it_is_cut() -> None:
    member = encode(capture_of(PAGE), PAGE)
    for length in range(len(member)):
        with pytest.raises(BadRecord):
            decode(member[:length])


def test_the_record_that_opens_a_file_holds_no_capture() -> None:
    assert decode(warcinfo("a.warc.gz", NOON)) is None


def test_a_folded_header_becomes_one_line() -> None:
    served = Response(PAGE.url, PAGE.url, 200, (("X-A", "one\r\n two"),), b"", NOON)
    record = decode(encode(capture_of(served), served))
    assert record is not None
    assert record.headers == (("X-A", "one two"),)
