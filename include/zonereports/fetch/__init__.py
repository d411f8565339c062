"""One polite request, and the links on a listing."""

from zonereports.fetch.charset import decode
from zonereports.fetch.fetcher import Fetcher
from zonereports.fetch.listing import ListingPage, check_links, find_links, read_page
from zonereports.fetch.request_record import RequestRecord
from zonereports.fetch.response import Response
from zonereports.fetch.soft_failure import check_page

__all__ = [
    "Fetcher",
    "ListingPage",
    "RequestRecord",
    "Response",
    "check_links",
    "check_page",
    "decode",
    "find_links",
    "read_page",
]
