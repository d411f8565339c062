"""A slip of the pen that last year's report proves, and numbers that are odd under their words."""

from decimal import Decimal

import pytest

from zonereports.quality import Batch, Past, check, printed
from zonereports.quality.printed import slips


def level(rows, value, year, *, report=None, unit="亿元", **changes):
    factor = {"亿元": 1e8, "万元": 1e4}[unit]
    printed_value = Decimal(value)
    return rows.observation(f"{report or year} {value}", quote=f"{value}{unit}", start=0) | {
        "report_id": report or f"report on {year}",
        "value": printed_value,
        "unit": unit,
        "value_norm": float(printed_value) * factor,
        "period": str(year),
        **changes,
    }


def growth(rows, value, year, **changes):
    return rows.growth(f"growth {year}", quote=f"{value}%", start=0) | {
        "report_id": f"report on {year}",
        "value": Decimal(value),
        "value_norm": float(value),
        "period": str(year),
        **changes,
    }


def slip(row, *others):
    return Past.of([], [row, *others]).identities.slip(row)


def test_a_number_stands_for_all_that_would_be_printed_so(rows):
    told = printed(level(rows, "12.50", 2024))
    assert told.low < 1_249_500_001 < 1_250_499_999 < told.high
    assert told.high - told.low == pytest.approx(1e6, rel=1e-4)
    assert printed(level(rows, "12.50", 2024, qualifier="over")) is None
    assert printed(level(rows, "12.50", 2024) | {"value": None}) is None


def test_what_an_author_can_slip_in_is_named(rows):
    told = {what for what, _ in slips(growth(rows, "8.5", 2024))}
    assert {"two digits swapped", "a rise for a fall, or a fall for a rise"} <= told
    assert "万 for 亿" not in told
    assert "万 for 亿" in {what for what, _ in slips(level(rows, "8.5", 2024))}


def test_two_swapped_digits_of_a_level_are_proved_by_last_years_level_and_growth(rows):
    before, pace = level(rows, "125.00", 2023), growth(rows, "9.3", 2024)
    assert slip(level(rows, "136.65", 2024), before, pace) is None
    # 0.07 % more: nobody would see it without the equation.
    told = slip(level(rows, "136.56", 2024), before, growth(rows, "9.32", 2024))
    assert told == "two digits swapped? 136.65 亿元 would fit"


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("1366.5", "a zero too many or a point lost by one place? 136.65"),
        ("13665", "a point lost by two places? 136.65"),
    ],
)
def test_a_moved_point_is_proved_too(rows, stated, told):
    before, pace = level(rows, "125.00", 2023), growth(rows, "9.3", 2024)
    assert slip(level(rows, stated, 2024), before, pace) == f"{told} 亿元 would fit"


def test_wan_for_yi_is_proved_by_last_years_report(rows):
    before, pace = level(rows, "125.00", 2023), growth(rows, "9.3", 2024)
    wrong = level(rows, "136.65", 2024, unit="万元")
    assert slip(wrong, before, pace).startswith("万 for 亿?")


def test_a_rise_for_a_fall_is_proved_by_both_levels(rows):
    levels = level(rows, "100.0", 2023), level(rows, "96.8", 2024)
    assert slip(growth(rows, "-3.2", 2024), *levels) is None
    told = slip(growth(rows, "3.2", 2024), *levels)
    assert told == "a rise for a fall, or a fall for a rise? -3.2 % would fit"


def test_what_a_report_calls_last_years_level_is_held_against_last_years_report(rows):
    prior = level(rows, "87.31", 2023, report="report on 2024", status="prior")
    assert slip(prior, level(rows, "87.31", 2023)) is None
    assert slip(prior, level(rows, "83.71", 2023)).startswith("two digits swapped? 83.71")


def test_next_years_report_proves_this_years_level(rows):
    after = level(rows, "136.65", 2025), growth(rows, "9.3", 2025)
    assert slip(level(rows, "125.0", 2024), *after) is None
    assert slip(level(rows, "152.0", 2024), *after).startswith("two digits swapped? 125")


def test_a_completion_is_held_against_the_target_of_last_years_report(rows):
    goal = level(rows, "120.00", 2024, report="report on 2023", status="target")
    reached = level(rows, "114.36", 2024)
    done = growth(rows, "95.3", 2024, measure="completion")
    assert slip(done, goal, reached) is None
    wrong = growth(rows, "93.5", 2024, measure="completion")
    assert slip(wrong, goal, reached) == "two digits swapped? 95.3 % would fit"
    swapped = level(rows, "114.63", 2024)
    assert slip(swapped, goal, growth(rows, "95.30", 2024, measure="completion")).endswith(
        "114.36 亿元 would fit"
    )


