"""Mail to a real SMTP server on loopback."""

import email
import email.policy

import pytest
from aiosmtpd.controller import Controller

from zonereports.alerts import open_channel
from zonereports.errors import DeliveryFailed, MessageRefused


class OnAnyPort(Controller):
    """Learns which port the system gave it, before it tries to reach itself."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Mailbox:
    def __init__(self):
        self.mails, self.answers = [], []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address.startswith("nobody"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def mailbox():
    box = Mailbox()
    controller = OnAnyPort(box, hostname="127.0.0.1", port=0)
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


def channel_to(box, to="a@b.example"):
    address = f"smtp://127.0.0.1:{box.port}?tls=none&from=zr@z.example&to={to}"
    return open_channel("mail", address, alerts_file=None)


def test_a_mail_has_a_text_and_an_html_part_that_say_the_same(mailbox, news):
    channel_to(mailbox).send(news(title="<script>alert(1)</script> & 总结"))
    (mail,) = mailbox.mails
    assert mail["Subject"] == "青山县 青山经开区发布了新的工作总结(2025年)"
    text, html = (part.get_content() for part in mail.iter_parts())
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    for part in (text, html):
        assert "136.65亿元" in part
        assert "http://qingshan.example/art/1.html" in part
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_a_repeat_bears_the_same_message_id(mailbox, news):
    channel_to(mailbox).send(news())
    channel_to(mailbox).send(news())
    assert mailbox.mails[0]["Message-ID"] == mailbox.mails[1]["Message-ID"]


def test_a_title_cannot_add_a_header(mailbox, news):
    channel_to(mailbox).send(news(title="总结\r\nBcc: evil@evil.example"))
    assert "Bcc" not in mailbox.mails[0]


def test_a_busy_server_is_asked_again_and_one_that_refuses_is_not(mailbox, news):
    mailbox.answers = ["451 later", "554 never"]
    with pytest.raises(DeliveryFailed) as busy:
        channel_to(mailbox).send(news())
    assert not isinstance(busy.value, MessageRefused)
    with pytest.raises(MessageRefused):
        channel_to(mailbox).send(news())


def test_a_recipient_that_is_refused_is_named_to_nobody_and_the_other_has_its_mail(mailbox, news):
    with pytest.raises(MessageRefused, match="1 of 2 recipients") as refused:
        channel_to(mailbox, "a@b.example,nobody@b.example").send(news())
    assert len(mailbox.mails) == 1
    assert "nobody" not in str(refused.value)
