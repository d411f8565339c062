"""What a form about a refused row says: read, and held against the row that the person saw."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zonereports.errors import WrongSetting
from zonereports.pages.reader import Row
from zonereports.quality import CORRECTABLE, DecisionKind

_OPEN_AGAIN = "open the quality page again and look at the row as it is now"


@dataclass(frozen=True, slots=True)
class Word:
    """What a person filled in about one refused row."""

    quarantine_id: str
    kind: DecisionKind
    why: str
    seen: str
    """`seen_as` of the row on the page that bore the form."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Column to what its field holds; a field that was left as it was changes nothing."""


@dataclass(frozen=True, slots=True)
class Form:
    """What may be decided about a row."""

    kinds: tuple[DecisionKind, ...]
    """None when the row has no key."""
    fields: Mapping[str, str]
    """The columns that may be corrected, with what they hold now."""
    seen: str


def form_for(row: Row) -> Form:
    """The form of a refused row: what it may ask, and the values that stand in its fields."""
    if not row["document_id"] or str(row["row_id"]).startswith("content:"):
        return Form((), {}, "")
    kinds: tuple[DecisionKind, ...] = ("release", "correct", "reject")
    if list(row["expectations"]) == ["document_held_back"]:
        # It comes with its document: there is nothing in the row itself to accept.
        kinds = ("correct", "reject")
    columns = CORRECTABLE.get(row["table"], ())
    return Form(kinds, {name: _shown(row["held"].get(name)) for name in columns}, seen_as(row))


def seen_as(row: Row) -> str:
    """A digest of all that a decision is about: the row, what it fails and what was said of it."""
    before = row["decision"].decision_id if row["decision"] else None
    told = [row["row"], list(row["expectations"]), before]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:32]


def changes_of(word: Word, row: Row | None) -> dict[str, str | None]:
    """What a form changes in its row: column to new value, None for one that was emptied.

    A correction that holds already is kept where the form does not touch it: of a row only the last
    decision holds.

    Raises:
        WrongSetting: no reason, a row that is gone or another by now, a column that no person may
            set, a correction that corrects nothing, or new values without a correction.
    """
    if not word.why.strip():
        raise WrongSetting("a decision without a reason", next_step="say why, for the next reader")
    if row is None or seen_as(row) != word.seen:
        raise WrongSetting("the row has changed since the page was made", next_step=_OPEN_AGAIN)
    form = form_for(row)
    if word.kind not in form.kinds:
        raise WrongSetting(
            f"a {word.kind} of this row is not possible",
            next_step="decide about its document, or correct the site's file",
        )
    if foreign := sorted(set(word.values) - set(form.fields)):
        raise WrongSetting(
            f"{foreign[0]} of {row['table']} cannot be corrected", next_step=_OPEN_AGAIN
        )
    new = {
        name: _shown(value) or None
        for name, value in word.values.items()
        if _shown(value) != form.fields[name]
    }
    if word.kind != "correct":
        if new:
            raise WrongSetting(
                f"a {word.kind} changes no value, and {', '.join(new)} was changed",
                next_step="choose to correct, or leave the values as they are",
            )
        return {}
    if not new:
        raise WrongSetting(
            "a correction without a new value", next_step="change the value that is wrong"
        )
    before = row["decision"]
    kept = dict(before.changes) if before is not None and before.kind == "correct" else {}
    return {name: None if old is None else str(old) for name, old in kept.items()} | new


def _shown(value: Any) -> str:
    # As a browser keeps it in a field of one line.
    return "" if value is None else " ".join(str(value).split())
