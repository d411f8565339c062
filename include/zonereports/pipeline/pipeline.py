"""The platform as one object: crawl, publish, alert, and the reading of single files."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from zonereports.alerts import SendResult
from zonereports.document import Document, read
from zonereports.events import History
from zonereports.logs import about
from zonereports.observations import Extraction
from zonereports.pipeline.check import SiteCheck, last_checks, store_check
from zonereports.pipeline.crawl import Visit
from zonereports.pipeline.discovery import DAILY, Reach
from zonereports.pipeline.evidence import page_of_file
from zonereports.pipeline.evidence_again import page_of_id
from zonereports.pipeline.feeds import write_feeds
from zonereports.pipeline.files import as_response, find_files
from zonereports.pipeline.pages import Page, Pages
from zonereports.pipeline.publish import Publisher
from zonereports.pipeline.publish_result import PublishResult
from zonereports.pipeline.reconciling import Reconciled, reconcile_all
from zonereports.pipeline.recovery import Recovery
from zonereports.pipeline.review import Review
from zonereports.pipeline.rows import observe_document
from zonereports.pipeline.run_result import RunResult
from zonereports.pipeline.subjects import Fired, preview
from zonereports.pipeline.telling import send_alerts, tell_operators
from zonereports.pipeline.walks import Walks
from zonereports.pipeline.watch import SiteHealth, WatchResult
from zonereports.pipeline.watermarks import Watermarks
from zonereports.settings import Settings
from zonereports.sites import Site

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

    def crawl(self, keys: Collection[str] = (), *, reach: Reach = DAILY) -> list[SiteCheck]:
        """Visit sites (all active ones by default), one after the other; never fails for a site."""
        if not keys:
            self.forget()
        sites = self._sites(keys)
        found = []
        for key in self._active(sites, keys):
            with about(site=key):
                found.append(self._visit(sites[key], reach))
        return found

    def publish(self) -> PublishResult:
        """Read, check and publish everything that was archived and not yet settled; then feeds."""
        result = self._publisher().publish()
        self.write_feeds()
        return result

    def write_feeds(self) -> tuple[Path, ...]:
        """Bring the feed files up to date with the lake; those that changed come back.

        Raises:
            CouldNotWrite: no room, or no permission; what was published stands.
        """
        # Two that write at once could leave the older of two feeds.
        with self.state.exclusive("feeds"):
            return write_feeds(self.settings.feeds_dir, self.lake, base_url=self.settings.feeds_url)

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

    def _publisher(self) -> Publisher:
        return Publisher(
            state=self.state,
            archive=self.archive,
            lake=self.lake,
            outbox=self.outbox,
            sites=lambda: self.sites,
            subscriptions=self.subscriptions,
            now=self._now,
            check=self._gate(),
            evidence=self.evidence_pages,
            public_url=self.settings.public_url,
        )

    def reconcile(self) -> Reconciled:
        """Compare the reports of every zone across years, and publish what comes out."""
        with self.state.exclusive("publish"):
            found = reconcile_all(self.lake)
            if found.reports:
                self.lake.publish(
                    [], [], [], reports=(), reconciliations=found.rows, reconciled=found.reports
                )
            return found

    def send_alerts(self, connections: Mapping[str, str] | None = None) -> SendResult:
        """Deliver what is due, news of troubles among it.

        Args:
            connections: addresses of channels by the id of their Airflow connection.
        """
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
        return RunResult(tuple(self.crawl(keys)), self.publish(), self.send_alerts())

    def read(self, path: Path) -> tuple[Document, str]:
        """The document in a local file, and the key it would have. Nothing is stored.

        Raises:
            UnreadablePage: no report can be read in it.
        """
        response = as_response(path, now=self._now(), max_bytes=self.settings.max_bytes)
        document = read(
            response.body, url=response.url, content_type=response.header("content-type")
        )
        return document, History.new_id(response.url)

    def observe(self, path: Path) -> Extraction:
        """The numbers in a local file. Nothing is stored."""
        document, _ = self.read(path)
        return observe_document(document)

    def evidence(self, name: str, *, as_served: bool = False) -> str:
        """The evidence page of a published version of a report, or of a local file, as HTML.

        Read again from the archive or the file; nothing is stored.

        Args:
            name: a document id, or a path.
            as_served: the page as captured with its numbers marked in place, not the clean text.

        Raises:
            WrongSetting: no such document and no such file.
            UnreadablePage: no report in it; or as served, but not a page.
        """
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
        )

    def import_files(self, paths: Iterable[Path]) -> PublishResult:
        """Archive files that a person has, then publish. The same file again changes nothing."""
        for path in find_files(paths):
            response = as_response(path, now=self._now(), max_bytes=self.settings.max_bytes)
            if self.archive.latest(response.url) is None:
                self.archive.store(response, kind="file", site=None)
        return self.publish()

    def last_checks(self) -> dict[str, dict[str, object]]:
        """What the last visit to each site answered."""
        return last_checks(self.state)

    def sites_not_seen(self) -> list[str]:
        """One line for each active site whose last visit ended in an error."""
        last = self.last_checks()
        return [
            f"{key}: {last[key]['detail']}"
            for key in self.active_sites()
            if key in last and last[key]["error"]
        ]

    def pending(self) -> int:
        """Captures that are archived and not yet published."""
        return len(self.archive.pending())

    def _visit(self, site: Site, reach: Reach) -> SiteCheck:
        with self.state.exclusive(f"crawl-{site.key}"):
            visit = Visit(
                site=site,
                fetcher=self.fetcher.for_site(site),
                archive=self.archive,
                pages=Pages(self.state),
                watermarks=Watermarks(self.state),
                walks=Walks(self.state),
                reach=reach,
                now=self._now,
                recheck_after=timedelta(hours=self.settings.recheck_after_h),
                on_gone=self._withdrawn,
                settle=self._in_transaction,
            )
            found = visit.check()
            store_check(self.state, found)
        # What is new may be where a page that is gone moved to: then publishing settles both.
        self._publisher().settle_gone()
        log.info(
            "visited: site=%s answer=%s new=%d", site.key, found.answer, len(found.new_captures)
        )
        return found

    def _withdrawn(self, page: Page, at: datetime) -> None:
        """Note that a known page is gone; its report may stand elsewhere all the same."""
        with self.state.begin() as connection:
            Pages.gone(connection, page.url, at=at)

    def _in_transaction(self, change: Callable[[Connection], None]) -> None:
        with self.state.begin() as connection:
            change(connection)

    @property
    def review(self) -> Review:
        """Quarantine, decisions of people, verdicts."""
        return Review(self.state, self.lake, self._publisher, self._now)
