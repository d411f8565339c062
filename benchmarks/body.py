"""The labelled pages: what each extractor gives of the body and the tables, and what it costs.

Scores are defined in `benchmarks.body_score`. `read` does more than the peers: it decodes, tells title,
dates, zone and place, and has a second reader check the body. Trafilatura's own metadata are not asked
for, so the ratio of costs is against its text alone.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from benchmarks.body_pages import FOLDER
from benchmarks.body_score import Expected, labelled, score, totals
from benchmarks.clock import cpu_seconds
from benchmarks.peer_process import Peer
from benchmarks.peers import NoPeer
from zonereports.document import read
from zonereports.errors import ZoneReportsError

_ROUNDS = 3
_LXML = "lxml_html_clean"
_PEERS: dict[str, tuple[str, list[str]]] = {
    "trafilatura_precision": ("trafilatura", ["trafilatura", _LXML]),
    "trafilatura_recall": ("trafilatura", ["trafilatura", _LXML]),
    "readability": ("readability", ["readability-lxml", _LXML]),
    "justext": ("justext", ["jusText", _LXML]),
    "resiliparse": ("resiliparse", ["resiliparse"]),
    "boilerpy3": ("boilerpy3", ["boilerpy3"]),
    "newspaper4k": ("newspaper4k", ["newspaper4k", _LXML, "jieba", "chardet"]),
    "goose3": ("goose3", ["goose3", _LXML, "jieba"]),
    "gne": ("gne", ["gne"]),
    "html2text": ("html2text", ["html2text"]),
}


def figures() -> list[str]:
    """A line an extractor: F1, precision, recall, exact lines, cells, pages a CPU second."""
    pages = labelled(FOLDER)
    started: dict[str, Peer] = {}
    failed: list[str] = []
    for name, (within, requirements) in _PEERS.items():
        try:
            started[name] = Peer(name, requirements, script="body_peers", within=within)
        except NoPeer as error:
            failed.append(f"{name}: {error}")
    texts: dict[str, list[str]] = {"read": _ours(pages)}
    costs: dict[str, list[float]] = {name: [] for name in ("read", *started)}
    encoded = [base64.b64encode(page.page).decode() for page in pages]
    try:
        for _ in range(_ROUNDS):
            costs["read"].append(cpu_seconds(lambda: _ours(pages)))
            for name, peer in started.items():
                texts[name], taken = peer.ask(encoded)
                costs[name].append(taken)
    finally:
        for peer in started.values():
            peer.close()
    lines = [f"{len(pages)} pages, {sum(len(page.cells) for page in pages)} cells"]
    lines += [_line(name, texts[name], pages, min(costs[name])) for name in texts]
    if "trafilatura_precision" in costs:
        ratio = min(costs["read"]) / min(costs["trafilatura_precision"])
        lines.append(f"read costs {ratio:.2f} times trafilatura's text (favor_precision)")
    return lines + failed


def _line(name: str, texts: Sequence[str], pages: Sequence[Expected], seconds: float) -> str:
    found = totals([score(text, page) for text, page in zip(texts, pages, strict=True)], pages)
    return (
        f"{name:22} F1 {found.f1:.4f}  precision {found.precision:.4f}  recall {found.recall:.4f}  "
        f"lines {found.lines:.3f}  cells {found.cells:.3f}  {len(pages) / seconds:6.0f} pages a CPU second"
    )


def _ours(pages: Sequence[Expected]) -> list[str]:
    texts = []
    for page in pages:
        try:
            texts.append(read(page.page, url=f"https://www.qingshan.example/{page.name}.html").text)
        except ZoneReportsError:
            texts.append("")
    return texts
