"""What a site says is shown and never run, wherever it stands."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from lxml import html

from tests.pages.hostile import PAYLOADS
from zonereports.alerts import Message, Promise
from zonereports.pages import Portal, Search, Wanted
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

AT = datetime(2026, 3, 1, tzinfo=UTC)
ALLOWED = frozenset(
    "html head meta link title body a header nav ul li p span main h1 h2 h3 b small form label input "
    "select option button div table thead tbody tfoot tr th td dl dt dd section code article details "
    "fieldset legend summary figure figcaption svg path circle line text iframe del ins pre br".split()
)
ALL = "\n".join(PAYLOADS)


def document(number, payload):
    return {
        "document_id": f"{number:012x}-1",
        "report_id": f"{number:012x}",
        "version": 1,
        "is_latest": True,
        "report_year": 2025,
        "site": "x",
        "zone": payload,
        "county": payload,
        "province": payload,
        "title": payload,
        "issuer": payload,
        "text": ALL,
        "text_sha256": "0" * 64,
        "url": payload,
        "published_at": date(2026, 1, 2),
        "capture_id": "c" * 16,
        "fetched_at": AT,
        "characters": len(ALL),
        "observations": 1,
        "quality": "passed",
    }


def observation(number, payload):
    shared = (
        "document_id",
        "report_id",
        "report_year",
        "site",
        "zone",
        "county",
        "province",
        "url",
    )
    own = document(number, payload)
    return {name: own[name] for name in shared} | {
        "observation_id": f"{own['document_id']}-0",
        "code": "tax_revenue",
        "label": payload,
        "measure": "level",
        "value": 5 + number,
        "unit": payload,
        "value_norm": 5e8 + number,
        "unit_norm": "CNY",
        "period": "2025",
        "period_start": date(2025, 1, 1),
        "period_end": date(2025, 12, 31),
        "status": "actual",
        "scope": "zone",
        "start": 0,
        "quote": payload,
        "sentence": payload,
        "rule": payload,
        "confidence": 0.9,
        "capture_id": "c" * 16,
        "official": True,
    }


def quarantined(number, payload):
    return {
        "quarantine_id": f"q{number}",
        "table": "observations",
        "row_id": payload,
        "document_id": f"{number:012x}-1",
        "report_id": f"{number:012x}",
        "report_year": 2025,
        "site": payload,
        "zone": payload,
        "severity": "critical",
        "expectations": [payload],
        "reason": payload,
        "row": '{"sentence": "<script>alert(1)</script>", "quote": "<img src=x onerror=alert(1)>"}',
        "capture_id": "c" * 16,
        "refused_at": AT,
    }


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    home = tmp_path_factory.mktemp("hostile")
    (home / "sites").mkdir()
    # The lake is made beside the state, which knows nothing of it.
    pipeline = Pipeline(Settings(home=home, sites=home / "sites"), recovering=True)
    numbered = list(enumerate(PAYLOADS, 1))
    pipeline.lake.publish(
        [document(*one) for one in numbered],
        [observation(*one) for one in numbered],
        [quarantined(*one) for one in numbered],
        reports=[f"{number:012x}" for number, _ in numbered],
    )
    with pipeline.state.begin() as connection:
        for number, payload in numbered:
            pipeline.outbox.add(
                connection,
                Message(f"first-{number}", "first", payload, payload, payload),
                channels=[Promise("file", AT)],
                at=AT,
            )
    yield Portal(pipeline)
    pipeline.close()


@pytest.fixture
def one_number(tmp_path):
    """Makes a portal over a lake of one report with one number, quoted so."""
    opened = []

    def make(quote):
        (tmp_path / "sites").mkdir()
        pipeline = Pipeline(Settings(home=tmp_path, sites=tmp_path / "sites"), recovering=True)
        opened.append(pipeline)
        name = f"{1:012x}"
        pipeline.lake.publish([document(1, quote)], [observation(1, quote)], [], reports=[name])
        return Portal(pipeline), name

    yield make
    for pipeline in opened:
        pipeline.close()


def assert_inert(page):
    tree = html.document_fromstring(page)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag in ALLOWED, element.tag
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            if name in ("href", "src", "action"):
                assert value.startswith(("/zonereports", "/dags/", "#", "?", "data:,")), value


def test_every_page_shows_forty_payloads_as_text(attacked, view):
    shown = attacked.reports(view, Search())
    assert_inert(shown)
    told = html.document_fromstring(shown).xpath("//tbody//a/text()")
    assert sorted(map(str.split, told)) == sorted(map(str.split, PAYLOADS))
    pages = [
        attacked.overview(view),
        attacked.quality(view),
        attacked.quality(replace(view, may=frozenset({"decide"}))),
        attacked.alerts(view),
        attacked.indicators(view, Wanted("tax_revenue")),
        attacked.reports(view, Search(PAYLOADS[0], PAYLOADS[30], PAYLOADS[28], 2025, PAYLOADS[0])),
    ]
    for number, payload in enumerate(PAYLOADS, 1):
        pages.append(attacked.report(view, f"{number:012x}"))
        pages.append(attacked.indicators(view, Wanted("tax_revenue", (payload,))))
    for page in pages:
        assert_inert(page)


def test_the_text_of_the_lake_stands_in_for_a_lost_archive_as_text_alone(attacked, view):
    page = attacked.words(view, f"{1:012x}-1")
    tree = html.document_fromstring(page)
    assert not tree.xpath("//script | //img | //svg | //iframe | //form | //base")
    assert [p.text_content() for p in tree.xpath("//main/p")] == list(PAYLOADS)


@pytest.mark.parametrize(
    ("told", "shown"),
    [("=A1", "'=A1"), ("@SUM(1)", "'@SUM(1)"), ("-cmd|x", "'-cmd|x"), ("-5.5%", "-5.5%")],
)
def test_a_cell_that_a_spreadsheet_would_calculate_is_text_in_csv_and_as_it_is_in_json(
    one_number, told, shown
):
    portal, name = one_number(told)
    assert json.loads(portal.download(name, "json"))[0]["quote"] == told
    csv_text = portal.download(name, "csv").decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(csv_text)))["quote"] == shown
