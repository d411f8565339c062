"""Any of the services that Apprise speaks to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from zonereports.alerts.message import Message
from zonereports.alerts.rendering import Language, Rendered, render
from zonereports.errors import DeliveryFailed

_FOR_PROGRAMS = ("json", "jsons", "xml", "xmls", "form", "forms")
_MENTION = re.compile(r"@(?=everyone|here|channel|all\b)")
_BRACKETS = str.maketrans("<>", "＜＞")  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """Any Apprise URL. At least once; Apprise tells that it failed, but not why."""

    name: str
    url: str = field(repr=False)
    language: Language = "zh"
    at_once: int | None = 20

    def is_understood(self) -> bool:
        """Whether Apprise knows a service for the URL."""
        return self._plugin() is not None

    def send(self, message: Message) -> None:
        """Deliver, shortened to what the service takes.

        Raises:
            DeliveryFailed: the service refused or could not be reached.
        """
        import apprise

        plugin = self._plugin()
        if plugin is None:
            raise DeliveryFailed(f"{self.name}: no service understands its address")
        said = render(
            message,
            language=self.language,
            limit=int(plugin.body_maxlen),
            # Characters here; a service without titles gets them in front of the body.
            measure=lambda one: len(one.body) + (0 if plugin.title_maxlen else len(one.title) + 2),
        )
        if self.url.partition(":")[0] not in (*_FOR_PROGRAMS, "mailto", "mailtos"):
            said = Rendered(_harmless(said.title), _harmless(said.body))
        sender = apprise.Apprise()
        sender.add(plugin)
        # The result is falsy when the service refused or could not be reached; it does not raise.
        accepted = sender.notify(
            title=said.title, body=said.body, body_format=apprise.NotifyFormat.TEXT
        )
        if not accepted:
            raise DeliveryFailed(f"{self.name} did not accept {message.key}")

    def _plugin(self) -> Any:
        import apprise

        return apprise.Apprise.instantiate(self.url, suppress_exceptions=True)


def _harmless(text: str) -> str:
    """Without what chat services read as a link, a mention or a call to everybody."""
    return _MENTION.sub("＠", text.translate(_BRACKETS))  # noqa: RUF001
