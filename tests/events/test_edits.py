"""A changed digit is a version with its old and new number; a changed page around it is none."""

import random
from functools import cache

import pytest

from tests.events.pages import SIGNED, TEXTS, Watcher, page

NAMES = (
    "annual-report",
    "chinese-numerals",
    "corps",
    "hightech-zone",
    "nine-month-table",
    "two-parks-2012",
)
EDITS = 1000
CHINESE = "一二三四五六七八九"
URL = "https://www.qingshan.example/gk/1.html"


@cache
def report(name):
    """Title and body."""
    title, _, text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8").strip().partition("\n")
    return title, text.strip()


def body(name):
    return report(name)[1]


def page_of(name, text=None, **other):
    return page(text or body(name), title=report(name)[0], **other)


def edits(name, count, seed):
    """(edited text, edited signature, place in the text and its end, old digit, new digit)."""
    whole = body(name) + "\n" + SIGNED
    # A signature of no possible year is no signature: its century stays.
    century = range(len(whole) - len(SIGNED), len(whole) - len(SIGNED) + 2)
    places = [
        at for at, char in enumerate(whole) if char in "0123456789" + CHINESE and at not in century
    ]
    chance = random.Random(seed)
    step = len(places) / count
    for number in range(count):
        at = places[int(number * step)]
        digits = CHINESE if whole[at] in CHINESE else "123456789"
        new = chance.choice([digit for digit in digits if digit != whole[at]])
        edited = whole[:at] + new + whole[at + 1 :]
        text, _, signed = edited.rpartition("\n")
        yield text, signed, whole, at, new


@pytest.fixture(params=NAMES)
def watched(request, tmp_path):
    """A report that is known, and its name."""
    watcher = Watcher(tmp_path)
    (event,) = watcher.keep(watcher.history.see(watcher.sighting(page_of(request.param), URL)))
    assert event.kind == "first"
    yield watcher, request.param
    watcher.state.close()


def stands_at(token, whole, at, digit):
    """Whether a number is the one around a place of the text, with this digit there."""
    return any(
        token[inside] == digit
        and whole[at - inside : at] == token[:inside]
        and whole[at + 1 : at + len(token) - inside] == token[inside + 1 :]
        for inside in range(len(token))
    )


def test_every_changed_digit_is_a_version_with_its_old_and_new_number(watched):
    watcher, name = watched
    for text, signed, whole, at, new in edits(name, EDITS // len(NAMES) + 1, seed=name):
        step = watcher.history.see(watcher.sighting(page_of(name, text, signed=signed), URL, at=1))
        where = (name, whole[max(0, at - 12) : at + 12], new)
        assert step.version is not None, where
        assert step.version.version == 2, where
        (event,) = [one for one in step.events if one.kind == "corrected"]
        told = [one for one in event.changes if not one.old.startswith("报告年度")]
        assert len(told) == 1, (where, told)
        assert len(told[0].numbers) == 1, (where, told)
        number = told[0].numbers[0]
        assert stands_at(number.old, whole, at, whole[at]), (where, number)
        assert stands_at(number.new, whole, at, new), (where, number)


COSMETIC = {
    "views": lambda chance: {"views": chance.randrange(10**6)},
    "white space": lambda chance: {"indent": "\n" + " " * chance.randrange(1, 9)},
    "navigation": lambda chance: {"nav": chance.choice(["网站首页", "主页", "返回首页"])},
    "related links": lambda chance: {"related": f"第{chance.randrange(99)}次会议召开"},
    "share bar": lambda chance: {"share": chance.choice(["分享到微博", "打印 关闭", "收藏"])},
    "order of attributes": lambda _: {"swapped": True},
    "nonce": lambda chance: {"nonce": f"{chance.randrange(10**9):x}"},
    "another template": lambda _: {"family": "trs"},
}


def test_no_change_around_a_report_is_a_version(watched):
    watcher, name = watched
    chance = random.Random(name)
    for number in range(EDITS // len(NAMES) + 1):
        kinds = [list(COSMETIC)[number % len(COSMETIC)], chance.choice(list(COSMETIC))]
        given = {key: value for kind in kinds for key, value in COSMETIC[kind](chance).items()}
        text = body(name)
        if chance.random() < 0.3:
            # The width of marks is the editor's, and not the report's.
            text = text.replace("，", ",").replace("：", ":")
        step = watcher.history.see(watcher.sighting(page_of(name, text, **given), URL, at=1))
        assert (step.version, step.events, step.outcome) == (None, (), "same wording"), (
            kinds,
            given,
        )
