"""One county's site as it stands now: its rows, its pages, its fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import RLock
from typing import Any

from replica.answer import Answer, page
from replica.asked import Asked
from replica.attachment import Attachment, leads_to
from replica.counties import PREFECTURE, PROVINCE, CountyFacts, ZoneFacts
from replica.entries import Author, Entry
from replica.families import FAMILIES
from replica.faults import Fault
from replica.page import Article, in_parts
from replica.report import PeriodKind, Report, plain


class ReplicaError(Exception):
    """A wish that cannot be granted; the message is one line and says why."""


class CountySite:
    """State and pages of one site. Pages are rendered when asked for and kept until they change."""

    def __init__(
        self,
        facts: CountyFacts,
        host: str,
        *,
        seed: int,
        start: date,
        crawl_delay_s: float,
        years: int = 2,
    ) -> None:
        self.facts = facts
        self.host = host
        self.fault: Fault | None = None
        self._start = start
        self._crawl_delay_s = crawl_delay_s
        self._family = FAMILIES[facts.family]
        self._author = Author(facts, seed)
        # Of two years 34 to 44 rows: more than two display pages, fewer than the three that jpage
        # embeds; of further years as many for each.
        count = (34 + sum(facts.key.encode()) % 11) * years // 2
        self._entries = self._author.first_entries(start, count=count, years=years)
        self._next_id = max(entry.id for entry in self._entries) + 7
        self._changed_at = max(entry.modified_at for entry in self._entries)
        self._pages: dict[str, Answer] = {}
        self._lock = RLock()

    @property
    def listing_path(self) -> str:
        return str(self._family.listing_path(self.facts))

    @property
    def family_name(self) -> str:
        """What a county's YAML calls the family."""
        return str(self._family.NAME)

    def path_of(self, entry: Entry) -> str:
        return str(self._family.article_path(self.facts, entry))

    def entries(self) -> list[Entry]:
        """The rows of the listing, as they stand."""
        with self._lock:
            return list(self._entries)

    def reports(self) -> list[Entry]:
        """The reports that are published, as listed."""
        return [entry for entry in self.entries() if entry.kind == "report"]

    def zone_called(self, name: str) -> ZoneFacts:
        """The zone with this name, alias or key."""
        for zone in self.facts.zones:
            if name in (zone.key, zone.name, zone.short, *zone.aliases):
                return zone
        names = "、".join(zone.name for zone in self.facts.zones)
        raise ReplicaError(f"{self.facts.key} has no zone {name}; it has {names}")

    def last_year(self, zone: ZoneFacts, period: PeriodKind) -> int:
        """The newest year on which a zone has published such a report, or would have before."""
        years = [
            row.year
            for row in self.reports()
            if row.zone == zone and row.period == period and row.year
        ]
        return max(years, default=self._start.year - 1)

    def next_year(self, zone: ZoneFacts, period: PeriodKind, *, today: date) -> int:
        """The year of a zone's next report: never one to come.

        Of a zone that is up to date it is the year before its oldest report: counties bring old
        reports in, but nobody sums up a year that has not begun.
        """
        following = self.last_year(zone, period) + 1
        if following <= today.year:
            return following
        years = (row.year for row in self.reports() if (row.zone, row.period) == (zone, period))
        return min((year for year in years if year), default=following) - 1

    def zone_behind(self) -> ZoneFacts:
        """The zone whose last annual report is the oldest."""
        return min(self.facts.zones, key=lambda zone: self.last_year(zone, "annual"))

    def report_of(self, entry: Entry) -> Report:
        """A published report as its page tells it now."""
        if entry.zone is None or entry.year is None or entry.period is None:
            raise ReplicaError(f"{entry.title} is no report")
        report = self._author.report(entry.zone, entry.year, entry.period)
        for index, number in entry.edits:
            report = report.with_value(index, Decimal(number))
        return report

    def truth(self, entry: Entry, base_url: str) -> dict[str, Any]:
        """Everything that is true of a published report."""
        report = self.report_of(entry)
        return {
            "url": base_url + self.path_of(entry),
            "site": self.facts.key,
            "title": report.title,
            "zone": report.zone,
            "county": self.facts.name,
            "prefecture": PREFECTURE,
            "province": PROVINCE,
            "adcode": self.facts.adcode,
            "report_year": report.report_year,
            "plan_year": report.plan_year,
            "period_kind": report.period_kind,
            "published_at": entry.listed_on.isoformat(),
            "signed_on": report.signed_on.isoformat(),
            "issuer": report.issuer,
            "source": entry.source,
            "attachment": self._attachment(entry, base_url),
            "text": report.body,
            "signature": report.text.split("\n")[-2:],
            "observations": [figure.as_json() for figure in report.figures],
            "excluded": [
                {"start": item.start, "quote": item.quote, "reason": item.reason}
                for item in report.not_data
                if item.start < len(report.body)
            ],
        }

    def publish(
        self,
        now: datetime,
        *,
        zone: ZoneFacts,
        year: int,
        period: PeriodKind = "annual",
        on: date,
        attachment: Attachment | None = None,
    ) -> Entry:
        """Put a report at the top of the listing, below what is pinned."""
        with self._lock:
            entry = self._author.report_entry(
                self._next_id, zone, year, period, on=on, attachment=attachment
            )
            entry = replace(entry, modified_at=self._tick(now))
            self._next_id += 7
            top = sum(row.pinned for row in self._entries)
            self._entries.insert(top, entry)
            return entry

    def revise(self, now: datetime, entry: Entry, index: int, value: Decimal) -> Entry:
        """Change one figure of a published report at its address."""
        with self._lock:
            revised = replace(
                entry, edits=(*entry.edits, (index, plain(value))), modified_at=self._tick(now)
            )
            self.report_of(revised)
            self._entries[self._entries.index(entry)] = revised
            return revised

    def withdraw(self, now: datetime, entry: Entry) -> None:
        """Take a page away: 404 at its address, no row in the listing."""
        with self._lock:
            self._tick(now)
            self._entries.remove(entry)

    def repost(self, now: datetime, entry: Entry, *, on: date, keep_old: bool) -> Entry:
        """Publish the same text at a new address, beside the old one or in place of it."""
        with self._lock:
            if not keep_old:
                self._entries.remove(entry)
            at = entry.published_at.replace(year=on.year, month=on.month, day=on.day)
            moved = replace(entry, id=self._next_id, published_at=at, modified_at=self._tick(now))
            self._next_id += 7
            self._entries.insert(sum(row.pinned for row in self._entries), moved)
            return moved

    def answer(self, path: str, query: str = "", asked: Asked | None = None) -> Answer:
        """What stands at a path, with the fault that is on; `asked` tells headers and form."""
        with self._lock:
            fault = self.fault
            asked = asked or Asked(path, query)
            special = self._special(asked, fault)
            kind, healthy = special or self._healthy(path, query, fault)
        return fault.change(healthy) if fault and fault.touches(kind) else healthy

    def _rows(self, fault: Fault | None) -> list[Entry]:
        if fault and fault.name == "short_listing":
            return self._entries[: fault.rows]
        return [] if fault and fault.name == "empty_list" else self._entries

    def _special(self, asked: Asked, fault: Fault | None) -> tuple[str, Answer] | None:
        """What a family serves beside one listing page and its articles, when it has `answer`."""
        answer = getattr(self._family, "answer", None)
        found = answer(self.facts, self._rows(fault), asked, self.host) if answer else None
        if isinstance(found, str):
            found = self._as_answer(found, self._changed_at)
        return ("listing", found) if found else None

    def _healthy(self, path: str, query: str, fault: Fault | None) -> tuple[str, Answer]:
        if path == "/robots.txt":
            return "robots", self._robots(fault)
        if path == self.listing_path:
            rows = self._rows(fault)
            key = f"{path} {len(rows)}"
            if key not in self._pages:
                html = self._family.listing_page(self.facts, rows)
                self._pages[key] = self._as_answer(html, self._changed_at)
            return "listing", self._pages[key]
        more = self._family.more_rows(self.facts, self._entries, path, query)
        if more is not None:
            return "listing", Answer(200, more.encode(), "text/xml; charset=utf-8")
        if path in self._pages:
            return "article", self._pages[path]
        file = self._file(path, query)
        if file is not None:
            return "article", file
        for number, entry in enumerate(self._entries):
            paths = self._paths(entry)
            if path in paths:
                article = in_parts(self._article(number, entry), len(paths))[paths.index(path)]
                html = self._family.article_page(self.facts, article)
                self._pages[path] = self._as_answer(html, entry.modified_at)
                return "article", self._pages[path]
        if path in ("/", "/index.html"):
            return "other", page(200, f"{self.facts.name}人民政府", "欢迎访问政府门户网站")
        # A withdrawn article is still an article to a fault: it lies in an article's place.
        return "article", page(404, "404 页面未找到", "您访问的页面不存在")

    def _paths(self, entry: Entry) -> list[str]:
        """The way to a page, and to the further parts of its text where the site cuts it."""
        further = getattr(self._family, "further_parts", None)
        in_file = entry.kind != "report" or entry.attachment is not None
        more = further(self.facts, entry) if further and not in_file else []
        return [self.path_of(entry), *map(str, more)]

    def _file(self, path: str, query: str) -> Answer | None:
        """A report as a file, by the way of the family; `stored_path` is where that way redirects."""
        key = getattr(self._family, "ATTACHMENT_KEY", None)
        stored = getattr(self._family, "stored_path", None)
        for entry in self._entries:
            if entry.attachment is None:
                continue
            asked_for = leads_to(self._file_path(entry), path, query, key)
            place = stored(self.facts, entry) if stored else None
            if asked_for and place:
                return Answer(302, b"", headers=(("Location", place),))
            if asked_for or place == path:
                file = entry.attachment.answer(self.report_of(entry))
                return replace(file, modified_at=entry.modified_at)
        return None

    def _file_path(self, entry: Entry) -> str:
        return str(self._family.attachment_path(self.facts, entry))

    def _attachment(self, entry: Entry, base_url: str) -> dict[str, str] | None:
        """What is true of a report's file."""
        if entry.attachment is None:
            return None
        return {
            "url": base_url + self._file_path(entry),
            "name": entry.attachment.file_name(entry.title),
            "kind": entry.attachment.kind,
            "led_by": entry.attachment.led_by,
        }

    def _article(self, number: int, entry: Entry) -> Article:
        report = self.report_of(entry) if entry.kind == "report" else None
        text, file = entry.body, None
        if entry.attachment:
            href = getattr(self._family, "attachment_href", self._family.attachment_path)
            file = (str(href(self.facts, entry)), entry.attachment.file_name(entry.title))
            if entry.attachment.led_by == "page":
                report, text = None, "详见附件。"
        neighbours = [row for row in self._entries if not row.pinned]
        at = neighbours.index(entry) if entry in neighbours else None
        return Article(
            entry=entry,
            text=report.text if report else text,
            table=report.table if report else None,
            file=file,
            index_number=f"11{self.facts.adcode}MB{entry.id:07d}/{entry.published_at:%Y}-{100000 + entry.id}",
            earlier=neighbours[at + 1] if at is not None and at + 1 < len(neighbours) else None,
            later=neighbours[at - 1] if at else None,
        )

    def _as_answer(self, html: str, modified_at: datetime) -> Answer:
        label = f"; charset={self.facts.charset_label}" if self.facts.charset_in_header else ""
        body = html.encode(self.facts.charset, "xmlcharrefreplace")
        return Answer(200, body, f"text/html{label}", modified_at=modified_at)

    def _robots(self, fault: Fault | None) -> Answer:
        lines = ["User-agent: *"]
        refused = fault is not None and fault.name == "robots_disallow"
        lines.append("Disallow: /" if refused else "Allow: /")
        if self._crawl_delay_s:
            lines.append(f"Crawl-delay: {self._crawl_delay_s:g}")
        return Answer(200, ("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8")

    def _tick(self, now: datetime) -> datetime:
        """The time of a change, later than the one before by what Last-Modified can tell."""
        self._changed_at = max(now, self._changed_at + timedelta(seconds=1))
        self._pages.clear()
        return self._changed_at
