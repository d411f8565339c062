"""The evidence page of a published version, made again from the archive."""

from __future__ import annotations

from collections.abc import Callable

from zonereports.archive import Archive
from zonereports.errors import WrongSetting
from zonereports.events import version_of
from zonereports.lake import Lake
from zonereports.pipeline.evidence import page_of_version
from zonereports.pipeline.evidence_words import Language
from zonereports.pipeline.sources import Sources
from zonereports.sites import Site
from zonereports.state import State


def page_of_id(
    name: str,
    *,
    state: State,
    archive: Archive,
    lake: Lake,
    sites: Callable[[], dict[str, Site]],
    as_served: bool,
    language: Language = "zh",
) -> str:
    """The page of the version with this document id; see `Pipeline.evidence`."""
    version = version_of(state, name)
    if version is None:
        raise WrongSetting(
            f"no published document has the id {name}, and no file this name",
            next_step="zonereports lake query 'select document_id, title from documents'",
        )
    capture = archive.capture(version.capture_id)
    source = Sources(archive, sites).of(capture, mapped=True)
    if source is None:
        raise WrongSetting(
            f"{name} was read from a page whose report is now read from its attachment",
            next_step="run: zonereports replay",
        )
    refused = lake.query(
        "select row_id from quarantine where document_id = ? and \"table\" = 'observations'",
        [name],
    )
    return page_of_version(
        source,
        version,
        refused=frozenset(str(row) for row in refused.column("row_id").to_pylist()),
        as_served=as_served,
        language=language,
    )
