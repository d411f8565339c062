"""Each fault behaves as its name says, and a mended site is as before."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests

from replica import FAULTS, Replica, ReplicaError

SITES = ("qingshan", "linxi")


def listed(html: str) -> int:
    return html.count('target="_blank"')


@pytest.mark.parametrize("site", SITES)
def test_a_short_listing_keeps_its_first_rows(replica: Replica, get: Any, site: str) -> None:
    replica.break_site(site, "short_listing", rows=5)
    assert listed(get(replica.listing_url(site)).text) == 5
    assert get(replica.truth(site)[0]["url"]).status_code == 200


@pytest.mark.parametrize("site", SITES)
def test_an_empty_listing_is_a_shell(replica: Replica, get: Any, site: str) -> None:
    replica.break_site(site, "empty_list")
    answer = get(replica.listing_url(site))
    assert answer.status_code == 200
    assert listed(answer.text) == 0
    assert "网站标识码" in answer.content.decode()


def test_a_soft_404_says_so_with_status_200(replica: Replica, get: Any) -> None:
    replica.break_site("linxi", "soft_404")
    answer = get(replica.listing_url("linxi"))
    assert answer.status_code == 200
    assert "页面不存在" in answer.text
    assert len(answer.text) < 2000
    assert get(replica.truth("linxi")[0]["url"]).status_code == 200
    replica.break_site("linxi", "soft_404", target="articles")
    assert "页面不存在" in get(replica.truth("linxi")[0]["url"]).text
    assert listed(get(replica.listing_url("linxi")).text) > 30


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("challenge_521", 521),
        ("challenge_412", 412),
        ("forbidden", 403),
        ("error_500", 500),
        ("throttled", 429),
        ("not_found", 404),
        ("redirect_home", 302),
    ],
)
def test_a_fault_answers_with_its_status(
    replica: Replica, get: Any, fault: str, status: int
) -> None:
    replica.break_site("qingshan", fault, target="all")
    for url in (replica.listing_url("qingshan"), replica.truth("qingshan")[0]["url"]):
        assert get(url, allow_redirects=False).status_code == status
    assert get(replica.base_url("qingshan") + "/robots.txt").status_code == 200
    assert get(replica.listing_url("linxi")).status_code == 200
    replica.break_site("qingshan", fault, target="host")
    robots = get(replica.base_url("qingshan") + "/robots.txt", allow_redirects=False)
    assert robots.status_code == status


def test_challenges_set_their_cookies(replica: Replica, get: Any) -> None:
    replica.break_site("qingshan", "challenge_521")
    answer = get(replica.listing_url("qingshan"))
    assert "__jsluid_s=" in answer.headers["Set-Cookie"]
    assert "document.cookie" in answer.text
    replica.break_site("qingshan", "challenge_412")
    assert "$_ts" in get(replica.listing_url("qingshan")).text


def test_throttling_says_how_long_to_wait(replica: Replica, get: Any) -> None:
    replica.break_site("qingshan", "throttled", seconds=90)
    assert get(replica.listing_url("qingshan")).headers["Retry-After"] == "90"


def test_a_dead_site_refuses_connections_even_kept_ones(replica: Replica, get: Any) -> None:
    url = replica.listing_url("fenglin")
    assert get(url).status_code == 200
    replica.break_site("fenglin", "dead")
    with pytest.raises(requests.ConnectionError):
        get(url)
    assert get(replica.listing_url("linxi")).status_code == 200
    assert replica.mend("fenglin") == {"site": "fenglin", "mended": "dead"}
    assert get(url).status_code == 200


def test_a_truncated_page_promises_more_than_it_sends(replica: Replica, get: Any) -> None:
    replica.break_site("qingshan", "truncated")
    answer = get(replica.listing_url("qingshan"), stream=True)
    promised = int(answer.headers["Content-Length"])
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        _ = answer.content
    assert replica.log.visits("qingshan")[-1].sent < promised


def test_a_slow_site_answers_late_but_in_full(replica: Replica, get: Any) -> None:
    replica.break_site("linxi", "slow", seconds=0.3)
    began = time.monotonic()
    assert listed(get(replica.listing_url("linxi")).text) > 30
    assert time.monotonic() - began >= 0.3


def test_the_end_does_not_wait_for_slow_answers() -> None:
    began = time.monotonic()
    with Replica() as replica:
        replica.break_site("linxi", "slow", seconds=60)
        with pytest.raises(requests.Timeout):
            requests.get(replica.listing_url("linxi"), timeout=0.2)
    assert time.monotonic() - began < 10


def test_robots_can_disallow(replica: Replica, get: Any) -> None:
    replica.break_site("linxi", "robots_disallow")
    assert "Disallow: /" in get(replica.base_url("linxi") + "/robots.txt").text


@pytest.mark.parametrize("fault", FAULTS)
def test_a_mended_site_is_as_before(replica: Replica, get: Any, fault: str) -> None:
    url = replica.listing_url("songhe")
    healthy = get(url).content
    replica.break_site("songhe", fault)
    replica.mend("songhe")
    assert get(url).content == healthy
    assert get(replica.base_url("songhe") + "/robots.txt").text == "User-agent: *\nAllow: /\n"


def test_a_change_during_a_fault_is_seen_afterwards(replica: Replica, get: Any) -> None:
    replica.break_site("qingshan", "error_500")
    done = replica.publish("qingshan")
    replica.mend("qingshan")
    assert done["title"] in get(replica.listing_url("qingshan")).text


@pytest.mark.parametrize(
    "wish", [("qingshan", "nonsense", None), ("nowhere", "dead", None), ("linxi", "dead", "moon")]
)
def test_what_is_no_fault_is_said(replica: Replica, wish: tuple[str, str, Any]) -> None:
    site, fault, target = wish
    with pytest.raises(ReplicaError, match=r"there are"):
        replica.break_site(site, fault, target=target)
