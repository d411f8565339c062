"""What one visitor learns of a host, every other knows: pace, patience, rests, robots.txt, budget."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from zonereports.errors import (
    BudgetSpent,
    Challenged,
    CouldNotLook,
    Refused,
    ServerFailed,
    Throttled,
    Unreachable,
)
from zonereports.fetch import Fetcher, Host, Manners, MemoryHostBook, RobotsCopy, StateHostBook
from zonereports.state import State

NOW = datetime(2025, 3, 1, 2, 3, 4, 567890, tzinfo=UTC)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def book(request, tmp_path):
    if request.param == "memory":
        yield MemoryHostBook()
        return
    state = State(
        request.getfixturevalue("new_database")()
        if request.param == "postgresql"
        else f"sqlite:///{tmp_path / 'state.db'}"
    )
    yield StateHostBook(state)
    state.close()


@pytest.fixture
def workers(county, visitor, book):
    """Makes fetchers that share a book and a clock, as processes at the same time do."""
    clock = visitor().clock

    def make(**settings):
        shared = {"sleep": clock.sleep, "now": clock.now, "clock": clock, "hosts": book}
        made = visitor(**(shared | settings))
        made.clock = clock
        return made

    return make


def test_what_is_noted_of_a_host_comes_back_whole(book) -> None:
    with book.visit("a.example:81") as host:
        assert host == Host("a.example:81")
        host.begin(NOW)
        host.told_to_wait(90, NOW)
        host.end(Challenged("521"), NOW, Manners())
        host.robots["http://a.example:81"] = RobotsCopy(200, b"User-agent: *", NOW)
        book.save(host)
    with book.visit("a.example:81") as again:
        assert again == host
    with book.visit("b.example") as other:
        assert other == Host("b.example")


def test_a_host_is_held_by_one_visitor_at_a_time_and_others_do_not_wait_for_it(book) -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal inside, most
        with book.visit("a.example"):
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.01)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    with book.visit("b.example"):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == 1


def test_the_pace_holds_over_workers(county, workers) -> None:
    county.page("/a")
    for _ in range(3):
        workers(random=lambda: 0.0).get(county.home + "/a", pace_s=3)
    one = workers()
    assert one.clock.slept == pytest.approx([3, 3, 3])


def test_robots_is_asked_once_a_day_by_all_workers_together(county, workers) -> None:
    county.page("/robots.txt", "User-agent: *\nDisallow: /secret\nCrawl-delay: 9\n")
    county.page("/a")
    workers(random=lambda: 0.0).get(county.home + "/a", pace_s=1)
    other = workers(random=lambda: 0.0)
    with pytest.raises(Refused, match="forbids"):
        other.get(county.home + "/secret")
    assert (other.ledger[-1].robots, other.ledger[-1].sent) == ("forbidden", False)
    other.get(county.home + "/a", pace_s=1)
    assert other.clock.slept == pytest.approx([9, 9])
    asked = [path for path, _ in county.asked]
    assert asked == ["/robots.txt", "/a", "/a"]
    other.clock.seconds += 86_400
    other.get(county.home + "/a", pace_s=1)
    assert [path for path, _ in county.asked][3:] == ["/robots.txt", "/a"]


def test_refused_robots_hold_for_all_workers(county, workers) -> None:
    county.page("/robots.txt", "no", 403)
    county.page("/a")
    for _ in range(2):
        with pytest.raises(Refused, match="robots"):
            workers().get(county.home + "/a")
    assert len(county.asked) == 1


def test_retry_after_holds_for_all_workers(county, workers) -> None:
    with pytest.raises(Throttled):
        workers().get(county.page("/a", status=429, Retry_After="40"))
    other = workers()
    other.get(county.page("/b"))
    assert other.clock.slept == pytest.approx([40])
    with pytest.raises(Throttled):
        workers().get(county.page("/a", status=429, Retry_After="9" * 400))
    with pytest.raises(Throttled, match="more seconds"):
        workers().get(county.home + "/b")


def test_the_wider_pace_narrows_day_by_day(county, workers) -> None:
    with pytest.raises(Throttled):
        workers(random=lambda: 0.0).get(county.page("/a", status=429, Retry_After="1"), pace_s=4)
    for pause, slept in ((0, 8), (86_400, 4)):
        guest = workers(random=lambda: 0.0)
        guest.clock.seconds += pause
        guest.get(county.page("/b"), pace_s=4)
        guest.get(county.page("/b"), pace_s=4)
        assert guest.clock.slept[-1] == pytest.approx(slept)


def fail(county, worker, times: int) -> None:
    county.page("/bad", status=500)
    for _ in range(times):
        with pytest.raises(ServerFailed):
            worker.get(county.home + "/bad")


def test_the_circuit_opens_for_all_workers_and_closes_after_a_trial(county, workers) -> None:
    county.page("/ok")
    fail(county, workers(), 2)
    fail(county, workers(), 1)
    guest = workers()
    with pytest.raises(Unreachable, match=r"circuit open until 2025-03-01 08:10 \(China\)"):
        guest.get(county.home + "/ok")
    guest.clock.seconds += 600
    guest.get(county.home + "/ok")
    fail(county, guest, 2)
    guest.get(county.home + "/ok")


def test_each_failed_trial_doubles_the_rest_up_to_a_day(county, workers) -> None:
    guest = workers()
    fail(county, guest, 3)
    rest = 600
    while rest < 86_400:
        guest.clock.seconds += rest - 1
        with pytest.raises(Unreachable, match="circuit open"):
            guest.get(county.home + "/bad")
        guest.clock.seconds += 1
        fail(county, guest, 1)
        rest *= 2
    guest.clock.seconds += 86_399
    with pytest.raises(Unreachable, match="circuit open"):
        guest.get(county.home + "/bad")


def test_a_challenge_stops_all_workers_until_tomorrow_in_china(county, workers) -> None:
    county.page("/ok")
    with pytest.raises(Challenged):
        workers().get(county.page("/a", status=521))
    guest = workers()
    with pytest.raises(Challenged, match=r"before 2025-03-02 00:00 \(China\)"):
        guest.get(county.home + "/ok")
    assert county.paths == ["/a"]
    # The clock began at 08:00 in China.
    guest.clock.seconds = 16 * 3600 - 1
    with pytest.raises(Challenged):
        guest.get(county.home + "/ok")
    guest.clock.seconds += 1
    assert guest.get(county.home + "/ok").status == 200


def test_without_a_rest_a_challenge_still_stops_the_worker_that_met_it(county, workers) -> None:
    county.page("/ok")
    hasty = Manners(challenge_rest_h=0)
    first = workers(manners=hasty)
    with pytest.raises(Challenged):
        first.get(county.page("/a", status=412))
    with pytest.raises(Challenged, match="not asked again"):
        first.get(county.home + "/ok")
    assert workers(manners=hasty).get(county.home + "/ok").status == 200


def test_a_day_has_a_budget_over_all_workers(county, workers) -> None:
    county.page("/a")
    few = Manners(requests_per_day=3)
    workers(manners=few).get(county.home + "/a")
    workers(manners=few).get(county.home + "/a")
    guest = workers(manners=few)
    with pytest.raises(BudgetSpent, match="3 requests") as spent:
        guest.get(county.home + "/a")
    assert isinstance(spent.value, CouldNotLook)
    assert "ZONEREPORTS_REQUESTS_PER_HOST_DAY" in str(spent.value)
    assert len(county.asked) == 3
    guest.clock.seconds += 16 * 3600
    assert guest.get(county.home + "/a").status == 200


def test_a_request_counts_even_if_the_process_dies_under_it(county, workers, book) -> None:
    def die(_):
        raise KeyboardInterrupt

    name = county.home.removeprefix("http://")
    guest = workers(random=lambda: 0.0)
    guest.get(county.page("/a"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("zonereports.fetch.connection.Connection.ask", lambda *_: die(_))
        with pytest.raises(KeyboardInterrupt):
            guest.get(county.home + "/a", pace_s=5)
    with book.visit(name) as host:
        assert host.requests_today == 3
        assert host.ended_at == guest.clock.now()


def test_a_clock_that_is_put_back_costs_one_pace_at_most(county, workers) -> None:
    guest = workers(random=lambda: 0.0)
    guest.get(county.page("/a"), pace_s=3)
    guest.clock.seconds -= 3600
    guest.get(county.home + "/a", pace_s=3)
    assert guest.clock.slept[-1] == pytest.approx(3)


def test_a_crawl_delay_of_an_hour_is_not_slept_through(county, workers) -> None:
    county.page("/robots.txt", "User-agent: *\nCrawl-delay: 3600\n")
    guest = workers(random=lambda: 0.0)
    with pytest.raises(Throttled, match="3600 more seconds"):
        guest.get(county.page("/a"))
    guest.clock.seconds += 3600
    assert guest.get(county.home + "/a").status == 200


def test_robots_on_another_host_is_followed_and_kept_for_the_one_that_sent_us_there(
    county, workers
) -> None:
    at = f"http://localhost:{county.port}/robots.txt"
    county.routes["/robots.txt"] = lambda handler: (
        (301, {"Location": at}, b"")
        if handler.headers["Host"].startswith("127")
        else (200, {}, b"User-agent: *\nDisallow: /secret\n")
    )
    both = {"127.0.0.1", "localhost"}
    for _ in range(2):
        with pytest.raises(Refused, match="forbids"):
            workers().get(county.home + "/secret", allow_hosts=both)
    assert len(county.asked) == 2


def test_a_fetcher_alone_keeps_a_book_of_its_own(county) -> None:
    with Fetcher(user_agent="zonereports/0.1", allow_addresses=["127.0.0.0/8"]) as fetcher:
        county.page("/a")
        began = time.monotonic()
        fetcher.get(county.home + "/a", pace_s=0.1, allow_hosts={"127.0.0.1"})
        assert time.monotonic() - began >= 0.1


def test_rests_are_told_in_the_time_of_the_reader() -> None:
    assert Manners().challenged_until(NOW) == datetime(2025, 3, 1, 16, tzinfo=UTC)
    assert Manners(challenge_rest_h=2).challenged_until(NOW) == NOW + timedelta(hours=2)
