"""One request as it goes over the wire, and the one that a redirect makes of it."""

from __future__ import annotations

import contextlib
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

from zonereports.errors import ServerFailed, WrongSetting
from zonereports.fetch.answer import Answer
from zonereports.sites import Ask, canonical_url

_AS_IT_IS = string.ascii_letters + string.digits + string.punctuation + " "
_OF_A_BODY = ("content-type", "origin")


@dataclass(frozen=True, slots=True)
class Hop:
    """Method, address, headers and body of one request."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None

    @classmethod
    def of(cls, ask: Ask | str, marks: Mapping[str, str | None]) -> Hop:
        """The first request for an address or an `Ask`.

        Args:
            ask: an address is brought to its canonical form; an `Ask` goes out as its listing
                wrote it, for a server may read parameters that mean nothing in an address.
            marks: headers of ours; those without a value are left out, and If-… belong to GET.

        Raises:
            WrongSetting: no http(s) address, or a header that cannot be sent.
        """
        if isinstance(ask, str):
            return cls(canonical_url(ask), headers=_sendable(marks))
        headers, body = dict(marks), None
        if ask.method == "POST":
            headers = {name: value for name, value in headers.items() if not _conditional(name)}
            if ask.json is not None:
                headers["Content-Type"] = "application/json; charset=UTF-8"
                body = ask.json.encode()
            else:
                headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
                body = urlencode(ask.form).encode("ascii")
        for name, value in ask.headers:
            same = next((known for known in headers if known.lower() == name.lower()), name)
            headers[same] = value
        return cls(_as_written(ask.url), ask.method, _sendable(headers), body)

    @property
    def conditional(self) -> bool:
        """Whether the copy at hand may be the answer."""
        return any(_conditional(name) for name in self.headers)

    def after(self, answer: Answer) -> Hop:
        """The request that a redirect asks for, by the rule of browsers.

        A POST becomes a GET without its body after 301, 302 and 303; 307 and 308 repeat it.

        Raises:
            ServerFailed: the redirect leads nowhere.
        """
        url = _target(answer)
        if self.method == "POST" and answer.status in (301, 302, 303):
            kept = {k: v for k, v in self.headers.items() if k.lower() not in _OF_A_BODY}
            return Hop(url, headers=kept)
        return replace(self, url=url)


def _conditional(name: str) -> bool:
    return name.lower().startswith("if-")


def _as_written(url: str) -> str:
    """The address with the host in its one form; path and query escaped and otherwise untouched."""
    host = urlsplit(canonical_url(url))
    asked = urlsplit(url.strip())
    path = quote(asked.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(asked.query, safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((host.scheme, host.netloc, path, query, ""))


def _sendable(headers: Mapping[str, str | None]) -> dict[str, str]:
    """Headers with a value; Chinese in one (an address, as a rule) is escaped."""
    sent: dict[str, str] = {}
    for name, value in headers.items():
        if not value:
            continue
        if any(mark in name + value for mark in "\r\n\0"):
            raise WrongSetting(f"the header {name!r} holds a line break")
        sent[name] = value if value.isascii() else quote(value, safe=_AS_IT_IS)
    return sent


def _target(answer: Answer) -> str:
    location = answer.header("location").strip()
    # Headers are read as Latin-1; servers write Chinese addresses in UTF-8.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        if not location:
            raise ValueError("empty")
        return canonical_url(urljoin(answer.url, location))
    except (ValueError, WrongSetting) as error:
        raise ServerFailed(
            f"status {answer.status} with a useless Location {location!r}", url=answer.url
        ) from error
