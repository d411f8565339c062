from __future__ import annotations

from pathlib import Path

import pytest

from tests.lake.lake_rows import Clock
from zonereports.lake import Lake


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lake(tmp_path: Path, clock: Clock) -> Lake:
    return Lake(tmp_path / "data" / "lake", tmp_path / "data" / "store", now=clock)
