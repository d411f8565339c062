"""Builds the office files that the tests read: nothing binary is kept in the repository."""

from replica.office_files import compound_file, package, pdf, word_97

__all__ = ["compound_file", "package", "pdf", "word_97"]
