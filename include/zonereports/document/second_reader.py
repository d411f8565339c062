"""A second reader of the same page, and an arbiter where the two disagree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from zonereports.document.facts import FACT_LINE
from zonereports.document.furniture import is_furniture, squeeze
from zonereports.document.markup import INVISIBLE

# On the labelled pages a right body agrees to 0.86 or more unless the page has sentences of others
# beside it (teasers: 0.6), a wrong one to 0.4 or less; between, the arbiter costs 15 ms and decides.
DISAGREE = 0.8
_BETTER = 0.2
_MIN_SENTENCE = 10
_SENTENCES = re.compile("[^。；！？;!?]+")
_COMMA = re.compile("[，、,：:]")


def second_reading(html: str) -> list[str]:
    """The page as resiliparse reads it: another parser, another idea of what the body is."""
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


def arbiter_reading(root: Any, pruned: frozenset[Any]) -> list[str]:
    """The page as trafilatura reads it at its most precise, without what we know to be aside."""
    from copy import deepcopy

    from lxml import etree
    from trafilatura import extract

    for number, element in enumerate(pruned):
        element.set("data-aside", str(number))
    tree = deepcopy(root)
    for element in pruned:
        del element.attrib["data-aside"]
    # It fills spanned cells one by one: a page with rowspan=50 throughout cost a minute.
    etree.strip_attributes(tree, "rowspan", "colspan")
    for element in tree.xpath("//*[@data-aside]"):
        if (parent := element.getparent()) is not None:
            element.tail, tail = None, element.tail
            before = element.getprevious()
            if tail and before is not None:
                before.tail = (before.tail or "") + tail
            elif tail:
                parent.text = (parent.text or "") + tail
            parent.remove(element)
    text = extract(
        etree.tostring(tree, encoding="unicode", method="html"),
        favor_precision=True,
        include_comments=False,
    )
    return (text or "").splitlines()


def better(
    first: Sequence[str], rival: Sequence[str], arbiter: Sequence[str]
) -> bool:
    """Whether the arbiter holds with the rival, clearly, and not with the first reading."""
    for_first, for_rival = agreement(first, arbiter) or 0.0, agreement(rival, arbiter) or 0.0
    return for_rival >= for_first + _BETTER


def _sentences(lines: Sequence[str]) -> list[str]:
    return [
        bare
        for line in lines
        if "\t" not in line and _COMMA.search(line) and not is_furniture(line.strip())
        and not FACT_LINE.match(line.strip())
        for sentence in _SENTENCES.findall(INVISIBLE.sub("", line))
        if len(bare := squeeze(sentence)) >= _MIN_SENTENCE
    ]


def _held(sentences: Sequence[str], lines: Sequence[str]) -> float:
    whole = INVISIBLE.sub("", squeeze("".join(lines)))
    total = sum(map(len, sentences))
    return sum(len(s) for s in sentences if s in whole) / total if total else 0.0
