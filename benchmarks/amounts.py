"""Amounts found with the right value and unit, and what it costs, beside the peers that install.

The peers are general tools: they know neither indicators nor periods, so only the amount itself is
compared. Each hit is held against a gold of the same place in the text. On the real reports our figure
is in-sample, since the grammar was developed on them; the constructs are a reader's gold of hard cases.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.peer_process import Peer
from benchmarks.peers import NoPeer
from replica import Replica
from zonereports.observations import observe
from zonereports.observations.reading import fold
from zonereports.observations.units import find_unit

_REPOSITORY = Path(__file__).resolve().parents[1]
_CONSTRUCTS = _REPOSITORY / "tests" / "golden" / "constructs"
_SHARED = _REPOSITORY.parent / "shared" / "eval"
_ROUNDS = 3
_PEERS = {
    "jionlp": ("JioNLP 1.5.31, money", ["jionlp==1.5.31"]),
    "recognizers": (
        "Recognizers-Text 1.0.2a2, percentage, currency, dimension, number",
        ["recognizers-text-suite==1.0.2a2", "emoji<2"],
    ),
    "cn2an": ("regular expression and cn2an 0.5.24", ["cn2an==0.5.24"]),
}
Hit = tuple[int, int, str, str]
Ask = Callable[[Sequence[str]], tuple[list[Any], float]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts with the amounts that stand in them."""

    name: str
    texts: list[str]
    golds: list[list[dict[str, Any]]]


def figures() -> list[str]:
    """For each corpus and each tool: right, number alone right, wrong, beside the gold, speed."""
    corpora = [_replica(), _from_files("hard cases, one a text (a reader's gold)", _CONSTRUCTS)]
    if _SHARED.is_dir():
        corpora.append(_from_files("real reports (gold by hand; ours in-sample)", _SHARED))
    lines: list[str] = []
    with ExitStack() as stack:
        tools: dict[str, Ask] = {"zonereports observe": _ours}
        for name, (title, requirements) in _PEERS.items():
            try:
                peer = Peer(name, requirements)
            except NoPeer as error:
                lines.append(f"{title}: {error}")
                continue
            stack.callback(peer.close)
            tools[title] = peer.ask
        for corpus in corpora:
            lines += _compare(corpus, tools)
    return lines


def _compare(corpus: Corpus, tools: dict[str, Ask]) -> Iterable[str]:
    count = sum(map(len, corpus.golds))
    characters = sum(map(len, corpus.texts))
    yield f"{corpus.name}: {len(corpus.texts)} texts, {characters:,} characters, {count} amounts"
    taken: dict[str, list[float]] = {title: [] for title in tools}
    hits: dict[str, list[Any]] = {}
    for ask in tools.values():
        ask(corpus.texts)
    for _ in range(_ROUNDS):
        for title, ask in tools.items():
            hits[title], seconds = ask(corpus.texts)
            taken[title].append(seconds)
    for title in tools:
        tally: Counter[str] = Counter()
        for gold, found in zip(corpus.golds, hits[title], strict=True):
            tally += _judge(gold, found)
        speed = characters / median(taken[title])
        yield (
            f"  {title}: value and unit right {tally['right'] / count:.1%}, number alone "
            f"{tally['number'] / count:.1%}, wrong {tally['wrong'] / count:.1%}, missed "
            f"{tally['missed'] / count:.1%}; {tally['beside']} hits beside the gold; "
            f"{speed:,.0f} characters a CPU second"
        )


def _judge(gold: Sequence[dict[str, Any]], found: Sequence[Hit]) -> Counter[str]:
    """How each amount fared; a hit counts for the amount whose place it overlaps."""
    tally: Counter[str] = Counter()
    used: set[int] = set()
    for row in gold:
        start, end = row["start"], row["start"] + len(row["quote"])
        near = [i for i, hit in enumerate(found) if hit[0] < end and hit[1] > start]
        used.update(near)
        wanted = _amount(str(row["value"]), row["unit"])
        given = [_amount(found[i][2], found[i][3]) for i in near]
        if wanted in given:
            tally["right"] += 1
        elif any(wanted and a and {a[0], a[2]} & {wanted[0], wanted[2]} for a in given):
            tally["number"] += 1
        else:
            tally["wrong" if given else "missed"] += 1
    tally["beside"] = len(found) - len(used)
    return tally


def _amount(value: str, unit: str) -> tuple[Decimal, str | None, Decimal] | None:
    """Value in the base unit, the base unit, and for the comparison of numbers the printed value."""
    try:
        number = abs(Decimal(value))
    except (InvalidOperation, TypeError):
        return None
    known = find_unit(fold(unit).strip())
    base = (number * known.factor).quantize(Decimal("0.0001")).normalize()
    return _Amount((base, known.base, number.normalize()))


class _Amount(tuple[Decimal, str | None, Decimal]):
    """Equal when value and unit in base are: 1.5 亿元 is 15000 万元."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Amount) and self[:2] == other[:2]

    def __hash__(self) -> int:
        return hash(self[:2])


def _ours(texts: Sequence[str]) -> tuple[list[Any], float]:
    before = time.process_time()
    found = [observe(text) for text in texts]
    taken = time.process_time() - before
    hits = [
        [(o.start, o.start + len(o.quote), str(o.value), o.unit) for o in each.observations]
        for each in found
    ]
    return hits, taken


def _replica() -> Corpus:
    with Replica() as replica:
        truth = replica.truth()
    return Corpus(
        "replica (invented reports, its own truth)",
        [item["text"] for item in truth],
        [item["observations"] for item in truth],
    )


def _from_files(name: str, folder: Path) -> Corpus:
    """Texts that have a gold of the same name beside them."""
    texts = []
    golds = []
    for path in sorted(folder.rglob("*.jsonl")):
        source = path.with_suffix(".txt")
        if "." in path.stem or not source.exists():
            continue
        with source.open(encoding="utf-8", newline="") as file:
            texts.append(file.read())
        lines = path.read_text(encoding="utf-8").splitlines()
        golds.append([json.loads(line) for line in lines if line.strip()])
    return Corpus(name, texts, golds)
