"""What is asked of a site to see one page of a listing."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Ask:
    """One request for a page of a listing: what the page's own script would send.

    Without form and body it is a plain GET; with either it is a POST.
    """

    url: str
    """Absolute."""
    form: tuple[tuple[str, str], ...] = ()
    """Fields of a form, sent URL-encoded in UTF-8."""
    json: str | None = None
    """A JSON body, sent as it is."""
    headers: tuple[tuple[str, str], ...] = ()
    """Headers that the server insists on, such as Referer or X-Requested-With."""
    otherwise: Ask | None = None
    """What to ask when this answers 404 or the page before again: which of two names a file bears
    cannot be told from the page."""
    may_be_missing: bool = False
    """404 ends the listing here and is no error: the last pages of a declared total need not exist."""

    @property
    def method(self) -> str:
        """GET or POST."""
        return "POST" if self.form or self.json is not None else "GET"

    @property
    def identity(self) -> str:
        """The address under which the answer is archived: for a POST the fields belong to it.

        The spelling is that of web archives, so that their tools find such records too.

        >>> Ask("http://a/x.jsp?p=2", form=(("col", "1"),)).identity
        'http://a/x.jsp?p=2&__wb_method=POST&col=1'
        """
        if self.method == "GET":
            return self.url
        body = urlencode(self.form) if self.form else urlencode({"__wb_post_data": self.json or ""})
        joint = "&" if "?" in self.url else "?"
        return f"{self.url}{joint}__wb_method=POST&{body}"
