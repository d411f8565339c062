"""What is the matter with a source, from what its visits answered."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from zonereports.events.notice import NoticeKind, Trouble

FAILED_IN_A_ROW = 3
"""Visits; one lost day is the weather of the network, and `answers` is red already."""
SILENT_DEFAULT = timedelta(days=183)
"""For a source whose rhythm is not known: the rules for government sites count notices as stale
after six months (field guide, section 8)."""
SILENT_LEAST = timedelta(days=28)
"""Twice the two weeks after which the same rules count news as stale."""
_GAPS_KNOWN = 6
_SHRUNK_TO = 0.6
_LISTS_KNOWN = 5
CERTIFICATE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Look:
    """One visit to a site."""

    at: datetime
    """Aware, UTC."""
    error: str | None
    """Name of the error; None when it was seen and understood."""
    recognisable: bool
    """False: the site answered, and not as its YAML says."""
    detail: str | None
    links: int
    pages_read: int | None
    newest: date | None
    """Newest date on its listings."""
    looks_like: str | None
    capture: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a site."""

    site: str
    family: str
    url: str
    """Of its first listing."""
    looks: Sequence[Look]
    """The visits of the last weeks, oldest first."""
    newest: Sequence[date] = ()
    """The newest dates that its listings ever showed, each once."""
    held_back: Mapping[str, str] = field(default_factory=dict)
    """Documents that did not pass, with the reason."""
    certificates: Mapping[str, datetime] = field(default_factory=dict)
    """By host: when the certificate that it showed last ends."""


def troubles(source: Source, now: datetime) -> Iterator[Trouble]:
    """Everything that is the matter with a source now."""
    yield from _failing(source)
    yield from _silent(source, now)
    yield from _shrinking(source)
    if source.held_back:
        documents = sorted(source.held_back)
        yield Trouble(
            "held back",
            source.site,
            "quality",
            f"{len(documents)} held back: {source.held_back[documents[0]]}",
            evidence=(("documents", " ".join(documents)),),
        )
    for host, ends in sorted(source.certificates.items()):
        if ends - now <= timedelta(days=CERTIFICATE_DAYS):
            yield Trouble(
                "certificate",
                source.site,
                "certificate",
                f"the certificate of {host} ends on {ends:%Y-%m-%d}",
                subject=host,
                evidence=(("ends", ends.isoformat()),),
            )


def unknowable(source: Source) -> frozenset[NoticeKind]:
    """Kinds of trouble of which nobody can say that they are over, since the last visit failed."""
    if source.looks and source.looks[-1].error is None:
        return frozenset()
    return frozenset(
        ("not seen", "challenged", "source changed", "source silent", "list shrinking")
    )


def rhythm_of(newest: Sequence[date]) -> timedelta | None:
    """How long a source stays without a new row at most; None when too few came to tell.

    Twice the pause that 19 of its 20 do not exceed.

    >>> rhythm_of([date(2026, 1, day) for day in (1, 4, 6, 9, 11, 12, 31)])
    datetime.timedelta(days=38)
    """
    days = sorted(set(newest))
    gaps = sorted((later - earlier).days for earlier, later in zip(days, days[1:], strict=False))
    if len(gaps) < _GAPS_KNOWN:
        return None
    usual = gaps[math.ceil(0.95 * len(gaps)) - 1]
    return max(SILENT_LEAST, timedelta(days=2 * usual))


def _failing(source: Source) -> Iterator[Trouble]:
    if not source.looks or source.looks[-1].error is None:
        return
    last = source.looks[-1]
    evidence = (("url", source.url), ("error", str(last.error)), ("capture", last.capture or ""))
    detail = last.detail or str(last.error)
    if last.error == "Challenged":
        yield Trouble("challenged", source.site, "Challenged", detail, evidence=evidence)
    elif not last.recognisable:
        proposed = last.looks_like if last.looks_like not in (None, source.family) else None
        hint = f"; it looks like {proposed} now" if proposed else ""
        yield Trouble(
            "source changed",
            source.site,
            str(last.error),
            detail + hint,
            evidence=(*evidence, ("family", proposed or "")),
        )
    else:
        failed = 0
        for look in reversed(source.looks):
            if look.error is None:
                break
            failed += 1
        if failed >= FAILED_IN_A_ROW:
            since = source.looks[-failed].at
            yield Trouble(
                "not seen",
                source.site,
                str(last.error),
                f"{failed} visits failed since {since:%Y-%m-%d}: {detail}",
                evidence=(*evidence, ("since", since.isoformat())),
            )


def _silent(source: Source, now: datetime) -> Iterator[Trouble]:
    seen = [look for look in source.looks if look.error is None]
    if not seen or source.looks[-1].error is not None:
        return
    if not source.newest:
        return
    newest, known = max(source.newest), rhythm_of(source.newest)
    silent, allowed = now.date() - newest, known or SILENT_DEFAULT
    if silent > allowed:
        usual = "its own rhythm" if known else "the default"
        yield Trouble(
            "source silent",
            source.site,
            "silent",
            f"nothing new since {newest}: {silent.days} days, {usual} allows {allowed.days}",
            evidence=(("url", source.url), ("newest", newest.isoformat())),
        )


def _shrinking(source: Source) -> Iterator[Trouble]:
    seen = [look for look in source.looks if look.error is None]
    if not seen or source.looks[-1].error is not None:
        return
    # A quiet visit reads one page and a busy one two: only equals are compared.
    last = seen[-1]
    alike = [look.links for look in seen[:-1] if look.pages_read == last.pages_read][-20:]
    if len(alike) >= _LISTS_KNOWN and last.links < _SHRUNK_TO * median(alike):
        yield Trouble(
            "list shrinking",
            source.site,
            "list shrinking",
            f"{last.links} rows, usually {median(alike):.0f}",
            evidence=(("url", source.url), ("capture", last.capture or "")),
        )
