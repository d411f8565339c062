"""Each page as HTML: its questions asked, its template filled."""

from __future__ import annotations

import logging
from datetime import timedelta

from zonereports.errors import WrongSetting
from zonereports.events import stored_events, stored_notices
from zonereports.observations import catalogue
from zonereports.pages import alerts, captures, indicator_page, overview, quality, reports, sites
from zonereports.pages.quality_pages import QualityPages
from zonereports.pages.rendering import render, style
from zonereports.pages.reports import Format, Search
from zonereports.pages.texts import Texts
from zonereports.pages.view import View
from zonereports.pipeline import Pipeline, switch_site

log = logging.getLogger(__name__)
_SINCE = timedelta(days=1)
_SITES = 50
_MESSAGES = 50


class Portal(QualityPages):
    """The product's pages over one pipeline's stores. Safe to be used by several threads.

    Every page is whole HTML that loads nothing but the style sheet, and runs no script. What a
    site says is escaped.

    Args:
        pipeline: whose stores are shown.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        super().__init__(pipeline)
        self._texts = Texts(self._lake)
        self._board = sites.SiteBoard(pipeline)

    def overview(self, view: View) -> str:
        """What there is, what is new, what waits. A store that is out of reach leaves a note."""
        at, lake_error = self._part(self._lake.snapshot)
        rows, sites_error = self._part(self._board.rows)
        events, state_error = self._part(
            lambda: stored_events(self._pipeline.state, since=view.now - _SINCE)[::-1]
        )
        troubles, _ = self._part(lambda: stored_notices(self._pipeline.state, open_only=True))
        messages, _ = self._part(lambda: self._pipeline.outbox.count())
        verdicts, verdicts_error = self._part(lambda: self._pipeline.review.verdicts(6))
        docs, _ = self._part(lambda: quality.docs_of(self._docs_dir, verdicts or ()))
        grid = newest = None
        if at is not None:
            held = at
            grid, lake_error = self._part(lambda: overview.grid(self._lake, held))
            newest, _ = self._part(lambda: overview.newest(self._lake, held))
        return render(
            "overview.html.j2",
            view,
            at=at,
            lake_error=lake_error,
            grid=grid,
            newest=newest or (),
            events=events,
            state_error=state_error,
            troubles=sorted(troubles or (), key=lambda one: one.kind != "overdue"),
            answers=sites.tally(rows) if rows is not None else None,
            sites_error=sites_error,
            verdicts=verdicts or (),
            verdicts_error=verdicts_error,
            docs_of=docs or {},
            messages=messages,
        )

    def sites(self, view: View, *, answer: str = "", words: str = "", page: int = 1) -> str:
        """All sites, or those that gave one answer."""
        at, _ = self._part(self._lake.snapshot)
        rows = self._board.rows()
        found = sites.chosen(rows, answer=answer, words=words)
        pages = max(1, -(-len(found) // _SITES))
        page = min(max(1, page), pages)
        shown = found[(page - 1) * _SITES : page * _SITES]
        return render(
            "sites.html.j2",
            view,
            rows=self._board.counted(shown, view.now, self._lake, at),
            total=len(found),
            tally=sites.tally(rows),
            wanted={"answer": answer, "q": words},
            page=page,
            pages=pages,
        )

    def site(self, view: View, key: str) -> str:
        """One site.

        Raises:
            WrongSetting: there is none of this key.
        """
        at, _ = self._part(self._lake.snapshot)
        return render("site.html.j2", view, page=self._board.page(key, view.now, self._lake, at))

    def switch(self, view: View, key: str, *, off: bool, why: str | None) -> None:
        """Switch a site off or on, in the name of the user.

        Raises:
            WrongSetting: no such site; or off without a reason.
        """
        if key not in self._board.sites():
            raise WrongSetting(f"no site is named {key}", next_step="zonereports sites list")
        why = (why or "").strip() or None
        if off and why is None:
            raise WrongSetting(
                "a site is switched off for a reason", next_step="say why, for the next colleague"
            )
        switch_site(self._pipeline.state, key, off=off, why=why, who=view.user[:100], at=view.now)
        log.info("switched: site=%s off=%s who=%s", key, off, view.user)

    def reports(self, view: View, wanted: Search) -> str:
        """The reports that fit."""
        at = self._lake.snapshot()
        hits = None if at is None else reports.search(self._lake, self._texts, at, wanted)
        return render("reports.html.j2", view, at=at, hits=hits, wanted=wanted)

    def report(self, view: View, name: str, *, start: int | None = None) -> str:
        """One version of one report, by the id of either; `start` is the number to look at.

        Raises:
            WrongSetting: nothing published bears this id.
        """
        at = self._snapshot()
        page = reports.report(self._lake, at, self._pipeline.state, name)
        return render("report.html.j2", view, page=page, catalogue=catalogue(), start=start)

    def words(self, view: View, document_id: str, *, as_served: bool = False) -> str:
        """The page of evidence of a version: its text, or the page as captured, numbers marked.

        The stored page, else one made from the archive; the plain text of the lake where the
        archive cannot give it.

        Raises:
            WrongSetting: nothing published bears this id.
        """
        at = self._snapshot()
        found = reports.text_of(self._lake, at, document_id)
        if view.language == "zh" and not as_served:
            # A storage that does not answer is no reason not to make the page anew.
            stored, _ = self._part(lambda: self._pipeline.evidence_pages.read(document_id))
            if stored is not None:
                return stored
        page, error = self._part(
            lambda: self._lake.remembered(
                at,
                ("evidence", document_id, as_served, view.language),
                lambda: self._pipeline.evidence(
                    document_id, as_served=as_served, language=view.language
                ),
            )
        )
        if page is not None:
            return page
        return render(
            "plain.html.j2", view, found=found, error=error, as_served=as_served, style=style()
        )

    def capture(self, view: View, capture_id: str) -> str:
        """A page as captured, made inert.

        Raises:
            WrongSetting: no such capture. UnreadablePage: it is no page.
        """
        return captures.page(self._pipeline, self._board, view, capture_id)

    def download(self, name: str, form: Format) -> bytes:
        """The numbers of one report as a file."""
        return reports.download(self._lake, self._snapshot(), name, form)

    def indicators(self, view: View, wanted: indicator_page.Wanted) -> str:
        """One indicator: of the provinces, or of the zones named."""
        at = self._lake.snapshot()
        shown = None if at is None else indicator_page.shown(self._lake, at, view, wanted)
        return render("indicators.html.j2", view, at=at, shown=shown, wanted=wanted)

    def resend(self, view: View, key: str, channel: str) -> None:
        """Make a dead letter due again; the next `send_alerts` delivers it.

        Raises:
            WrongSetting: no dead letter has this key.
        """
        if key == "all":
            raise WrongSetting("one message at a time is sent again from this page")
        self._pipeline.outbox.resend(key, channel=channel, at=view.now)
        log.info("resent: key=%s channel=%s who=%s", key, channel, view.user)

    def alerts(self, view: View, *, page: int = 1) -> str:
        """The messages that wait, and those that were sent."""
        outbox = self._pipeline.outbox
        counted = outbox.count()
        pages = max(1, -(-counted["sent"] // _MESSAGES))
        page = min(max(1, page), pages)
        return render(
            "alerts.html.j2",
            view,
            counted=counted,
            waiting=alerts.told(outbox.newest(sent=False, limit=200)),
            dead=alerts.told(outbox.rows(dead=True)[::-1][:200]) if counted["dead"] else (),
            sent=alerts.told(
                outbox.newest(sent=True, limit=_MESSAGES, skip=(page - 1) * _MESSAGES)
            ),
            page=page,
            pages=pages,
        )
