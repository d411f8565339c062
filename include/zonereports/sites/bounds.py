"""How large a page of a listing may be before it is no listing."""

from __future__ import annotations

from zonereports.errors import LayoutChanged

MOST_CHARACTERS = 4_000_000
"""Columns that hold all their rows in one page need 200 to 400 characters a row."""
MOST_ROWS = 10_000
"""Links or records of one page. No county publishes as much in one column."""

_NEXT = (
    "open the listing in a browser; if it really is that long, set the address of a column "
    "below it in the site's YAML, else wait until the site has repaired it"
)


def check_size(text: str) -> None:
    """Refuse a text that would take too much memory and time to read as a listing.

    Raises:
        LayoutChanged: more than `MOST_CHARACTERS`.
    """
    if len(text) > MOST_CHARACTERS:
        raise LayoutChanged(
            f"{len(text)} characters, a listing has at most {MOST_CHARACTERS}", next_step=_NEXT
        )


def check_rows(count: int) -> None:
    """Refuse a page with more rows than a listing has.

    Raises:
        LayoutChanged: more than `MOST_ROWS`.
    """
    if count > MOST_ROWS:
        raise LayoutChanged(f"more than {MOST_ROWS} rows on one page", next_step=_NEXT)
