"""How the benchmark judges amounts, and what it says of a peer that does not install."""

import pytest

from benchmarks import amounts, peer_process, peers

GOLD = [{"start": 4, "quote": "1.5亿元", "value": 1.5, "unit": "亿元"}]


@pytest.mark.parametrize(
    ("hits", "verdict"),
    [
        ([(4, 9, "1.5", "亿元")], "right"),
        ([(4, 9, "150000000", "元")], "right"),
        ([(4, 7, "1.5", "")], "number"),
        ([(4, 8, "1.5", "亩")], "number"),
        ([(2, 9, "21.5", "亿元")], "wrong"),
        ([], "missed"),
        ([(20, 25, "1.5", "亿元")], "missed"),
    ],
)
def test_an_amount_is_right_only_with_its_value_and_unit_at_its_place(hits, verdict):
    tally = amounts._judge(GOLD, hits)
    assert tally[verdict] == 1
    assert sum(tally[each] for each in ("right", "number", "wrong", "missed")) == 1


def test_hits_where_the_gold_has_nothing_are_counted_apart():
    assert amounts._judge(GOLD, [(20, 25, "7", "家"), (4, 9, "1.5", "亿元")])["beside"] == 1


def test_a_fall_may_be_given_with_or_without_its_sign():
    gold = [{"start": 0, "quote": "3.2%", "value": -3.2, "unit": "%"}]
    assert amounts._judge(gold, [(0, 4, "3.2", "%")])["right"] == 1


def test_a_peer_that_does_not_install_is_reported_with_the_reason(tmp_path, monkeypatch):
    monkeypatch.setenv("ZONEREPORTS_BENCH", str(tmp_path))
    with pytest.raises(peers.NoPeer, match="does not install"):
        peer_process.Peer("cn2an", [str(tmp_path / "nowhere.whl")])


def test_ours_answers_in_the_form_of_the_peers():
    hits, seconds = amounts._ours(["云岭经开区2023年工作总结\n税收收入3.2亿元。"])
    assert hits == [[(19, 24, "3.2", "亿元")]]
    assert seconds >= 0
