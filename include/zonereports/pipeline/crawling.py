"""The visiting side of the platform: a day without news loads nothing that reads or publishes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection

from zonereports.logs import about
from zonereports.pipeline.check import SiteCheck, last_checks, store_check
from zonereports.pipeline.crawl import Visit
from zonereports.pipeline.discovery import DAILY, Reach
from zonereports.pipeline.pages import Page, Pages
from zonereports.pipeline.publishing import Publishing
from zonereports.pipeline.walks import Walks
from zonereports.pipeline.watermarks import Watermarks
from zonereports.sites import Site

log = logging.getLogger(__name__)


class Crawling(Publishing):
    """The verbs that visit sites, and what the visits answered."""

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

    def last_checks(self) -> dict[str, dict[str, object]]:
        """What the last visit to each site answered."""
        return last_checks(self.state)

    def sites_not_seen(self, keys: Collection[str] = ()) -> list[str]:
        """One line for each active site, or each one named, whose last visit ended in an error."""
        last = self.last_checks()
        return [
            f"{key}: {last[key]['detail']}"
            for key in self.active_sites(keys)
            if key in last and last[key]["error"]
        ]

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
        if Pages.turned(self.state, site=site.key):
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
