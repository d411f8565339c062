"""From a publication on a county site to the message: what is added to the crawl's interval."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from statistics import median

from replica import Replica
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

PUBLICATIONS = int(os.environ.get("ZONEREPORTS_BENCH_PUBLICATIONS") or 20)


def figures() -> list[str]:
    """Seconds from the start of the crawl that sees a report to its delivered message."""
    with Replica() as replica, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        replica.write_site_files(home / "sites")
        settings = Settings(
            home=home,
            sites=home / "sites",
            allow_addresses=("127.0.0.0/8",),
            alert_channels=("file",),
            requests_per_host_day=10_000,
        )
        pipeline = Pipeline(settings)
        pipeline.run()
        taken, wrong, delivered, held = list[float](), list[str](), 0, 0
        for number in range(PUBLICATIONS):
            site = replica.sites[number % len(replica.sites)]
            url = replica.publish(site)["url"]
            began = time.perf_counter()
            checks = pipeline.crawl([site])
            published = pipeline.publish()
            pipeline.send_alerts()
            taken.append(time.perf_counter() - began)
            lines = settings.alerts_file.read_text(encoding="utf-8").splitlines()
            count = sum(f'"url": "{url}", "facts"' in line for line in lines)
            delivered += count
            # A report that the gate holds back is nobody's news yet.
            held += len(published.held_back)
            if count != 1 - len(published.held_back):
                seen = f"{checks[0].answer}, {checks[0].detail or 'no remark'}"
                wrong.append(
                    f"WRONG: publication {number + 1} on {site}: {count} messages ({seen})"
                )
        pipeline.close()
    return [
        f"{PUBLICATIONS} publications, {delivered} messages delivered, {held} reports held back by the gate "
        "(each time the site is crawled that published)",
        *wrong,
        f"crawl, publish and send: median {median(taken):.1f} s, slowest {max(taken):.1f} s; "
        "from publication to message that is one crawl interval more",
    ]
