"""Who asked for what: the replica's side of every crawl."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

KEEP = 200_000
"""Requests kept in memory; a crawl of 3,000 sites makes about 20,000."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request."""

    time: str
    """UTC, ISO 8601, to the millisecond."""
    site: str | None
    host: str
    """The address that was asked, without the port."""
    method: str
    path: str
    status: int
    user_agent: str
    conditional: bool
    """It carried If-None-Match or If-Modified-Since."""
    sent: int
    """Bytes of body that were sent."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class AccessLog:
    """The latest visits in memory, and all of them in a file if one is named."""

    def __init__(self, path: Path | None = None) -> None:
        self._visits: deque[Visit] = deque(maxlen=KEEP)
        self._lock = Lock()
        self._file = path.open("a", encoding="utf-8") if path else None

    def add(self, visit: Visit) -> None:
        with self._lock:
            self._visits.append(visit)
            if self._file:
                self._file.write(json.dumps(visit.as_json(), ensure_ascii=False) + "\n")
                self._file.flush()

    def visits(self, site: str | None = None) -> list[Visit]:
        """Oldest first; of one site if named."""
        with self._lock:
            return [visit for visit in self._visits if site is None or visit.site == site]

    def clear(self) -> None:
        with self._lock:
            self._visits.clear()

    def close(self) -> None:
        with self._lock:
            if self._file:
                self._file.close()
                self._file = None

    def __iter__(self) -> Iterator[Visit]:
        return iter(self.visits())

    def __len__(self) -> int:
        return len(self._visits)
