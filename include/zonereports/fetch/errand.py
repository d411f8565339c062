"""What a request is made for, and where it may lead."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from zonereports.errors import Refused
from zonereports.sites import TlsProfile, hosts_line, is_allowed


@dataclass(frozen=True, slots=True)
class Errand:
    """One call of a fetcher: all its hops, and the robots.txt that they need, serve it."""

    site: str | None
    """Key of the site."""
    kind: str
    """As the ledger calls it; `robots` asks what is permitted."""
    pace_s: float
    allowed: frozenset[str]
    """Hosts, in lower case."""
    tls_profile: TlsProfile = "default"
    crawl_delay_s: float = 0.0
    """That robots.txt asks for."""

    @property
    def robots(self) -> bool:
        """Whether it asks what is permitted."""
        return self.kind == "robots"

    def check_allowed(self, url: str) -> None:
        """Refuse an address that the site's configuration does not name.

        Raises:
            Refused: another host, or https at a site that is `http_only`.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.netloc not in self.allowed and not is_allowed(host, self.allowed):
            known = ", ".join(sorted(self.allowed)) or "none"
            raise Refused(
                f"host {host} is not allowed (allowed: {known})",
                url=url,
                next_step="if it is the site's own, this line of its YAML allows it: "
                + hosts_line(host, self.allowed),
            )
        if self.tls_profile == "http_only" and parts.scheme != "http":
            raise Refused(
                "the site is http_only, and this is https",
                url=url,
                next_step="if its https works by now, take tls_profile: http_only out of its YAML",
            )
