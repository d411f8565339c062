"""Conditions, robots.txt, the log, two replicas at once."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any

import pytest
import requests

from replica import Replica, ReplicaError


@pytest.mark.parametrize("site", ["qingshan", "yunling", "songhe"])
def test_what_the_visitor_has_is_answered_304(replica: Replica, get: Any, site: str) -> None:
    for url in (replica.listing_url(site), replica.truth(site)[0]["url"]):
        first = get(url)
        assert first.status_code == 200
        by_tag = get(url, headers={"If-None-Match": first.headers["ETag"]})
        by_date = get(url, headers={"If-Modified-Since": first.headers["Last-Modified"]})
        assert (by_tag.status_code, by_tag.content) == (304, b"")
        assert (by_date.status_code, by_date.content) == (304, b"")
        assert by_tag.headers["ETag"] == first.headers["ETag"]


def test_an_older_version_is_answered_in_full(replica: Replica, get: Any) -> None:
    url = replica.listing_url("qingshan")
    date = get(url).headers["Last-Modified"]
    both = {"If-None-Match": '"something else"', "If-Modified-Since": date}
    assert get(url, headers=both).status_code == 200
    old = {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    assert get(url, headers=old).status_code == 200
    assert get(url, headers={"If-Modified-Since": "no date"}).status_code == 200


def test_connections_are_kept(replica: Replica) -> None:
    connection = http.client.HTTPConnection("127.0.1.1", replica.port, timeout=10)
    connection.request("GET", "/robots.txt")
    reply = connection.getresponse()
    reply.read()
    assert reply.version == 11
    kept = connection.sock
    connection.request("HEAD", "/robots.txt")
    reply = connection.getresponse()
    assert reply.read() == b""
    assert int(reply.headers["Content-Length"]) > 0
    assert connection.sock is kept
    connection.close()


def test_robots_allows_and_tells_the_delay_when_there_is_one(get: Any) -> None:
    with Replica() as replica:
        text = get(replica.base_url("linxi") + "/robots.txt").text
        assert "Allow: /" in text
        assert "Crawl-delay" not in text
    with Replica(crawl_delay_s=2.5) as replica:
        assert "Crawl-delay: 2.5" in get(replica.base_url("linxi") + "/robots.txt").text


def test_compression_is_for_those_who_accept_it(replica: Replica, get: Any) -> None:
    url = replica.listing_url("yunling")
    zipped = get(url, headers={"Accept-Encoding": "gzip"})
    plain = get(url, headers={"Accept-Encoding": "identity"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert zipped.content == plain.content
    assert zipped.headers["ETag"] != plain.headers["ETag"]


def test_visits_are_remembered_and_written_down(get: Any, tmp_path: Path) -> None:
    file = tmp_path / "visits.jsonl"
    with Replica(log_file=file) as replica:
        url = replica.listing_url("linxi")
        tag = get(url, headers={"User-Agent": "first"}).headers["ETag"]
        get(url, headers={"User-Agent": "second", "If-None-Match": tag})
        get(replica.base_url("songhe") + "/nowhere")
        visits = replica.log.visits("linxi")
        assert [(v.status, v.user_agent, v.conditional) for v in visits] == [
            (200, "first", False),
            (304, "second", True),
        ]
        assert visits[0].host == "127.0.1.2"
        assert visits[0].path == "/gk/ghzj/index.html"
        assert [visit.status for visit in replica.log] == [200, 304, 404]
    written = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [row["site"] for row in written] == ["linxi", "linxi", "songhe"]


def test_two_replicas_run_side_by_side(get: Any) -> None:
    with Replica(seed=1) as one, Replica(seed=2) as two:
        assert one.port != two.port
        assert get(one.listing_url("baiwan")).status_code == 200
        assert get(two.listing_url("baiwan")).status_code == 200
        assert one.truth("baiwan")[0]["text"] != two.truth("baiwan")[0]["text"]


def test_a_taken_port_is_said_in_one_line(replica: Replica) -> None:
    with pytest.raises(ReplicaError, match=f"cannot listen on port {replica.port}.*another port"):
        Replica(replica.port).start()


def test_nothing_listens_after_the_end(get: Any) -> None:
    with Replica() as replica:
        url = replica.listing_url("qingshan")
        assert get(url).status_code == 200
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)
    with pytest.raises(ReplicaError, match="not running"):
        _ = replica.port
