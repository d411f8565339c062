"""One polite request, and the links on a listing."""

from zonereports.fetch.charset import decode
from zonereports.fetch.fetcher import Fetcher
from zonereports.fetch.listing import find_links
from zonereports.fetch.request_record import RequestRecord
from zonereports.fetch.response import Response
from zonereports.fetch.soft_failure import check_page

__all__ = ["Fetcher", "RequestRecord", "Response", "check_page", "decode", "find_links"]
