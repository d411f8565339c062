"""What is the matter with a source, from what its visits answered."""

from datetime import UTC, date, datetime, timedelta

import pytest

from zonereports.events import Look, Source, troubles, unknowable

NOW = datetime(2026, 3, 20, 10, tzinfo=UTC)


def look(days_ago, error=None, *, links=20, pages=1, recognisable=True, looks_like="jcms"):
    return Look(
        at=NOW - timedelta(days=days_ago),
        error=error,
        recognisable=recognisable,
        detail=f"{error}: what happened" if error else None,
        links=links,
        pages_read=pages,
        newest=date(2026, 3, 1),
        looks_like=looks_like,
        capture="00ff00ff00ff00ff",
    )


def found(*looks, newest=(date(2026, 3, 10),), **rest):
    source = Source("qingshan", "jcms", "https://q.example/gk", looks, newest=newest, **rest)
    return [(one.kind, one.cause) for one in troubles(source, NOW)]


def test_a_site_that_answers_as_it_should_is_well():
    assert found(look(2), look(1)) == []
    assert found() == []


@pytest.mark.parametrize(("failed", "told"), [(2, []), (3, [("not seen", "Unreachable")])])
def test_a_site_is_not_seen_after_three_failed_visits(failed, told):
    assert found(look(9), *(look(n, "Unreachable") for n in range(failed, 0, -1))) == told


def test_a_seen_visit_between_ends_the_row_of_failures():
    assert found(look(4, "Unreachable"), look(3, "Unreachable"), look(2), look(1, "Refused")) == []


def test_a_challenge_and_a_changed_layout_are_told_at_once():
    assert found(look(2), look(1, "Challenged")) == [("challenged", "Challenged")]
    changed = look(1, "LayoutChanged", recognisable=False, looks_like="trs")
    assert found(look(2), changed) == [("source changed", "LayoutChanged")]
    source = Source("qingshan", "jcms", "https://q.example/gk", [changed])
    (trouble,) = troubles(source, NOW)
    assert "it looks like trs now" in trouble.detail
    assert dict(trouble.evidence)["family"] == "trs"


def test_a_source_is_silent_after_twice_its_own_pauses_but_not_before_four_weeks():
    monthly = [date(2025, month, 1) for month in range(4, 13)]
    assert found(look(1), newest=[*monthly, date(2026, 1, 30)]) == []
    # 31 days at most between two rows; 62 are allowed, and 1 January is 78 days ago.
    assert found(look(1), newest=[*monthly, date(2026, 1, 1)]) == [("source silent", "silent")]
    daily = [date(2026, 2, day) for day in range(1, 22)]
    assert found(look(1), newest=daily) == []
    daily = [date(2026, 1, day) for day in range(1, 22)]
    assert found(look(1), newest=daily) == [("source silent", "silent")]


def test_a_source_of_unknown_rhythm_is_silent_after_half_a_year():
    assert found(look(1), newest=[date(2025, 9, 25)]) == []
    assert found(look(1), newest=[date(2025, 9, 10)]) == [("source silent", "silent")]


def test_a_list_that_lost_half_of_its_rows_is_told_among_equals_only():
    before = [look(n, links=20) for n in range(9, 2, -1)]
    assert found(*before, look(1, links=11)) == [("list shrinking", "list shrinking")]
    assert found(*before, look(1, links=13)) == []
    assert found(*before, look(1, links=11, pages=2)) == []
    assert found(*before[:4], look(1, links=11)) == []


def test_a_certificate_is_told_of_two_weeks_before_its_end():
    ends = {"q.example": NOW + timedelta(days=13), "r.example": NOW + timedelta(days=15)}
    assert found(look(1), certificates=ends) == [("certificate", "certificate")]


def test_reports_held_back_are_on_the_board():
    assert found(look(1), held_back={"d1": "too large"}) == [("held back", "quality")]


def test_while_a_site_is_not_seen_nobody_can_tell_that_its_troubles_are_over():
    source = Source("qingshan", "jcms", "https://q.example/gk", [look(1, "Unreachable")])
    assert {"source silent", "source changed", "challenged"} <= unknowable(source)
    assert "certificate" not in unknowable(source)
    seen = Source("qingshan", "jcms", "https://q.example/gk", [look(1)])
    assert not unknowable(seen)
