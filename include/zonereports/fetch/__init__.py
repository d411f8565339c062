"""One polite request, and the links on a listing."""

from zonereports.fetch.charset import decode
from zonereports.fetch.fetcher import Fetcher
from zonereports.fetch.host import Host, RobotsCopy
from zonereports.fetch.host_book import HostBook, MemoryHostBook
from zonereports.fetch.host_table import HostFacts, StateHostBook, host_facts
from zonereports.fetch.ledger import RequestLedger
from zonereports.fetch.listing import ListingPage, check_links, find_links, read_page
from zonereports.fetch.manners import Manners
from zonereports.fetch.politeness import PolitenessReport, politeness_report
from zonereports.fetch.request_record import RequestRecord
from zonereports.fetch.response import Response
from zonereports.fetch.soft_failure import check_page

__all__ = [
    "Fetcher",
    "Host",
    "HostBook",
    "HostFacts",
    "ListingPage",
    "Manners",
    "MemoryHostBook",
    "PolitenessReport",
    "RequestLedger",
    "RequestRecord",
    "Response",
    "RobotsCopy",
    "StateHostBook",
    "check_links",
    "check_page",
    "decode",
    "find_links",
    "host_facts",
    "politeness_report",
    "read_page",
]
