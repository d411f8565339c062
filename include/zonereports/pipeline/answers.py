"""What an archived answer offers beside its report: files, and where it led."""

from __future__ import annotations

from zonereports.archive import Capture
from zonereports.document import find_attachments
from zonereports.errors import WrongSetting
from zonereports.fetch import Response
from zonereports.sites import Link, canonical_url


def attachments_of(response: Response, capture: Capture) -> tuple[Link, ...]:
    """The files that a page offers; a file offers none."""
    if capture.kind != "article" or b"<" not in response.body[:16]:
        return ()
    return find_attachments(response.body, url=capture.url, content_type=capture.content_type)


def redirect_of(response: Response) -> str | None:
    """The address that answered, when more than its scheme is another one."""
    try:
        asked, answered = canonical_url(response.url), canonical_url(response.final_url)
    except WrongSetting:
        return None
    same = asked.partition("://")[2] == answered.partition("://")[2]
    return None if same else answered
