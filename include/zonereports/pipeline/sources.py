"""Which bytes a report is read from: its page, or the attachment that the page points to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from zonereports.archive import Archive, Capture
from zonereports.document import Document, find_attachments, is_file, read
from zonereports.errors import AttachmentMissing, UnreadablePage
from zonereports.fetch import Response
from zonereports.pipeline.following import attachment_of, standing
from zonereports.sites import Site, canonical_url


@dataclass(frozen=True, slots=True)
class Source:
    """A report as read, with its proof."""

    capture: Capture
    """What was read, under the address of the page: of an attachment the page's address."""
    document: Document
    attachment_url: str | None = None
    attachment_name: str | None = None
    page_capture_id: str | None = None
    """Of an attachment: the capture of the page that points to it."""
    offered: tuple[str, ...] = ()
    """Addresses of the files that the page offers beside its report."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Finds and reads the reports of captures."""

    archive: Archive
    sites: Callable[[], dict[str, Site]]

    def of(self, capture: Capture) -> Source | None:
        """The report of a capture; None when it is in an attachment whose own capture is pending.

        Raises:
            UnreadablePage, NotRecognisable: there is none.
            AttachmentMissing: it is in an attachment that was never fetched.
        """
        if capture.kind == "attachment" and capture.parent is not None:
            return self._attached(capture, self.archive.capture(capture.parent))
        response = self.archive.read(capture.id)
        if is_file(response.body):
            return Source(
                capture,
                self._document(capture, response, page=None),
                attachment_url=capture.url if capture.kind == "article" else None,
                attachment_name=capture.name,
            )
        link = attachment_of(response, capture) if capture.kind == "article" else None
        if link is None:
            return Source(
                capture,
                self._document(capture, response, page=None),
                offered=tuple(_offered(response, capture)),
            )
        held = standing(self.archive, canonical_url(link.url))
        if held is None:
            raise AttachmentMissing(
                f"the report is in an attachment that was not fetched: {link.url}", url=capture.url
            )
        return None if held.outcome is None else self._attached(held, capture)

    def shown(self, capture: Capture) -> Capture:
        """A capture under the address that its report is known by."""
        if capture.kind == "attachment" and capture.parent is not None:
            return self._under(capture, self.archive.capture(capture.parent))
        return capture

    def _attached(self, capture: Capture, page: Capture) -> Source:
        shown, served = self._under(capture, page), self.archive.read(page.id)
        offered = _offered(served, page)
        return Source(
            shown,
            self._document(shown, self.archive.read(capture.id), page=(served, page)),
            attachment_url=capture.url,
            attachment_name=capture.name,
            page_capture_id=page.id,
            offered=tuple(url for url in offered if canonical_url(url) != capture.url),
        )

    def _under(self, capture: Capture, page: Capture) -> Capture:
        return replace(capture, url=page.url, link_title=page.link_title, listed_on=page.listed_on)

    def _document(
        self, capture: Capture, response: Response, *, page: tuple[Response, Capture] | None
    ) -> Document:
        return read(
            response.body,
            url=capture.url,
            content_type=capture.content_type,
            site=self.sites().get(capture.site or ""),
            link_title=capture.link_title,
            listed_on=capture.listed_on,
            page=(page[0].body, page[1].content_type) if page else None,
        )


def _offered(response: Response, capture: Capture) -> list[str]:
    try:
        found = find_attachments(
            response.body, url=response.final_url, content_type=capture.content_type
        )
    except UnreadablePage:
        return []
    return [link.url for link in found]
