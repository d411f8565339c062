"""What is sent back for one request, before the wire."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, and how its delivery goes wrong, if it does."""

    status: int
    body: bytes
    content_type: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()
    modified_at: datetime | None = None
    """Aware. With it come Last-Modified, an ETag and answers 304."""
    cut_at: float = 1.0
    """Share of the body that is sent; Content-Length always promises all of it."""
    delay_s: float = 0.0
    """Before the first byte."""

    def later(self, delay_s: float) -> Answer:
        return replace(self, delay_s=delay_s)

    def cut(self, share: float) -> Answer:
        return replace(self, cut_at=share)


def page(status: int, title: str, words: str) -> Answer:
    """A small page in UTF-8."""
    html = (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h2>{title}</h2><p>{words}</p></body></html>\n"
    )
    return Answer(status, html.encode(), "text/html; charset=utf-8")
