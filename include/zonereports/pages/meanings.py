"""What a check of the gate means, in the language of the reader."""

from __future__ import annotations

from functools import lru_cache

from zonereports.quality import Rule, Rules

_BESIDE = {
    "document_held_back": ("整份报告被扣留。", "Its whole report is held back."),
    "rejected_by_a_person": ("有人决定不发布此行。", "A person decided that it stays out."),
    "readable": ("没有从中读到报告。", "No report could be read in it."),
    "needs_ocr": ("扫描件，要先识别文字。", "A scan: its characters must be recognised first."),
    "attachment_fetched": (
        "报告在附件中，而附件没有取到。",
        "Its report is in a file that was not fetched.",
    ),
}
"""Reasons that are no rule of the gate."""


def meaning(table: str, name: str, language: str, otherwise: str = "") -> str:
    """One sentence on what a failure means.

    Args:
        table: documents or observations.
        name: of the check.
        language: zh or en.
        otherwise: what is said of a check that the rules no longer have; its name by default.
    """
    if beside := _BESIDE.get(name):
        return beside[language == "en"]
    rule = _rules().get((table, name))
    if rule is None:
        return otherwise or name
    return rule.zh or rule.why if language == "zh" else rule.why


@lru_cache(maxsize=1)
def _rules() -> dict[tuple[str, str], Rule]:
    return {(rule.table, rule.name): rule for rule in Rules.read().rules}
