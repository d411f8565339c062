"""What a visitor asked a site for, as far as a family minds it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    path: str
    query: str = ""
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""

    @property
    def fields(self) -> dict[str, str]:
        """The parameters of query and form together, as a servlet sees them; the form wins."""
        told = _first(self.query)
        if "json" not in self.headers.get("content-type", ""):
            told |= _first(self.body.decode("latin-1"))
        return told

    @property
    def json(self) -> Any | None:
        """The JSON body; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def from_own_page(self, host: str) -> bool:
        """Whether the request names a page of the site as the one it comes from."""
        return host in self.headers.get("referer", "")


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
