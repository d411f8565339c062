"""Messages are forgotten when their time is over, and never while they wait."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from zonereports.alerts import Message, Outbox, Promise, deliveries, forget_messages, trim_file
from zonereports.alerts.channels import FileChannel
from zonereports.errors import MessageRefused
from zonereports.state import State

LONG_AGO = datetime(2024, 5, 1, 8, tzinfo=UTC)
NOW = LONG_AGO + timedelta(days=500)


class Refusing:
    name = "refusing"

    def send(self, message):
        raise MessageRefused("no such mailbox")


class Taking:
    name = "taking"

    def send(self, message):
        pass


def message(key):
    return Message(key=key, kind="first", title=f"报告 {key}", body="", url="https://a.example/1")


@pytest.fixture
def state(state_url):
    state = State(state_url)
    yield state
    state.close()


def promise(state, key, *, at, pace="now", rule="", channel="taking"):
    with state.begin() as connection:
        Outbox(state).add(
            connection,
            message(key),
            channels=[Promise(channel, at, rule=rule, pace=pace)],
            at=at,
        )


def test_what_was_sent_or_given_up_long_ago_is_forgotten_and_what_waits_is_not(state):
    outbox = Outbox(state)
    for key in ("a", "b"):
        promise(state, key, at=LONG_AGO)
    promise(state, "dead", at=LONG_AGO, channel="refusing")
    outbox.send([Taking(), Refusing()], now=lambda: LONG_AGO + timedelta(minutes=1))
    promise(state, "waits", at=LONG_AGO, channel="nobody opens it")
    promise(state, "fresh", at=NOW)
    outbox.send([Taking()], now=lambda: NOW)
    assert outbox.count() == {"sent": 3, "waiting": 1, "dead": 1}

    assert forget_messages(state, before=LONG_AGO) == 0
    assert forget_messages(state, before=NOW - timedelta(days=400)) == 3
    assert outbox.count() == {"sent": 1, "waiting": 1, "dead": 0}
    assert {row["key"] for row in outbox.rows()} == {"waits", "fresh"}
    assert forget_messages(state, before=NOW - timedelta(days=400)) == 0


def test_what_a_digest_gathered_goes_with_the_digest(state):
    outbox = Outbox(state)
    for key in ("a", "b"):
        promise(state, key, at=LONG_AGO, pace="daily", rule="上午")
    outbox.send([Taking()], now=lambda: LONG_AGO + timedelta(minutes=1))
    assert len(outbox.rows()) == 3
    assert forget_messages(state, before=NOW) == 3
    assert outbox.rows() == []


def test_many_messages_are_forgotten_whole(state):
    with state.begin() as connection:
        for number in range(1_203):
            Outbox(state).add(connection, message(f"{number:05}"), channels=[Taking()], at=LONG_AGO)
    Outbox(state).send([Taking()], now=lambda: LONG_AGO)
    assert forget_messages(state, before=NOW) == 1_203


def test_a_delay_is_counted_from_the_event_and_not_for_what_was_to_wait(state):
    outbox = Outbox(state)
    promise(state, "now", at=LONG_AGO)
    promise(state, "in the digest", at=LONG_AGO, pace="daily", rule="上午")
    later = LONG_AGO + timedelta(minutes=7)
    outbox.send([Taking()], now=lambda: later)
    (one,) = deliveries(state, since=later)
    assert (one.channel, one.delay) == ("taking", timedelta(minutes=7))
    assert deliveries(state, since=later + timedelta(seconds=1)) == []


def test_a_large_file_of_messages_is_begun_anew_and_no_line_is_lost(tmp_path):
    path = tmp_path / "alerts.jsonl"
    channel = FileChannel(path)
    assert trim_file(path) is False
    for number in range(100):
        channel.send(message(f"{number:03}"))
    whole = path.read_text(encoding="utf-8").splitlines()
    assert trim_file(path, most=path.stat().st_size) is False
    assert trim_file(path, most=1_000, left=2_000) is True
    rest = path.read_text(encoding="utf-8").splitlines()
    assert 0 < len(rest) < 100
    assert rest == whole[-len(rest) :]
    assert (tmp_path / "alerts.jsonl.old").read_text(encoding="utf-8").splitlines() == whole
    channel.send(message("new"))
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[-1])["key"] == "new"
