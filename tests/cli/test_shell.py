"""The commands as a person types them: what they print, and the status they end with."""

import json
import os
import subprocess
import sys

import duckdb
import pytest

from zonereports.cli import main

REPORT = """青山经济开发区2024年工作总结

2024年，青山经济开发区在县委、县政府的坚强领导下，各项工作稳步推进，现将有关情况总结如下。
一、主要指标完成情况
全年实现规上工业总产值86.4亿元，同比增长9.3%；完成固定资产投资12.05亿元，其中工业投资7.8亿元，增长15.2%。
新增规上工业企业6家，新签约项目18个，总投资33.6亿元。走访企业120余次，帮助解决问题45个。
二、2025年工作计划
力争规上工业总产值增长10%，新增规上工业企业不少于5家，持续做好安全生产、环境保护和企业服务各项工作。
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("ZONEREPORTS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ZONEREPORTS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZONEREPORTS_ALLOW_ADDRESSES", "127.0.0.0/8")
    return tmp_path


@pytest.fixture
def report(home):
    path = home / "总结.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def said(capsys):
    out, err = capsys.readouterr()
    return [json.loads(line) for line in out.splitlines()], err


def test_read_prints_one_document_per_file(report, capsys):
    assert main(["read", str(report), "--json"]) == 0
    (document,), _ = said(capsys)
    assert document["title"] == "青山经济开发区2024年工作总结"
    assert (document["report_year"], document["plan_year"]) == (2024, 2025)
    assert [part["about"] for part in document["sections"] if part["level"] == 1] == [
        "review",
        "plan",
    ]


def test_observe_prints_numbers_that_stand_in_the_text_of_read(report, capsys):
    assert main(["read", str(report), "--json"]) == 0
    (document,), _ = said(capsys)
    assert main(["observe", str(report), "--json"]) == 0
    numbers, _ = said(capsys)
    assert {number["quote"] for number in numbers} >= {"86.4亿元", "9.3%", "7.8亿元", "18个"}
    for number in numbers:
        end = number["start"] + len(number["quote"])
        assert document["text"][number["start"] : end] == number["quote"]
    assert list(numbers[0])[:11] == [
        "start",
        "quote",
        "code",
        "label",
        "measure",
        "value",
        "unit",
        "period",
        "status",
        "scope",
        "qualifier",
    ]


def test_a_bad_file_is_named_and_the_others_are_read(report, home, capsys):
    broken = home / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing more")
    assert main(["read", str(broken), str(report), "--json"]) == 1
    documents, errors = said(capsys)
    assert len(documents) == 1
    assert "broken.pdf: UnreadablePage" in errors
    assert len(errors.splitlines()) == 1


def test_importing_a_file_twice_publishes_it_once(report, capsys):
    assert main(["import", str(report)]) == 0
    assert "published: 1 reports" in capsys.readouterr().out
    assert main(["import", str(report)]) == 0
    assert "published: 0 reports" in capsys.readouterr().out
    assert main(["lake", "query", "select count(*) n from documents", "--json"]) == 0
    assert said(capsys)[0] == [{"n": 1}]


def test_an_import_says_how_many_contradictions_there_are_and_where(report, capsys):
    report.write_text(
        REPORT.replace("12.05亿元，其中工业投资7.8亿元", "12.05亿元，其中工业投资17.8亿元"),
        encoding="utf-8",
    )
    assert main(["import", str(report)]) == 0
    out, _ = capsys.readouterr()
    (line,) = [line for line in out.splitlines() if "contradiction" in line]
    assert line.startswith("1 contradiction inside reports: zonereports lake query ")
    _, sql, _ = line.split('"')
    assert main(["lake", "query", sql, "--json"]) == 0
    ((row,), _) = said(capsys)
    assert "17.8亿元" in row["says"]


def test_an_import_of_a_consistent_report_speaks_of_no_contradiction(report, capsys):
    assert main(["import", str(report)]) == 0
    assert "contradiction" not in capsys.readouterr().out


def test_an_import_tells_nobody(report, capsys):
    main(["import", str(report)])
    capsys.readouterr()
    assert main(["alerts", "list"]) == 0
    assert said(capsys)[0] == []


def test_run_ends_with_1_when_a_site_was_not_seen_and_names_it(replica, home, capsys):
    replica.write_site_files(home / "sites")
    broken = replica.sites[2]
    replica.break_site(broken, "soft_404")
    assert main(["run", "--sites", str(home / "sites")]) == 1
    out, err = capsys.readouterr()
    assert f"{broken}: not recognisable" in out
    assert f"{broken}: SoftNotFound" in err
    replica.mend(broken)
    assert main(["run", broken, "--sites", str(home / "sites")]) == 0


def test_sites_list_shows_the_last_answer(replica, home, capsys):
    replica.write_site_files(home / "sites")
    main(["crawl", replica.sites[0], "--sites", str(home / "sites")])
    capsys.readouterr()
    assert main(["sites", "list", "--json", "--sites", str(home / "sites")]) == 0
    answers = {row["site"]: row["answer"] for row in said(capsys)[0]}
    assert answers[replica.sites[0]] == "new"
    assert answers[replica.sites[1]] is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["crawl", "nosuch"], "no site is named nosuch"),
        (["read", "/no/such/file"], "no such file"),
        (["lake", "query", "selec 1"], "syntax error"),
        (["sites", "check", "--sites", "/no/such/folder"], "/no/such/folder"),
    ],
)
def test_a_wrong_command_is_one_line_that_says_what_to_do(home, capsys, arguments, says):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert "Next: " in err
    assert len(err.splitlines()) == 1


def test_a_run_of_nothing_is_a_mistake(home, capsys):
    (home / "sites").mkdir()
    assert main(["run", "--sites", str(home / "sites")]) == 2
    assert "sites is active" in capsys.readouterr().err


def test_every_command_has_help(home, capsys):
    commands = ["run", "crawl", "read", "observe", "import", "titles", "sites", "lake", "archive"]
    for command in [*commands, "events", "alerts", "replica"]:
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
        assert "usage: zonereports" in capsys.readouterr().out


def test_titles_reads_standard_input():
    done = subprocess.run(
        [sys.executable, "-m", "zonereports", "titles"],
        input="青山经济开发区2024年工作总结\n\n关于召开2024年工作总结大会的通知\n",
        capture_output=True,
        text=True,
        check=True,
    )
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [verdict["report"] for verdict in verdicts] == [True, False]
    assert all(verdict["why"] for verdict in verdicts)


def test_the_lake_is_asked_as_of_a_day_and_as_of_a_commit(report, capsys):
    assert main(["import", str(report)]) == 0
    capsys.readouterr()
    assert main(["lake", "log"]) == 0
    commit = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert commit["tables"]["documents"]["added"] == 1
    assert len(commit["tables"]["observations"]["digest"]) == 64
    sql = "select count(*) n from documents"
    for when, rows in (("2020-01-01", 0), ("2199-01-01", 1), (commit["commit_id"], 1)):
        assert main(["lake", "query", sql, "--json", "--as-of", when]) == 0
        assert json.loads(capsys.readouterr().out) == {"n": rows}
    assert main(["lake", "query", sql, "--as-of", "last week"]) == 2
    assert "lake log" in capsys.readouterr().err


def test_the_ready_views_are_printed_and_put_into_a_database(report, home, capsys):
    assert main(["lake", "views", str(home / "own.duckdb")]) == 1
    assert "nothing has been published" in capsys.readouterr().err
    assert main(["import", str(report)]) == 0
    capsys.readouterr()
    assert main(["lake", "views"]) == 0
    sql = capsys.readouterr().out
    assert main(["lake", "views", str(home / "own.duckdb")]) == 0
    with duckdb.connect() as printed, duckdb.connect(str(home / "own.duckdb")) as written:
        printed.execute(sql)
        for connection in (printed, written):
            (count,) = connection.execute("select count(*) from series").fetchone()
            assert count > 0
