"""Error pages that are served as if they were pages, told from their bytes alone."""

from __future__ import annotations

from zonereports.document import is_file
from zonereports.errors import (
    Challenged,
    Refused,
    SoftNotFound,
    UnreadablePage,
    ZoneReportsError,
)
from zonereports.fetch import Response, check_page, decode

_SOFT_404 = "soft 404"
_OUTCOMES = frozenset({_SOFT_404, Challenged.__name__, Refused.__name__})


def soft_failure(response: Response) -> ZoneReportsError | None:
    """What is wrong with an answer that came with status 200; None when it is a page or a file.

    None also for bytes that are neither: they wait in the archive for `publish`, which says why.
    """
    if is_file(response.body):
        return None
    try:
        text, _ = decode(response.body, response.header("content-type"))
    except UnreadablePage:
        return None
    try:
        check_page(response, text)
    except ZoneReportsError as error:
        return error
    return None


def outcome_of(error: ZoneReportsError) -> str:
    """The outcome that settles a capture with such a failure."""
    return _SOFT_404 if isinstance(error, SoftNotFound) else type(error).__name__


def is_failure(outcome: str | None) -> bool:
    """Whether a capture was settled as an error page: it is asked for again."""
    return outcome in _OUTCOMES
