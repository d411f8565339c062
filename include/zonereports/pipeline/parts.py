"""The further pages of a report that its site shows in parts: fetched whole, and found again.

They lie in the archive as attachments of their page. The page is asked for anew with every look at
it, so that its capture stands for the visit: what was fetched in one visit is read together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from zonereports.archive import Archive, Capture
from zonereports.errors import ArchiveDamaged, NotRecognisable, PartMissing
from zonereports.fetch import Response
from zonereports.pipeline.following import Get, attached_to, standing
from zonereports.sites import canonical_url


@dataclass(frozen=True, slots=True)
class Part:
    """A further page of a report, as it stood when the page was captured."""

    url: str
    capture: Capture | None
    """None when it was never fetched."""
    news: bool
    """Fetched with this page, and with bytes of its own."""
    response: Response | None


def is_in_parts(page: Response) -> bool:
    """Whether a page names further parts of its report."""
    return bool(_find([_page(page)], page.final_url))


def fetch_parts(
    page: Response,
    capture: Capture,
    *,
    archive: Archive,
    get: Get,
    check: Callable[[Response, Capture], None],
) -> list[str]:
    """Archive every further part of a page's report; ids of captures with new bytes.

    Args:
        page: as served.
        capture: of the page.
        archive: keeps them.
        get: asks the site.
        check: refuses an error page that came in a part's place, and settles its capture.

    Raises:
        CouldNotLook: as the fetcher raises it.
        PartMissing: one is not there, or an error page or the first page stands in its place.
        UnreadablePage: more parts than any report has.
    """
    new: list[str] = []

    def fetch(url: str) -> Response:
        previous = standing(archive, url)
        try:
            response = get(url, previous=previous, referer=capture.url)
            if response.status == 304 and previous is not None:
                try:
                    return archive.read(previous.id)
                except ArchiveDamaged:
                    response = get(url, previous=None, referer=capture.url)
            part = archive.store(
                response,
                kind="attachment",
                site=capture.site,
                link_title=capture.link_title,
                listed_on=capture.listed_on,
                parent=capture.id,
            )
            check(response, part)
        except NotRecognisable as error:
            raise _missing(capture, url, error.what) from error
        if response.body == page.body:
            raise _missing(capture, url, "the first page stands in its place")
        if previous is None or previous.digest != part.digest:
            new.append(part.id)
        return response

    for _ in _walk(page, fetch):
        pass
    return new


def parts_held(archive: Archive, page: Capture, served: Response) -> list[Part]:
    """The parts of a page's report as the archive holds them; empty when it is whole.

    Where one was never fetched, those behind it that only it names are not known.

    Raises:
        ArchiveDamaged: one cannot be opened.
        UnreadablePage: more parts than any report has.
    """
    held: list[Part] = []

    def find(url: str) -> Response | None:
        capture, news = attached_to(archive, page, url)
        response = None if capture is None else archive.read(capture.id)
        held.append(Part(url, capture, news, response))
        return response

    order = list(_walk(served, find))
    return sorted(held, key=lambda part: order.index(part.url))


def _walk(page: Response, have: Callable[[str], Response | None]) -> Iterator[str]:
    """The addresses of the parts in their order, once each was had: one may name the next."""
    pages, known = [_page(page)], set[str]()
    while True:
        order = [canonical_url(url) for url in _find(pages, page.final_url)]
        following = next((url for url in order if url not in known), None)
        if following is None:
            yield from order
            return
        known.add(following)
        response = have(following)
        if response is not None:
            pages.append(_page(response))


def _find(pages: Sequence[tuple[bytes, str | None]], url: str) -> tuple[str, ...]:
    # Loads what reads pages, which a day without news has no use for.
    from zonereports.document import find_parts

    return find_parts(pages, url=url)


def _page(response: Response) -> tuple[bytes, str | None]:
    return response.body, response.header("Content-Type")


def _missing(page: Capture, url: str, what: str) -> PartMissing:
    return PartMissing(
        f"{page.url} shows its report in parts, and one of them could not be had: {what}", url=url
    )
