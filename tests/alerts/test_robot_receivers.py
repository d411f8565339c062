"""Delivery to receivers that check what the real ones check."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from receivers import SECRET, DingTalk, Feishu, Hook, Wecom

from zonereports.alerts import open_channel
from zonereports.errors import DeliveryFailed, MessageRefused, WrongSetting

ADDRESS = {
    Wecom: "wecom+http://{}/cgi-bin/webhook/send?key=KEY",
    DingTalk: "dingtalk+http://:SECgeheim@{}/robot/send?access_token=t",
    Feishu: "feishu+http://:SECgeheim@{}/open-apis/bot/v2/hook/t",
    Hook: "webhook+http://:SECgeheim@{}/alerts",
}


def channel_to(receiver, address=None, name="ops", language="zh"):
    address = (address or ADDRESS[type(receiver)]).format(receiver.host)
    return open_channel(name, address, alerts_file=Path("unused"), language=language)


@pytest.mark.parametrize("kind", ADDRESS, ids=lambda kind: kind.__name__)
def test_each_receiver_takes_what_we_send_with_place_year_figures_and_address(start, news, kind):
    receiver = start(kind)
    channel_to(receiver).send(news())
    told = json.dumps(receiver.accepted, ensure_ascii=False)
    for part in ("青山县 青山经开区发布了新的工作总结(2025年)", "136.65亿元", "-3.5%", "4.2亿元"):
        assert part in told
    assert "http://qingshan.example/art/1.html" in told
    assert "https://reports.example/evidence/r1-1.html" in told


@pytest.mark.parametrize("kind", ADDRESS, ids=lambda kind: kind.__name__)
def test_a_wrong_secret_is_a_failure_though_robots_answer_200(start, news, kind):
    receiver = start(kind)
    wrong = ADDRESS[kind].replace("SECgeheim", "other").replace("KEY", "other")
    with pytest.raises(DeliveryFailed) as failed:
        channel_to(receiver, wrong).send(news())
    assert not isinstance(failed.value, MessageRefused)
    assert receiver.accepted == []
    assert "other" not in str(failed.value)
    assert receiver.host not in str(failed.value)


@pytest.mark.parametrize("kind", [Wecom, DingTalk, Feishu], ids=lambda kind: kind.__name__)
def test_a_message_that_is_too_long_is_shortened_and_says_by_how_much(start, news, kind):
    receiver = start(kind)
    channel_to(receiver).send(news(kind="corrected", changes=40, long=600))
    (told,) = receiver.accepted
    shown = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
    assert "处修改" in shown
    assert "http://qingshan.example/art/1.html" in shown


def test_a_correction_shows_old_and_new_in_the_readers_language(start, news):
    receiver = start(Wecom)
    channel_to(receiver, language="en").send(news(kind="corrected", changes=2))
    (told,) = receiver.accepted
    assert "published work report corrected (2025)" in told
    assert "税收增长 1% → 1.5%" in told


def test_what_a_page_writes_is_no_mark_no_mention_and_no_link(start, news):
    receiver = start(Wecom)
    title = "总结**](http://evil.example) <@all> [点我](http://evil.example)\n# 标题 \u202e翻转"
    channel_to(receiver).send(news(title=title))
    (told,) = receiver.accepted
    for active in ("**](", "<@", "[点我]", "\n# ", "\u202e"):
        assert active not in told


def test_a_webhook_that_accepted_and_crashed_does_not_do_it_twice(start, news, promise):
    receiver = start(Hook)
    receiver.script = ["accept and crash"]
    channel = channel_to(receiver)
    outbox = promise([news()], [channel])
    at = outbox.rows()[0]["created_at"]
    assert outbox.send([channel], now=lambda: at).sent == 0
    assert outbox.send([channel], now=lambda: at + timedelta(minutes=2)).sent == 1
    assert len(receiver.seen) == 2
    assert len(receiver.accepted) == 1


def test_an_old_signature_of_the_standard_is_reproduced():
    # The example of the Standard Webhooks specification's reference libraries.
    from zonereports.alerts import signature

    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    "address",
    [
        "wecombot://geheim",
        "dingtalk://SECgeheim@token",
        "feishu://geheim",
        "webhook+https://:geheim@hooks.example/x",
        "smtp://me:geheim@mail.example?to=a@b.example",
        "tgram://123456789:abcdefg_geheimgeheimgeheimgeheimgehe/1234",
    ],
)
def test_no_secret_stands_in_what_a_channel_prints(address, tmp_path):
    channel = open_channel("ops", address, alerts_file=tmp_path / "f")
    assert "geheim" not in repr(channel)
    assert channel.name == "ops"


@pytest.mark.parametrize(
    "address", ["nonsense://geheim", "smtp://mail.example", "wecom+https://", "webhook+ftp://h/x"]
)
def test_an_address_that_nobody_understands_is_a_wrong_setting_without_the_secret(
    address, tmp_path
):
    with pytest.raises(WrongSetting) as wrong:
        open_channel("ops", address, alerts_file=tmp_path / "f")
    assert "geheim" not in str(wrong.value)


def test_the_secret_of_the_receivers_is_the_one_in_the_addresses():
    assert all(SECRET in address for kind, address in ADDRESS.items() if kind is not Wecom)
