"""Which counties and zones there are, where each publishes, and what a report is called."""

from zonereports.sites.divisions import Division, Mention, division, find_divisions, short_name
from zonereports.sites.site import Level, Link, Listing, Site, Zone

__all__ = [
    "Division",
    "Level",
    "Link",
    "Listing",
    "Mention",
    "Site",
    "Zone",
    "division",
    "find_divisions",
    "short_name",
]
