"""One of several workers at one host, in a process of its own.

Arguments: state URL, address of a listing, which worker this is, and how many there are.
"""

import sys

from zonereports.fetch import Fetcher, StateHostBook, find_links
from zonereports.sites import Listing
from zonereports.state import State

PACE_S = 0.2
ARTICLES = 4


def main(state_url: str, listing: str, which: int, workers: int) -> None:
    state = State(state_url)
    fetcher = Fetcher(
        user_agent="zonereports/0.1",
        contact="crawler@qingshan.example",
        allow_addresses=["127.0.0.0/8"],
        hosts=StateHostBook(state),
    )
    hosts = {listing.split("/")[2].split(":")[0]}
    page = fetcher.get(listing, pace_s=PACE_S, allow_hosts=hosts, kind="listing")
    links = find_links(page, Listing(listing), family="auto")
    for link in links[which::workers][:ARTICLES]:
        fetcher.get(link.url, pace_s=PACE_S, allow_hosts=hosts, referer=listing, kind="article")
    fetcher.get(
        listing,
        pace_s=PACE_S,
        allow_hosts=hosts,
        etag=page.header("etag"),
        last_modified=page.header("last-modified"),
        kind="listing",
    )
    fetcher.close()
    state.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
