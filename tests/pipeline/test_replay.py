"""The archive alone gives the same lake, versions and events; nobody is told twice."""

import json
import shutil
from hashlib import sha256

import pytest
from sqlalchemy import select

from zonereports.cli import main
from zonereports.errors import ArchiveDamaged, WrongSetting
from zonereports.state import METADATA

TABLES = ("versions", "report_addresses", "events")


def files(home):
    """Digest of each published file: a replay gives the same bytes."""
    return {
        str(path.relative_to(home / "lake")): sha256(path.read_bytes()).hexdigest()
        for table in (home / "lake").iterdir()
        for path in sorted(table.rglob("*.parquet"))
    }


def history(state, *, without=()):
    """The rows that follow from the archive, table by table."""
    with state.begin() as connection:
        return {
            name: sorted(
                (dict(row._mapping) for row in connection.execute(select(METADATA.tables[name]))),
                key=str,
            )
            for name in TABLES
        }


def outcomes(pipeline):
    return {capture.id: capture.outcome for capture in pipeline.archive.captures()}


@pytest.fixture
def told(replica, platform):
    """A platform with a past: first versions, a correction, a withdrawal, a file, a challenge."""
    pipeline = platform(replica)
    assert pipeline.run().ok
    reports = replica.truth()
    replica.revise(reports[0]["key"]) if "key" in reports[0] else None
    return pipeline


def home_of(pipeline):
    return pipeline.settings.home
