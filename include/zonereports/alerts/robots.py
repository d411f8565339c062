"""The group robots of WeCom, DingTalk and Feishu.

They answer 200 to what they refuse and say so in the body, which Apprise does not read; so they
are spoken to directly. Limits and codes are those of their documentation: WeCom 4096 bytes of
Markdown, DingTalk 20,000 bytes and Feishu 20 KB of request body, DingTalk and WeCom 20 messages a
minute.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from zonereports.alerts.message import Message
from zonereports.alerts.posting import post
from zonereports.alerts.rendering import Language, Rendered, json_bytes, render
from zonereports.errors import DeliveryFailed, MessageRefused

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token="
FEISHU = "https://open.feishu.cn/open-apis/bot/v2/hook/"
WECOM_LIMIT = 4096
DINGTALK_LIMIT = 20_000
FEISHU_LIMIT = 20_000
AT_ONCE = 10
"""Robots take 20 messages a minute; more than this at once become one."""
_BUSY = {45009: timedelta(minutes=1), 130101: timedelta(minutes=10), 11232: timedelta(minutes=1)}
"""Too many messages, by the robots' codes, and how long each asks to wait. DingTalk mutes a robot
for ten minutes."""
_WRONG_BODY = {40008, 40058, 44004, 45002, 400401, 400402, 40035, 9499, 230001}
"""Codes that concern this message: empty, too long, not of their form."""


@dataclass(frozen=True, slots=True)
class Robot:
    """A group robot. At least once: a repeat after a lost answer bears the same 编号."""

    name: str
    kind: str
    """wecom, dingtalk or feishu."""
    url: str = field(repr=False)
    clock: Callable[[], float] = field(repr=False)
    """Seconds since 1970: signatures hold for an hour."""
    secret: str = field(default="", repr=False)
    language: Language = "zh"
    at_once: int | None = AT_ONCE

    def send(self, message: Message) -> None:
        """Deliver, shortened to what the robot takes.

        Raises:
            MessageRefused: the robot will not take this message.
            DeliveryFailed: it did not take it now, or the key or signature is wrong.
        """
        url, payload = {"wecom": self._wecom, "dingtalk": self._dingtalk, "feishu": self._feishu}[
            self.kind
        ](message)
        answer = post(url, json_bytes(payload), name=self.name, key=message.key).json
        code = answer.get("errcode", answer.get("code", answer.get("StatusCode")))
        if code == 0:
            return
        what = f"{self.name} answered code {code!r:.20} to {message.key}"
        if code in _WRONG_BODY:
            raise MessageRefused(what)
        failed = DeliveryFailed(what, next_step="check the robot's key, secret and keywords")
        failed.retry_after = _BUSY.get(code) if isinstance(code, int) else None
        raise failed

    def _wecom(self, message: Message) -> tuple[str, Mapping[str, Any]]:
        said = render(message, language=self.language, form="markdown", limit=WECOM_LIMIT)
        return self.url, {"msgtype": "markdown", "markdown": {"content": said.body}}

    def _dingtalk(self, message: Message) -> tuple[str, Mapping[str, Any]]:
        def payload(said: Rendered) -> dict[str, Any]:
            return {"msgtype": "markdown", "markdown": {"title": said.title, "text": said.body}}

        said = render(
            message,
            language=self.language,
            form="markdown",
            limit=DINGTALK_LIMIT,
            measure=lambda one: len(json_bytes(payload(one))),
        )
        url = self.url
        if self.secret:
            stamp = str(round(self.clock() * 1000))
            url += f"&timestamp={stamp}&sign={quote(dingtalk_sign(self.secret, stamp), safe='')}"
        return url, payload(said)

    def _feishu(self, message: Message) -> tuple[str, Mapping[str, Any]]:
        signed: dict[str, str] = {}
        if self.secret:
            stamp = str(round(self.clock()))
            signed = {"timestamp": stamp, "sign": feishu_sign(self.secret, stamp)}

        def payload(said: Rendered) -> dict[str, Any]:
            # Rich text, not Markdown: a text element has no marks that a page could use.
            lines = [[{"tag": "text", "text": line}] for line in said.body.splitlines() if line]
            lines.append([{"tag": "text", "text": message.key}])
            post_ = {"zh_cn": {"title": said.title, "content": lines}}
            return {**signed, "msg_type": "post", "content": {"post": post_}}

        said = render(
            message,
            language=self.language,
            form="text",
            limit=FEISHU_LIMIT,
            measure=lambda one: len(json_bytes(payload(one))),
        )
        return self.url, payload(said)


def dingtalk_sign(secret: str, stamp: str) -> str:
    """The signature of a DingTalk robot: base64, not yet quoted.

    Args:
        secret: the robot's, SEC….
        stamp: milliseconds since 1970.
    """
    told = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(told.digest()).decode()


def feishu_sign(secret: str, stamp: str) -> str:
    """The signature of a Feishu robot: the text is the key, and what is signed is empty.

    Args:
        secret: the robot's.
        stamp: seconds since 1970.
    """
    told = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256)
    return base64.b64encode(told.digest()).decode()
