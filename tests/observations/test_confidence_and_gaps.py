"""How sure a row is, what is stated without a numeral, and digits that nobody accounts for."""

from dataclasses import replace

from zonereports.observations import find_gaps, observe
from zonereports.observations.confidence import calibrated, key_of, measured
from zonereports.observations.observation import Excluded


def test_confidence_is_what_was_measured_of_the_rule():
    seen, right, blind_seen, blind_right = measured()[key_of("named", True)]
    assert blind_seen > 50
    expected = (blind_right + 10 * (right + 1) / (seen + 2)) / (blind_seen + 10)
    assert abs(calibrated("named", True, 0.95) - expected) < 0.001


def test_a_guess_of_the_rule_stays_below_a_half_whatever_was_measured():
    assert calibrated("named", True, 0.3) == 0.3


def test_a_rule_that_was_never_measured_says_itself_how_sure_it_is():
    assert calibrated("a rule of tomorrow", True, 0.8) == 0.8


def test_every_row_is_between_nothing_and_certainty():
    text = "全年税收3.2亿元,同比增长8%;新签约项目12个,总投资45亿元,其中亿元以上项目5个。"
    assert all(0 < row.confidence < 1 for row in observe(text, report_year=2023).observations)


def test_unchanged_is_a_growth_of_nothing_that_stands_beside_the_numbers():
    found = observe("全年税收3.2亿元,与上年持平;出口2亿元。", report_year=2023)
    assert "持平" not in [row.quote for row in found.observations]
    (same,) = found.implied
    assert (same.code, same.measure, same.value) == ("tax_revenue", "yoy", 0)
    assert (same.unit, same.quote) == ("%", "持平")


def test_digits_that_nobody_accounts_for_are_a_note_with_their_words():
    text = "全年税收3.2亿元。"
    extraction = replace(
        observe(text, report_year=2023), unaccounted=(Excluded(4, "3.2", "unaccounted"),)
    )
    (note,) = find_gaps(extraction, text)
    assert (note.kind, note.severity, note.starts) == ("unaccounted", "note", (4,))
    assert "3.2" in note.says
    assert "税收" in note.says


def test_a_whole_ledger_has_no_gaps():
    text = "全年税收3.2亿元。"
    assert find_gaps(observe(text, report_year=2023), text) == ()
