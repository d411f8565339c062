"""Notices: opened once, closed when it is over, never closed by not knowing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from zonereports.events import Trouble, stored_notices, turn
from zonereports.state import State

AT = datetime(2026, 4, 1, 10, tzinfo=UTC)
DOWN = Trouble("not seen", "qingshan", "Unreachable", "3 visits failed", evidence=(("url", "u"),))
LATE = Trouble("overdue", "qingshan", "overdue", "due by 2026-03-30", subject="青山经开区 2025年")


@pytest.fixture
def state(tmp_path):
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    yield state
    state.close()


def look(state, *found, day=0, ended="recovered"):
    with state.begin() as connection:
        turned = turn(connection, found, at=AT + timedelta(days=day), ended=lambda notice: ended)
    return [one.kind for one in turned.opened], [(one.kind, one.outcome) for one in turned.closed]


def test_a_trouble_is_told_once_however_long_it_lasts(state):
    assert look(state, DOWN) == (["not seen"], [])
    assert look(state, replace(DOWN, detail="4 visits failed"), day=1) == ([], [])
    (notice,) = stored_notices(state, open_only=True)
    assert (notice.site, notice.detail, notice.evidence) == (
        "qingshan",
        "3 visits failed",
        {"url": "u"},
    )
    assert (notice.opened_at, notice.closed_at) == (AT, None)


def test_a_trouble_that_is_over_is_closed_once_and_may_come_again(state):
    look(state, DOWN)
    assert look(state, day=1) == ([], [("not seen", "recovered")])
    assert look(state, day=2) == ([], [])
    assert look(state, DOWN, day=3) == (["not seen"], [])
    assert len(stored_notices(state)) == 2


def test_a_report_is_overdue_once_only(state):
    look(state, LATE)
    assert look(state, day=1, ended="appeared") == ([], [("overdue", "appeared")])
    assert look(state, LATE, day=2) == ([], [])


def test_what_nobody_can_tell_to_be_over_stays_open(state):
    look(state, DOWN)
    assert look(state, day=1, ended=None) == ([], [])
    assert len(stored_notices(state, open_only=True)) == 1


def test_a_change_of_robots_is_told_and_never_open(state):
    changed = Trouble("robots changed", "qingshan", "robots.txt", "+Disallow: /gk", subject="today")
    assert look(state, changed) == (["robots changed"], [])
    assert stored_notices(state, open_only=True) == []
