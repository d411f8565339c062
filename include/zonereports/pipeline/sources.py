"""Which bytes a report is read from: its page, or the attachment that the page points to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from zonereports.archive import Archive, Capture
from zonereports.document import (
    Document,
    SourceMap,
    find_attachments,
    is_file,
    read,
    read_mapped,
)
from zonereports.errors import (
    ArchiveDamaged,
    AttachmentMissing,
    PartMissing,
    UnreadablePage,
    WrongSetting,
)
from zonereports.events import Sighting
from zonereports.fetch import Response
from zonereports.logs import about
from zonereports.pipeline.following import attached_to, attachment_of
from zonereports.pipeline.parts import Part, parts_held
from zonereports.sites import Link, Site, canonical_url

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """A report as read, with its proof."""

    capture: Capture
    """What was read, under the address of the page: of an attachment the page's address."""
    response: Response
    """Its bytes, as they were captured."""
    document: Document
    page: Capture
    """The capture of the page at that address; `capture` itself when it is no attachment."""
    led_to: str | None = None
    """The address that answered for the page, when it was another one."""
    map: SourceMap | None = None
    """Where each character stands: in a file always, on a page when it was asked for."""
    attachment: Link | None = None
    """The file that was read, when it is one that a site serves: its address and its name."""
    offered: tuple[Link, ...] = ()
    """The files that the page offers, the one that was read among them."""
    parts: tuple[Response, ...] = ()
    """The further pages on which the report goes on."""

    @property
    def page_capture_id(self) -> str | None:
        """Of an attachment: the capture of the page that points to it."""
        return None if self.page.id == self.capture.id else self.page.id

    @property
    def beside(self) -> tuple[str, ...]:
        """Addresses of the files that the page offers beside its report."""
        return tuple(
            link.url
            for link in self.offered
            if self.attachment is None or not _is_at(link, self.attachment.url)
        )

    @property
    def sighting(self) -> Sighting:
        """The report as it stood at the address of its page, when both had been fetched."""
        return Sighting.of(
            self.capture,
            self.document,
            seen_at=max(self.capture.fetched_at, self.page.fetched_at),
            attachments=self.offered,
            read_from=next(
                (
                    link.url
                    for link in self.offered
                    if self.attachment is not None and _is_at(link, self.attachment.url)
                ),
                None,
            ),
            redirects_to=self.led_to,
        )


