"""From a page to the attachment in which its report stands: 详见附件."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from zonereports.archive import Archive, Capture
from zonereports.document import file_name
from zonereports.errors import AttachmentMissing, NotRecognisable
from zonereports.fetch import Response
from zonereports.logs import about
from zonereports.pipeline.screening import is_failure
from zonereports.sites import Link, canonical_url

log = logging.getLogger(__name__)


class Get(Protocol):
    """Asks the site for an attachment, as politely as for a page; keeps what it refuses."""

    def __call__(self, url: str, *, previous: Capture | None, referer: str) -> Response:
        """The answer; status 304 when it is that of `previous` still."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Fetches what pages point to.

    Args:
        check: refuses an error page that came in a file's place, and settles its capture.
    """

    archive: Archive
    get: Get
    check: Callable[[Response, Capture], None]

    def follow(self, page: Response, capture: Capture) -> list[str]:
        """Archive the attachment that holds the page's report; ids of captures with new bytes.

        Empty when the page holds its report itself, and when the attachment is unchanged.

        Args:
            page: as served, or as the archive holds it.
            capture: the capture of the page.

        Raises:
            CouldNotLook: as the fetcher raises it.
            AttachmentMissing: it is not there, or an error page stands in its place.
        """
        link = attachment_of(page, capture)
        if link is None:
            return []
        url = canonical_url(link.url)
        previous = standing(self.archive, url)
        try:
            response = self.get(url, previous=previous, referer=capture.url)
            if response.status == 304:
                return []
            attached = self.archive.store(
                response,
                kind="attachment",
                site=capture.site,
                link_title=capture.link_title,
                listed_on=capture.listed_on,
                parent=capture.id,
                name=file_name(
                    response.header("Content-Disposition"), said=link.title, url=link.url
                ),
            )
            self.check(response, attached)
        except NotRecognisable as error:
            raise AttachmentMissing(
                f"{capture.url} says that its report is in an attachment, and that is not there: "
                f"{error.what}",
                url=url,
            ) from error
        with about(site=capture.site, capture=attached.id):
            log.info("followed: site=%s page=%s attachment=%s", capture.site, capture.url, url)
        return [] if previous and previous.digest == attached.digest else [attached.id]


def attachment_of(page: Response, capture: Capture) -> Link | None:
    """Where the report of a page stands when it is not on the page."""
    # Loads what reads pages, which a day without news has no use for.
    from zonereports.document import report_attachment

    return report_attachment(
        page.body, url=page.final_url, content_type=capture.content_type, title=capture.link_title
    )


def attached_to(archive: Archive, page: Capture, url: str) -> tuple[Capture | None, bool]:
    """The capture of an attachment as it stood when its page was captured, and whose news it is.

    Told by times and parents alone, never by what was published since: a replay, which knows the
    later captures too, gives the same.

    Returns:
        The capture, None when it was never fetched; and whether it waits to be read for itself:
        fetched with this page, and with bytes of its own.
    """
    captures = archive.captures_at(url)
    usable = [one for one in captures if not is_failure(one.outcome)]
    fetched_with = next((one for one in usable if one.parent == page.id), None)
    if fetched_with is not None:
        return fetched_with, not _repeats(captures, fetched_with)
    before = [one for one in usable if one.fetched_at <= page.fetched_at]
    return (before[-1] if before else None), False


def _repeats(captures: list[Capture], capture: Capture) -> bool:
    """Whether it brought the very bytes of the one before it, and so was settled at once."""
    before = [
        one
        for one in captures
        if one.kind == capture.kind and (one.fetched_at, one.id) < (capture.fetched_at, capture.id)
    ]
    return bool(before) and before[-1].digest == capture.digest


def standing(archive: Archive, url: str) -> Capture | None:
    """The newest capture of an attachment, unless an error page came in its place."""
    latest = archive.latest(url)
    return None if latest is None or is_failure(latest.outcome) else latest
