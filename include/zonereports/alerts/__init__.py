"""Who hears about what, exactly once."""

from zonereports.alerts.channels import Channel, channels
from zonereports.alerts.message import Headline, Message, compose
from zonereports.alerts.notices import compose_notices
from zonereports.alerts.outbox import Outbox, SendResult

__all__ = [
    "Channel",
    "Headline",
    "Message",
    "Outbox",
    "SendResult",
    "channels",
    "compose",
    "compose_notices",
]
