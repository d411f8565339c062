"""Where objects stand: `s3://bucket/prefix?endpoint=https://…&region=…`."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from zonereports.errors import WrongSetting

_KNOWN = {"endpoint", "region"}


def is_url(location: object) -> bool:
    """Whether a location is an address and no folder."""
    return isinstance(location, str) and "://" in location


@dataclass(frozen=True, slots=True)
class Address:
    """One bucket, and a prefix in it."""

    setting: str
    """Name of the setting that it came from, for messages."""
    bucket: str
    prefix: str
    """Begin of the keys, without a slash at its ends; may be empty."""
    endpoint: str | None = None
    """Address of the storage; None for AWS."""
    region: str | None = None
    """None for that of the environment."""

    @classmethod
    def parse(cls, location: str, setting: str) -> Address:
        """Read an address.

        Raises:
            WrongSetting: it is none, or has credentials in it.
        """
        parts = urlsplit(location)
        if parts.scheme != "s3":
            raise _wrong(setting, location, f"{parts.scheme}:// is not known")
        if "@" in parts.netloc:
            # Not printed: it would stand in the log.
            raise WrongSetting(
                f"{setting} holds credentials",
                next_step="take them out, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            )
        asked = parse_qs(parts.query, keep_blank_values=True)
        unknown = sorted(set(asked) - _KNOWN)
        if not parts.netloc or unknown:
            what = f"{unknown[0]} is not known" if unknown else "it names no bucket"
            raise _wrong(setting, location, what)
        endpoint = asked.get("endpoint", [None])[0]
        if endpoint is not None and urlsplit(endpoint).scheme not in ("http", "https"):
            raise _wrong(setting, location, "an endpoint begins with http:// or https://")
        region = asked.get("region", [None])[0]
        return cls(setting, parts.netloc, parts.path.strip("/"), endpoint, region)

    @property
    def url(self) -> str:
        """As it is written in a setting."""
        asked = {"endpoint": self.endpoint, "region": self.region}
        query = urlencode({name: value for name, value in asked.items() if value}, safe=":/")
        return f"{self}{f'?{query}' if query else ''}"

    def sibling(self, name: str) -> Address:
        """The address beside this one: another last part of the prefix."""
        before = self.prefix.rpartition("/")[0]
        prefix = f"{before}/{name}" if before else name
        return Address(self.setting, self.bucket, prefix, self.endpoint, self.region)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"


def _wrong(setting: str, location: str, what: str) -> WrongSetting:
    return WrongSetting(
        f"{setting}={location!r}: {what}",
        next_step="give a folder as an absolute path, or s3://bucket/prefix?endpoint=https://…",
    )
