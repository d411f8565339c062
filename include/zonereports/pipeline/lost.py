"""A state database that was lost: it looks like a new one, but the lake does not.

To go on would tell every report as new. Before the first publication there is nothing to lose; a
publisher that was killed between the lake and the state leaves captures that wait; and one that is
being rebuilt holds captures that were found again, and no version yet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, String, column, literal, or_, select, table

from zonereports.archive import FOUND_AGAIN
from zonereports.errors import StateLost
from zonereports.state import State

if TYPE_CHECKING:
    from zonereports.lake import Lake

_TELLING = ("versions", "events", "outbox")
"""Tables whose rows say that something was published or told."""


def is_blank(connection: Connection) -> bool:
    """Whether a state knows of no report: a new one, or one that is being rebuilt."""
    # By name: what declares these tables is not loaded by a visit that brings nothing.
    for name in _TELLING:
        if connection.scalar(select(literal(1)).select_from(table(name)).limit(1)) is not None:
            return False
    outcome = column("outcome", String())
    known = or_(outcome.is_(None), outcome != FOUND_AGAIN)
    query = select(literal(1)).select_from(table("captures")).where(known).limit(1)
    return connection.scalar(query) is None


def must_not_be_lost(state: State, lake: Callable[[], Lake]) -> None:
    """Refuse to go on with a blank state beside a lake that holds reports.

    Costs one look into the state of a platform at work.

    Raises:
        StateLost: so it is.
    """
    with state.read() as connection:
        blank = is_blank(connection)
    if blank and (reports := lake().count("documents")):
        raise StateLost(
            f"the state database knows no report, the lake holds {reports} versions of reports",
            url=state.url.render_as_string(),
        )
