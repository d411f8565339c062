"""Errors of a site that hide no other: noted, and the visit goes on."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from zonereports.errors import CouldNotLook, NotRecognisable, UnreadablePage, ZoneReportsError

log = logging.getLogger(__name__)


@dataclass
class Noting:
    """Collects an error of the site and lets the visit go on; errors of our side go up."""

    errors: list[ZoneReportsError]
    site: str

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, CouldNotLook | NotRecognisable | UnreadablePage):
            log.warning("site=%s %s", self.site, error)
            self.errors.append(error)
            return True
        return False
