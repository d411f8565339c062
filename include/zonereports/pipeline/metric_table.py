"""Every metric of the platform: its name, kind, unit and meaning.

docs/operations.md holds the same table (`python -m zonereports.pipeline.metric_table`), and the
dashboard may name nothing else. A name bears its variant (`answers.could_not_look`) and no tag, so
that plain StatsD, which knows no tags, loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["counter", "gauge", "timer"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing that is measured."""

    name: str
    """As a task emits it; Airflow puts `[metrics] statsd_prefix` or `otel_prefix` before it."""
    kind: Kind
    unit: str
    task: str
    """DAG and task that emit it."""
    meaning: str

    def in_prometheus(self, prefix: str = "airflow") -> str:
        """What the StatsD exporter makes of the name; it turns the milliseconds into seconds."""
        return f"{prefix}_{self.name}".replace(".", "_")


_CRAWL, _ANNOUNCE = "crawl_sites.crawl", "crawl_sites.announce"
_PUBLISH = "publish_reports.publish"
_SEND, _WATCH = "send_alerts.send", "watch_zones.watch"

_ROWS: tuple[tuple[str, Kind, str, str, str], ...] = (
    ("answers.new", "counter", "visits", _CRAWL, "visits that archived a page"),
    ("answers.nothing_new", "counter", "visits", _CRAWL, "the listing was seen, all known"),
    ("answers.could_not_look", "counter", "visits", _CRAWL, "the site was not seen"),
    ("answers.not_recognisable", "counter", "visits", _CRAWL, "it is not what its YAML says"),
    ("pages.found", "counter", "pages", _CRAWL, "pages archived that are new or changed"),
    ("requests.sent", "counter", "requests", _CRAWL, "requests to sites, robots.txt included"),
    ("requests.failed", "counter", "requests", _CRAWL, "those that ended in an error"),
    ("requests.challenged", "counter", "requests", _CRAWL, "those answered by a challenge"),
    ("requests.forbidden", "counter", "requests", _CRAWL, "not sent: robots.txt forbids it"),
    ("requests.conditional", "counter", "requests", _CRAWL, "asked with a copy at hand"),
    ("requests.not_modified", "counter", "requests", _CRAWL, "of these, answered with 304"),
    ("requests.bytes", "counter", "bytes", _CRAWL, "bodies, over the wire"),
    ("requests.latency", "timer", "ms", _CRAWL, "from asking to the last byte, each request"),
    ("requests.waited", "timer", "ms", _CRAWL, "before asking, for politeness"),
    (
        "captures.waiting",
        "gauge",
        "pages",
        f"{_ANNOUNCE}`, `{_PUBLISH}",
        "archived, not yet published",
    ),
    ("publish.reports", "counter", "reports", _PUBLISH, "versions of reports published"),
    ("publish.rows", "counter", "rows", _PUBLISH, "observations published"),
    ("publish.quarantined", "counter", "rows", _PUBLISH, "rows refused by the gate"),
    ("publish.held_back", "counter", "reports", _PUBLISH, "reports refused whole"),
    ("publish.unreadable", "counter", "pages", _PUBLISH, "pages without a readable report"),
    ("publish.needs_ocr", "counter", "pages", _PUBLISH, "scanned papers and pictures"),
    ("publish.contradictions", "counter", "findings", _PUBLISH, "reports against themselves"),
    ("publish.across_years", "counter", "findings", _PUBLISH, "reports against each other"),
    ("publish.events", "counter", "events", _PUBLISH, "first, corrected, withdrawn and so on"),
    ("alerts.sent", "counter", "messages", _SEND, "messages that a channel took"),
    ("alerts.refused", "counter", "messages", _SEND, "messages that a channel did not take"),
    ("alerts.delay", "timer", "ms", _SEND, "from the event to acceptance, digests left out"),
    (
        "alerts.waiting",
        "gauge",
        "messages",
        _SEND,
        "promised, not yet sent, dead ones left out",
    ),
    ("alerts.dead", "gauge", "messages", _SEND, "dead letters"),
    ("watch.opened", "counter", "notices", _WATCH, "troubles of sites and zones that began"),
    ("watch.closed", "counter", "notices", _WATCH, "troubles that ended"),
    ("watch.standing", "gauge", "notices", _WATCH, "troubles there are now"),
    ("watch.could_not_look", "gauge", "zones", _WATCH, "due reports whose site was not seen"),
)

METRICS = tuple(
    Metric(f"zonereports.{name}", kind, unit, task, meaning)
    for name, kind, unit, task, meaning in _ROWS
)


def as_markdown() -> str:
    """The table for docs/operations.md."""
    lines = ["| metric | kind | unit | emitted by | what |", "|---|---|---|---|---|"]
    lines += [
        f"| `{one.name}` | {one.kind} | {one.unit} | `{one.task}` | {one.meaning} |"
        for one in METRICS
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(as_markdown())
