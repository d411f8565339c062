"""The product's own pages: what they ask of the stores, and how they say it. No server, no login."""

from zonereports.pages.deciding import Word
from zonereports.pages.indicator_page import Wanted
from zonereports.pages.portal import Portal
from zonereports.pages.reader import LakeReader
from zonereports.pages.rendering import failure_page, style
from zonereports.pages.reports import Format, Search
from zonereports.pages.view import CHINA, DagRunSeen, Language, View

__all__ = [
    "CHINA",
    "DagRunSeen",
    "Format",
    "Language",
    "LakeReader",
    "Portal",
    "Search",
    "View",
    "Wanted",
    "Word",
    "failure_page",
    "style",
]
