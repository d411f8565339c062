"""When a report is due, and what is said of one that does not come."""

from datetime import date, timedelta

from benchmarks.overdue import simulate
from zonereports.events import Appearance, Looks, Rhythm, missing

ZONE = "qingshan/经开"
DAILY = Looks(date(2024, 9, 1), date(2026, 4, 2))


def annual(days, zone=ZONE):
    """Reports by year: so many days after its end."""
    return [
        Appearance(zone, "annual", year, date(year, 12, 31) + timedelta(days=after))
        for year, after in days.items()
    ]


def country(zones=30):
    """Thirty zones that publish on 20 January, one in ten years a week later."""
    return [
        one
        for number in range(zones)
        for one in annual({y: 27 if y == 2015 else 20 for y in range(2014, 2025)}, f"z{number}")
    ]


def found(history, today, *, looks=DAILY, seen=(), zone=ZONE):
    return [
        (item.span, item.year, item.absence)
        for item in missing(zone, rhythm=Rhythm(history), seen=seen, looks=looks, today=today)
    ]


def test_nineteen_of_twenty_simulated_reports_that_never_come_are_flagged_within_three_days():
    outcome = simulate(200)
    assert outcome.never >= 30
    assert outcome.in_time / outcome.never >= 0.95
    assert (outcome.in_window, outcome.blind_flags) == (0, 0)
    # What keeps its habit is left in peace, nineteen times of twenty at the very least.
    assert outcome.accused / outcome.came < 0.02


def test_a_zone_without_history_is_awaited_until_the_end_of_march():
    expected = Rhythm([]).expect(ZONE, "annual", 2025)
    assert (expected.opens, expected.due) == (date(2025, 11, 30), date(2026, 3, 30))
    assert Rhythm([]).expect(ZONE, "half_year", 2025).due == date(2025, 8, 30)


def test_a_zone_is_due_when_its_own_reports_had_appeared_and_those_of_such_zones():
    own = annual({year: 10 + year % 3 for year in range(2016, 2025)})
    expected = Rhythm([*country(), *own]).expect(ZONE, "annual", 2025)
    assert date(2026, 1, 12) <= expected.due <= date(2026, 1, 20)
    assert expected.reports == 8


def test_an_archive_of_few_zones_trusts_the_national_window_more():
    own = annual({2022: 10, 2023: 12, 2024: 11})
    assert Rhythm(own).expect(ZONE, "annual", 2025).due == date(2026, 3, 30)


def test_one_report_that_came_in_summer_does_not_move_the_day():
    history = [*country(), *annual({2019: 15, 2020: 15, 2021: 15, 2022: 180, 2023: 15, 2024: 15})]
    assert Rhythm(history).expect(ZONE, "annual", 2025).due < date(2026, 2, 1)


def test_reports_that_were_put_up_anew_years_later_teach_nothing():
    moved = [Appearance(ZONE, "annual", year, date(2022, 5, 1)) for year in range(2015, 2021)]
    assert Rhythm([*country(), *moved]).expect(ZONE, "annual", 2025).reports == 0


def test_later_years_do_not_tell_of_earlier_ones():
    history = country()
    later = annual({2025: 100, 2026: 100})
    assert Rhythm([*history, *later]).expect(ZONE, "annual", 2025) == Rhythm(history).expect(
        ZONE, "annual", 2025
    )


def test_the_day_itself_is_in_time_and_the_next_is_not():
    history = annual({2023: 10, 2024: 10})
    last = Rhythm(history).expect(ZONE, "annual", 2025).due
    seen = {("annual", 2024)}
    assert found(history, last, seen=seen) == []
    assert found(history, last + timedelta(days=1), seen=seen) == [
        (
            "annual",
            2025,
            "overdue",
        )
    ]


def test_a_report_that_was_seen_is_never_missing():
    assert found([], date(2026, 4, 2), seen={("annual", 2025), ("annual", 2024)}) == []


def test_a_site_that_was_not_seen_since_has_no_overdue_report():
    looks = Looks(date(2024, 9, 1), date(2026, 3, 30))
    assert found([], date(2026, 4, 2), looks=looks) == [("annual", 2025, "could not look")]
    never = Looks(None, None)
    assert found([], date(2026, 4, 2), looks=never) == [("annual", 2025, "could not look")]


def test_a_zone_that_is_watched_only_since_its_window_opened_is_not_accused():
    looks = Looks(date(2026, 2, 1), date(2026, 4, 1))
    assert found([], date(2026, 4, 2), looks=looks) == [("annual", 2025, "not watched")]
    # Its report of the year before is known, so the listing was read down to there.
    history = annual({2024: 40})
    assert found(history, date(2026, 4, 2), looks=looks, seen={("annual", 2024)}) == [
        ("annual", 2025, "overdue")
    ]


def test_a_half_year_is_awaited_only_of_zones_that_report_on_one():
    looks = Looks(date(2025, 1, 1), date(2026, 9, 20))
    seen = {("annual", 2024), ("annual", 2025)}
    assert found([], date(2026, 9, 20), looks=looks, seen=seen) == []
    history = [Appearance(ZONE, "half_year", 2025, date(2025, 7, 20))]
    assert found(history, date(2026, 9, 20), looks=looks, seen=seen) == [
        ("half_year", 2026, "overdue")
    ]
