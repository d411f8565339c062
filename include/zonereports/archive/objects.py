"""Records in objects of an S3-compatible storage: one object a record, each a WARC file of its own.

An object cannot be appended to, and one that grows by being written again would double what is
sent. So a record is durable when its PUT returned, and its row is inserted only after that:

    prefix/2025/03/01/<writer>/<capture id>.warc.gz

A writer is a process. It stores one record after the other, so a killed one leaves one object
without a row at most; more than one says that the index is not the index of these objects.
"""

from __future__ import annotations

import hashlib
import itertools
import logging
import os
import secrets
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from zonereports.archive.index import Place
from zonereports.archive.members import whole_members
from zonereports.archive.record import warcinfo
from zonereports.archive.store import SUFFIX, Adopt, StoredFile
from zonereports.errors import ArchiveDamaged, ArchiveUnreachable, CouldNotWrite, WrongSetting

log = logging.getLogger(__name__)

_LOOK_BACK = timedelta(days=7)
"""How long before the newest capture a writer looks for objects that a killed one left: longer than
any task runs, so that one that began before the kill and still runs cannot hide it."""


class ObjectStore:
    """Objects of one bucket, below one prefix.

    Credentials come from boto3's own chain (environment, profile, role) and from nowhere else. A
    request that is answered with 5xx, or not at all, is tried again by botocore.

    Args:
        bucket: name of the bucket; it must exist.
        prefix: begin of the keys, without a slash at its ends; may be empty.
        endpoint: address of the storage; None for AWS.
        region: name of the region; None for that of the environment.
        newest: time of the newest capture in the index.
        known: files with a row in the index whose names are not less than the given one.
        adopt: told of whole records without a row, writer by writer.
        tries: how often a request is made before it counts as failed.
    """

    at_once = 16

    def __init__(
        self,
        bucket: str,
        prefix: str,
        *,
        endpoint: str | None,
        region: str | None,
        newest: Callable[[], datetime | None],
        known: Callable[[str], set[str]],
        adopt: Adopt,
        tries: int = 5,
    ) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._endpoint = endpoint
        self._region = region
        self._newest = newest
        self._known = known
        self._adopt = adopt
        self._tries = tries
        self._made: Any = None
        self._pid = 0
        self._writer = ""

    def append(self, capture_id: str, record: bytes, at: datetime) -> Place:
        """As `Store.append`: one PUT, whose digest the storage checks."""
        self._client()
        if not self._writer:
            self._sweep()
            self._writer = f"{os.getpid()}-{secrets.token_hex(4)}"
        file = f"{at.astimezone(UTC):%Y/%m/%d}/{self._writer}/{capture_id}{SUFFIX}"
        info = warcinfo(file, at)
        body = info + record
        digest = hashlib.md5(body, usedforsecurity=False).digest()
        try:
            self._client().put_object(
                Bucket=self._bucket,
                Key=self._prefix + file,
                Body=body,
                ContentType="application/warc",
                ContentMD5=b64encode(digest).decode(),
            )
        except self._failures() as error:
            raise CouldNotWrite(
                f"{_said(error)}; nothing was stored",
                url=str(self),
                next_step=ArchiveUnreachable.next_step,
            ) from error
        return Place(file, len(info), len(record))

    def read(self, place: Place) -> bytes:
        """As `Store.read`."""
        return self._get(place.file, f"bytes={place.offset}-{place.offset + place.length - 1}")

    def files(self) -> Iterator[StoredFile]:
        """As `Store.files`: 1,000 objects a request."""
        yield from self._list("")

    def close(self) -> None:
        """Close the connections."""
        if self._made is not None and self._pid == os.getpid():
            self._made.close()
        self._made, self._writer = None, ""

    def __str__(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}"

    def _get(self, file: str, span: str) -> bytes:
        try:
            answer = self._client().get_object(
                Bucket=self._bucket, Key=self._prefix + file, Range=span
            )
            data: bytes = answer["Body"].read()
        except self._failures() as error:
            # InvalidRange: the object is shorter than the index says.
            if _code(error) in ("NoSuchKey", "404", "InvalidRange", "416"):
                raise ArchiveDamaged(
                    f"cannot be opened ({_said(error)})", url=f"{self}{file}"
                ) from error
            raise ArchiveUnreachable(_said(error), url=f"{self}{file}") from error
        return data

    def _list(self, since: str) -> Iterator[StoredFile]:
        pages = self._client().get_paginator("list_objects_v2")
        try:
            for page in pages.paginate(
                Bucket=self._bucket, Prefix=self._prefix, StartAfter=self._prefix + since
            ):
                for held in page.get("Contents", ()):
                    if held["Key"].endswith(SUFFIX):
                        yield StoredFile(held["Key"].removeprefix(self._prefix), held["Size"])
        except self._failures() as error:
            raise ArchiveUnreachable(_said(error), url=str(self)) from error

    def _sweep(self) -> None:
        """Adopt what killed writers left; all objects are looked at when the index is empty."""
        newest = self._newest()
        since = f"{newest - _LOOK_BACK:%Y/%m/%d}" if newest else ""
        # Listed first, so that what a living writer stores meanwhile has its row when it is asked.
        listed = list(self._list(since))
        known = self._known(since)
        left = [held for held in listed if held.name not in known]
        for _, group in itertools.groupby(sorted(left, key=_by_writer), key=_by_writer):
            self._adopt(self._orphans(group))

    def _orphans(self, group: Iterator[StoredFile]) -> Iterator[tuple[bytes, Place]]:
        for held in group:
            data = self._get(held.name, f"bytes=0-{held.size - 1}") if held.size else b""
            end = 0
            for member in whole_members(lambda at, n, d=data: d[at : at + n], 0, len(data)):  # type: ignore[misc]
                yield member.data, Place(held.name, member.offset, len(member.data))
                end = member.end
            if end < len(data) or not data:
                log.warning("left aside: object=%s%s is no whole record", self, held.name)

    def _client(self) -> Any:
        if self._made is None or self._pid != os.getpid():  # a fork must not share connections
            import boto3
            from botocore.config import Config

            self._made = self._unreachable_when_wrong(
                lambda: boto3.session.Session().client(
                    "s3",
                    endpoint_url=self._endpoint,
                    region_name=self._region,
                    config=Config(
                        connect_timeout=10,
                        read_timeout=60,
                        max_pool_connections=self.at_once,
                        retries={"mode": "standard", "total_max_attempts": self._tries},
                        # Storages other than AWS know neither the newer checksums nor buckets as
                        # host names.
                        request_checksum_calculation="when_required",
                        response_checksum_validation="when_required",
                        s3={"addressing_style": "path" if self._endpoint else "auto"},
                    ),
                )
            )
            self._pid, self._writer = os.getpid(), ""
        return self._made

    def _unreachable_when_wrong(self, make: Callable[[], Any]) -> Any:
        wrong: tuple[type[Exception], ...] = (
            *self._failures(),
            ValueError,
        )  # a region or an endpoint that is none
        try:
            return make()
        except wrong as error:
            raise WrongSetting(f"ZONEREPORTS_ARCHIVE_URL: {error}") from error

    @staticmethod
    def _failures() -> tuple[type[Exception], ...]:
        from botocore.exceptions import BotoCoreError, ClientError

        return (BotoCoreError, ClientError)


def _by_writer(held: StoredFile) -> str:
    return held.name.rpartition("/")[0].rpartition("/")[2]


def _code(error: Exception) -> str:
    answer: dict[str, Any] = getattr(error, "response", {})
    return str(answer.get("Error", {}).get("Code", ""))


def _said(error: Exception) -> str:
    return " ".join(str(error).split())
