"""What every page works with, and what is shown when a part of it is out of reach."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from zonereports.errors import WrongSetting, ZoneReportsError
from zonereports.pages.reader import LakeReader, Snapshot
from zonereports.pages.rendering import remedy
from zonereports.pipeline import Pipeline

log = logging.getLogger(__name__)
Found = TypeVar("Found")


class PageStores:
    """The stores of one pipeline, as pages read them.

    Args:
        pipeline: whose stores are shown.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._lake = LakeReader(pipeline.lake)

    @property
    def lake(self) -> LakeReader:
        """The reader of the lake."""
        return self._lake

    def _snapshot(self) -> Snapshot:
        at = self._lake.snapshot()
        if at is None:
            raise WrongSetting("nothing has been published yet", next_step="run: zonereports run")
        return at

    @staticmethod
    def _part(find: Callable[[], Found]) -> tuple[Found | None, str | None]:
        """One part of a page, or why it is missing: the other parts are shown all the same."""
        try:
            return find(), None
        except (ZoneReportsError, SQLAlchemyError, OSError) as error:
            log.warning("a part of a page is missing: %s", error)
            _, what, next_step = remedy(error)
            return None, f"{what} → {next_step}"
