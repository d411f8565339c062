"""robots.txt, pace, patience, and when to stop asking."""

from __future__ import annotations

import pytest

from zonereports.errors import CouldNotLook, PageGone, Refused, ServerFailed, Throttled, Unreachable


def robots(county, text: str, status: int = 200, **headers: str) -> None:
    county.page("/robots.txt", text, status, **({"Content_Type": "text/plain"} | headers))


def test_robots_is_asked_once_and_obeyed(county, visitor) -> None:
    robots(county, "User-agent: *\nDisallow: /secret\n")
    county.page("/a")
    county.page("/secret/b")
    guest = visitor()
    guest.get(county.home + "/a")
    guest.get(county.home + "/a")
    with pytest.raises(Refused, match=r"robots\.txt forbids"):
        guest.get(county.home + "/secret/b")
    assert [path for path, _ in county.asked] == ["/robots.txt", "/a", "/a"]


def test_rules_for_this_visitor_win_over_rules_for_all(county, visitor) -> None:
    robots(county, "User-agent: *\nDisallow: /\n\nUser-agent: zonereports\nDisallow: /x\n")
    assert visitor().get(county.page("/a")).status == 200
    robots(county, "User-agent: *\nAllow: /\n\nUser-agent: zonereports\nDisallow: /\n")
    with pytest.raises(Refused):
        visitor().get(county.home + "/a")


@pytest.mark.parametrize("status", [400, 404, 405, 410])
def test_no_robots_means_everything_is_allowed(county, visitor, status: int) -> None:
    robots(county, "none", status)
    assert visitor().get(county.page("/a")).status == 200


@pytest.mark.parametrize("status", [401, 403])
def test_refused_robots_refuse_the_host(county, visitor, status: int) -> None:
    robots(county, "no", status)
    county.page("/a")
    guest = visitor()
    for _ in range(2):
        with pytest.raises(Refused, match="robots"):
            guest.get(county.home + "/a")
    assert len(county.asked) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_failing_robots_give_no_permission(county, visitor, status: int) -> None:
    robots(county, "oops", status)
    with pytest.raises(ServerFailed, match="cannot establish permission"):
        visitor().get(county.page("/a"))
    assert county.paths == []


def test_silent_robots_give_no_permission(county, visitor) -> None:
    county.routes["/robots.txt"] = lambda _: None
    with pytest.raises(CouldNotLook, match="cannot establish permission"):
        visitor().get(county.page("/a"))
    assert county.paths == []


def test_a_web_page_in_place_of_robots_forbids_nothing(county, visitor) -> None:
    county.page("/robots.txt", "<html><p>页面不存在</p></html>")
    assert visitor().get(county.page("/a")).status == 200


def test_redirected_robots_are_followed(county, visitor) -> None:
    county.routes["/robots.txt"] = (301, {"Location": "/r.txt"}, b"")
    county.page("/r.txt", "User-agent: *\nDisallow: /\n")
    with pytest.raises(Refused):
        visitor().get(county.page("/a"))


def test_the_pace_is_kept_with_jitter_between_requests_of_a_host(county, visitor) -> None:
    guest = visitor()
    for _ in range(3):
        guest.get(county.page("/a"), pace_s=3)
    assert guest.clock.slept == pytest.approx([3.3, 3.3, 3.3])
    assert [record.waited_s for record in guest.ledger] == pytest.approx([0, 3.3, 3.3, 3.3])


def test_time_that_has_passed_counts_towards_the_pace(county, visitor) -> None:
    guest = visitor(random=lambda: 0.0)
    guest.get(county.page("/a"), pace_s=3)
    guest.clock.seconds += 2
    guest.get(county.page("/a"), pace_s=3)
    assert guest.clock.slept == pytest.approx([3, 1])


def test_without_a_pace_nobody_sleeps(county, visitor) -> None:
    guest = visitor()
    guest.get(county.page("/a"))
    guest.get(county.page("/a"))
    assert guest.clock.slept == []


def test_a_longer_crawl_delay_wins(county, visitor) -> None:
    robots(county, "User-agent: *\nCrawl-delay: 10\n")
    guest = visitor(random=lambda: 0.0)
    guest.get(county.page("/a"), pace_s=3)
    guest.get(county.page("/a"), pace_s=30)
    assert guest.clock.slept == pytest.approx([10, 30])


@pytest.mark.parametrize("told", ["40", "Sat, 01 Mar 2025 00:00:40 GMT"])
def test_retry_after_is_respected_by_later_requests(county, visitor, told: str) -> None:
    guest = visitor()
    with pytest.raises(Throttled, match="Retry-After"):
        guest.get(county.page("/a", status=503, Retry_After=told))
    guest.get(county.page("/b"))
    assert guest.clock.slept == pytest.approx([40])


def test_throttling_widens_the_pace(county, visitor) -> None:
    guest = visitor(random=lambda: 0.0)
    with pytest.raises(Throttled):
        guest.get(county.page("/a", status=429, Retry_After="1"), pace_s=3)
    guest.get(county.page("/b"), pace_s=3)
    assert guest.clock.slept == pytest.approx([3, 6])


def test_a_host_that_asks_for_hours_is_not_waited_for(county, visitor) -> None:
    guest = visitor()
    with pytest.raises(Throttled):
        guest.get(county.page("/a", status=429, Retry_After="7200"))
    with pytest.raises(Throttled, match="7200 more seconds"):
        guest.get(county.page("/b"))
    assert guest.clock.slept == []
    assert county.paths == ["/a"]


def test_three_failures_in_a_row_open_the_circuit(county, visitor) -> None:
    county.page("/a", status=500)
    county.page("/ok")
    guest = visitor()
    for _ in range(3):
        with pytest.raises(ServerFailed):
            guest.get(county.home + "/a")
    with pytest.raises(Unreachable, match="circuit open"):
        guest.get(county.home + "/ok")
    assert county.paths == ["/a"] * 3


@pytest.mark.parametrize("between", ["/ok", "/gone"])
def test_a_site_that_answers_in_between_keeps_the_circuit_closed(
    county, visitor, between: str
) -> None:
    county.page("/a", status=500)
    county.page("/ok")
    guest = visitor()
    for _ in range(2):
        for _ in range(2):
            with pytest.raises(ServerFailed):
                guest.get(county.home + "/a")
        if between == "/ok":
            guest.get(county.home + between)
        else:
            with pytest.raises(PageGone):
                guest.get(county.home + between)


def test_the_ledger_tells_every_exchange(county, visitor) -> None:
    county.routes["/a"] = (302, {"Location": "/b"}, b"")
    county.page("/b", "12345")
    guest = visitor()
    guest.get(county.home + "/a")
    told = [(r.url.removeprefix(county.home), r.status, r.error, r.bytes) for r in guest.ledger]
    assert told == [("/robots.txt", 404, None, 4), ("/a", 302, None, 0), ("/b", 200, None, 5)]
    assert {record.host for record in guest.ledger} == {f"127.0.0.1:{county.port}"}
    assert all(record.started_at.tzinfo for record in guest.ledger)
