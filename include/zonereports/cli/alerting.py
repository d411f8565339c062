"""Commands about messages: alerts send, list, resend, rules, preview."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

Commands = Any  # argparse keeps the type of add_subparsers private


def add(commands: Commands) -> None:
    """Add the commands of this module."""
    alerts = commands.add_parser("alerts", help="messages").add_subparsers(
        required=True, metavar="ACTION"
    )
    parser = alerts.add_parser("send", help="deliver what is due")
    parser.set_defaults(command=_send)
    parser = alerts.add_parser("list", help="messages with their state, oldest first, as JSON")
    parser.add_argument("--waiting", action="store_true", help="only those not sent yet")
    parser.add_argument("--dead", action="store_true", help="only those given up")
    parser.set_defaults(command=_list)
    parser = alerts.add_parser("resend", help="make a dead letter due again")
    parser.add_argument("key", metavar="ID", help="key of the message, or all")
    parser.add_argument("--channel", help="only to this channel")
    parser.set_defaults(command=_resend)
    parser = alerts.add_parser("rules", help="check the subscriptions and show where they go")
    parser.set_defaults(command=_rules)
    parser = alerts.add_parser("preview", help="when a rule would have fired")
    parser.add_argument("rule", metavar="RULE")
    parser.add_argument("--days", type=_days, default=365, help="how far back (365)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(command=_preview)


def _days(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 36_500:
        raise argparse.ArgumentTypeError(f"{text} is no number of days from 1 to 36500")
    return int(text)


def _pipeline() -> Any:
    from zonereports.pipeline import Pipeline

    return Pipeline.from_env()


def _send(_: argparse.Namespace) -> int:
    result = _pipeline().send_alerts()
    dead = f", {result.dead} of them dead" if result.dead else ""
    print(f"{result.sent} sent, {result.waiting} waiting{dead}")
    for line in result.failed:
        print(line, file=sys.stderr)
    return 1 if result.failed else 0


def _list(given: argparse.Namespace) -> int:
    for row in _pipeline().outbox.rows(unsent=given.waiting, dead=given.dead):
        print(json.dumps(row, ensure_ascii=False, default=str))
    return 0


def _resend(given: argparse.Namespace) -> int:
    count = _pipeline().resend_alerts(given.key, channel=given.channel)
    print(f"{count} due again; zonereports alerts send delivers")
    return 0


def _rules(_: argparse.Namespace) -> int:
    pipeline = _pipeline()
    subscriptions = pipeline.subscriptions
    for rule in subscriptions.rules:
        told = rule.model_dump(mode="json", exclude_defaults=True, exclude={"pace", "quiet"})
        told["pace"] = rule.pace.kind
        if rule.quiet:
            told["quiet"] = str(rule.quiet)
        print(json.dumps(told, ensure_ascii=False))
    opened, wrong = subscriptions.channels(alerts_file=pipeline.settings.alerts_file)
    print(f"channels: {', '.join(channel.name for channel in opened) or 'none'}")
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def _preview(given: argparse.Namespace) -> int:
    fired = _pipeline().preview_alerts(given.rule, days=given.days)
    for event, why, due_at in fired:
        if given.json:
            told = {**event, "why": why, "due_at": due_at.isoformat()}
            print(json.dumps(told, ensure_ascii=False, default=str))
        else:
            place = event["zone"] or event["site"]
            print(f"{due_at:%Y-%m-%d %H:%M}  {place} {event['report_year'] or ''}  {why}")
    if not given.json:
        print(f"{len(fired)} in {given.days} days")
    return 0
