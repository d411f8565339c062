"""Invented reports as rows, and a clock to hand on."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

START = datetime(2025, 3, 1, 4, 0, tzinfo=UTC)


class Clock:
    """A time that moves only when told to."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def tick(self, **span: float) -> None:
        self.time += timedelta(**span)


def document(
    report: str = "r1",
    version: int = 1,
    year: int | None = 2024,
    amounts: tuple[str, ...] = ("3.2", "15"),
    **other: Any,
) -> dict[str, Any]:
    text = f"青山经济开发区{year}年工作总结\n" + "\n".join(
        f"第{n}项完成税收{amount}亿元。" for n, amount in enumerate(amounts)
    )
    return {
        "document_id": f"{report}-{version}",
        "report_id": report,
        "version": version,
        "report_year": year,
        "site": "qingshan",
        "zone": f"青山经济开发区{report}",
        "zone_level": "provincial",
        "county": "青山县",
        "adcode": "339999",
        "period_kind": "annual",
        "title": f"青山经济开发区{year}年工作总结",
        "text": text,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "url": f"https://www.qingshan.example/{report}.html",
        "published_at": date(2025, 2, 28),
        "source_kind": "government page",
        "capture_id": f"{report}{version}".ljust(16, "0"),
        "official": True,
        "fetched_at": START,
        "characters": len(text),
        "observations": len(amounts),
        "coverage": 1.0,
        "quality": "passed",
        "notes": "one\ntwo",
    } | other


def observations(of: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    at = 0
    text = of["text"]
    while (at := text.find("税收", at) + 2) > 1:
        end = text.index("亿元", at)
        amount = Decimal(text[at:end])
        found.append(
            {
                "observation_id": f"{of['document_id']}-{at}",
                "document_id": of["document_id"],
                "report_id": of["report_id"],
                "report_year": of["report_year"],
                "zone": of["zone"],
                "site": of["site"],
                "adcode": of["adcode"],
                "code": "tax_revenue",
                "label": "税收",
                "measure": "level",
                "value": amount,
                "unit": "亿元",
                "value_norm": float(amount * 100_000_000),
                "unit_norm": "CNY",
                "period": "2024",
                "period_start": date(2024, 1, 1),
                "period_end": date(2024, 12, 31),
                "status": "actual",
                "scope": "zone",
                "start": at,
                "quote": text[at : end + 2],
                "sentence": text[at - 6 : end + 3],
                "rule": "label-before",
                "confidence": 0.9,
                "url": of["url"],
                "published_at": of["published_at"],
                "capture_id": of["capture_id"],
                "official": True,
            }
        )
    return found


def finding(of: dict[str, Any], numbers: tuple[int, ...] = (0, 1), **other: Any) -> dict[str, Any]:
    """A finding about some numbers of a report."""
    involved = [observations(of)[n] for n in numbers]
    starts = [row["start"] for row in involved]
    return {
        "finding_id": f"{of['document_id']}-{'-'.join(map(str, starts))}",
        "document_id": of["document_id"],
        "report_id": of["report_id"],
        "report_year": of["report_year"],
        "zone": of["zone"],
        "site": of["site"],
        "adcode": of["adcode"],
        "kind": "repeat",
        "severity": "contradiction",
        "says": "tax is stated twice.",
        "expected": 3.2,
        "stated": 15.0,
        "observation_ids": [row["observation_id"] for row in involved],
        "starts": starts,
        "quotes": [row["quote"] for row in involved],
        "url": of["url"],
        "published_at": of["published_at"],
        "capture_id": of["capture_id"],
    } | other


def refusal(report: str = "r1", n: int = 1) -> dict[str, Any]:
    return {
        "quarantine_id": f"{report}-q{n}",
        "table": "observations",
        "row_id": f"{report}-1-99{n}",
        "document_id": f"{report}-1",
        "report_id": report,
        "report_year": 2024,
        "severity": "critical",
        "expectations": ["share_within_0_and_100", "value_is_finite"],
        "reason": "占比为 340%",
        "row": '{"value": "340", "unit": "%"}',
        "refused_at": START,
    }
