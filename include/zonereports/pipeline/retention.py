"""What is forgotten once a day; what is kept for ever stands in docs/operations.md."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from zonereports.fetch import RequestLedger
from zonereports.pipeline.stores import Stores

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was deleted."""

    requests: int
    """Rows of the ledger."""
    messages: int
    """Messages that were sent, and dead letters."""
    trimmed: bool
    """Whether the file of the channel `file` was begun anew."""


class Forgetting(Stores):
    """Stores that forget what their settings give a term."""

    def forget(self) -> Forgotten:
        """Delete what is older than `ledger_keep_days` and `alerts_keep_days`.

        Bounded: a backlog is worked off over several days. Without one it costs a few looks.
        """
        from zonereports.alerts import forget_messages, trim_file

        now, settings = self._now(), self.settings
        done = Forgotten(
            requests=RequestLedger(self.state).prune(
                now - timedelta(days=settings.ledger_keep_days)
            ),
            messages=forget_messages(
                self.state, before=now - timedelta(days=settings.alerts_keep_days)
            ),
            trimmed=trim_file(settings.alerts_file),
        )
        if done != Forgotten(0, 0, False):
            log.info(
                "forgotten: requests=%d messages=%d trimmed=%s",
                *(done.requests, done.messages, done.trimmed),
            )
        return done
