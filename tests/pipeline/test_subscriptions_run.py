"""Subscriptions through the verbs: news, a preview over the archive, troubles and their end."""

import json

import pytest

from zonereports.cli import main
from zonereports.settings import Settings

RULES = """
rules:
  - {name: here, to: file, sites: [SITE]}
  - {name: nowhere, to: file, provinces: [无此省]}
  - {name: ops, to: file, events: [trouble, recovered]}
"""


@pytest.fixture
def run(replica, platform, tmp_path):
    path = tmp_path / "subscriptions.yaml"
    path.write_text(RULES.replace("SITE", replica.sites[0]), encoding="utf-8")

    def again():
        """A run of a process of its own."""
        pipeline = platform(
            replica, subscriptions=path, public_url="https://reports.example/evidence"
        )
        pipeline.run()
        return pipeline

    pipeline = again()
    pipeline.run_again = again
    return pipeline


def told(pipeline, kind="first"):
    lines = pipeline.settings.alerts_file.read_text(encoding="utf-8").splitlines()
    return [one for one in map(json.loads, lines) if one["kind"] == kind]


def test_only_what_a_rule_asks_for_is_told_with_evidence_and_figures(run, replica):
    wanted = [item for item in replica.truth() if item["site"] == replica.sites[0]]
    assert sorted(one["url"] for one in told(run)) == sorted(item["url"] for item in wanted)
    facts = told(run)[0]["facts"]
    assert facts["evidence"].startswith("https://reports.example/evidence/")
    page = facts["evidence"].rpartition("/")[2]
    assert (run.settings.evidence_dir / page).is_file()
    assert facts["headlines"]
    assert facts["document_id"] in facts["query"]


def test_a_preview_shows_what_a_rule_would_have_told(run, replica, monkeypatch, capsys):
    fired = run.preview_alerts("here", days=365)
    assert sorted(one.event["url"] for one in fired) == sorted(one["url"] for one in told(run))
    assert run.preview_alerts("nowhere", days=365) == []
    for name in ("home", "sites", "subscriptions"):
        monkeypatch.setenv(f"ZONEREPORTS_{name.upper()}", str(getattr(run.settings, name)))
    assert main(["alerts", "preview", "here", "--days", "30"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{len(fired)} in 30 days"
    assert main(["alerts", "preview", "nobody"]) == 2
    assert "here, nowhere, ops" in capsys.readouterr().err
    assert main(["alerts", "rules"]) == 0
    assert main(["alerts", "list", "--dead"]) == 0
    assert main(["alerts", "resend", "nothing"]) == 2
    assert "alerts list --dead" in capsys.readouterr().err


def test_sites_that_fail_for_one_cause_are_told_once_and_once_when_they_are_back(run, replica):
    for site in replica.sites[1:4]:
        replica.break_site(site, "challenge_521")
    run.run_again()
    run.run_again()
    (one,) = told(run, "trouble")
    assert one["facts"]["cause"] == "Challenged"
    assert len(one["facts"]["subjects"]) == 3
    assert one["facts"]["meaning"]
    for site in replica.sites[1:4]:
        replica.mend(site)
    run.run_again()
    run.run_again()
    assert len(told(run, "trouble")) == 1
    assert len(told(run, "recovered")) == 1


def test_a_report_that_is_withdrawn_is_told_to_those_of_its_zone(run, replica):
    item = next(item for item in replica.truth() if item["site"] == replica.sites[0])
    replica.withdraw(url=item["url"])
    run.run_again()
    assert [one["url"] for one in told(run, "withdrawn")] == [item["url"]]


def test_a_wrong_file_ends_in_one_line(tmp_path, monkeypatch, capsys):
    path = tmp_path / "subscriptions.yaml"
    path.write_text("rules:\n- name: a\n  too: file\n", encoding="utf-8")
    monkeypatch.setenv("ZONEREPORTS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZONEREPORTS_SUBSCRIPTIONS", str(path))
    assert Settings.from_env().subscriptions == path
    assert main(["alerts", "send"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "subscriptions.yaml line" in line
