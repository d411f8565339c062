"""Whether a storage keeps the conditions of a write."""

from __future__ import annotations

import uuid

from zonereports.errors import WrongSetting
from zonereports.objects.bucket import Bucket, Overtaken


def prove_conditions(bucket: Bucket, name: str) -> None:
    """Make sure that the storage keeps conditions: without them two publishers lose a commit.

    Args:
        bucket: in which to try.
        name: of an object that is there.

    Raises:
        WrongSetting: it does not.
    """
    for new, tag in ((True, None), (False, f'"{uuid.uuid4().hex}"')):
        try:
            bucket.put(name, b"", only_new=new, only_after=tag)
        except Overtaken:
            continue
        raise WrongSetting(
            f"{bucket.address.setting}: the storage does not keep If-Match and If-None-Match",
            next_step="use a storage that does (AWS, MinIO and others since 2024), or a folder",
        )
