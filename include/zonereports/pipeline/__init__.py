"""The verbs that DAGs, shell and tests call."""

from typing import TYPE_CHECKING

from zonereports.front_door import lazy_door
from zonereports.pipeline.probe import Probe, probe

if TYPE_CHECKING:
    from zonereports.pipeline.backup import Backup, verify_backup
    from zonereports.pipeline.check import Answer, SiteCheck, checks_of, newest_check
    from zonereports.pipeline.discovery import DAILY, Reach, backfill
    from zonereports.pipeline.draft import key_of
    from zonereports.pipeline.evidence_words import EVIDENCE_WORDS
    from zonereports.pipeline.files import find_files
    from zonereports.pipeline.fixtures import check_fixtures, refuse_known, write_site
    from zonereports.pipeline.measures import (
        Sample,
        backlog_samples,
        crawl_samples,
        publish_samples,
        send_samples,
        watch_samples,
    )
    from zonereports.pipeline.metric_table import METRICS, Metric
    from zonereports.pipeline.pipeline import Pipeline
    from zonereports.pipeline.publish_result import PublishResult
    from zonereports.pipeline.rebuilding import Rebuilt
    from zonereports.pipeline.replaying import ReplayResult
    from zonereports.pipeline.review import Decided, Review
    from zonereports.pipeline.rows import proof_columns
    from zonereports.pipeline.run_result import RunResult
    from zonereports.pipeline.stores import utc_now
    from zonereports.pipeline.switches import Switch, switch_site, switched_off
    from zonereports.pipeline.tables import every_table
    from zonereports.pipeline.watch import Absent, SiteHealth, WatchResult

__all__ = [
    "DAILY",
    "EVIDENCE_WORDS",
    "METRICS",
    "Absent",
    "Answer",
    "Backup",
    "Decided",
    "Metric",
    "Pipeline",
    "Probe",
    "PublishResult",
    "Reach",
    "Rebuilt",
    "ReplayResult",
    "Review",
    "RunResult",
    "Sample",
    "SiteCheck",
    "SiteHealth",
    "Switch",
    "WatchResult",
    "backfill",
    "backlog_samples",
    "check_fixtures",
    "checks_of",
    "crawl_samples",
    "every_table",
    "find_files",
    "key_of",
    "newest_check",
    "probe",
    "proof_columns",
    "publish_samples",
    "refuse_known",
    "send_samples",
    "switch_site",
    "switched_off",
    "utc_now",
    "verify_backup",
    "watch_samples",
    "write_site",
]

__getattr__, __dir__ = lazy_door(__name__)
