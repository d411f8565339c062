"""Which titles name the work report of a development zone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from zonereports.sites import judge_title

EVAL = Path(__file__).parents[2] / "../shared/eval"

TITLES: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("titles.yaml").read_text(encoding="utf-8")
)
BLIND: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("titles_blind.yaml").read_text(encoding="utf-8")
)
REPORTS = {"annual", "half_year", "quarter"}


@pytest.mark.parametrize(
    ("kind", "title"), [(kind, title) for kind, titles in TITLES.items() for title in titles]
)
def test_a_title_is_told_for_what_it_is(kind: str, title: str) -> None:
    verdict = judge_title(title)
    assert (verdict.kind, verdict.report) == (kind, kind in REPORTS), verdict.why
    assert verdict.title == title
    assert verdict.why


def test_titles_that_were_labelled_blind_stay_told_apart() -> None:
    reports = {(kind, title) for kind, titles in BLIND["reports"].items() for title in titles}
    others = {title for titles in BLIND["others"].values() for title in titles}
    verdicts = {title: judge_title(title) for title in {title for _, title in reports} | others}
    assert len(verdicts) == len(reports) + len(others) == 265
    assert [title for title in sorted(others) if verdicts[title].report] == []
    missed = [(kind, title) for kind, title in sorted(reports) if verdicts[title].kind != kind]
    assert missed == []


def test_a_column_of_its_own_names_the_zone() -> None:
    assert not judge_title("2024年工作总结及2025年工作计划").report
    assert judge_title("2024年工作总结及2025年工作计划", own_column=True).report
    assert not judge_title("2024年安全生产工作总结", own_column=True).report
    assert judge_title("青山县2024年工作总结", own_column=True).report


def test_a_known_alias_counts_as_a_zone() -> None:
    assert not judge_title("白水湾2024年工作总结").report
    assert judge_title("白水湾2024年工作总结", zones=["白水湾", ""]).report
    resort = "泾溪旅游度假区"
    assert judge_title(f"{resort}管理委员会2024年工作总结", zones=[resort]).report


@pytest.mark.parametrize(
    "title", ["", "   ", "…", "...", "青", "\u200b", "[]", "(((((", "总结" * 500]
)
def test_nonsense_is_judged_without_a_fuss(title: str) -> None:
    assert not judge_title(title).report


def test_the_kind_of_period_comes_from_the_report_and_not_from_the_plan() -> None:
    assert judge_title("青山高新区2024年工作总结及2025年上半年工作计划").kind == "annual"
    assert judge_title("青山高新区工作总结(2024年上半年)").kind == "half_year"


def _eval_titles() -> list[tuple[str, bool]]:
    reports = [
        (json.loads(path.read_text(encoding="utf-8"))["title"], True)
        for path in sorted(EVAL.glob("reports/*.meta.json"))
    ]
    index = EVAL / "dev" / "index.jsonl"
    rows = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines() if line]
    return reports + [(row["title"], row["kind"] == "work_report") for row in rows]


@pytest.mark.skipif(not EVAL.is_dir(), reason="the texts for evaluation are not here")
def test_titles_of_real_texts_are_judged_without_a_false_alarm() -> None:
    titles = _eval_titles()
    yes = [(title, truth) for title, truth in titles if judge_title(title).report]
    # Half of the texts that hold a report are titled as news, minutes or templates: a title alone
    # cannot tell them. The floor only rises (8 of 15).
    found = sum(truth for _, truth in yes)
    assert [title for title, truth in yes if not truth] == []
    assert found >= 8
