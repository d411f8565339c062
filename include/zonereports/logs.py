"""Log lines that say what they are about: the run, the site, the capture.

The package logs with the standard library. `about` binds names by structlog's context variables,
which Airflow's own logging merges into each JSON line of a task, beside its `run_id` and `dag_id`;
`configure` does the same in a shell.
"""

from __future__ import annotations

import json
import logging
from contextlib import AbstractContextManager
from typing import Any, Literal

import structlog

LogFormat = Literal["text", "json"]


def about(
    *, run_id: str | None = None, site: str | None = None, capture: str | None = None
) -> AbstractContextManager[Any]:
    """Every line that is logged inside carries these names; what is None stays as it was."""
    given = {"run_id": run_id, "site": site, "capture": capture}
    return structlog.contextvars.bound_contextvars(
        **{name: value for name, value in given.items() if value is not None}
    )


def configure(level: int, shape: LogFormat) -> None:
    """Log to standard error, for a shell; replaces what was configured before.

    Args:
        level: of the standard library.
        shape: `text` for a person; `json`: one object a line with `timestamp` (UTC), `level`,
            `logger`, `event`, and `run_id`, `site` and `capture` where they are known. A line
            break in a message cannot begin another line in either.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(_json() if shape == "json" else _Line(_TEXT))
    logging.basicConfig(level=level, handlers=[handler], force=True)


_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Line(logging.Formatter):
    """Text in which what a site sent cannot pass for a line of ours."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        record.message = "".join(
            char if char.isprintable() or char == "\t" else repr(char)[1:-1]
            for char in record.message
        )
        return super().formatMessage(record)


def _one_line(line: dict[str, Any], **how: Any) -> str:
    """JSON without the three line ends that it would leave as they are."""
    whole = json.dumps(line, ensure_ascii=False, **how)
    return whole.translate({0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"})


def _json() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(_one_line),
        ],
    )
