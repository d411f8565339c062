"""The page of the gate: what it judged, what it refused, and what people decide about that."""

from __future__ import annotations

import logging
from pathlib import Path

from zonereports.errors import WrongSetting
from zonereports.pages import quality
from zonereports.pages.deciding import Word, changes_of, form_for
from zonereports.pages.rendering import render
from zonereports.pages.stores import PageStores
from zonereports.pages.view import View

log = logging.getLogger(__name__)
_VERDICTS = 20


class QualityPages(PageStores):
    """Verdicts, quarantine, decisions and Data Docs."""

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

    @property
    def _docs_dir(self) -> Path:
        return self._pipeline.settings.quality_dir / "docs"
