"""The benchmark of capacity counts what a day cost, and calculates hours from it."""

import dataclasses

import pytest

from benchmarks.capacity import CORES, LATENCY_S, PACE_S, SITES, TASKS, Cost, days

A_DAY = Cost(
    name="a day",
    sites=10,
    wall_s=9.0,
    cpu_s=2.0,
    publish_cpu_s=5.0,
    requests=30,
    wire_bytes=1,
    statements=1,
    writes=1,
    writing_s=1.0,
    state_bytes=1,
    kept_bytes=1,
    peak_mb=1.0,
    queue_s=0.0,
)


def test_a_site_keeps_a_task_for_its_answers_and_the_pauses_between_them():
    assert pytest.approx(0.2 + 3 * LATENCY_S + 2 * PACE_S) == A_DAY.visit_s
    one = dataclasses.replace(A_DAY, requests=10)
    assert pytest.approx(0.2 + LATENCY_S) == one.visit_s


def test_workers_share_the_waiting_and_the_processors_but_neither_writer_nor_publication():
    alone, sixteen = A_DAY.limits_h(1), A_DAY.limits_h(16)
    assert alone["processors"] == pytest.approx(2.0 / 10 * SITES / CORES / 3600)
    assert alone["waiting for sites"] == pytest.approx(SITES * A_DAY.visit_s / TASKS / 3600)
    for shared in ("processors", "waiting for sites"):
        assert sixteen[shared] == pytest.approx(alone[shared] / 16)
    for single in ("the database's writer", "publication"):
        assert sixteen[single] == alone[single]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_three_days_of_a_few_sites_are_measured():
    first, quiet, news = days(2, 1)
    assert first.requests > news.requests > quiet.requests >= 2
    assert first.writes > news.writes > quiet.writes > 0
    assert 0 < quiet.cpu_s < first.cpu_s
    assert 0 < quiet.writing_s < quiet.wall_s
    assert first.kept_bytes > news.kept_bytes > quiet.kept_bytes
    assert first.publish_cpu_s > quiet.publish_cpu_s
