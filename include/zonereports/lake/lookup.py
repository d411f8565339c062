"""Which partitions can hold a key or a report, told without reading them.

    snapshot/lookup/observations-2024.u64    hashes of its keys and reports: 8 bytes each, ascending

A publication asks every year whether it holds any of the rows that it replaces. With a lookup a year
that does not costs a binary search in a mapped file, and no memory. Only large partitions have one;
without one the answer is always that it may.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zonereports.lake.table import Table

FOLDER = "lookup"
WORTH = 10_000
"""Rows from which on a partition has a lookup: to read the keys of fewer costs next to nothing."""

Hashes = npt.NDArray[np.uint64]
_TYPE = np.dtype("<u8")


def lookup_path(table: Table, year: int) -> Path:
    """Path of a partition's lookup within a snapshot."""
    return Path(FOLDER) / f"{table.name}-{year}.u64"


def may_hold(snapshot: Path, table: Table, year: int, values: Collection[str]) -> bool:
    """Whether any row of a partition can have one of these as its key, or name it as a report.

    False is certain; True is not.
    """
    path = snapshot / lookup_path(table, year)
    if not path.exists():
        return True
    return bool(_among(np.memmap(path, _TYPE, "r"), _hashed(values)).any())


def hashes(table: Table, rows: pa.Table) -> Hashes:
    """The hashes of the keys of some rows and of the reports that they name, ascending."""
    return _hashed(
        value for name in (table.key, *table.mentions) for value in rows[name].unique().to_pylist()
    )


def after(held: Hashes, table: Table, left: pa.Table | None, came: pa.Table | None) -> Hashes:
    """The hashes of a partition after some rows left it and others came.

    A report stays: other rows may name it still.
    """
    if left is not None:
        gone = _hashed(left[table.key].to_pylist())
        at = np.searchsorted(held, gone)
        held = np.delete(held, at[_among(held, gone)])
    if came is not None:
        fresh = hashes(table, came)
        fresh = fresh[~_among(held, fresh)]
        held = np.insert(held, np.searchsorted(held, fresh), fresh)
    return held


def _among(held: Hashes, asked: Hashes) -> npt.NDArray[np.bool_]:
    """For each that is asked, whether it is held; a search for each, as the held ones are many."""
    if not len(held):
        return np.zeros(len(asked), dtype=bool)
    at = np.minimum(np.searchsorted(held, asked), len(held) - 1)
    return np.asarray(held[at] == asked)


def load(path: Path) -> Hashes:
    """The hashes in a file."""
    return np.fromfile(path, _TYPE)


def _hashed(values: Iterable[str | None]) -> Hashes:
    digests = b"".join(
        blake2b(value.encode(), digest_size=8).digest() for value in values if value is not None
    )
    found = np.sort(np.frombuffer(digests, _TYPE))
    return found[np.concatenate(([True], found[1:] != found[:-1]))] if len(found) else found
