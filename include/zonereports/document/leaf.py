"""What a file says before it is understood, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Leaf:
    """Paragraphs of the body and what stood around them.

    Every format is read into a leaf; from there on the way is the same for all.
    """

    lines: tuple[str, ...]
    """Paragraphs in reading order; the cells of a table row are joined by a tab."""
    titles: tuple[str, ...] = ()
    """Candidates, best first."""
    around: tuple[str, ...] = ()
    """Lines outside of the body: the disclosure table, the line with 发布时间 and 来源."""
    meta: dict[str, str] = field(default_factory=dict)
    """HTML metas by lower-case name; empty for other formats."""
    wrapped: bool = False
    """Lines end where the paper ended, not where the paragraph did (PDF)."""
    notes: tuple[str, ...] = ()
    agreement: float | None = None
    """How far a second reader of the page found the same body, 0 to 1; None where none looked."""


SPACES = " \u3000\u00a0\r\n\u2002\u2003\u2009"
"""Stripped at the ends of a paragraph. No tab: it separates the cells of a row."""
