"""From a page to the attachment in which its report stands: 详见附件."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from zonereports.archive import Archive, Capture
from zonereports.document import file_name, report_attachment
from zonereports.errors import AttachmentMissing, NotRecognisable
from zonereports.fetch import Fetcher, Response
from zonereports.sites import Link, Site, canonical_url

log = logging.getLogger(__name__)

# Captures that were settled as anything else were error pages: they are asked for again.
_STANDS = (None, "published", "held back", "same wording", "unchanged")


@dataclass(frozen=True, slots=True)
class Follower:
    """Fetches what pages point to, as politely as the pages themselves.

    Args:
        check: refuses an error page that came in a file's place, and settles its capture.
    """

    site: Site
    fetcher: Fetcher
    archive: Archive
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
            response = self.fetcher.get(
                url,
                kind="attachment",
                pace_s=self.site.pace_s,
                etag=previous.etag if previous else None,
                last_modified=previous.last_modified if previous else None,
                referer=capture.url,
                allow_hosts=self.site.hosts,
            )
            if response.status == 304:
                return []
            attached = self.archive.store(
                response,
                kind="attachment",
                site=self.site.key,
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
        log.info("followed: site=%s page=%s attachment=%s", self.site.key, capture.url, url)
        return [] if previous and previous.digest == attached.digest else [attached.id]


def attachment_of(page: Response, capture: Capture) -> Link | None:
    """Where the report of a page stands when it is not on the page."""
    return report_attachment(
        page.body, url=page.final_url, content_type=capture.content_type, title=capture.link_title
    )


def standing(archive: Archive, url: str) -> Capture | None:
    """The newest capture of an attachment, unless an error page came in its place."""
    latest = archive.latest(url)
    usable = latest is not None and _usable(latest.outcome)
    return latest if usable else None


def _usable(outcome: str | None) -> bool:
    return outcome in _STANDS or str(outcome).startswith(("unreadable", "needs OCR"))
