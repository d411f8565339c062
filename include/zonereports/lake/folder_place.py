"""A lake in a local folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from zonereports.errors import WrongSetting
from zonereports.lake.commits import DELTAS, Commits
from zonereports.lake.place import Place
from zonereports.lake.schema import TABLES
from zonereports.lake.snapshots import Snapshots
from zonereports.lake.table import Table
from zonereports.lake.views import quoted, script, write_database


class FolderPlace:
    """Links at `lake_dir/<table>` that lead through one pointer into `store_dir`.

    Args:
        lake_dir: folder of the users' paths.
        store_dir: folder of the snapshots; same file system, outside `lake_dir`.

    Raises:
        WrongSetting: one of them contains the other.
    """

    def __init__(
        self,
        lake_dir: Path,
        store_dir: Path,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        lake, store = Path(os.path.abspath(lake_dir)), Path(os.path.abspath(store_dir))  # noqa: PTH100 - resolve() would follow links
        if lake == store or lake in store.parents or store in lake.parents:
            raise WrongSetting(
                f"the store {store_dir} and the lake {lake_dir} must not contain each other: "
                "a reader of lake/** would see every snapshot"
            )
        self.name = str(store)
        self.lake_dir = lake
        self.store = store
        self.snapshots = Snapshots(store, now=now, sleep=sleep)
        self.commits = Commits(store)

    def prepare(self) -> None:
        """As `Place.prepare`: a link for each table."""
        self.lake_dir.mkdir(parents=True, exist_ok=True)
        for name, folder in self._targets().items():
            path = self.lake_dir / name
            target = os.path.relpath(folder / name, self.lake_dir)
            if path.is_symlink() and os.readlink(path) == target:  # noqa: PTH115 - a string
                continue
            if path.exists() and not path.is_symlink():
                raise WrongSetting(
                    f"{path} is in the way: the lake puts a link there",
                    next_step="move it away and run again",
                )
            fresh = path.with_name(f".{name}.link")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(target)
            fresh.replace(path)

    def table_path(self, table: Table, snapshot_id: str | None) -> str:
        """As `Place.table_path`: through the pointer, whatever the snapshot."""
        return str(self.lake_dir / table.folder / "**" / "*.parquet")

    def shown(self, snapshot_id: str) -> str:
        """As `Place.shown`."""
        return os.path.realpath(self.store / "snapshots" / snapshot_id)

    def script(self) -> str:
        """As `Place.script`."""
        return script(lambda table: quoted(self.table_path(table, None)))

    def write_database(self, path: Path) -> None:
        """As `Place.write_database`: views, which follow what is published."""
        write_database(path, self.script())

    def misleading(self) -> Iterator[str]:
        """As `Place.misleading`."""
        for name, folder in self._targets().items():
            path = self.lake_dir / name
            if not os.path.lexists(path) and not (folder / name).exists():
                continue  # published before there was such a table: the next publication brings it
            if os.path.realpath(path) != os.path.realpath(folder / name):
                yield f"{path} does not lead to the published table"

    @contextmanager
    def afresh(self) -> Iterator[Place]:
        """As `Place.afresh`."""
        yield self

    def _targets(self) -> dict[str, Path]:
        targets = {table.top_folder: self.store / "current" for table in TABLES.values()}
        targets[DELTAS] = self.store
        return targets
