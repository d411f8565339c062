"""Who hears about what, exactly once."""

from zonereports.alerts.channels import Channel, channels, open_channel
from zonereports.alerts.deliveries import Delivery, deliveries
from zonereports.alerts.forgetting import forget_messages, trim_file
from zonereports.alerts.health import Health, all_down
from zonereports.alerts.incidents import Trouble, note_troubles
from zonereports.alerts.message import Headline, Message, compose, digest
from zonereports.alerts.notices import compose_notices
from zonereports.alerts.outbox import Outbox, Promise, SendResult
from zonereports.alerts.remembering import remember
from zonereports.alerts.rendering import render
from zonereports.alerts.subject import Figure, Subject
from zonereports.alerts.subscriptions import NOTICES, REPORTS, TROUBLES, Rule, Subscriptions
from zonereports.alerts.webhook import signature

__all__ = [
    "NOTICES",
    "REPORTS",
    "TROUBLES",
    "Channel",
    "Delivery",
    "Figure",
    "Headline",
    "Health",
    "Message",
    "Outbox",
    "Promise",
    "Rule",
    "SendResult",
    "Subject",
    "Subscriptions",
    "Trouble",
    "all_down",
    "channels",
    "compose",
    "compose_notices",
    "deliveries",
    "digest",
    "forget_messages",
    "note_troubles",
    "open_channel",
    "remember",
    "render",
    "signature",
    "trim_file",
]
