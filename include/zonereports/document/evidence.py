"""What a page says of itself beside its text, each fact with the place where it was found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zonereports.document.dates import date_in_address, find_date, find_partial_date
from zonereports.document.document import Conflict, DatedFact, DateKind
from zonereports.document.facts import find_facts, find_labels
from zonereports.document.furniture import squeeze
from zonereports.document.signoff import SignOff

_METAS = ("pubdate", "publishdate", "firstpublishedtime", "article:published_time")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,14}[〔\[［（(【]\s*(?:19|20)\d{2}\s*[〕\]］）)】]\s*第?\d{1,5}\s*号"
)
_WHOLE_NUMBER = re.compile(rf"[（(]?{_NUMBER.pattern}[)）]?")
_HEAD = 4
"""Lines under a title in which a document number may stand."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labelled facts of a page and the metas that say the same."""

    facts: Mapping[str, str]
    labels: Mapping[str, str]
    meta: Mapping[str, str]

    @classmethod
    def of(cls, lines: Sequence[str], meta: Mapping[str, str]) -> Labelled:
        """Read from the lines around a report."""
        return cls(find_facts(lines), find_labels(lines), meta)

    def where(self, field: str) -> str:
        """The place of a labelled fact."""
        return f"label {self.labels[field]}"

    @property
    def source(self) -> tuple[str | None, str | None]:
        """来源 and where it was found."""
        if self.facts.get("source"):
            return self.facts["source"], self.where("source")
        said = self.meta.get("contentsource") or None
        return said, "meta tag contentsource" if said else None


def find_dates(
    page: Labelled, *, listed_on: date | None, url: str, signed: SignOff
) -> tuple[DatedFact, ...]:
    """All dates that are said of a report, the strongest evidence of publication first.

    List row, then meta, then label; the address behind them, because migrations change it. What
    was written or signed on a day is no publication.
    """
    found: list[DatedFact] = []
    if listed_on is not None:
        found.append(DatedFact("listed", listed_on, "day", "list row"))
    for name in _METAS:
        if (day := find_date(page.meta.get(name, ""))) is not None:
            found.append(DatedFact("meta", day, "day", f"meta tag {name}"))
    for field in ("published", "time", "written"):
        said = find_partial_date(page.facts.get(field, ""))
        if said is not None:
            kind: DateKind = "written" if field == "written" else "published"
            found.append(DatedFact(kind, *said, page.where(field)))
    if "://" in url and (day := date_in_address(url)) is not None:
        found.append(DatedFact("address", day, "day", "address"))
    if signed.signed_on is not None:
        found.append(DatedFact("signed", signed.signed_on, "day", "signature"))
    elif signed.signed_in is not None:
        found.append(DatedFact("signed", signed.signed_in, "month", "signature"))
    return tuple(found)


def publication(dates: Sequence[DatedFact]) -> tuple[DatedFact | None, tuple[Conflict, ...]]:
    """The date of publication, and where others contradict it.

    One meta tag speaks, and one label; a day in an address is believed when nothing else is said.
    """
    said: list[DatedFact] = []
    for fact in dates:
        if fact.kind in ("listed", "meta", "published") and fact.precision == "day":
            said += [] if any(one.kind == fact.kind for one in said) else [fact]
    chosen = next(iter(said), None) or next((one for one in dates if one.kind == "address"), None)
    conflicts = []
    if len({one.on for one in said}) > 1:
        told = tuple((one.on.isoformat(), one.found_in) for one in said)
        conflicts.append(Conflict("published_at", told, told[0][0]))
    signed = next((one for one in dates if one.kind == "signed"), None)
    if chosen is not None and signed is not None and signed.on > chosen.on:
        told = (
            (signed.on.isoformat(), signed.found_in),
            (chosen.on.isoformat(), f"published: {chosen.found_in}"),
        )
        conflicts.append(Conflict("signed_on", told, told[0][0]))
    return chosen, tuple(conflicts)


def document_number(page: Labelled, lines: Sequence[str]) -> tuple[str | None, str | None]:
    """文号 and where it was found: under its label, or on a line of its own under the title."""
    said = page.facts.get("number", "")
    if re.search(r"\d", said) and find_date(said) is None:
        return said, page.where("number")
    for line in lines[:_HEAD]:
        if _WHOLE_NUMBER.fullmatch(line.strip()) and (found := _NUMBER.search(line)):
            return squeeze(found.group()), "line under the title"
    return None, None


def places_of_title(title: str | None, places: Sequence[tuple[str, str | None]]) -> str | None:
    """Where a title stands, of the places that were looked at: (place, what it says)."""
    if title is None:
        return None
    bare = squeeze(title)
    found = [place for place, said in places if said and bare in squeeze(said)]
    return ", ".join(dict.fromkeys(found)) or "text"
