"""A state, promises, and messages of invented counties."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from zonereports.alerts import Headline, Outbox, compose
from zonereports.events import Change, Event, NumberChange, Version
from zonereports.state import State

sys.path.insert(0, str(Path(__file__).parent))

AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


@pytest.fixture
def state(tmp_path):
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    yield state
    state.close()


@pytest.fixture
def news():
    """Makes messages: `news(3)` the third of them, with as many changes as asked for."""

    def make(number=1, *, kind="first", changes=0, title="青山经开区2025年工作总结", long=1):
        version = Version(
            f"r{number}", 1, f"r{number}-1", "f", "c", "qingshan", title, "青山经开区", 2025, AT
        )
        told = tuple(
            Change("旧" * long, "新" * long, (NumberChange(f"{n}%", f"{n}.5%", "税收增长"),))
            if long == 1
            else Change("旧句" * long, "新句" * long)
            for n in range(changes)
        )
        event = Event(kind, version, f"http://qingshan.example/art/{number}.html", AT, told)
        figures = [Headline("规上工业总产值", "136.65亿元", "-3.5%"), Headline("税收", "4.2亿元")]
        return compose(
            event,
            county="青山县",
            headlines=figures,
            evidence=f"https://reports.example/evidence/r{number}-1.html",
        )

    return make


@pytest.fixture
def promise(state):
    def add(messages, channels, at=AT):
        outbox = Outbox(state)
        with state.begin() as connection:
            for message in messages:
                outbox.add(connection, message, channels=channels, at=at)
        return outbox

    return add


@pytest.fixture
def start():
    """Starts receivers; stops them."""
    running = []

    def make(kind):
        running.append(kind())
        return running[-1]

    yield make
    for one in running:
        one.close()
