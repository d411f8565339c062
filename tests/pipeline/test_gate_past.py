"""What a batch is compared with: its zones' own past, and a bounded sample of other zones."""

from zonereports.pipeline import gate
from zonereports.quality import Batch


def test_a_batch_is_compared_with_its_zones_and_the_same_few_others(replica, platform, monkeypatch):
    pipeline = platform(replica)
    pipeline.run()
    lake = pipeline.lake
    rows = lake.query(
        "select * exclude (text) from documents where zone in "
        "(select zone from documents group by zone having count(*) > 2) order by zone, report_id"
    ).to_pylist()
    document = rows[0]
    numbers = lake.query(
        "select * from observations where document_id = ?", [document["document_id"]]
    ).to_pylist()
    known = lake.query("select report_id, zone from documents where is_latest").to_pylist()
    own = {row["report_id"] for row in known if row["zone"] == document["zone"]}
    others = sorted({row["report_id"] for row in known} - {document["report_id"]})
    taken = []
    monkeypatch.setattr(gate, "PEERS", 2)
    monkeypatch.setattr(gate.Past, "of", lambda *told: taken.append(told))
    for _ in range(2):
        gate.past_of(lake, Batch([document], numbers))
    first, again = taken
    assert first == again
    compared = {row["report_id"] for row in first[0]}
    assert compared == (own - {document["report_id"]}) | set(others[:2])
    assert len(own) > 2
    assert len(compared) < len(others)
    codes = {row["code"] for row in numbers}
    assert {row["report_id"] for row in first[1]} <= compared
    assert {row["code"] for row in first[1]} <= codes
    expected = lake.query(
        "select count(*) n from observations where report_id in (select unnest(?)) and "
        "scope in ('zone', 'sub') and zone is not null and code in (select unnest(?))",
        [sorted(compared), sorted(code for code in codes if code)],
    ).to_pylist()[0]["n"]
    assert sum(row["code"] is not None for row in first[1]) == expected > 0
