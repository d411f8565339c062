"""Hostile and broken files of our own making, by name; the large ones are made when asked for."""

from tests.document.hostile import others, packages, pages, papers, sheets, word_97, word_xml
from tests.document.hostile.kit import FILES, READABLE, SENTENCE, sheet_of, xlsx, zipped
from tests.document.hostile.others import ofd

__all__ = [
    "FILES",
    "READABLE",
    "SENTENCE",
    "ofd",
    "others",
    "packages",
    "pages",
    "papers",
    "sheet_of",
    "sheets",
    "word_97",
    "word_xml",
    "xlsx",
    "zipped",
]
