"""One polite request, and the links on a listing."""

from zonereports.fetch.charset import decode
from zonereports.fetch.response import Response

__all__ = ["Response", "decode"]
