"""How we behaved at a host: a report that its owner can be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median

from zonereports.fetch.ledger import RequestLedger
from zonereports.fetch.manners import CHINA, china_day
from zonereports.fetch.request_record import RequestRecord
from zonereports.state import State


@dataclass(frozen=True, slots=True)
class PolitenessReport:
    """What was asked of one host since a moment, and how."""

    host: str
    since: datetime
    first_at: datetime | None
    """Aware, UTC; None when nothing was asked."""
    last_at: datetime | None
    user_agents: tuple[str, ...]
    sites: tuple[str, ...]
    """Keys of the sites that it was asked for."""
    requests: int
    per_day: dict[str, int]
    """By day in China time."""
    median_spacing_s: float | None
    """From the end of one request to the start of the next; pauses between visits included."""
    least_spacing_s: float | None
    kinds: dict[str, int]
    statuses: dict[str, int]
    """`no answer` beside the numbers."""
    errors: dict[str, int]
    conditional: int
    """Asked with the marks of a copy at hand."""
    not_modified: int
    """Of these, answered with 304."""
    robots: dict[str, int]
    """`allowed`, `is robots.txt`, and `forbidden`: addresses that were left alone."""
    bytes: int

    @property
    def not_modified_share(self) -> float | None:
        """Share of the conditional requests that were answered with 304."""
        return self.not_modified / self.conditional if self.conditional else None

    def as_json(self) -> dict[str, object]:
        """Everything as texts and numbers."""
        told = asdict(self) | {"not_modified_share": self.not_modified_share}
        for name in ("since", "first_at", "last_at"):
            told[name] = told[name].isoformat() if told[name] else None
        return told

    def __str__(self) -> str:
        lines = [f"Requests to {self.host} since {_shown(self.since)}"]
        if not self.requests:
            left = self.robots.get("forbidden", 0)
            lines.append("none" + (f"; {left} addresses left alone for robots.txt" if left else ""))
            return "\n".join(lines)
        per_day = list(self.per_day.values())
        rows = [
            ("asked by", "; ".join(self.user_agents)),
            ("for the sites", ", ".join(self.sites) or "-"),
            ("requests", f"{self.requests}, {self.bytes:,} bytes"),
            ("first and last", f"{_shown(self.first_at)}, {_shown(self.last_at)}"),
            ("per day", f"median {median(per_day):g}, most {max(per_day)}, on {len(per_day)} days"),
            (
                "between two",
                f"median {_s(self.median_spacing_s)}, least {_s(self.least_spacing_s)}",
            ),
            ("kinds", _counts(self.kinds)),
            ("statuses", _counts(self.statuses)),
            ("errors", _counts(self.errors)),
            ("conditional", f"{self.conditional}, of which 304: {self.not_modified}"),
            ("robots.txt", _counts(self.robots)),
        ]
        return "\n".join([*lines, *(f"{name:>15}  {value}" for name, value in rows)])


def politeness_report(state: State, host: str, since: datetime) -> PolitenessReport:
    """How we behaved at a host.

    Args:
        state: where the ledger is.
        host: with or without a port; without one, all its ports count as one host.
        since: aware.
    """
    rows = RequestLedger(state).requests(host=host, since=since)
    sent = [row for row in rows if row.sent]
    gaps = _gaps(sent)
    return PolitenessReport(
        host=host,
        since=since,
        first_at=sent[0].started_at if sent else None,
        last_at=sent[-1].started_at if sent else None,
        user_agents=tuple(sorted({row.user_agent for row in sent if row.user_agent})),
        sites=tuple(sorted({row.site for row in rows if row.site})),
        requests=len(sent),
        per_day=_count(china_day(row.started_at).isoformat() for row in sent),
        median_spacing_s=median(gaps) if gaps else None,
        least_spacing_s=min(gaps) if gaps else None,
        kinds=_count(row.kind for row in sent),
        statuses=_count(str(row.status or "no answer") for row in sent),
        errors=_count(row.error for row in sent if row.error),
        conditional=sum(row.conditional for row in sent),
        not_modified=sum(row.not_modified for row in sent),
        robots=_count(row.robots for row in rows),
        bytes=sum(row.bytes for row in sent),
    )


def _gaps(rows: Sequence[RequestRecord]) -> list[float]:
    return [
        (after.started_at - before.started_at).total_seconds() - before.elapsed_s
        for before, after in pairwise(rows)
    ]


def _count(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _counts(counted: dict[str, int]) -> str:
    return ", ".join(f"{name}: {count}" for name, count in counted.items()) or "none"


def _s(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.1f} s"


def _shown(moment: datetime | None) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}" if moment else "-"
