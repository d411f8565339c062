import json
from datetime import UTC, datetime, timedelta

import pytest

from zonereports.alerts import Headline, Message, Outbox, channels, compose
from zonereports.errors import DeliveryFailed, WrongSetting
from zonereports.events import Change, Event, NumberChange, Version
from zonereports.state import State

AT = datetime(2026, 1, 5, tzinfo=UTC)
MESSAGE = Message(key="first-r1-1", kind="first", title="标题", body="正文", url="http://a/1")


@pytest.fixture
def state(state_url):
    state = State(state_url)
    yield state
    state.close()


class Refusing:
    """A channel whose receiver is down until it is told otherwise."""

    name = "refusing"

    def __init__(self):
        self.up = False
        self.got = []

    def send(self, message):
        if not self.up:
            raise DeliveryFailed("down")
        self.got.append(message.key)


def promise(state, message, wanted, at=AT):
    outbox = Outbox(state)
    with state.begin() as connection:
        outbox.add(connection, message, channels=wanted, at=at)
    return outbox


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_message_is_sent_once_per_channel(state, tmp_path):
    path = tmp_path / "alerts.jsonl"
    wanted = channels(["file", "log"], alerts_file=path)
    outbox = promise(state, MESSAGE, wanted)
    promise(state, MESSAGE, wanted)
    assert outbox.send(wanted, now=lambda: AT).sent == 2
    assert outbox.send(wanted, now=lambda: AT).sent == 0
    assert [line["key"] for line in lines(path)] == ["first-r1-1"]


def test_a_sender_killed_before_its_note_does_not_repeat_a_line(state, tmp_path):
    path = tmp_path / "alerts.jsonl"
    (channel,) = channels(["file"], alerts_file=path)
    channel.send(MESSAGE)
    outbox = promise(state, MESSAGE, [channel])
    assert outbox.send([channel], now=lambda: AT).sent == 1
    assert len(lines(path)) == 1


def test_half_a_line_left_by_a_killed_sender_is_replaced_by_the_whole(tmp_path):
    path = tmp_path / "alerts.jsonl"
    (channel,) = channels(["file"], alerts_file=path)
    path.write_bytes(MESSAGE.to_json().encode()[:20])
    channel.send(MESSAGE)
    assert [line["key"] for line in lines(path)] == ["first-r1-1"]


def test_a_channel_that_is_down_delays_its_own_messages_only(state, tmp_path):
    path = tmp_path / "alerts.jsonl"
    refusing = Refusing()
    wanted = [refusing, *channels(["file"], alerts_file=path)]
    outbox = promise(state, MESSAGE, wanted)
    result = outbox.send(wanted, now=lambda: AT)
    assert (result.sent, len(result.failed), result.waiting) == (1, 1, 1)
    assert len(lines(path)) == 1


def test_a_refused_message_is_tried_again_when_it_is_due_and_not_before(state):
    refusing = Refusing()
    outbox = promise(state, MESSAGE, [refusing])
    outbox.send([refusing], now=lambda: AT)
    refusing.up = True
    assert outbox.send([refusing], now=lambda: AT + timedelta(seconds=59)).sent == 0
    assert outbox.send([refusing], now=lambda: AT + timedelta(seconds=60)).sent == 1
    assert refusing.got == ["first-r1-1"]


def test_a_password_in_a_channel_never_reaches_the_outbox(state, tmp_path):
    wanted = channels(["json://user:geheim@127.0.0.1:9/x"], alerts_file=tmp_path / "f")
    outbox = promise(state, MESSAGE, wanted)
    assert "geheim" not in json.dumps(outbox.rows(), default=str)


def test_a_channel_that_nobody_understands_is_a_wrong_setting(tmp_path):
    with pytest.raises(WrongSetting, match="ALERT_CHANNELS"):
        channels(["nonsense://secret@x"], alerts_file=tmp_path / "f")


def event(kind="first", changes=()):
    version = Version(
        "r1", 1, "r1-1", "f", "c", "qingshan", "2025年工作总结", "青山经开区", 2025, AT
    )
    return Event(kind, version, "http://a/1", AT, changes)


def test_the_message_says_place_year_figures_and_address():
    message = compose(
        event(), county="青山县", headlines=[Headline("规上工业总产值", "136.65亿元", "35.6%")]
    )
    assert message.title == "青山县 青山经开区发布了新的工作总结(2025年)"
    assert "规上工业总产值 136.65亿元,同比 35.6%" in message.body
    assert message.body.endswith("http://a/1")


def test_a_correction_shows_old_and_new():
    change = Change("增长3%。", "增长4%。", (NumberChange("3%", "4%", "增长"),))
    assert "增长 3% → 4%" in compose(event("corrected", (change,)), county=None).body


def test_many_changes_are_counted_and_not_all_shown():
    many = tuple(Change(f"{n}。", "") for n in range(12))
    assert "另有 7 处修改" in compose(event("corrected", many), county=None).body
