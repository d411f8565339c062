"""Every word of the pages stands there in Chinese and in English."""

import re
from pathlib import Path
from typing import get_args

import pytest

import zonereports.pages
from zonereports.events.event import EventKind
from zonereports.pages.labels import LABELS
from zonereports.pages.meanings import meaning
from zonereports.pages.sites import ANSWERS
from zonereports.pipeline.evidence_words import EVIDENCE_WORDS, word
from zonereports.quality import DecisionKind, Rules, Severity

CHINESE = re.compile("[\u4e00-\u9fff]")
FOLDER = Path(zonereports.pages.__file__).parent
EVIDENCE = FOLDER.parent / "pipeline" / "evidence_page"
PAIR = re.compile(r"""\bt\(\s*(?P<q>["'])(?P<zh>.*?)(?P=q),\s*(?P<r>["'])(?P<en>.*?)(?P=r)\s*\)""")


def pairs():
    for path in (*FOLDER.rglob("*.j2"), *FOLDER.glob("*.py"), *EVIDENCE.glob("*.j2")):
        for found in PAIR.finditer(path.read_text("utf-8")):
            yield path.name, found["zh"], found["en"]


@pytest.mark.parametrize("table", [LABELS, EVIDENCE_WORDS], ids=["labels", "evidence"])
def test_every_label_has_two_languages(table):
    for group, words in table.items():
        for code, (chinese, english) in words.items():
            assert chinese, (group, code)
            assert english or code == "item", (group, code)
            assert not CHINESE.search(english), (group, code)


def test_every_check_is_explained_in_two_languages():
    rules = Rules.read().rules
    assert len(rules) > 80
    for rule in rules:
        chinese, english = (meaning(rule.table, rule.name, language) for language in ("zh", "en"))
        assert CHINESE.search(chinese), rule.name
        # 万 and 亿 are the Chinese units that an English reader meets here.
        assert not CHINESE.search(re.sub("[万亿]", "", english)), rule.name
    assert meaning("documents", "no_rule_of_today", "zh", "what it said") == "what it said"


def test_every_word_of_a_template_has_two_languages():
    found = list(pairs())
    assert len(found) > 150
    for name, chinese, english in found:
        if (chinese, english) == ("English", "中文"):
            continue  # the link to the other language
        assert not CHINESE.search(english), (name, english)
        if re.search("[a-z]{4}", english):
            assert CHINESE.search(chinese), (name, chinese)


def test_no_template_says_chinese_outside_a_pair():
    for path in (*FOLDER.rglob("*.html.j2"), *EVIDENCE.glob("*.html.j2")):
        rest = PAIR.sub("", path.read_text("utf-8"))
        for line in rest.splitlines():
            told = CHINESE.findall(line)
            # The menu's own pairs, and the name of the other language.
            allowed = path.name == "layout.html.j2" and ('("/", ' in line or "中文" in line)
            assert not told or allowed, (path.name, line[:200])


def test_every_code_that_the_tables_may_hold_has_a_label():
    assert set(ANSWERS) == set(LABELS["answer"])
    assert set(get_args(EventKind)) <= set(LABELS["event"])
    assert set(get_args(DecisionKind)) <= set(LABELS["decision"])
    assert set(get_args(Severity)) <= set(LABELS["severity"])


def test_an_unknown_code_is_shown_as_it_is():
    assert word("status", "novel", "en") == "novel"
