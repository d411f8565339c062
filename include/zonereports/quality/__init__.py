"""Is this batch fit to publish, and what goes to quarantine and why."""

from zonereports.quality.batch import Batch
from zonereports.quality.decision import (
    CORRECTABLE,
    Decision,
    DecisionKind,
    mark_lapsed,
    read_changes,
    source_digest,
    store_decision,
    stored_decisions,
    withdraw_decision,
)
from zonereports.quality.gate import check
from zonereports.quality.past import Past
from zonereports.quality.printed import Printed, printed
from zonereports.quality.record import StoredVerdict, store_verdict, stored_verdicts
from zonereports.quality.rule import Rule, Rules, Severity
from zonereports.quality.verdict import Failure, Verdict

__all__ = [
    "CORRECTABLE",
    "Batch",
    "Decision",
    "DecisionKind",
    "Failure",
    "Past",
    "Printed",
    "Rule",
    "Rules",
    "Severity",
    "StoredVerdict",
    "Verdict",
    "check",
    "mark_lapsed",
    "printed",
    "read_changes",
    "source_digest",
    "store_decision",
    "store_verdict",
    "stored_decisions",
    "stored_verdicts",
    "withdraw_decision",
]
