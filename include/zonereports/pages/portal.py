"""Each page as HTML: its questions asked, its template filled."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from zonereports.errors import WrongSetting, ZoneReportsError
from zonereports.events import stored_events, stored_notices
from zonereports.observations import catalogue
from zonereports.pages import alerts, captures, indicator_page, overview, quality, reports, sites
from zonereports.pages.deciding import Word, changes_of, form_for
from zonereports.pages.reader import LakeReader, Snapshot
from zonereports.pages.rendering import remedy, render, style
from zonereports.pages.reports import Format, Search
from zonereports.pages.texts import Texts
from zonereports.pages.view import View
from zonereports.pipeline import Pipeline, switch_site

log = logging.getLogger(__name__)
Found = TypeVar("Found")
_SINCE = timedelta(days=1)
_SITES = 50
_MESSAGES = 50
_VERDICTS = 20


class Portal:
    """The product's pages over one pipeline's stores. Safe to be used by several threads.

    Every page is whole HTML that loads nothing but the style sheet, and runs no script. What a
    site says is escaped.

    Args:
        pipeline: whose stores are shown.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._lake = LakeReader(pipeline.lake)
        self._texts = Texts(self._lake)
        self._board = sites.SiteBoard(pipeline)

    @property
    def lake(self) -> LakeReader:
        """The reader of the lake."""
        return self._lake

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

    def quality(
        self,
        view: View,
        *,
        page: int = 1,
        expectation: str = "",
        words: str = "",
        open_only: bool = True,
        decided: int | None = None,
    ) -> str:
        """Verdicts, the quarantine with a form for each row, and what people decided.

        A user without the right to `decide` sees no form. `decided` is a decision just made.
        """
        review = self._pipeline.review
        at, lake_error = self._part(self._lake.snapshot)
        verdicts, verdicts_error = self._part(lambda: review.verdicts(_VERDICTS))
        decisions, decisions_error = self._part(review.decisions)
        known, held = decisions or [], None
        if at is not None:
            snapshot = at
            held, lake_error = self._part(
                lambda: quality.refused(
                    self._lake,
                    snapshot,
                    known,
                    page=page,
                    expectation=expectation,
                    words=words,
                    open_only=open_only,
                )
            )
        said = next((one for one in known if one.decision_id == decided), None)
        left = None
        docs, rows_of = dict[int, dict[str, str]](), dict[str, str]()
        if verdicts:
            told = verdicts
            docs = self._part(lambda: quality.docs_of(self._docs_dir, told))[0] or {}
            if at is not None:
                held_at = at
                rows_of = self._part(lambda: quality.refused_of(self._lake, held_at, told))[0] or {}
        if said is not None and at is not None:
            word, now_at = said, at
            left = self._part(lambda: quality.became_of(self._lake, now_at, word))[0]
        # Without what was decided before nobody decides.
        may = "decide" in view.may and decisions_error is None
        wanted = {"expectation": expectation, "q": words} | ({} if open_only else {"show": "all"})
        return render(
            "quality.html.j2",
            view,
            at=at,
            lake_error=lake_error,
            refused=held,
            verdicts=verdicts or (),
            verdicts_error=verdicts_error,
            decisions=known[::-1],
            decisions_error=decisions_error,
            decided=said,
            left=left,
            docs_of=docs,
            rows_of=rows_of,
            form_for=form_for if may else None,
            docs=(self._docs_dir / "index.html").is_file(),
            wanted=wanted,
        )

    def decide(self, view: View, word: Word) -> int:
        """Keep what a user says about a refused row, and publish its report again.

        Returns:
            The number of the decision.

        Raises:
            WrongSetting: no reason, a row that is another by now, or a value that does not fit.
        """
        at = self._snapshot()
        row = quality.refused_row(
            self._lake, at, self._pipeline.review.decisions(), word.quarantine_id
        )
        changes = changes_of(word, row)
        done = self._pipeline.review.decide(
            word.quarantine_id, word.kind, who=view.user[:100], why=word.why, changes=changes
        )
        log.info("decided: row=%s kind=%s who=%s", word.quarantine_id, word.kind, view.user)
        return done.decision.decision_id

    def withdraw(self, view: View, decision_id: int, *, why: str) -> None:
        """Take a decision back, and publish its report as it is without it.

        Raises:
            WrongSetting: no reason, no such decision, or one that was withdrawn before.
        """
        if not why.strip():
            raise WrongSetting(
                "a decision is withdrawn for a reason", next_step="say why, for the next reader"
            )
        self._pipeline.review.withdraw(decision_id, who=view.user[:100], why=why)
        log.info("withdrawn: decision=%s who=%s", decision_id, view.user)

    def docs(self, name: str) -> bytes:
        """A page of Data Docs.

        Raises:
            WrongSetting: there is none of this name.
        """
        return quality.docs_page(self._docs_dir, name)

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

    @property
    def _docs_dir(self) -> Path:
        return self._pipeline.settings.quality_dir / "docs"

    def _snapshot(self) -> Snapshot:
        at = self._lake.snapshot()
        if at is None:
            raise WrongSetting("nothing has been published yet", next_step="run: zonereports run")
        return at

    @staticmethod
    def _part(find: Callable[[], Found]) -> tuple[Found | None, str | None]:
        """One part of a page, or why it is missing: the other parts are shown all the same."""
        try:
            return find(), None
        except (ZoneReportsError, SQLAlchemyError, OSError) as error:
            log.warning("a part of a page is missing: %s", error)
            _, what, next_step = remedy(error)
            return None, f"{what} → {next_step}"
