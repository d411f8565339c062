"""A second reader of the same page, and an arbiter where the two disagree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from zonereports.document.facts import FACT_LINE
from zonereports.document.furniture import is_furniture, squeeze
from zonereports.document.markup import INVISIBLE

# On the labelled pages a right body agrees to 0.79 or more (a page of one sentence: 0.7), one that
# holds the abstract alone to 0.11; between, the arbiter decides.
DISAGREE = 0.75
_BETTER = 0.2
# The longest real page had some 9,000 elements; beyond, trafilatura takes seconds.
_MAX_ELEMENTS = 20_000
_MIN_SENTENCE = 10
# The longest real page had 1.1 million characters; the deepest 70 levels.
_MAX_PAGE = 4_000_000
_DEEP = "boolean(" + "/*" * 200 + ")"
_SENTENCES = re.compile("[^。；！？;!?]+")
_COMMA = re.compile("[，、,：:]")


def second_reading(html: str, root: Any) -> list[str] | None:
    """The page as resiliparse reads it: another parser, another idea of what the body is.

    None for a page that is too deep or too long for it: 30,000 nested boxes took it 46 seconds.
    """
    if len(html) > _MAX_PAGE or root.xpath(_DEEP):
        return None
    from resiliparse.extract.html2text import extract_plain_text

    text = extract_plain_text(html, main_content=True, alt_texts=False, list_bullets=False)
    return str(text).splitlines()


def agreement(ours: Sequence[str], other: Sequence[str]) -> float | None:
    """How far two readings hold the same sentences, 0 to 1, by characters, whatever their order.

    The harmonic mean of the share of our sentences that stand in the other reading and of the
    other's in ours. Lines of furniture, rows of tables and lines without a sentence's marks do not
    count; None when we have no sentence at all, as in a report that is one table.
    """
    mine, theirs = _sentences(ours), _sentences(other)
    if not mine:
        return None
    both = _held(mine, other), _held(theirs, ours)
    return round(2 * both[0] * both[1] / sum(both), 3) if all(both) else 0.0


def arbiter_reading(root: Any, aside: frozenset[Any] = frozenset()) -> list[str]:
    """The page as trafilatura reads it at its most precise, the elements aside emptied first.

    Empty for a page of more elements than it reads in a second.
    """
    if sum(1 for _ in root.iter()) > _MAX_ELEMENTS:
        return []
    # Imported here: a quarter of a second, and few pages need it.
    from lxml import etree
    from trafilatura import extract

    tree = deepcopy(root)
    copies = [copy for ours, copy in zip(root.iter(), tree.iter(), strict=True) if ours in aside]
    for copy in copies:
        copy.clear(keep_tail=True)
    # It fills spanned cells one by one: a page with rowspan=50 throughout cost a minute.
    etree.strip_attributes(tree, "rowspan", "colspan")
    text = extract(
        etree.tostring(tree, encoding="unicode", method="html"),
        favor_precision=True,
        include_comments=False,
        include_tables=True,
    )
    return (text or "").splitlines()


def sides_with(rival: Sequence[str], first: Sequence[str], arbiter: Sequence[str]) -> bool:
    """Whether the arbiter's reading clearly agrees with the rival's and not with the first."""
    return (agreement(rival, arbiter) or 0.0) >= (agreement(first, arbiter) or 0.0) + _BETTER


def _sentences(lines: Sequence[str]) -> list[str]:
    return [
        bare
        for line in lines
        if "\t" not in line
        and _COMMA.search(line)
        and not is_furniture(line.strip())
        and not FACT_LINE.match(line.strip())
        for sentence in _SENTENCES.findall(INVISIBLE.sub("", line))
        if len(bare := squeeze(sentence)) >= _MIN_SENTENCE
    ]


def _held(sentences: Sequence[str], lines: Sequence[str]) -> float:
    whole = INVISIBLE.sub("", squeeze("".join(lines)))
    total = sum(map(len, sentences))
    return sum(len(s) for s in sentences if s in whole) / total if total else 0.0
