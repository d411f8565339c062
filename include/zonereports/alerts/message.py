"""The facts of an alert; `rendering` puts them into words for a channel and a language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from zonereports.alerts.subject import Subject
from zonereports.events import Event

_PROOF = ("old_url", "old_date", "new_date", "name", "attachment")
_CHANGES_KEPT = 40
"""A page that was rewritten whole has hundreds: the evidence page shows them all."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One headline indicator of the report, as printed."""

    label: str
    value: str
    """Number with unit, as written."""
    growth: str | None = None
    """Growth on the year, as written."""


@dataclass(frozen=True, slots=True)
class Message:
    """One alert, the same for every channel."""

    key: str
    """Idempotency key: the id of the event, of the digest or of the trouble."""
    kind: str
    title: str
    """What happened, in one line of Chinese."""
    body: str
    """The rest, in Chinese plain text."""
    url: str
    facts: Mapping[str, object] = field(default_factory=dict)
    """What the templates show: place, year, headlines, changes, addresses; see `compose`."""

    def to_json(self) -> str:
        """The line that the outbox and the file channel keep."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    @classmethod
    def from_json(cls, line: str) -> Message:
        """The reverse of `to_json`."""
        return cls(**json.loads(line))


def compose(
    event: Event,
    *,
    county: str | None,
    headlines: Sequence[Headline] = (),
    evidence: str | None = None,
    subject: Subject | None = None,
) -> Message:
    """Say what happened, with the figures, the address of the page and where the proof stands.

    Args:
        event: what happened.
        county: whose site it was seen on.
        headlines: the figures to be shown.
        evidence: address or path of the evidence page of this version.
        subject: what is known of the report beside the event.
    """
    version = event.version
    changes: list[dict[str, str]] = []
    for change in event.changes[:_CHANGES_KEPT]:
        if change.numbers:
            changes += [
                {"context": context, "old": old, "new": new} for old, new, context in change.numbers
            ]
        else:
            changes.append({"context": "", "old": change.old, "new": change.new})
    facts: dict[str, object] = {
        "kind": event.kind,
        "site": version.site,
        "zone": version.zone,
        "county": county,
        "province": subject.province if subject else None,
        "level": subject.zone_level if subject else None,
        "year": version.report_year,
        "page_title": version.title,
        "document_id": version.document_id,
        "happened_at": event.happened_at.isoformat(),
        "headlines": [asdict(one) for one in headlines],
        "changes": changes,
        "changes_left_out": max(0, len(event.changes) - _CHANGES_KEPT),
        "proof": {name: value for name, value in event.evidence if name in _PROOF},
        "url": event.url,
        "evidence": evidence,
        "query": _query(version.document_id),
    }
    return told(event.event_id, event.kind, event.url, facts)


def digest(messages: Sequence[Message], *, rule: str, pace: str) -> Message:
    """Several messages as one; the same messages make the same key.

    Args:
        messages: at least one.
        rule: the subscription that gathered them, or "" for a flood.
        pace: daily, weekly or flood.
    """
    keys = "\n".join(sorted(message.key for message in messages))
    facts = {
        "kind": "digest",
        "pace": pace,
        "rule": rule,
        "items": [
            {**message.facts, "title": message.title, "url": message.url} for message in messages
        ],
    }
    name = hashlib.sha256(f"{rule}\n{keys}".encode()).hexdigest()[:20]
    return told(f"digest-{name}", "digest", messages[0].url, facts)


def trouble(
    key: str, *, over: bool, cause: str, meaning: str, subjects: Mapping[str, str], since: datetime
) -> Message:
    """That something fails for one cause, or that it works again.

    Args:
        key: the same for the same trouble.
        over: whether it works again.
        cause: name of the error.
        meaning: what to do, in one line.
        subjects: what is concerned, each with its detail.
        since: when it was first seen; aware.
    """
    facts = {
        "kind": "recovered" if over else "trouble",
        "cause": cause,
        "meaning": meaning,
        "subjects": dict(subjects),
        "since": since.isoformat(timespec="minutes"),
    }
    return told(key, str(facts["kind"]), "", facts)


def told(key: str, kind: str, url: str, facts: Mapping[str, object]) -> Message:
    """A message with its Chinese words beside its facts: the file and the outbox keep both."""
    from zonereports.alerts.rendering import render

    bare = Message(key, kind, "", "", url, facts)
    said = render(bare, language="zh", form="text")
    return Message(key, kind, said.title, said.body, url, facts)


def _query(document_id: str) -> str:
    return (
        'zonereports lake query "select label, measure, value, unit, quote from observations where '
        f"document_id = '{document_id}'\""
    )
