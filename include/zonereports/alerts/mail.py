"""E-mail with a text and an HTML part, straight to a server, so that its answer is known."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from zonereports.alerts.message import Message
from zonereports.alerts.rendering import Language, render
from zonereports.errors import DeliveryFailed, MessageRefused

_TIMEOUT_S = 15.0
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class MailChannel:
    """A mailbox or a list. At least once; Message-ID is the same for every repeat."""

    name: str
    host: str
    port: int
    sender: str
    recipients: tuple[str, ...] = field(repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    tls: str = "starttls"
    """starttls, tls (from the first byte) or none."""
    language: Language = "zh"
    at_once: int | None = _AT_ONCE

    def send(self, message: Message) -> None:
        """Hand over to the server, to all recipients or to none.

        Raises:
            MessageRefused: the server will never take it (5xx to its recipients or its content).
            DeliveryFailed: not taken now.
        """
        mail = self._mail(message)
        try:
            with self._open() as server:
                refused = server.send_message(mail, self.sender, list(self.recipients))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise self._failed(codes, message.key) from None
        except smtplib.SMTPResponseException as error:
            # What a server says to a login concerns the channel, not the message.
            login = isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError)
            code = 400 if login else int(error.smtp_code)
            raise self._failed([code], message.key) from None
        except (smtplib.SMTPException, OSError) as error:
            told = f"{self.name} did not answer ({type(error).__name__}) to {message.key}"
            raise DeliveryFailed(told) from None
        if refused:
            # Those who got it must not get it again: the others are named to the operator.
            raise MessageRefused(
                f"{self.name}: {len(refused)} of {len(self.recipients)} recipients refused "
                f"{message.key}",
                next_step="correct the recipients of the channel",
            )

    def _failed(self, codes: list[int], key: str) -> DeliveryFailed:
        what = f"{self.name} answered {codes[0] if codes else '?'} to {key}"
        return MessageRefused(what) if codes and min(codes) >= 500 else DeliveryFailed(what)

    def _open(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=_TIMEOUT_S, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT_S)
        try:
            if self.tls == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _mail(self, message: Message) -> EmailMessage:
        text = render(message, language=self.language, form="text")
        html = render(message, language=self.language, form="html")
        mail = EmailMessage(policy=SMTP)
        mail["Subject"] = text.title
        mail["From"] = self.sender
        mail["To"] = ", ".join(self.recipients)
        domain = Address(addr_spec=self.sender).domain or "localhost"
        mail["Message-ID"] = f"<{message.key.replace(' ', '-')}.{self.name}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(f"{text.body}\n\n{message.key}\n")
        mail.add_alternative(
            f'<!doctype html><html lang="{self.language}"><meta charset="utf-8">'
            f"<body>{html.body}</body></html>",
            subtype="html",
        )
        return mail
