"""What the tests of the pages in Airflow share: a world to look at, and ways of asking for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import requests
from lxml import html

from embedded.stack import AirflowStack
from replica import Replica
from tests.pages.hostile import PAYLOADS
from tests.pages.test_hostile_words import document, observation, quarantined
from tests.pages.village import with_a_correction
from zonereports.pipeline import Pipeline

CHROMIUM = Path("/usr/bin/chromium")
AIRFLOW = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.timeout(900)]
BROWSER = [
    *AIRFLOW,
    pytest.mark.skipif(
        not CHROMIUM.exists() or not find_spec("playwright"),
        reason="no browser is installed: /usr/bin/chromium and playwright",
    ),
]
PAGES = ("/", "/sites", "/sites/qingshan", "/reports", "/indicators", "/quality", "/alerts")
IMPOSSIBLE = """白石滩经济开发区2024年工作总结

2024年，白石滩经济开发区紧扣年度目标，各项工作有序开展，现将有关情况总结如下。
一、主要工作完成情况
全年实现规上工业总产值7530000亿元，同比增长8.1%；完成固定资产投资11.45亿元，其中工业投资6.9亿元，增长12.4%。
新增规上工业企业7家，新签约项目16个，总投资29.8亿元。走访企业110余次，帮助解决问题38个。
二、2025年工作计划
做好安全生产和企业服务工作，力争新增规上工业企业不少于6家。
"""
"""A report whose output is refused."""


@dataclass(frozen=True)
class World:
    """A server of the pages, and the platform that it shows."""

    server: AirflowStack
    pipeline: Pipeline
    news: dict[str, Any]
    """The report that was published, and corrected afterwards."""

    def corrected(self) -> dict[str, Any]:
        """The report that has a second version."""
        rows = self.pipeline.lake.query(
            "select report_id, document_id, zone from documents where is_latest and version = 2"
        ).to_pylist()
        assert len(rows) == 1
        return rows[0]


@contextmanager
def build(home: Path, *, port: int = 0) -> Iterator[World]:
    """What a crawl brought, forty hostile reports beside it, and an API server that shows it."""
    with Replica() as replica:
        replica.write_site_files(home / "sites")
        pipeline, news, _ = with_a_correction(replica, home)
    brought = home / "impossible.txt"
    brought.write_text(IMPOSSIBLE, encoding="utf-8")
    pipeline.import_files([brought])
    numbered = list(enumerate(PAYLOADS, 1))
    pipeline.lake.publish(
        [document(*one) for one in numbered],
        [observation(*one) for one in numbered],
        [quarantined(*one) for one in numbered],
        reports=[f"{number:012x}" for number, _ in numbered],
    )
    settings = {"ZONEREPORTS_HOME": str(home), "ZONEREPORTS_SITES": str(home / "sites")}
    with AirflowStack(
        home / "airflow",
        settings,
        port=port,
        users={"vera": "viewer", "uma": "user"},
        only=("api-server",),
    ) as server:
        yield World(server, pipeline, news)
    pipeline.close()


@lru_cache
def token(server: AirflowStack, user: str) -> str:
    """What a login of this user gives."""
    answer = requests.post(
        f"{server.url}/auth/token",
        json={"username": user, "password": server.password_of(user)},
        timeout=60,
    )
    return str(answer.json()["access_token"])


def ask(
    server: AirflowStack, path: str, *, user: str | None = None, method: str = "GET", **more: Any
) -> requests.Response:
    """One request without a browser, as a user or without login; redirects are answers."""
    headers = more.pop("headers", {})
    if user:
        headers |= {"Cookie": f"_token={token(server, user)}"}
    return requests.request(
        method,
        f"{server.url}/zonereports{path}",
        headers=headers,
        allow_redirects=False,
        timeout=60,
        **more,
    )


def form_token(server: AirflowStack, user: str) -> str:
    """The token that the forms of this user's pages carry; empty when the user sees no form."""
    page = html.document_fromstring(ask(server, "/sites/qingshan", user=user).text)
    found = page.xpath("//input[@name='token']/@value")
    return str(found[0]) if found else ""


def grave(page: Any) -> list[tuple[str, list[str]]]:
    """What a person who needs a screen reader or a keyboard stumbles over on a page."""
    from axe_playwright_python.sync_playwright import Axe

    # Into sandboxed frames it cannot look, and says so on the console.
    found = Axe().run(page, options={"iframes": False}).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]
