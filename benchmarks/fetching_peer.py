"""Scrapy's side of the comparison, run by the interpreter of its own environment.

Reads lines of addresses (JSON lists), fetches each list one request at a time, and answers with the
pages that came with status 200, their bytes, and the CPU and wall seconds from the start of the
crawl to its end. Prints `ready` first. Knows nothing of this repository.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.reactor import install_reactor

SETTINGS = {
    "ROBOTSTXT_OBEY": False,
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "RETRY_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_ENABLED": False,
    "LOGSTATS_INTERVAL": 0,
    "USER_AGENT": "zonereports/0.1",
}


class Pages(scrapy.Spider):
    """Fetches what it is given and counts."""

    name = "pages"

    def __init__(self, urls: list[str], tally: list[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls, self.tally = urls, tally

    async def start(self) -> Any:
        """The requests."""
        for url in self.urls:
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: Any) -> None:
        """Count a page."""
        self.tally[0] += response.status == 200
        self.tally[1] += len(response.body)


async def main() -> None:
    """One crawl a line, in one process, so that imports are paid once and not counted."""
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        tally = [0, 0]
        wall, cpu = time.perf_counter(), time.process_time()
        await AsyncCrawlerRunner(SETTINGS).crawl(Pages, urls=json.loads(line), tally=tally)
        taken = [time.process_time() - cpu, time.perf_counter() - wall]
        print(json.dumps([*tally, *taken]), flush=True)


if __name__ == "__main__":
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from scrapy.utils.defer import deferred_from_coro
    from twisted.internet.task import react

    react(lambda _: deferred_from_coro(main()))
