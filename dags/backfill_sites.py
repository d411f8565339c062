"""Read the whole past of county sites by hand: of a new county, of a gap, or of the whole country."""

from airflow.sdk import Param, dag
from bells import COMMON
from visiting import RETRIED, visit

TRIAGE = """
### backfill_sites

Started by hand. Follows **all** pages of the listings, where `crawl_sites` looks at the first two, and
archives each page that is new; `publish_reports` publishes what comes in while it goes on. It keeps to each
site's pace, beside the crawl of the day: ten years of a site are minutes, of 3,000 sites most of a
day. Started again, it fetches nothing twice that is in the archive, and goes on where it was.

**When `answers` is red**: the log has one line a site, with the error and what to do, as in
`crawl_sites`. A page of a listing that cannot be read is an error here, because history is missing.
`BudgetSpent`: the site has had its requests of the day; start it again tomorrow for that site.

**When `batches` or `crawl` is red**: a key that no site has, or our side failed (a wrong setting, a full disk).
Correct it and clear the task.
"""


@dag(
    schedule=None,
    doc_md=TRIAGE,
    default_args=RETRIED,
    params={
        "sites": Param(
            [],
            type=["null", "array"],
            items={"type": "string"},
            description="Keys of the sites, one a line; empty: all active ones.",
        ),
        "since": Param(
            None,
            type=["null", "string"],
            format="date",
            description="Only what was listed since this day; empty: all of the past.",
        ),
    },
    **COMMON,
)
def backfill_sites():
    """Sites in batches, one task a batch."""
    visit()


backfill_sites()
