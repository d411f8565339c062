"""All tables of the state store: each layer declares its own, in modules that load when needed."""

from __future__ import annotations

from sqlalchemy import MetaData

from zonereports.state import METADATA


def every_table() -> MetaData:
    """The tables of all layers; what declares them is loaded for it."""
    import zonereports.pipeline.publish
    import zonereports.pipeline.watch  # noqa: F401

    return METADATA
