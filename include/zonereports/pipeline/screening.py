"""Error pages that are served as if they were pages, told from their bytes alone."""

from __future__ import annotations

from zonereports.errors import SoftNotFound, ZoneReportsError
from zonereports.fetch import Response, check_page, decode

_FILES = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files begin; everything else is a page, or an error page."""


def soft_failure(response: Response) -> ZoneReportsError | None:
    """What is wrong with an article that came with status 200; None when it is a page or a file."""
    if response.body.startswith(_FILES):
        return None
    text, _ = decode(response.body, response.header("content-type"))
    try:
        check_page(response, text)
    except ZoneReportsError as error:
        return error
    return None


def outcome_of(error: ZoneReportsError) -> str:
    """The outcome that settles a capture with such a failure."""
    return "soft 404" if isinstance(error, SoftNotFound) else type(error).__name__
