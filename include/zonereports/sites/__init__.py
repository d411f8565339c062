"""Which counties and zones there are, where each publishes, and what a report is called."""

from zonereports.sites.site import Level, Link, Listing, Site, Zone

__all__ = ["Level", "Link", "Listing", "Site", "Zone"]
