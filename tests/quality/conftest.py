"""A county that does not exist, whose report is clean unless a test plants an error."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

SENTENCES = [
    "青岚经济开发区全年实现税收收入{a}亿元，同比增长8.5%，占全县比重41.2%。",
    "规上工业企业达到{b}家，全年走访企业{c}次，年度任务完成96%，综合考评列全市第3位。",
    "完成固定资产投资{d}亿元，盘活低效用地{e}亩，新招录工人{f}名，新开工项目{g}个。",
]
# As often as a batch may want another place for the same number.
PLACES = 211
TEXT = (
    "\n".join(
        [s.format(a="12.5", b=87, c=640, d="33.07", e=315, f=1204, g=19) for s in SENTENCES]
        * PLACES
    )
    + "\n明年力争税收收入突破15亿元。"
    + "园区将继续抓好招商、项目、服务与安全各项工作。" * 6
)

PROVENANCE = {"site": "qinglan", "zone": "青岚经济开发区", "zone_level": "provincial"}


def document(key="d1", **changes):
    text = changes.get("text", TEXT)
    row = {
        "document_id": key,
        "report_id": f"report-of-{key}",
        "version": 1,
        "is_latest": True,
        **PROVENANCE,
        "county": "青岚县",
        "prefecture": None,
        "province": "浙江省",
        "adcode": "339999",
        "report_year": 2024,
        "plan_year": 2025,
        "period_kind": "annual",
        "title": "青岚经济开发区2024年工作总结",
        "text": text,
        "text_sha256": hashlib.sha256((text or "").encode()).hexdigest(),
        "url": "https://www.qinglan.example/art/2025/1/6/art_1.html",
        "published_at": date(2025, 1, 6),
        "signed_on": None,
        "issuer": None,
        "source": None,
        "source_kind": "government page",
        "index_number": None,
        "capture_id": f"capture-of-{key}",
        "fetched_at": datetime(2025, 1, 7, 3, 0, tzinfo=UTC),
        "characters": len(text or ""),
        "observations": None,
        "coverage": 1.0,
        "notes": "",
    }
    return row | changes


_SEEN = {}
_STARTS = {}


def place_of(quote, key):
    """Where this key's copy of a quote stands: another place for every key."""
    if not quote or quote not in TEXT:
        return 0
    if quote not in _STARTS:
        _STARTS[quote] = [at for at in range(len(TEXT)) if TEXT.startswith(quote, at)]
    return _STARTS[quote][_SEEN.setdefault(key, len(_SEEN)) % len(_STARTS[quote])]


def observation(key="o1", document_id="d1", quote="12.5亿元", **changes):
    row = {
        "observation_id": key,
        "document_id": document_id,
        "report_id": f"report-of-{document_id}",
        "report_year": 2024,
        **PROVENANCE,
        "county": "青岚县",
        "prefecture": None,
        "province": "浙江省",
        "adcode": "339999",
        "code": "tax_revenue",
        "label": "税收收入",
        "measure": "level",
        "value": Decimal("12.5"),
        "unit": "亿元",
        "value_norm": 1_250_000_000.0,
        "unit_norm": "CNY",
        "period": "2024",
        "period_start": date(2024, 1, 1),
        "period_end": date(2024, 12, 31),
        "status": "actual",
        "scope": "zone",
        "qualifier": None,
        "start": place_of(quote, key),
        "quote": quote,
        "sentence": None,
        "rule": "amount after label",
        "confidence": 0.9,
        "url": "https://www.qinglan.example/art/2025/1/6/art_1.html",
        "published_at": date(2025, 1, 6),
        "capture_id": f"capture-of-{document_id}",
    }
    return row | changes


def growth(key, **changes):
    plain = {"quote": "8.5%", "value": Decimal("8.5"), "unit": "%", "unit_norm": "%"}
    return observation(key, **(plain | {"measure": "yoy", "value_norm": 8.5} | changes))


DIMENSIONS = {"tax_revenue": "money", "enterprises_ads": "count", "profit_total": "money"}
RANGES = {"tax_revenue": (Decimal(10_000), Decimal(100_000_000_000))}


@pytest.fixture(scope="session")
def rows():
    """The builders of this file, for tests that plant errors."""

    class Rows:
        text = TEXT
        document = staticmethod(document)
        observation = staticmethod(observation)
        growth = staticmethod(growth)
        dimensions = DIMENSIONS
        ranges = RANGES

    return Rows
