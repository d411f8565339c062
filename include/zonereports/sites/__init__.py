"""Which counties and zones there are, where each publishes, and what a report is called."""

from zonereports.sites.address import absolute_url, canonical_url
from zonereports.sites.ask import Ask
from zonereports.sites.bounds import check_size
from zonereports.sites.county import COUNTIES, load_site, load_sites
from zonereports.sites.divisions import Division, Mention, division, find_divisions, short_name
from zonereports.sites.domain import SAME_DOMAIN, government_domain, hosts_line, is_allowed
from zonereports.sites.families import Family, family, recognise
from zonereports.sites.families import names as family_names
from zonereports.sites.leads import find_lead, find_years
from zonereports.sites.site import Level, Link, Listing, Site, TlsProfile, Zone
from zonereports.sites.titles import TitleKind, TitleVerdict, judge_title

__all__ = [
    "COUNTIES",
    "SAME_DOMAIN",
    "Ask",
    "Division",
    "Family",
    "Level",
    "Link",
    "Listing",
    "Mention",
    "Site",
    "TitleKind",
    "TitleVerdict",
    "TlsProfile",
    "Zone",
    "absolute_url",
    "canonical_url",
    "check_size",
    "division",
    "family",
    "family_names",
    "find_divisions",
    "find_lead",
    "find_years",
    "government_domain",
    "hosts_line",
    "is_allowed",
    "judge_title",
    "load_site",
    "load_sites",
    "recognise",
    "short_name",
]
