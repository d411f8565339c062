"""The benchmark of a quiet day measures what it says."""

import pytest

from benchmarks.sweep import a_quiet_day


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_quiet_day_over_a_few_sites_is_measured_whole():
    day = a_quiet_day(3)
    assert day.first.answers == {"new": 3}
    assert day.quiet.answers == {"nothing new": 3}
    assert 3 <= day.requests <= 6
    assert 0 < day.unchanged <= day.requests
    assert 0 < day.plain_s < day.quiet.cpu_s
    assert 0 < day.quiet.starting_s < day.quiet.cpu_s
    assert day.state_mb > 0
