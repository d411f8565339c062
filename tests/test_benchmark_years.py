"""The benchmark of contradictions between years, on a few histories."""

from benchmarks.years import measure
from benchmarks.years_seeds import YEARS


def test_seeded_contradictions_are_found_and_honest_reports_are_left_alone():
    score = measure([101], counties=3)
    assert score.reports == 3 * (len(YEARS) + 3)
    assert score.seeds.total() >= 20
    assert score.recall >= 0.95, score.missed
    assert score.false_alarms <= 0.02, (score.accused, score.told)
    assert score.told["explained: revised -> revision"] >= 2
    assert score.told["explained: counted otherwise -> scope"] >= 2
