"""The replica as a whole: its sites, what can be done to them, and where it listens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event, RLock
from types import TracebackType
from typing import Any

from replica.access_log import AccessLog
from replica.attachment import Attachment, FileKind, file_kind
from replica.counties import COUNTIES, CountyFacts
from replica.county_site import CountySite, ReplicaError
from replica.entries import CHINA, Entry
from replica.faults import FAULTS, TARGETS, Fault, Target
from replica.handler import Handler
from replica.report import PeriodKind
from replica.revision import another_value, figure_to_revise
from replica.server import Listeners
from replica.site_files import site_file

START = date(2025, 12, 31)
"""Until when the first content reaches: the annual reports on 2025 are still to come."""
DEFAULT_PORT = 8765
CONTROL_HOST = "127.0.0.1"


class Replica:
    """County sites on loopback addresses, 127.0.1.1 upwards, all on one port.

    A context manager: entering starts the server in threads of its own, leaving stops it. The same
    seed and start give the same content; what is changed lives as long as the object.

    Args:
        port: 0 takes one that is free on all addresses.
        seed: what the reports say.
        start: the day up to which there is content at the beginning.
        crawl_delay_s: announced in robots.txt when above 0.
        log_file: where visits are written as JSON Lines, beside `log`.
        now: the clock, aware; changes are dated by it.
        counties: whose sites there are.
        years: of how many the first zone of a county has reports at the beginning, at least 2.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        seed: int = 1,
        start: date = START,
        crawl_delay_s: float = 0,
        log_file: Path | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        counties: Sequence[CountyFacts] = COUNTIES,
        years: int = 2,
    ) -> None:
        self._wanted_port = port
        self._now = now
        self._log_file = log_file
        self._lock = RLock()
        self._listeners: Listeners | None = None
        self.stopping = Event()
        self.log = AccessLog()
        self._sites = {
            facts.key: CountySite(
                facts,
                facts.host or f"127.0.{1 + number // 250}.{1 + number % 250}",
                seed=seed,
                start=start,
                crawl_delay_s=crawl_delay_s,
                years=years,
            )
            for number, facts in enumerate(counties)
        }
        self._by_host = {site.host: site for site in self._sites.values()}
        self._last_day = start

    def __enter__(self) -> Replica:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen.

        Raises:
            ReplicaError: the port is taken, or this machine has no 127.0.1.x addresses.
        """
        if self._listeners:
            return
        self.stopping.clear()
        hosts = [CONTROL_HOST, *self._by_host]
        self.log = AccessLog(self._log_file)
        try:
            self._listeners = Listeners(
                hosts, self._wanted_port, lambda c, visitor: _serve(c, visitor, self)
            )
        except OSError as error:
            raise ReplicaError(
                f"cannot listen on port {self._wanted_port} of {hosts[0]} to {hosts[-1]}: "
                f"{error.strerror or error}; choose another port"
            ) from error
        for site in self._sites.values():
            if site.fault and site.fault.name == "dead":
                self._listeners.close(site.host)

    def stop(self) -> None:
        """Stop listening; repeating it does nothing."""
        if self._listeners:
            self.stopping.set()
            self._listeners.stop()
            self._listeners = None
            self.log.close()

    @property
    def port(self) -> int:
        if not self._listeners:
            raise ReplicaError("the replica is not running; use it as a context manager")
        return self._listeners.port

    @property
    def sites(self) -> tuple[str, ...]:
        return tuple(self._sites)

    def base_url(self, site: str) -> str:
        """Scheme, address and port of a site, without a slash at the end."""
        return f"http://{self._site(site).host}:{self.port}"

    def listing_url(self, site: str) -> str:
        return self.base_url(site) + self._site(site).listing_path

    def site_at(self, host: str) -> CountySite | None:
        """The site on an address; None for the control channel's."""
        return self._by_host.get(host)

    def write_site_files(self, folder: Path) -> list[Path]:
        """Write one YAML per site, its stem the site's key; existing ones are replaced."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for key in self.sites:
            path = folder / f"{key}.yaml"
            path.write_text(site_file(self._site(key), self.base_url(key)), encoding="utf-8")
            paths.append(path)
        return paths

    def truth(self, site: str | None = None) -> list[dict[str, Any]]:
        """All published reports: url, metadata, text, and its numbers in reading order."""
        keys = [site] if site else self.sites
        return [
            self._site(key).truth(entry, self.base_url(key))
            for key in keys
            for entry in self._site(key).reports()
        ]

    def publish(
        self,
        site: str | None = None,
        *,
        zone: str | None = None,
        year: int | None = None,
        period: PeriodKind = "annual",
        on: date | str | None = None,
        attachment: Attachment | FileKind | None = None,
    ) -> dict[str, Any]:
        """Publish a report at the top of its listing.

        By default the next annual report of the zone that is furthest behind, dated today (China
        time), or the last day of the content if that is later; when every year until today's has
        its report, an older one that was never published. `zone` is a name, an alias or a key.
        With an `attachment` it is a file behind a page that says no more than 详见附件, or as an
        `Attachment` tells.

        Returns:
            What `truth` says of it.

        Raises:
            ReplicaError: no such site or zone, or that report is published already.
        """
        with self._lock:
            county = self._site(site or self._furthest_behind())
            chosen = county.zone_called(zone) if zone else county.zone_behind()
            today = max(self._now().astimezone(CHINA).date(), self._last_day)
            year = year or county.next_year(chosen, period, today=today)
            if any(
                (row.zone, row.year, row.period) == (chosen, year, period)
                for row in county.reports()
            ):
                raise ReplicaError(f"{chosen.name} has published its {period} report of {year}")
            try:
                day = date.fromisoformat(on) if isinstance(on, str) else on or today
            except ValueError as error:
                raise ReplicaError(f"{on} is no date like 2026-01-31") from error
            if isinstance(attachment, str):
                attachment = Attachment(file_kind(attachment))
            entry = county.publish(
                self._now(), zone=chosen, year=year, period=period, on=day, attachment=attachment
            )
            return county.truth(entry, self.base_url(county.facts.key))

    def revise(
        self,
        site: str | None = None,
        *,
        url: str | None = None,
        figure: int | None = None,
        to: str | float | Decimal | None = None,
    ) -> dict[str, Any]:
        """Change one number of a published report, at its address.

        By default a level that bears a code in the newest report of the site (of the first site).

        Args:
            site: key of the site.
            url: address of the report, or its path.
            figure: index into the report's observations.
            to: the new number, without its unit.

        Returns:
            site, url, title, figure, label, code, and `old` and `new` as written.
        """
        with self._lock:
            county, entry = self._find(site, url)
            before = county.report_of(entry)
            index = figure_to_revise(before, len(entry.edits)) if figure is None else figure
            if not 0 <= index < len(before.figures):
                raise ReplicaError(f"the report has figures 0 to {len(before.figures) - 1}")
            old = before.figures[index]
            try:
                new = Decimal(str(to)) if to is not None else another_value(old.value)
                if new == old.value:
                    raise ReplicaError(f"the figure already reads {old.quote}")
                entry = county.revise(self._now(), entry, index, new)
            except (ValueError, ArithmeticError) as error:
                raise ReplicaError(f"{old.quote} cannot become {to}: {error}") from error
            figure_now = county.report_of(entry).figures[index]
            return {
                **self._address(county, entry),
                "figure": index,
                "label": old.label,
                "code": old.code,
                "old": old.quote,
                "new": figure_now.quote,
            }

    def withdraw(self, site: str | None = None, *, url: str | None = None) -> dict[str, Any]:
        """Take a report away (by default the newest): its address answers 404, its row is gone."""
        with self._lock:
            county, entry = self._find(site, url)
            county.withdraw(self._now(), entry)
            return self._address(county, entry)

    def repost(
        self, site: str | None = None, *, url: str | None = None, keep_old: bool = True
    ) -> dict[str, Any]:
        """Publish a report's unchanged text at a new address; without `keep_old` it has moved."""
        with self._lock:
            county, entry = self._find(site, url)
            today = max(self._now().astimezone(CHINA).date(), self._last_day)
            moved = county.repost(self._now(), entry, on=today, keep_old=keep_old)
            old = self._address(county, entry)["url"]
            return {**self._address(county, moved), "old_url": old}

    def break_site(
        self,
        site: str,
        fault: str,
        *,
        target: Target | None = None,
        seconds: float = 20.0,
        rows: int = 3,
    ) -> dict[str, Any]:
        """Switch a fault on (`FAULTS` lists them), in place of one that is on."""
        if fault not in FAULTS:
            raise ReplicaError(f"no fault is called {fault}; there are {', '.join(FAULTS)}")
        if target is not None and target not in TARGETS:
            raise ReplicaError(f"no target is called {target}; there are {', '.join(TARGETS)}")
        with self._lock:
            self.mend(site)
            county = self._site(site)
            chosen = target or FAULTS[fault].target
            county.fault = Fault(fault, chosen, seconds=float(seconds), rows=int(rows))
            if fault == "dead" and self._listeners:
                self._listeners.close(county.host)
            return {"site": site, "fault": fault, "target": chosen}

    def mend(self, site: str) -> dict[str, Any]:
        """Switch the fault off; a healthy site stays as it is."""
        with self._lock:
            county = self._site(site)
            was, county.fault = county.fault, None
            if was and was.name == "dead" and self._listeners:
                self._listeners.open(county.host)
            return {"site": site, "mended": was.name if was else None}

    def overview(self) -> list[dict[str, Any]]:
        """A row per site: key, name, family, addresses, rows, reports, fault."""
        return [
            {
                "site": key,
                "name": site.facts.name,
                "family": site.family_name,
                "base_url": self.base_url(key),
                "listing_url": self.listing_url(key),
                "rows": len(site.entries()),
                "reports": len(site.reports()),
                "fault": site.fault.name if site.fault else None,
            }
            for key, site in self._sites.items()
        ]

    def _site(self, key: str) -> CountySite:
        if key not in self._sites:
            raise ReplicaError(f"no site is called {key}; there are {', '.join(self._sites)}")
        return self._sites[key]

    def _address(self, county: CountySite, entry: Entry) -> dict[str, Any]:
        key = county.facts.key
        url = self.base_url(key) + county.path_of(entry)
        return {"site": key, "url": url, "title": entry.title}

    def _find(self, site: str | None, url: str | None) -> tuple[CountySite, Entry]:
        """The report at an address, or the newest of a site."""
        for key in [site] if site else self.sites:
            county = self._site(key)
            for entry in county.reports():
                path = county.path_of(entry)
                if url is None or url in (path, self.base_url(key) + path):
                    return county, entry
        raise ReplicaError(f"no report is published at {url or site or 'any site'}")

    def _furthest_behind(self) -> str:
        def year(key: str) -> int:
            county = self._sites[key]
            return county.last_year(county.zone_behind(), "annual")

        return min(self.sites, key=year)


def _serve(connection: Any, visitor: Any, replica: Replica) -> None:
    Handler(connection, visitor, replica)
