"""From the setting to the lake that it names."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zonereports.lake.bucket_place import BucketPlace
from zonereports.lake.cache import Cache
from zonereports.lake.lake import Lake
from zonereports.objects import Address, is_url

SETTING = "ZONEREPORTS_LAKE_URL"
CACHE_BYTES = 20_000_000_000


def _utc_now() -> datetime:
    return datetime.now(UTC)


def open_lake(
    location: Path | str,
    *,
    cache: Path | None = None,
    cache_bytes: int = CACHE_BYTES,
    keep: int = 2,
    grace: timedelta = timedelta(hours=24),
    wait: timedelta = timedelta(minutes=2),
    now: Callable[[], datetime] = _utc_now,
    sleep: Callable[[float], None] = time.sleep,
    tries: int = 5,
) -> Lake:
    """The lake in a home folder, or at `s3://bucket/prefix?endpoint=https://…&region=…`.

    Args:
        location: the home folder, with `lake/` and `store/` in it; or an address.
        cache: folder of this machine for copies of what is in a bucket; default
            `~/.cache/zonereports`.
        cache_bytes: what it holds at most, beyond what is in use.
        keep: so many retired snapshots stay, however old.
        grace: how long a snapshot stays after it was retired, for readers that began in it.
        wait: how long `publish` waits for other publishers.
        now: the clock.
        sleep: how to wait.
        tries: how often a request to a bucket is made before it counts as failed.

    Raises:
        WrongSetting: an address that is none, or with credentials in it.
    """
    if isinstance(location, str) and is_url(location):
        address = Address.parse(location, SETTING)
        base = cache or Path.home() / ".cache" / "zonereports"
        # Of one lake each: two addresses that differ share nothing.
        digest = hashlib.sha256(address.url.encode()).hexdigest()[:12]
        held = Cache(base.absolute() / f"{address.bucket}-{digest}", max_bytes=cache_bytes)
        place = BucketPlace(address, held, now=now, sleep=sleep, tries=tries)
        return Lake.at(place, keep=keep, grace=grace, wait=wait, sleep=sleep)
    home = Path(location)
    return Lake(
        home / "lake", home / "store", keep=keep, grace=grace, wait=wait, now=now, sleep=sleep
    )