@dataclass(frozen=True, slots=True)
class Sources:
    """Finds and reads the reports of captures."""

    archive: Archive
    sites: Callable[[], dict[str, Site]]

    def of(self, capture: Capture, *, mapped: bool = False) -> Source | None:
        """The report of a capture; None when it is in an attachment that is read for itself.

        Args:
            capture: a page, an attachment, or a file that a person brought.
            mapped: keep where each character stands, of pages too.

        Raises:
            UnreadablePage, NotRecognisable: there is none.
            AttachmentMissing: it is in an attachment that was never fetched.
            ArchiveDamaged: the capture cannot be opened.
        """
        if capture.kind == "attachment" and capture.parent is not None:
            page = self._page_of(capture)
            if page is not None and (whole := self._parts(page, capture.url)):
                return self._in_parts(capture, page, *whole, mapped=mapped)
            if page is None:
                raise UnreadablePage(
                    "an attachment whose page is not in the archive",
                    url=capture.url,
                    next_step="run: zonereports archive reindex",
                )
            return self._attached(capture, page)
        response = self.archive.read(capture.id)
        file = is_file(response.body)
        if not file and capture.kind == "article" and (parts := self._held(capture, response)):
            return self._in_parts(capture, capture, response, parts, mapped=mapped)
        link = None if file or capture.kind != "article" else attachment_of(response, capture)
        if link is not None:
            held, news = attached_to(self.archive, capture, canonical_url(link.url))
            if held is None:
                raise AttachmentMissing(
                    f"the report is in an attachment that was not fetched: {link.url}",
                    url=capture.url,
                )
            return None if news else self._attached(held, capture)
        document, found = self._read(capture, response, None, mapped=mapped or file)
        served = file and capture.kind == "article"
        return Source(
            capture,
            response,
            document,
            capture,
            led_to=_led_to(response),
            map=found,
            attachment=Link(capture.url, capture.name or "") if served else None,
            offered=() if file or capture.kind != "article" else _offered(response, capture),
        )

    def shown(self, capture: Capture) -> Capture:
        """A capture under the address that its report is known by."""
        page = self._page_of(capture)
        return capture if page is None else _under(capture, page)

    def _page_of(self, capture: Capture) -> Capture | None:
        """The capture of the page that an attachment belongs to."""
        if capture.kind != "attachment" or capture.parent is None:
            return None
        try:
            return self.archive.capture(capture.parent)
        except WrongSetting:
            return None

    def _held(self, page: Capture, served: Response) -> list[Part]:
        return parts_held(self.archive, page, served)

    def _parts(self, page: Capture, url: str) -> tuple[Response, list[Part]] | None:
        """A page with the parts of its report, if what lies at an address is one of them."""
        try:
            served = self.archive.read(page.id)
        except ArchiveDamaged:
            return None
        parts = self._held(page, served)
        return (served, parts) if any(part.url == url for part in parts) else None

    def _in_parts(
        self, capture: Capture, page: Capture, served: Response, parts: list[Part], *, mapped: bool
    ) -> Source | None:
        """The whole report, with the capture that its visit ended with; None with any other."""
        news = [part.capture for part in parts if part.capture is not None and part.news]
        last = max(news, key=lambda one: (one.fetched_at, one.id), default=page)
        if capture.id != last.id:
            return None
        missing = next((part.url for part in parts if part.response is None), None)
        if missing is not None:
            raise PartMissing(
                f"the report is shown in parts, and one was not fetched: {missing}", url=page.url
            )
        further = tuple(part.response for part in parts if part.response is not None)
        shown = capture if capture.id == page.id else _under(capture, page)
        document, found = self._read(
            replace(shown, content_type=page.content_type),
            served,
            None,
            mapped=mapped,
            parts=tuple((one.body, one.header("Content-Type")) for one in further),
        )
        offered = {link.url: link for one in (served, *further) for link in _offered(one, page)}
        return Source(
            shown,
            served,
            document,
            page,
            led_to=_led_to(served),
            map=found,
            offered=tuple(offered.values()),
            parts=further,
        )

    def _attached(self, capture: Capture, page: Capture) -> Source:
        shown, response = _under(capture, page), self.archive.read(capture.id)
        try:
            served = self.archive.read(page.id)
        except ArchiveDamaged as error:
            with about(site=capture.site, capture=capture.id):
                log.warning("read without its page: capture=%s %s", capture.id, error)
            served = None
        document, found = self._read(
            shown,
            response,
            None if served is None else (served.body, page.content_type),
            mapped=is_file(response.body),
        )
        return Source(
            shown,
            response,
            document,
            page,
            led_to=_led_to(served) if served else None,
            map=found,
            attachment=Link(capture.url, capture.name or ""),
            offered=_offered(served, page) if served else (),
        )

    def _read(
        self,
        capture: Capture,
        response: Response,
        page: tuple[bytes, str | None] | None,
        *,
        mapped: bool,
        parts: tuple[tuple[bytes, str | None], ...] = (),
    ) -> tuple[Document, SourceMap | None]:
        site = self.sites().get(capture.site or "")
        if mapped:
            return read_mapped(
                response.body,
                url=capture.url,
                content_type=capture.content_type,
                site=site,
                link_title=capture.link_title,
                listed_on=capture.listed_on,
                page=page,
                parts=parts,
            )
        document = read(
            response.body,
            url=capture.url,
            content_type=capture.content_type,
            site=site,
            link_title=capture.link_title,
            listed_on=capture.listed_on,
            page=page,
            parts=parts,
        )
        return document, None


def _under(capture: Capture, page: Capture) -> Capture:
    return replace(capture, url=page.url, link_title=page.link_title, listed_on=page.listed_on)


def _offered(response: Response, capture: Capture) -> tuple[Link, ...]:
    try:
        return find_attachments(
            response.body, url=response.final_url, content_type=capture.content_type
        )
    except UnreadablePage:
        return ()


def _is_at(link: Link, url: str) -> bool:
    try:
        return canonical_url(link.url) == url
    except WrongSetting:
        return False


def _led_to(response: Response) -> str | None:
    """The address that answered, when more than its scheme is another one."""
    try:
        asked, answered = canonical_url(response.url), canonical_url(response.final_url)
    except WrongSetting:
        return None
    same = asked.partition("://")[2] == answered.partition("://")[2]
    return None if same else answered
