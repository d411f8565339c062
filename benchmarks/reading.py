"""Pages and texts: what reading costs, beside trafilatura and beside a bare regular expression."""

from __future__ import annotations

import re

import requests
import trafilatura

from benchmarks.clock import alternate
from replica import Replica
from zonereports.document import Range, read, read_mapped
from zonereports.observations import observe

_ROUNDS = 5
# Number and unit alone: the least that any extractor does.
_NUMBER = re.compile(
    r"\d[\d,.]*(?:余|多)?(?:%|[亿万千]?(?:元|美元)|亩|家|个|人次|人|户|项|次|平方米|公里)"
)


def figures() -> list[str]:
    """CPU milliseconds a page and characters a CPU second, with the ratios to the peers."""
    with Replica() as replica, requests.Session() as session:
        session.trust_env = False
        truth = replica.truth()
        pages = []
        for item in truth:
            answer = session.get(item["url"], timeout=20)
            pages.append((answer.content, item["url"], answer.headers.get("Content-Type")))
    texts = [item["text"] for item in truth]
    by_page = alternate(
        {
            "read": lambda: [read(body, url=url, content_type=kind) for body, url, kind in pages],
            "mapped": lambda: [_mapped(body, url, kind) for body, url, kind in pages],
            "trafilatura": lambda: [
                trafilatura.extract(body, favor_precision=True) for body, _, _ in pages
            ],
        },
        rounds=_ROUNDS,
    )
    by_text = alternate(
        {
            "observe": lambda: [observe(text) for text in texts],
            "regular expression": lambda: [_NUMBER.findall(text) for text in texts],
        },
        rounds=_ROUNDS,
    )
    characters = sum(map(len, texts))
    whole = by_page["read"] + by_text["observe"]
    return [
        f"document.read: {1000 * by_page['read'] / len(pages):.1f} ms CPU a page "
        f"({len(pages)} pages), {by_page['read'] / by_page['trafilatura']:.2f} times trafilatura "
        f"(favor_precision, text alone: {1000 * by_page['trafilatura'] / len(pages):.1f} ms)",
        f"document.read_mapped, every character's place worked out: "
        f"{1000 * by_page['mapped'] / len(pages):.1f} ms CPU a page, "
        f"{by_page['mapped'] / by_page['trafilatura']:.2f} times trafilatura",
        f"observe: {characters / by_text['observe']:,.0f} characters a CPU second; a bare regular "
        f"expression for number and unit: {characters / by_text['regular expression']:,.0f}",
        f"page to numbers: {len(pages) / whole:.0f} pages a CPU second",
    ]


def _mapped(body: bytes, url: str, content_type: str | None) -> list[Range]:
    document, found = read_mapped(body, url=url, content_type=content_type)
    return found.ranges(0, len(document.text))
