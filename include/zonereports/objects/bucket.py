"""The objects below one prefix of a bucket, by their names behind it."""

from __future__ import annotations

import hashlib
import io
import os
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from zonereports.errors import StorageUnreachable, WrongSetting
from zonereports.objects.address import Address

AT_ONCE = 16
"""Requests that pay when they are made at the same time."""

_CHUNK = 1 << 20
_MISSING = ("NoSuchKey", "404", "InvalidRange", "416")  # InvalidRange: the object is too short
_OVERTAKEN = ("PreconditionFailed", "412", "ConditionalRequestConflict", "409")
Item = TypeVar("Item")
Done = TypeVar("Done")


class NoSuchObject(Exception):
    """There is no such object, or it is shorter than what was asked of it."""


class Overtaken(Exception):
    """An object is not (any more) what it had to be for a conditional write."""


@dataclass(frozen=True, slots=True)
class Held:
    """An object."""

    name: str
    size: int


class Bucket:
    """Objects of one bucket, below one prefix.

    Credentials come from boto3's own chain (environment, profile, role) and from nowhere else. A
    request that is answered with 5xx, or not at all, is tried again by botocore.

    Args:
        address: of the bucket, which must exist.
        unreachable: what is raised when the storage does not answer, or with an error of its own.
        tries: how often a request is made before it counts as failed.
    """

    def __init__(
        self, address: Address, *, unreachable: type[StorageUnreachable], tries: int = 5
    ) -> None:
        self.address = address
        self._prefix = f"{address.prefix}/" if address.prefix else ""
        self._unreachable = unreachable
        self._tries = tries
        self._lock = Lock()
        self._made: Any = None
        self._pid = 0

    def get(self, name: str, span: str | None = None) -> bytes:
        """The bytes of an object, or a span of them (`bytes=0-99`).

        Raises:
            NoSuchObject: there is none.
        """
        return self.tagged(name, span)[0]

    def tagged(self, name: str, span: str | None = None) -> tuple[bytes, str]:
        """The bytes of an object, and the tag by which a write can be made to depend on them.

        Raises:
            NoSuchObject: there is none.
        """
        more = {"Range": span} if span else {}
        try:
            answer = self._client().get_object(
                Bucket=self.address.bucket, Key=self.key(name), **more
            )
            return answer["Body"].read(), answer["ETag"]
        except self._failures() as error:
            raise self._told(error, name) from error

    def put(
        self,
        name: str,
        body: bytes | Path,
        *,
        content_type: str = "application/octet-stream",
        only_after: str | None = None,
        only_new: bool = False,
    ) -> str:
        """Write an object, durable when this returns; its tag. The storage checks its digest.

        Args:
            name: of the object.
            body: its bytes, or a file with them.
            content_type: as browsers are told.
            only_after: tag that the object must still have.
            only_new: there must be no such object.

        Raises:
            Overtaken: the condition does not hold.
        """
        more = {"IfMatch": only_after} if only_after else {}
        more |= {"IfNoneMatch": "*"} if only_new else {}
        try:
            with io.BytesIO(body) if isinstance(body, bytes) else body.open("rb") as stream:
                digest = hashlib.file_digest(
                    stream, lambda: hashlib.md5(usedforsecurity=False)
                ).digest()
                stream.seek(0)
                answer = self._client().put_object(
                    Bucket=self.address.bucket,
                    Key=self.key(name),
                    Body=stream,
                    ContentType=content_type,
                    ContentMD5=b64encode(digest).decode(),
                    **more,
                )
        except self._failures() as error:
            raise self._told(error, name) from error
        return str(answer["ETag"])

    def copy(self, source: str, target: str) -> None:
        """Copy an object within the storage, at most 5 GB.

        Raises:
            NoSuchObject: there is none.
        """
        try:
            self._client().copy_object(
                Bucket=self.address.bucket,
                Key=self.key(target),
                CopySource={"Bucket": self.address.bucket, "Key": self.key(source)},
            )
        except self._failures() as error:
            raise self._told(error, source) from error

    def download(self, name: str, path: Path) -> None:
        """Write an object into a file.

        Raises:
            NoSuchObject: there is none.
        """
        for left in range(self._tries - 1, -1, -1):
            try:
                answer = self._client().get_object(Bucket=self.address.bucket, Key=self.key(name))
                with path.open("wb") as file:
                    for chunk in answer["Body"].iter_chunks(_CHUNK):
                        file.write(chunk)
                return
            except self._failures() as error:
                told = self._told(error, name)
                # botocore tries again what was not answered, not what broke off in the middle.
                if isinstance(told, NoSuchObject) or not (left and _broke_off(error)):
                    raise told from error

    def below(self, start: str = "", *, since: str = "") -> Iterator[Held]:
        """All objects whose names begin so, in order, behind `since`; 1,000 a request."""
        more = {"StartAfter": self.key(since)} if since else {}
        for page in self._pages(Prefix=self.key(start), **more):
            for held in page.get("Contents", ()):
                yield Held(held["Key"].removeprefix(self._prefix), held["Size"])

    def folders(self, start: str) -> list[str]:
        """The next parts of the names that begin so, up to the slash, in order."""
        whole = self.key(start)
        return [
            held["Prefix"].removeprefix(whole).rstrip("/")
            for page in self._pages(Prefix=whole, Delimiter="/")
            for held in page.get("CommonPrefixes", ())
        ]

    def delete(self, names: Iterable[str]) -> None:
        """Delete objects; one that is not there is deleted."""

        # One by one: the request for many must bear a checksum on which storages disagree.
        def gone(name: str) -> None:
            try:
                self._client().delete_object(Bucket=self.address.bucket, Key=self.key(name))
            except self._failures() as error:
                raise self._told(error, name) from error

        self.each(gone, names)

    def each(self, work: Callable[[Item], Done], items: Iterable[Item]) -> list[Done]:
        """Do something for each item, many at once; the first failure is raised."""
        self._client()
        found = list(items)
        if len(found) < 2:
            return [work(item) for item in found]
        with ThreadPoolExecutor(min(AT_ONCE, len(found))) as pool:
            return list(pool.map(work, found))

    def key(self, name: str) -> str:
        """The whole key of an object."""
        return self._prefix + name

    def close(self) -> bool:
        """Close the connections; whether there were any. The next request opens them again."""
        made = self._made is not None and self._pid == os.getpid()
        if made:
            self._made.close()
        self._made = None
        return made

    def __str__(self) -> str:
        return f"s3://{self.address.bucket}/{self._prefix}"

    def _pages(self, **asked: Any) -> Iterator[dict[str, Any]]:
        pages = self._client().get_paginator("list_objects_v2")
        try:
            yield from pages.paginate(Bucket=self.address.bucket, **asked)
        except self._failures() as error:
            raise self._told(error, asked["Prefix"].removeprefix(self._prefix)) from error

    def _told(self, error: Exception, name: str) -> Exception:
        said, answer = " ".join(str(error).split()), getattr(error, "response", {})
        code = str(answer.get("Error", {}).get("Code", ""))
        if code in _MISSING:
            return NoSuchObject(said)
        if code in _OVERTAKEN:
            return Overtaken(said)
        return self._unreachable(said, url=f"{self}{name}")

    def _client(self) -> Any:
        with self._lock:
            if self._made is None or self._pid != os.getpid():  # a fork must not share connections
                self._made, self._pid = self._make(), os.getpid()
            return self._made

    def _make(self) -> Any:
        import boto3
        from botocore.config import Config

        address = self.address
        # ValueError: a region or an endpoint that is none
        wrong: tuple[type[Exception], ...] = (*self._failures(), ValueError)
        try:
            return boto3.session.Session().client(
                "s3",
                endpoint_url=address.endpoint,
                region_name=address.region,
                config=Config(
                    connect_timeout=10,
                    read_timeout=60,
                    max_pool_connections=AT_ONCE,
                    retries={"mode": "standard", "total_max_attempts": self._tries},
                    # Storages other than AWS know neither the newer checksums nor buckets as
                    # host names.
                    request_checksum_calculation="when_required",
                    response_checksum_validation="when_required",
                    s3={"addressing_style": "path" if address.endpoint else "auto"},
                ),
            )
        except wrong as error:
            raise WrongSetting(f"{address.setting}: {error}") from error

    @staticmethod
    def _failures() -> tuple[type[Exception], ...]:
        from botocore.exceptions import BotoCoreError, ClientError

        return (BotoCoreError, ClientError)


def _broke_off(error: Exception) -> bool:
    from botocore.exceptions import IncompleteReadError, ReadTimeoutError, ResponseStreamingError

    return isinstance(error, IncompleteReadError | ReadTimeoutError | ResponseStreamingError)