def test_a_revision_that_no_slip_explains_is_none(rows):
    before, pace = level(rows, "122.41", 2023), growth(rows, "9.3", 2024)
    assert slip(level(rows, "136.65", 2024), before, pace) is None


def test_other_units_other_zones_and_other_months_prove_nothing(rows):
    wrong, pace = level(rows, "136.56", 2024), growth(rows, "9.32", 2024)
    assert slip(wrong, level(rows, "125.00", 2023), pace) is not None
    for other in (
        {"zone": "白河高新区"},
        {"unit_norm": "USD"},
        {"period": "2023-01/2023-11"},
        {"code": "exports"},
        {"scope": "sub"},
        {"qualifier": "approx"},
    ):
        assert slip(wrong, level(rows, "125.00", 2023, **other), pace) is None


def visits(rows, number, n, **changes):
    return rows.observation(f"{n}", quote=f"{number}次", start=0) | {
        "report_id": f"report {n}",
        "zone": f"邻县{n}开发区",
        "code": None,
        "label": "走访企业",
        "value": Decimal(number),
        "value_norm": float(number),
        "unit": "次",
        "unit_norm": "times",
        **changes,
    }


def test_a_number_without_an_indicator_is_held_against_the_same_words_elsewhere(rows):
    others = [visits(rows, 500 + 40 * n, n) for n in range(8)]
    plain, tenfold = visits(rows, 640, "mine"), visits(rows, 6400, "mine")
    usual = Past.of([], others).usual
    assert usual.deviation(plain) < 1
    assert usual.deviation(tenfold) > 3.5
    assert usual.deviation(tenfold | {"label": "走访群众"}) is None
    assert Past.of([], others[:5]).usual.deviation(tenfold) is None


def test_one_report_that_repeats_itself_tells_nothing_usual(rows):
    others = [visits(rows, 500 + 40 * n, n, report_id="one") for n in range(8)]
    assert Past.of([], others).usual.deviation(visits(rows, 6400, "mine")) is None


def test_a_rise_where_everything_falls_is_odd_and_a_mixed_field_is_not(rows):
    def energy(value, n):
        words = {"zone": f"邻县{n}开发区", "report_id": f"report {n}", "label": "单位能耗"}
        return growth(rows, value, 2024, code=None, **words)

    falls = [energy(f"-{2 + n % 4}.1", n) for n in range(40)]
    mine = energy("4.1", "mine")
    assert Past.of([], [*falls, mine]).usual.is_turned(mine) is True
    assert Past.of([], [*falls, mine]).usual.is_turned(falls[0]) is False
    mixed = [energy("3.3", f"rising {n}") for n in range(8)]
    assert Past.of([], [*falls, *mixed, mine]).usual.is_turned(mine) is False


def test_history_is_compared_under_the_same_words_and_targets_with_targets(rows):
    sums = {"code": "projects_investment", "period": "2023"}
    told = [
        level(rows, "40", 2023, **sums, label="总投资"),
        level(rows, "4", 2023, **sums, label="总投资", status="target"),
    ]
    past = Past.of([], told)
    mine = level(rows, "5", 2024, code="projects_investment", label="总投资")
    assert past.beyond_history(mine) == pytest.approx(8)
    assert past.beyond_history(mine | {"status": "target"}) == pytest.approx(1.25)


def test_half_a_page_is_told_from_the_numbers_of_other_zones(rows):
    peers = [
        rows.document(f"d{n}", zone=f"邻县{n}开发区", report_id=f"r{n}", observations=100)
        for n in range(6)
    ]
    past = Past.of(peers, [])
    short = rows.document(observations=10)
    assert past.times_numbers_of_peers(short) == pytest.approx(0.1)
    assert past.times_numbers_of_peers(short | {"period_kind": "half_year"}) is None
    assert Past.of(peers[:4], []).times_numbers_of_peers(short) is None


def test_a_slip_is_published_with_a_warning_that_names_the_row_and_says_what_would_fit(rows):
    text = "青岚经济开发区全年实现税收收入136.56亿元，同比增长9.32%。" + "各项工作有序推进。" * 40
    document = rows.document(text=text, observations=2)
    here = {"document_id": "d1", "report_id": "report-of-d1"}
    batch = Batch(
        [document],
        [
            level(rows, "136.56", 2024, **here, start=text.index("136.56")),
            growth(rows, "9.32", 2024, **here, start=text.index("9.32")),
        ],
    )
    verdict = check(batch, name="slip", past=Past.of([], [level(rows, "125.00", 2023)]))
    (failure,) = [one for one in verdict.failures if one.name == "no_slip"]
    assert (failure.severity, failure.rows) == ("warning", ("2024 136.56",))
    assert len(verdict.documents) + len(verdict.observations) == 3
    assert verdict.quarantine == []
    assert verdict.documents[0]["quality"] == "warned"
