"""The platform as one object: crawl, publish, alert, and the reading of single files.

A verb imports what it needs when it is called: a task pays for its own work only.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from zonereports.pipeline.recovery import Recovery
from zonereports.settings import Settings

if TYPE_CHECKING:
    from zonereports.alerts import SendResult
    from zonereports.document import Document
    from zonereports.observations import Extraction
    from zonereports.pipeline.evidence_words import Language
    from zonereports.pipeline.publish_result import PublishResult
    from zonereports.pipeline.run_result import RunResult
    from zonereports.pipeline.subjects import Fired
    from zonereports.pipeline.watch import SiteHealth, WatchResult

log = logging.getLogger(__name__)


class Pipeline(Recovery):
    """The verbs over the stores that the settings name; each is a transaction that may be repeated.

    Args:
        settings: where everything is.
        now: the clock; tests shift it.
        sleep: how to wait between two requests.
    """

    @classmethod
    def from_env(cls) -> Pipeline:
        """The pipeline that the environment describes."""
        return cls(Settings.from_env())

    @classmethod
    def recovering(cls) -> Pipeline:
        """The same, for the verbs that put a lost state database in order."""
        return cls(Settings.from_env(), recovering=True)

    def watch(self) -> WatchResult:
        """Tell of reports that do not come and of sites that ail; bring the feeds up to date.

        Repeating it changes nothing. Asks no site anything: it judges by the visits that were made.
        """
        result = self._watch().run()
        self.write_feeds()
        log.info("watched: opened=%d closed=%d", len(result.opened), len(result.closed))
        return result

    def health(self) -> list[SiteHealth]:
        """Each configured site with all that is the matter with it now; nothing is stored."""
        return self._watch().board()

    def send_alerts(self, connections: Mapping[str, str] | None = None) -> SendResult:
        """Deliver what is due, news of troubles among it.

        Args:
            connections: addresses of channels by the id of their Airflow connection.
        """
        from zonereports.pipeline.telling import send_alerts

        return send_alerts(
            state=self.state,
            outbox=self.outbox,
            subscriptions=self.subscriptions,
            alerts_file=self.settings.alerts_file,
            sites=lambda: self.sites,
            connections=connections,
            now=self._now,
        )

    def tell_operators(
        self,
        cause: str,
        *,
        subject: str | None,
        detail: str = "",
        meaning: str = "",
        connections: Mapping[str, str] | None = None,
    ) -> None:
        """Tell those who subscribed to troubles that a task failed, or that it works again.

        Args:
            cause: `task DAG.TASK`; for a recovery, how the causes begin that are over.
            subject: what failed; None when it works again.
            detail: the error in one line.
            meaning: what to do.
            connections: as in `send_alerts`.
        """
        from zonereports.pipeline.telling import tell_operators

        tell_operators(
            self.state,
            self.outbox,
            self.subscriptions,
            cause=cause,
            subject=subject,
            detail=detail,
            meaning=meaning,
            at=self._now(),
        )
        if self.subscriptions.tells_of_troubles:
            self.send_alerts(connections)

    def preview_alerts(self, rule: str, *, days: int) -> list[Fired]:
        """What a rule would have told in the last days, oldest first.

        Raises:
            WrongSetting: no rule has this name.
        """
        from zonereports.pipeline.subjects import preview

        return preview(
            self.subscriptions.rule(rule),
            state=self.state,
            lake=self.lake,
            sites=self.sites,
            since=self._now() - timedelta(days=days),
        )

    def resend_alerts(self, key: str, *, channel: str | None = None) -> int:
        """Make dead letters due again; how many.

        Raises:
            WrongSetting: no dead letter has this key.
        """
        return self.outbox.resend(key, channel=channel, at=self._now())

    def run(self, keys: Collection[str] = ()) -> RunResult:
        """Crawl, publish and alert. Running it twice changes nothing the second time."""
        from zonereports.pipeline.run_result import RunResult

        return RunResult(tuple(self.crawl(keys)), self.publish(), self.send_alerts())

    def read(self, path: Path) -> tuple[Document, str]:
        """The document in a local file, and the key it would have. Nothing is stored.

        Raises:
            UnreadablePage: no report can be read in it.
        """
        from zonereports.document import read
        from zonereports.events import History
        from zonereports.pipeline.files import as_response

        response = as_response(path, now=self._now(), max_bytes=self.settings.max_bytes)
        document = read(
            response.body, url=response.url, content_type=response.header("content-type")
        )
        return document, History.new_id(response.url)

    def observe(self, path: Path) -> Extraction:
        """The numbers in a local file. Nothing is stored."""
        from zonereports.pipeline.rows import observe_document

        document, _ = self.read(path)
        return observe_document(document)

    def evidence(self, name: str, *, as_served: bool = False, language: Language = "zh") -> str:
        """The evidence page of a published version of a report, or of a local file, as HTML.

        Read again from the archive or the file; nothing is stored.

        Args:
            name: a document id, or a path.
            as_served: the page as captured with its numbers marked in place, not the clean text.
            language: of what a published version's page says beside the report: zh or en.

        Raises:
            WrongSetting: no such document and no such file.
            UnreadablePage: no report in it; or as served, but not a page.
        """
        from zonereports.pipeline.evidence import page_of_file
        from zonereports.pipeline.evidence_again import page_of_id
        from zonereports.pipeline.files import as_response

        path = Path(name)
        if path.is_file():
            response = as_response(path, now=self._now(), max_bytes=self.settings.max_bytes)
            return page_of_file(response, as_served=as_served)
        return page_of_id(
            name,
            state=self.state,
            archive=self.archive,
            lake=self.lake,
            sites=lambda: self.sites,
            as_served=as_served,
            language=language,
        )

    def import_files(self, paths: Iterable[Path]) -> PublishResult:
        """Archive files that a person has, then publish. The same file again changes nothing."""
        from zonereports.pipeline.files import as_response, find_files

        for path in find_files(paths):
            response = as_response(path, now=self._now(), max_bytes=self.settings.max_bytes)
            if self.archive.latest(response.url) is None:
                self.archive.store(response, kind="file", site=None)
        return self.publish()
