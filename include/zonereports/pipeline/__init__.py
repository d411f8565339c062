"""The verbs that DAGs, shell and tests call."""

from zonereports.pipeline.check import Answer, SiteCheck
from zonereports.pipeline.files import find_files
from zonereports.pipeline.pipeline import Pipeline, RunResult
from zonereports.pipeline.publish import PublishResult

__all__ = ["Answer", "Pipeline", "PublishResult", "RunResult", "SiteCheck", "find_files"]
