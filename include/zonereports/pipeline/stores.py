"""The stores that the settings name, each opened, and its layer loaded, at its first use."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from zonereports.archive import Archive
from zonereports.errors import WrongSetting
from zonereports.fetch import Fetcher, Manners, StateHostBook
from zonereports.pipeline.lost import must_not_be_lost
from zonereports.pipeline.switches import switched_off
from zonereports.settings import Settings
from zonereports.sites import Site, load_sites
from zonereports.state import State

if TYPE_CHECKING:
    from zonereports.alerts import Outbox, Subscriptions
    from zonereports.lake import Lake
    from zonereports.pipeline.evidence_pages import EvidencePages


def utc_now() -> datetime:
    """The clock of the platform."""
    return datetime.now(UTC)


class Stores:
    """What every verb works with.

    Args:
        settings: where everything is.
        now: the clock; tests shift it.
        sleep: how to wait between two requests.
        recovering: take a state database that was lost for what it is, in order to rebuild it.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], None] = time.sleep,
        recovering: bool = False,
    ) -> None:
        self.settings = settings
        self._recovering = recovering
        self._now = now
        self._sleep = sleep

    @cached_property
    def state(self) -> State:
        """The state store, opened at its first use.

        Raises:
            StateLost: it is empty, and the lake is not.
        """
        state = State(self.settings.database_url)
        if not self._recovering:
            try:
                must_not_be_lost(state, lambda: self.lake)
            except BaseException:
                state.close()
                raise
        return state

    @cached_property
    def archive(self) -> Archive:
        """The archive of responses."""
        return Archive(self.settings.archive_location, self.state)

    @cached_property
    def lake(self) -> Lake:
        """The published tables."""
        from zonereports.lake import open_lake

        return open_lake(
            self.settings.lake_location,
            cache=self.settings.cache_dir,
            cache_bytes=self.settings.lake_cache_bytes,
            keep=self.settings.lake_keep,
            grace=timedelta(hours=self.settings.lake_keep_h),
        )

    @cached_property
    def evidence_pages(self) -> EvidencePages:
        """The pages of the published versions."""
        from zonereports.pipeline.evidence_pages import open_evidence

        return open_evidence(
            self.settings.evidence_url, lake=self.settings.lake_url, home=self.settings.evidence_dir
        )

    @cached_property
    def outbox(self) -> Outbox:
        """The messages."""
        from zonereports.alerts import Outbox

        return Outbox(self.state)

    @cached_property
    def sites(self) -> dict[str, Site]:
        """All configured sites by key."""
        return load_sites(self.settings.sites)

    def _sites(self, keys: Collection[str]) -> dict[str, Site]:
        """The sites named, or all: a task with its batch opens the files of its batch only."""
        return load_sites(self.settings.sites, keys) if keys else self.sites

    @cached_property
    def subscriptions(self) -> Subscriptions:
        """Who hears about what; without a file, the channels of the setting about everything."""
        from zonereports.alerts import Subscriptions

        return Subscriptions.load(self.settings.subscriptions, without=self.settings.alert_channels)

    @cached_property
    def fetcher(self) -> Fetcher:
        """One fetcher for the process; pace and robots.txt it shares with all other processes.

        Raises:
            WrongSetting: nobody could be reached by those whose sites we visit.
        """
        if not self.settings.contact and not self.settings.allow_addresses:
            raise WrongSetting(
                "ZONEREPORTS_CONTACT is empty: who runs a site must be able to reach who visits it",
                next_step="set it to the e-mail or web address of a person",
            )
        return Fetcher(
            user_agent=self.settings.user_agent,
            contact=self.settings.contact or None,
            timeout_s=self.settings.timeout_s,
            max_bytes=self.settings.max_bytes,
            allow_addresses=self.settings.allow_addresses,
            manners=Manners(
                requests_per_day=self.settings.requests_per_host_day,
                rest_s=self.settings.host_rest_s,
                challenge_rest_h=self.settings.challenge_rest_h,
                robots_hold_h=self.settings.robots_hold_h,
            ),
            hosts=StateHostBook(self.state),
            sleep=self._sleep,
            now=self._now,
            random=random.random,
        )

    def active_sites(self, keys: Collection[str] = ()) -> list[str]:
        """Keys of the active sites, or of the ones named; none when every site is switched off.

        A site is active when its file says so and no person has switched it off.

        Raises:
            WrongSetting: a key that no site has, or a site that is switched off.
        """
        return self._active(self._sites(keys), keys)

    def _active(self, sites: Mapping[str, Site], keys: Collection[str]) -> list[str]:
        off = switched_off(self.state)
        for key in keys:
            site = sites[key]
            if not site.active:
                raise WrongSetting(
                    f"{key} is switched off: {site.why_inactive or 'active: false'}",
                    next_step="set active: true in its YAML, or leave it out",
                )
            if key in off:
                raise WrongSetting(
                    f"{key} was switched off by {off[key].who}: {off[key].why}",
                    next_step=f"zonereports sites on {key}, or leave it out",
                )
        active = (key for key, site in sites.items() if site.active and key not in off)
        return sorted(keys or active)

    def batches(self, keys: Collection[str] = ()) -> list[list[str]]:
        """Active sites, or the ones named, in batches of `batch_size`, for mapped tasks.

        Raises:
            WrongSetting: as `active_sites`.
        """
        keys, size = self.active_sites(keys), self.settings.batch_size
        return [keys[start : start + size] for start in range(0, len(keys), size)]

    def close(self) -> None:
        """Give files and connections back, as far as there are any."""
        if "state" in vars(self):
            self.state.close()
