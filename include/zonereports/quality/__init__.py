"""Is this batch fit to publish, and what goes to quarantine and why."""

from zonereports.quality.batch import Batch
from zonereports.quality.gate import check
from zonereports.quality.rule import Rule, Rules, Severity
from zonereports.quality.verdict import Failure, Verdict

__all__ = ["Batch", "Failure", "Rule", "Rules", "Severity", "Verdict", "check"]
