"""A platform with a past: six sites, and one report that was corrected after it was published."""

from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

SITE = "qingshan"
"""Whose report it is."""


def with_a_correction(replica, home):
    """The platform, what the site published, and its revision."""
    pipeline = Pipeline(
        Settings(
            home=home,
            sites=home / "sites",
            allow_addresses=("127.0.0.0/8",),
            alert_channels=("file",),
            recheck_after_h=0.0,
        )
    )
    pipeline.run()
    told = []
    for happen in (replica.publish, replica.revise):
        told.append(happen(SITE))
        pipeline.crawl([SITE])
        pipeline.publish()
    return pipeline, *told
