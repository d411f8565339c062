"""A visitor who follows a listing over all its pages, and reads what it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import requests

from replica import Replica
from zonereports.document import read
from zonereports.sites import Ask, Link, Site, family, judge_title, load_site

MOST_PAGES = 12
READ = (
    "title",
    "text",
    "published_at",
    "signed_on",
    "issuer",
    "source",
    "zone",
    "county",
    "adcode",
    "report_year",
    "plan_year",
    "period_kind",
)
BROWSER = {"User-Agent": "Mozilla/5.0 (compatible; zonereports-test)"}


@dataclass(frozen=True)
class Walk:
    """What was asked and answered, in order."""

    asks: list[Ask]
    answers: list[requests.Response]
    pages: list[list[Link]]
    """Links of each answer."""

    @property
    def links(self) -> dict[str, Link]:
        return {link.url: link for page in reversed(self.pages) for link in page}

    @property
    def filled(self) -> list[list[Link]]:
        return [page for page in self.pages if page]


def send(ask: Ask, **headers: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.request(
            ask.method,
            ask.url,
            data=list(ask.form) or ask.json,
            headers=BROWSER | dict(ask.headers) | headers,
            timeout=10,
        )


def walk(url: str, name: str) -> Walk:
    """Follow `next_page` to the end, or until a page repeats the one before."""
    module = family(name)
    seen = Walk([], [], [])
    ask: Ask | None = Ask(url)
    while ask and len(seen.asks) < MOST_PAGES:
        answer = send(ask)
        html = answer.content.decode()
        links = module.find_links(html, ask.url)
        if links and seen.pages and links == seen.pages[-1]:
            break
        seen.asks.append(ask)
        seen.answers.append(answer)
        seen.pages.append(links)
        ask = module.next_page(html, ask)
    return seen


def loaded(replica: Replica, key: str, folder: Path) -> Site:
    replica.write_site_files(folder)
    return load_site(folder / f"{key}.yaml")


def check_reports(replica: Replica, site: Site, links: dict[str, Link]) -> None:
    """The titles of a listing single out the reports, and each page reads as the truth says."""
    zones = [name for zone in site.zones for name in (zone.name, *zone.aliases)]
    found = {link.url for link in links.values() if judge_title(link.title, zones=zones).report}
    truth = {report["url"]: report for report in replica.truth(site.key)}
    assert found == set(truth)
    for url, report in truth.items():
        read_as = _read(links[url], site)
        assert read_as == {name: report[name] for name in read_as}


def _read(link: Link, site: Site) -> dict[str, Any]:
    """What a page's document says, spelt as a truth spells it."""
    answer = send(Ask(link.url))
    document = read(
        answer.content,
        url=link.url,
        content_type=answer.headers["Content-Type"],
        site=site,
        link_title=link.title,
        listed_on=link.listed_on,
    )
    values = {name: getattr(document, name) for name in READ}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
