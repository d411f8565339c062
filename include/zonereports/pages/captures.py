"""A page as it was captured, made inert; of a listing, the rows that were read beside it."""

from __future__ import annotations

from collections.abc import Sequence

from zonereports.document import show_served
from zonereports.errors import UnreadablePage, ZoneReportsError
from zonereports.pages.rendering import render, style
from zonereports.pages.sites import SiteBoard
from zonereports.pages.view import View
from zonereports.pipeline import Pipeline
from zonereports.sites import Link


def page(pipeline: Pipeline, board: SiteBoard, view: View, capture_id: str) -> str:
    """A capture as a page of its own.

    Raises:
        WrongSetting: no such capture. UnreadablePage: it is no page.
    """
    capture = pipeline.archive.capture(capture_id)
    response = pipeline.archive.read(capture_id)
    if b"<" not in response.body[:1024]:
        raise UnreadablePage("the file is no page", url=capture.url)
    served = show_served(response.body, response.header("content-type"), url=capture.url, marks=())
    links: Sequence[Link] = ()
    if capture.kind == "listing":
        # A listing may hold its rows in a script, which is not shown.
        links = _rows(board, capture_id, capture.site)
    return render(
        "capture.html.j2", view, capture=capture, served=served, links=links, style=style()
    )


def _rows(board: SiteBoard, capture_id: str, key: str | None) -> Sequence[Link]:
    try:
        site = board.sites().get(key or "")
    except ZoneReportsError:
        site = None
    try:
        return board.rows_of(capture_id, site)
    except ZoneReportsError:
        return ()
