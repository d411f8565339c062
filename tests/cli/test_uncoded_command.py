"""`observe --uncoded`: what the catalogue still lacks, from files on disk."""

import json

import pytest

from zonereports.cli import main


@pytest.fixture
def reports(tmp_path, monkeypatch):
    monkeypatch.setenv("ZONEREPORTS_HOME", str(tmp_path / "home"))
    paths = []
    for year, kilometres in ((2022, 7), (2023, 12)):
        path = tmp_path / f"{year}.txt"
        path.write_text(
            f"云岭经济开发区{year}年工作总结\n全年完成税收收入{kilometres}.5亿元，"
            f"粉刷旧围墙{kilometres}公里，举办茶歇会{kilometres}场。\n",
            encoding="utf-8",
        )
        paths.append(str(path))
    return paths


def test_the_phrases_that_find_no_indicator_are_printed_with_their_count(reports, capsys):
    assert main(["observe", "--uncoded", *reports]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split() == ["2", "粉刷旧围墙", "公里", "7公里"] for line in lines)
    assert not any("税收" in line for line in lines)


def test_as_json_each_phrase_is_one_object(reports, capsys):
    assert main(["observe", "--uncoded", "--json", *reports]) == 0
    phrases = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"label", "unit", "times", "example"} == set(phrases[0])


def test_a_file_that_cannot_be_read_does_not_stop_the_others(reports, tmp_path, capsys):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    assert main(["observe", "--uncoded", str(broken), *reports]) == 1
    out, err = capsys.readouterr()
    assert "broken.pdf" in err
    assert "粉刷旧围墙" in out
