"""`zonereports quality …`: what a person sees of refused rows, and decides about them."""

import json
import os

import pytest

from zonereports.cli import main
from zonereports.pipeline import Pipeline

REPORT = """青山经济开发区2024年工作总结

2024年，青山经济开发区在县委、县政府的坚强领导下，各项工作稳步推进，现将有关情况总结如下。
一、主要工作完成情况
全年实现规上工业总产值8640000亿元，同比增长9.3%；完成固定资产投资12.05亿元，其中工业投资7.8亿元，增长15.2%。
新增规上工业企业6家，新签约项目18个，总投资33.6亿元。走访企业120余次，帮助解决问题45个。
二、2025年工作计划
持续做好安全生产、环境保护和企业服务各项工作，力争新增规上工业企业不少于5家。
"""
WHY = ("--who", "李梅", "--why", "与统计局核对")


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys):
    """The row_id of an impossible output that waits in quarantine."""
    for name in [name for name in os.environ if name.startswith("ZONEREPORTS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ZONEREPORTS_HOME", str(tmp_path / "home"))
    path = tmp_path / "总结.txt"
    path.write_text(REPORT, encoding="utf-8")
    assert main(["import", str(path)]) == 0
    capsys.readouterr()
    (row,) = listed(capsys)
    return row["row_id"]


def said(capsys):
    out, _ = capsys.readouterr()
    return [json.loads(line) for line in out.splitlines()]


def listed(capsys, *options):
    assert main(["quality", "list", "--json", *options]) == 0
    return said(capsys)


def output():
    pipeline = Pipeline.from_env()
    found = pipeline.lake.query(
        "select value, quote from observations "
        "where code = 'industrial_output_ads' and measure = 'level'"
    ).to_pylist()
    pipeline.close()
    return [(float(row["value"]), row["quote"]) for row in found]


def in_all():
    pipeline = Pipeline.from_env()
    read = pipeline.lake.read
    rows = read("observations").num_rows + read("quarantine").num_rows
    pipeline.close()
    return rows


def test_list_tells_why_a_row_waits_and_where_it_stands(refused, capsys):
    assert main(["quality", "list"]) == 0
    out, _ = capsys.readouterr()
    assert out.startswith(f"{refused} (observations, 青山经济开发区 2024)\n")
    assert "not_above_range: " in out
    assert "全年实现规上工业总产值8640000亿元" in out
    assert out.endswith("1 in quarantine\n")


def test_list_of_another_site_is_empty(refused, capsys):
    assert listed(capsys, "--site", "elsewhere") == []


def test_verdicts_name_what_failed_in_each_batch(refused, capsys):
    assert main(["quality", "verdicts"]) == 0
    out, _ = capsys.readouterr()
    assert "    critical observations.not_above_range: 1 rows. " in out
    assert main(["quality", "verdicts", "--json"]) == 0
    (verdict,) = said(capsys)
    assert "not_above_range" in {one["name"] for one in verdict["failures"]}


def test_release_publishes_the_row_as_it_is_and_keeps_who_and_why(refused, capsys):
    before = in_all()
    assert output() == []
    assert main(["quality", "release", refused, *WHY]) == 0
    out, _ = capsys.readouterr()
    assert f"release of {refused}. Published again: 1 reports" in out
    assert "0 rows in quarantine" in out
    assert output() == [(8_640_000.0, "8640000亿元")]
    assert in_all() == before
    assert listed(capsys) == []
    assert main(["quality", "decisions"]) == 0
    (decision,) = said(capsys)
    assert (decision["kind"], decision["who"], decision["why"]) == (
        "release",
        "李梅",
        "与统计局核对",
    )


def test_correct_publishes_the_new_value_beside_the_words_of_the_page(refused, capsys):
    assert main(["quality", "correct", refused, "value=86.4", *WHY]) == 0
    assert "correct of" in capsys.readouterr().out
    assert output() == [(86.4, "8640000亿元")]


def test_reject_keeps_the_row_out_and_off_the_list(refused, capsys):
    assert main(["quality", "reject", refused, *WHY]) == 0
    capsys.readouterr()
    assert output() == []
    assert listed(capsys) == []
    (row,) = listed(capsys, "--all")
    assert row["decision"]["kind"] == "reject"
    assert main(["quality", "list", "--all"]) == 0
    assert "[reject by 李梅]" in capsys.readouterr().out


def test_a_decision_that_is_withdrawn_brings_the_row_back_to_the_list(refused, capsys):
    assert main(["quality", "release", refused, *WHY]) == 0
    capsys.readouterr()
    assert main(["quality", "decisions"]) == 0
    (decision,) = said(capsys)
    number = str(decision["decision_id"])
    assert main(["quality", "withdraw-decision", number, *WHY]) == 0
    assert "withdrawn: release of" in capsys.readouterr().out
    assert output() == []
    assert [row["row_id"] for row in listed(capsys)] == [refused]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["release", "no-such-row", *WHY], "no-such-row"),
        (["correct", "ROW", "86.4", *WHY], "'86.4' is no COLUMN=VALUE"),
        (["correct", "ROW", "quote=86.4亿元", *WHY], "quote"),
        (["correct", "ROW", "value=much", *WHY], "value"),
        (["withdraw-decision", "77", *WHY], "77"),
        (["release", "ROW", "--why", "  "], "reason"),
    ],
)
def test_a_wrong_decision_is_refused_in_one_line_and_changes_nothing(refused, capsys, words, told):
    assert main(["quality", *(refused if word == "ROW" else word for word in words)]) != 0
    _, err = capsys.readouterr()
    assert told in err
    assert "Traceback" not in err
    assert output() == []
    assert [row["row_id"] for row in listed(capsys)] == [refused]


def test_a_decision_without_a_reason_is_no_command(refused, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["quality", "release", refused])
    assert stopped.value.code == 2
    assert "--why" in capsys.readouterr().err
