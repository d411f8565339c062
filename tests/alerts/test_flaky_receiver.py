"""Retries, waits that were asked for, dead letters, and two senders at once."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from receivers import Hook, Wecom

from zonereports.alerts import Outbox, Promise, open_channel, posting
from zonereports.errors import MessageRefused, WrongSetting


@pytest.fixture
def hook(start):
    receiver = start(Hook)
    address = f"webhook+http://:SECgeheim@{receiver.host}/alerts"
    return receiver, open_channel("hook", address, alerts_file=Path("unused"))


@pytest.fixture
def clock():
    from conftest import AT

    class Clock:
        now = AT

        def __call__(self):
            return self.now

        def forward(self, **by):
            self.now += timedelta(**by)

    return Clock()


def test_a_retry_after_is_waited_for_and_nothing_is_tried_before(hook, promise, news, clock):
    receiver, channel = hook
    receiver.script = [(429, {"Retry-After": "600"})]
    outbox = promise([news(1), news(2)], [channel])
    assert outbox.send([channel], now=clock).sent == 0
    clock.forward(seconds=599)
    outbox.send([channel], now=clock)
    assert len(receiver.seen) == 1
    clock.forward(seconds=1)
    assert outbox.send([channel], now=clock).sent == 2


def test_a_500_and_a_silent_receiver_are_tried_again_until_it_works(
    hook, promise, news, clock, monkeypatch
):
    receiver, channel = hook
    monkeypatch.setattr(posting, "TIMEOUT_S", (0.3, 0.3))
    receiver.script = [500, "hang", 503]
    outbox = promise([news()], [channel])
    for minutes in (1, 2, 4):
        assert outbox.send([channel], now=clock).sent == 0
        clock.forward(minutes=minutes)
    assert outbox.send([channel], now=clock).sent == 1
    assert len(receiver.seen) == 4


def test_a_channel_that_is_down_is_asked_once_a_round_and_not_once_a_message(
    hook, promise, news, clock
):
    receiver, channel = hook
    receiver.script = [500] * 9
    outbox = promise([news(n) for n in range(5)], [channel])
    result = outbox.send([channel], now=clock)
    assert (len(receiver.seen), len(result.failed), result.waiting) == (1, 1, 5)


def test_a_message_that_always_fails_does_not_stand_before_the_others(hook, promise, news, clock):
    receiver, channel = hook
    receiver.script = [500]
    outbox = promise([news(1), news(2)], [channel])
    outbox.send([channel], now=clock)
    assert outbox.send([channel], now=clock).sent == 1
    assert "r2-1" in str(receiver.accepted[0]["key"])


def test_a_message_that_is_refused_is_a_dead_letter_that_can_be_sent_again(
    hook, promise, news, clock
):
    receiver, channel = hook
    receiver.script = [422]
    outbox = promise([news(1), news(2)], [channel])
    result = outbox.send([channel], now=clock)
    assert (result.sent, result.waiting, result.dead) == (1, 1, 1)
    (dead,) = outbox.rows(dead=True)
    assert "422" in dead["error"]
    clock.forward(days=1)
    assert outbox.send([channel], now=clock).sent == 0
    assert outbox.resend(dead["key"], at=clock()) == 1
    assert outbox.send([channel], now=clock).sent == 1
    assert outbox.rows(dead=True) == []
    with pytest.raises(WrongSetting, match="no dead letter"):
        outbox.resend("nothing", at=clock())


def test_after_three_days_without_a_channel_its_messages_are_dead_letters(
    hook, promise, news, clock
):
    receiver, channel = hook
    receiver.script = [500] * 60
    outbox = promise([news(n) for n in range(3)], [channel])
    for _ in range(20):
        outbox.send([channel], now=clock)
        clock.forward(hours=7)
    assert len(outbox.rows(dead=True)) == 3
    receiver.script = []
    assert outbox.resend("all", at=clock()) == 3
    assert outbox.send([channel], now=clock).sent == 3


def test_two_senders_at_once_send_each_message_once(hook, promise, news, state, clock):
    receiver, channel = hook
    promise([news(n) for n in range(30)], [channel])
    senders = [
        threading.Thread(target=Outbox(state).send, args=([channel],), kwargs={"now": clock})
        for _ in range(2)
    ]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    assert len(receiver.seen) == len(receiver.accepted) == 30


def test_a_channel_that_hangs_does_not_delay_another(
    hook, promise, news, clock, start, monkeypatch
):
    receiver, channel = hook
    monkeypatch.setattr(posting, "TIMEOUT_S", (2, 2))
    receiver.script = ["hang"]
    robot = start(Wecom)
    other = open_channel("wecom", f"wecom+http://{robot.host}/?key=KEY", alerts_file=Path("unused"))
    outbox = promise([news()], [channel, other])
    sending = threading.Thread(target=outbox.send, args=([channel, other],), kwargs={"now": clock})
    sending.start()
    for _ in range(40):
        if robot.accepted:
            break
        threading.Event().wait(0.05)
    assert robot.accepted
    assert sending.is_alive()
    sending.join()


def test_more_at_once_than_a_robot_takes_becomes_one_message_with_all_of_them(
    start, promise, news, clock
):
    robot = start(Wecom)
    channel = open_channel("ops", f"wecom+http://{robot.host}/?key=KEY", alerts_file=Path("unused"))
    outbox = promise([news(n) for n in range(200)], [channel])
    result = outbox.send([channel], now=clock)
    assert (result.sent, result.waiting) == (1, 0)
    (told,) = robot.accepted
    assert "200 条" in told
    assert "另有" in told
    assert outbox.send([channel], now=clock).sent == 0


def test_a_digest_gathers_what_is_due_once_though_the_first_try_fails(hook, state, news, clock):
    receiver, channel = hook
    receiver.script = [500]
    outbox = Outbox(state)
    promised = Promise("hook", clock() + timedelta(hours=1), "morning", "daily")
    with state.begin() as connection:
        for number in range(3):
            outbox.add(connection, news(number), channels=[promised], at=clock())
    assert outbox.send([channel], now=clock).waiting == 3
    clock.forward(hours=1)
    outbox.send([channel], now=clock)
    clock.forward(minutes=2)
    assert outbox.send([channel], now=clock).sent == 1
    (told,) = receiver.accepted
    assert told["kind"] == "digest"
    assert len(told["facts"]["items"]) == 3
    assert all(row["sent_at"] for row in outbox.rows())


def test_a_refusal_of_a_message_is_told_apart_from_a_channel_that_is_down(hook, news):
    receiver, channel = hook
    receiver.script = [413]
    with pytest.raises(MessageRefused):
        channel.send(news())
