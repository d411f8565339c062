from datetime import UTC, datetime

import pytest

from zonereports.events import Event, History, Version, fingerprint, record_events, stored_events
from zonereports.state import State

AT = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def state(tmp_path):
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    yield state
    state.close()


def version(report_id="r1", number=1, wording="甲", site="qingshan"):
    return Version(
        report_id=report_id,
        version=number,
        document_id=f"{report_id}-{number}",
        fingerprint=fingerprint(wording),
        capture_id="c" * 16,
        site=site,
        title="总结",
        zone="青山经开区",
        report_year=2025,
        seen_at=AT,
    )


def store(state, item, url):
    with state.begin() as connection:
        History(state).store(connection, item, url)


def test_a_new_address_with_new_wording_is_a_new_report(state):
    history = History(state)
    assert history.report_id("http://a/1", fingerprint("甲")) == History.new_id("http://a/1")


def test_the_same_wording_at_another_address_is_the_same_report(state):
    store(state, version(), "http://a/1")
    assert History(state).report_id("http://b/2", fingerprint("甲")) == "r1"


def test_white_space_and_width_do_not_make_another_wording():
    assert fingerprint("增长 12%") == fingerprint("增长12%\n")


def test_a_changed_digit_makes_another_wording():
    assert fingerprint("增长12%") != fingerprint("增长13%")


def test_another_wording_at_the_same_address_is_the_same_report(state):
    store(state, version(), "http://a/1")
    assert History(state).report_id("http://a/1", fingerprint("乙")) == "r1"


def test_storing_twice_leaves_one_version(state):
    store(state, version(), "http://a/1")
    store(state, version(), "http://a/1")
    assert History(state).latest("r1") == version()


def test_the_newest_version_is_the_latest(state):
    store(state, version(), "http://a/1")
    store(state, version(number=2, wording="乙"), "http://a/1")
    assert History(state).latest("r1") == version(number=2, wording="乙")


def test_a_remembered_version_counts_before_it_is_stored(state):
    history = History(state)
    history.remember(version(), "http://a/1")
    assert history.latest("r1") == version()
    assert history.report_id("http://b/9", fingerprint("甲")) == "r1"
    assert History(state).latest("r1") is None


def test_an_event_is_recorded_once_however_often_it_is_derived(state):
    event = Event("first", version(), "http://a/1", AT)
    with state.begin() as connection:
        assert record_events(connection, [event]) == [event]
    with state.begin() as connection:
        assert record_events(connection, [event]) == []
    assert [row["event_id"] for row in stored_events(state)] == ["first-r1-1"]
