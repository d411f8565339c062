"""What a chain of sightings means: versions, copies and events, whatever order they come in."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.events.pages import START
from tests.events.scripts import EDITED, SCRIPTS, TEXT, A, seen
from zonereports.events import Event, History, Sighting, record_events, stored_events
from zonereports.state import State


def replay(folder, script):
    """Play a script through a history, oldest first, each step in a process of its own."""
    state = State(f"sqlite:///{folder / 'state.db'}")
    captures = {one.capture_id: one for one in script if isinstance(one, Sighting)}

    def when(one):
        # A page is asked for again after the listing is read.
        return (one.seen_at, 0, one.url) if isinstance(one, Sighting) else (one[0], 1, one[1])

    queue = sorted(script, key=when)
    while queue:
        one = queue.pop(0)
        history = History(state, captures.get)
        step = history.see(one) if isinstance(one, Sighting) else history.gone(one[1], one[0])
        with state.begin() as connection:
            history.store(connection, step)
            record_events(connection, step.events)
        if step.reopen:
            queue.insert(0, captures[step.reopen])
    events = stored_events(state)
    state.close()
    return events


def line(event):
    name = event["url"].rsplit("/", 1)[1].removesuffix(".html")
    hour = (event["happened_at"] - START) // timedelta(hours=1)
    return f"{event['kind']} {name} {hour} {event['version']}"


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_gives_its_events(name, tmp_path):
    script, wanted = SCRIPTS[name]
    assert sorted(map(line, replay(tmp_path, script))) == sorted(wanted)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_played_twice_and_out_of_order_gives_the_same_list(name, tmp_path):
    script, _ = SCRIPTS[name]
    once = replay(tmp_path, script)
    assert replay(tmp_path, script) == once
    shuffled = [*script, *script]
    random.Random(name).shuffle(shuffled)
    (tmp_path / "other").mkdir()
    assert replay(tmp_path / "other", shuffled) == once


def test_a_correction_tells_numbers_words_and_both_captures(tmp_path):
    script, _ = SCRIPTS["a digit"]
    event = replay(tmp_path, script)[1]
    assert (
        '"old": "86.4亿元", "new": "86.7亿元", "context": "全年实现规上工业总产值"'
        in event["evidence"]
    )
    assert all(one.capture_id in event["evidence"] for one in script)


def test_a_copy_that_differs_tells_what_it_says_otherwise(tmp_path):
    event = replay(tmp_path, SCRIPTS["a copy with another digit"][0])[1]
    assert '"old": "86.4亿元", "new": "86.7亿元"' in event["evidence"]
    assert A in event["evidence"]


def test_an_older_sighting_that_comes_late_makes_no_version(tmp_path):
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    script = [seen(1), seen(0, text=EDITED)]
    captures = {one.capture_id: one for one in script}
    outcomes = []
    for one in script:
        history = History(state, captures.get)
        step = history.see(one)
        outcomes.append(step.outcome)
        with state.begin() as connection:
            history.store(connection, step)
    state.close()
    assert outcomes == ["published", "older than what is known"]


def test_a_better_reader_makes_no_correction_of_an_unchanged_page(tmp_path):
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    before, after = seen(0, text=TEXT + "扫一扫在手机打开"), seen(1)
    history = History(state, {before.capture_id: before}.get)
    first = history.see(before)
    with state.begin() as connection:
        history.store(connection, first)
    # The capture that was read with furniture then is read without it now.
    step = History(state, {before.capture_id: replace(before, text=TEXT)}.get).see(after)
    state.close()
    assert (step.version, step.events) == (None, ())


def test_an_event_is_recorded_once_however_often_it_is_derived(tmp_path):
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    step = History(state, lambda _: None).see(seen(0))
    for new in (list(step.events), []):
        with state.begin() as connection:
            assert record_events(connection, step.events) == new
    state.close()
    assert isinstance(step.events[0], Event)
