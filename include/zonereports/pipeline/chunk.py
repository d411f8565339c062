"""Captures that are published together, read but not yet stored."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from zonereports.archive import Capture
from zonereports.events import Event, History, Step
from zonereports.pipeline.rows import Reading, Row


@dataclass
class Chunk:
    """What is to be published and stored about some captures; one capture of a report at most."""

    history: History
    readings: dict[str, Reading] = field(default_factory=dict)
    """By report id."""
    steps: list[Step] = field(default_factory=list)
    """In the order of their captures."""
    settled: list[tuple[Capture, str]] = field(default_factory=list)
    """Captures that bring no version, with the reason."""
    refused: list[Row] = field(default_factory=list)
    """Quarantine rows of pages that cannot be read."""

    def fit_steps(self, held_back: Container[str]) -> list[Step]:
        """A report held back is nobody's news yet: its step waits for the version that passes."""
        return [
            step
            for step in self.steps
            if step.version is None or step.version.document_id not in held_back
        ]


def events_of(steps: Sequence[Step]) -> list[Event]:
    """What happened, in the order of the steps."""
    return [event for step in steps for event in step.events]
