"""The words for what the tables hold as codes, in Chinese and English."""

from __future__ import annotations

from zonereports.pipeline import EVIDENCE_WORDS

Label = tuple[str, str]

LABELS: dict[str, dict[str, Label]] = {
    **{
        kind: EVIDENCE_WORDS[kind]
        for kind in ("status", "measure", "scope", "qualifier", "source_kind")
    },
    "quality": {"passed": ("通过", "passed"), "warned": ("需复核", "warned")},
    "answer": {
        "new": ("有新报告", "new"),
        "nothing new": ("没有新报告", "nothing new"),
        "could not look": ("未能查看", "could not look"),
        "not recognisable": ("无法识别", "not recognisable"),
        "not visited": ("尚未访问", "not visited yet"),
        "off": ("已停用", "switched off"),
    },
    "event": {
        "first": ("新报告", "new report"),
        "corrected": ("更正", "corrected"),
        "withdrawn": ("撤下", "withdrawn"),
        "reposted": ("重新发布", "reposted"),
        "moved": ("换址", "moved"),
        "attachment added": ("新增附件", "attachment added"),
        "alternates": ("两种文本交替", "texts alternate"),
        "differs": ("另一处不一致", "a copy differs"),
        "overdue": ("逾期未发布", "overdue"),
        "not seen": ("多次未能查看", "not seen"),
        "challenged": ("要求验证", "challenged"),
        "source silent": ("久无更新", "silent"),
        "source changed": ("网站改版", "site changed"),
        "list shrinking": ("栏目变短", "list shrinking"),
        "held back": ("报告被扣留", "held back"),
        "certificate": ("证书将到期", "certificate"),
        "robots changed": ("robots 变更", "robots changed"),
    },
    "period_kind": {
        "annual": ("年度", "annual"),
        "half_year": ("半年", "half-year"),
        "quarter": ("季度", "quarter"),
    },
    "severity": {
        **EVIDENCE_WORDS["severity"],
        "critical": ("严重", "critical"),
        "warning": ("警告", "warning"),
        "info": ("提示", "info"),
    },
    "finding": {
        **EVIDENCE_WORDS["finding"],
        "unaccounted": ("尚未说明的数字", "digits unaccounted for"),
    },
    "decision": {
        "open": ("待处理", "open"),
        "release": ("放行", "release"),
        "correct": ("更正", "correct"),
        "reject": ("拒绝", "reject"),
    },
    "standing": {
        "holds": ("有效", "holds"),
        "lapsed": ("已失效", "lapsed"),
        "withdrawn": ("已撤回", "withdrawn"),
    },
    "level": {
        "national": ("国家级", "national"),
        "provincial": ("省级", "provincial"),
        "county": ("县级", "county"),
    },
    "table": {
        "documents": ("报告", "reports"),
        "observations": ("数字", "numbers"),
        "findings": ("不一致", "findings"),
        "quarantine": ("隔离区", "quarantine"),
    },
    "run": {
        "success": ("成功", "success"),
        "failed": ("失败", "failed"),
        "running": ("运行中", "running"),
        "queued": ("排队", "queued"),
        "never": ("尚未运行", "never ran"),
    },
}
"""By kind and code. A code that is not here is shown as it is."""


def label(kind: str, code: object, language: str) -> str:
    """The word for a code; the code itself where there is none, and a dash for nothing."""
    if code is None or code == "":
        return "—"
    known = LABELS[kind].get(str(code))
    return str(code) if known is None else known[language == "en"]
