"""What of a text is its wording: two texts that say the same are equal when folded."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_DASHES = str.maketrans(dict.fromkeys("—–―－‒−﹣─", "-") | dict.fromkeys("〜～∼", "~"))
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MARK = re.compile(r"[^\w%‰+<>=~±°#×÷≥≤|]|_")
"""What is neither a letter nor a digit, but for the marks that always count."""
_INSIDE_NUMBERS = frozenset(".-/:、,")
_SPACE_IN_TABLE = re.compile(r"(?<=\d)[\t\n]+(?=\d)")


def fold(text: str) -> str:
    r"""The wording alone: width, white space and the punctuation of prose folded away.

    A mark that belongs to a number stays, because 1.5 is not 15 and -3% not 3%; so does the border
    between two cells of a table that hold digits. What is left is what an analyst would call
    changed when it changes.

    >>> fold("增长 １２．５％，其中“三产”3,200万元。") == fold("增长12.5%;其中三产3200万元")
    True
    >>> fold("1.5") == fold("15"), fold("下降-3%") == fold("下降3%"), fold("12\t3") == fold("123")
    (False, False, False)
    """
    text = _SPACE_IN_TABLE.sub("|", text)
    text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    text = _THOUSANDS.sub("", "".join(text.split()))
    return _MARK.sub(_of_number, text)


def fingerprint(text: str) -> str:
    """Digest of the wording: the same wording, the same digest."""
    return hashlib.sha256(fold(text).encode()).hexdigest()


def _of_number(mark: re.Match[str]) -> str:
    """A mark when it belongs to a number, else nothing."""
    char, text = mark[0], mark.string
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    if after.isdecimal():
        if char in _INSIDE_NUMBERS and before.isdecimal():
            return char
        # One dash before a number is a sign, two are the dash of a heading.
        if char == "-" and before != "-":
            return char
    return char if unicodedata.category(char) == "Sc" else ""
