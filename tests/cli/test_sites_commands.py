"""The commands about sites as a person types them."""

import json
import os

import pytest
import yaml

from zonereports.cli import main
from zonereports.sites import load_site


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("ZONEREPORTS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ZONEREPORTS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZONEREPORTS_ALLOW_ADDRESSES", "127.0.0.0/8")
    monkeypatch.setenv("ZONEREPORTS_SITES", str(tmp_path / "sites"))
    (tmp_path / "sites").mkdir()
    return tmp_path


@pytest.fixture
def sites(home, replica):
    replica.write_site_files(home / "sites")
    return home / "sites"


def rows(capsys):
    capsys.readouterr()
    assert main(["sites", "list", "--json"]) == 0
    return {row["site"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}


@pytest.mark.parametrize("number", [0, 1])
def test_what_probe_prints_is_a_county_file(replica, home, capsys, number):
    key = replica.sites[number]
    assert main(["sites", "probe", replica.listing_url(key)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    path = home / f"{key}.yaml"
    path.write_text(out, encoding="utf-8")
    site = load_site(path)
    overview = {row["site"]: row for row in replica.overview()}[key]
    assert (site.name, site.family) == (f"{overview['name']}人民政府", overview["family"])
    assert site.adcode == replica.truth(key)[0]["adcode"]
    (listing,) = site.listings
    assert listing.url == overview["listing_url"]
    assert listing.expect_at_least == overview["rows"] // 2
    titles = [item["title"] for item in replica.truth(key)]
    assert site.zones
    assert all(any(zone.name in title for title in titles) for zone in site.zones)


def test_probe_tells_rows_dates_verdicts_requests_and_warnings(replica, home, capsys):
    key = replica.sites[1]
    assert main(["sites", "probe", replica.listing_url(key), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    reports = {item["url"] for item in replica.truth(key)}
    assert {row["url"] for row in told["rows"] if row["report"]} == reports
    assert all(row["listed_on"] and row["why"] for row in told["rows"])
    # robots.txt and the page.
    assert told["requests"] == 2 == len(list(replica.log.visits(key)))
    assert told["warnings"] == ["no further page is known: a backfill reads this page alone"]
    assert yaml.safe_load(told["yaml"])["family"] == told["family"]


def test_probe_stores_nothing(replica, home, capsys):
    main(["sites", "probe", replica.listing_url(replica.sites[0])])
    assert not list(home.rglob("*.warc*"))
    assert not list((home / "sites").iterdir())


@pytest.mark.parametrize(
    ("fault", "says"),
    [("challenge_521", "Challenged"), ("soft_404", "SoftNotFound"), ("not_found", "PageGone")],
)
def test_probe_names_what_stands_in_the_way(replica, home, capsys, fault, says):
    replica.break_site(replica.sites[0], fault)
    assert main(["sites", "probe", replica.listing_url(replica.sites[0])]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{says}: ")
    assert len(err.splitlines()) == 1


def test_probe_of_a_page_without_rows_prints_no_county_file(replica, home, capsys):
    assert main(["sites", "probe", replica.base_url(replica.sites[0]) + "/"]) == 1
    out, err = capsys.readouterr()
    assert all(line.startswith("#") for line in out.splitlines())
    assert "no row can be read" in err


def test_probe_asks_only_what_the_guard_allows(replica, home, capsys, monkeypatch):
    monkeypatch.delenv("ZONEREPORTS_ALLOW_ADDRESSES")
    monkeypatch.setenv("ZONEREPORTS_CONTACT", "test@zonereports.example")
    assert main(["sites", "probe", replica.listing_url(replica.sites[0])]) == 1
    assert capsys.readouterr().err.startswith("Refused: ")
    assert not list(replica.log.visits(replica.sites[0]))


def test_new_writes_a_county_file_with_its_listing_and_a_crawl_follows(replica, home, capsys):
    url = replica.listing_url(replica.sites[0])
    assert main(["sites", "new", url, "--key", "qingshan"]) == 0
    folder = home / "sites"
    recorded = folder / "fixtures" / "qingshan" / "listing-1.html"
    assert capsys.readouterr().out.split() == [str(folder / "qingshan.yaml"), str(recorded)]
    assert b"<datastore>" in recorded.read_bytes()
    assert main(["sites", "check"]) == 0
    assert main(["crawl", "qingshan"]) == 0
    assert "qingshan: new (" in capsys.readouterr().out


def test_new_takes_a_key_from_the_host_and_another_folder(replica, home, capsys):
    folder = home / "other"
    folder.mkdir()
    url = replica.listing_url(replica.sites[0])
    assert main(["sites", "new", url, "--sites", str(folder)]) == 0
    assert [path.stem for path in folder.glob("*.yaml")] == ["host-127-0-1-1"]


def test_new_writes_nothing_over_and_asks_nobody_for_it(sites, replica, capsys):
    key = replica.sites[0]
    before = (sites / f"{key}.yaml").read_bytes()
    assert main(["sites", "new", replica.listing_url(key), "--key", key]) == 2
    assert "not written over" in capsys.readouterr().err
    assert (sites / f"{key}.yaml").read_bytes() == before
    assert not list(replica.log.visits(key))


@pytest.mark.parametrize("key", ["../evil", "Qing Shan", "", "a/b"])
def test_new_refuses_a_key_that_is_no_plain_name(replica, home, capsys, key):
    arguments = ["sites", "new", replica.listing_url(replica.sites[0]), "--key", key or "."]
    assert main(arguments) == 2
    assert "--key" in capsys.readouterr().err


def test_new_of_a_page_that_is_no_listing_writes_nothing(replica, home, capsys):
    assert main(["sites", "new", replica.base_url(replica.sites[0]) + "/", "--key", "a"]) == 2
    assert "links, expected at least 1" in capsys.readouterr().err
    assert not list((home / "sites").iterdir())


def test_check_tells_a_recorded_listing_that_does_not_fit_its_file(replica, home, capsys):
    main(["sites", "new", replica.listing_url(replica.sites[0]), "--key", "qingshan"])
    path = home / "sites" / "qingshan.yaml"
    text = path.read_text(encoding="utf-8").replace("family: jcms", "family: static")
    path.write_text(text, encoding="utf-8")
    assert main(["sites", "check"]) == 1
    assert "set family: jcms" in capsys.readouterr().err


def test_list_shows_the_answer_with_its_time_and_proof(sites, replica, capsys):
    key, broken, *_ = replica.sites
    replica.break_site(broken, "challenge_412")
    for _ in range(2):
        main(["crawl", key, broken])
    listed = rows(capsys)
    row = listed[key]
    reports = len(replica.truth(key))
    assert (row["answer"], row["known_reports"], row["pages_read"]) == ("nothing new", reports, 1)
    assert row["links"] > 30
    assert row["newest"]
    assert row["checked_at"]
    assert row["listing_captures"]
    assert (listed[broken]["answer"], listed[broken]["error"]) == ("could not look", "Challenged")
    assert main(["sites", "list"]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if f" {key} " in line)
    for shown in ("nothing new", row["newest"], f"{reports} known reports", row["checked_at"][:16]):
        assert shown in line


def test_a_site_is_switched_off_and_on_without_its_file(sites, replica, capsys):
    key = replica.sites[0]
    before = (sites / f"{key}.yaml").read_bytes()
    assert main(["sites", "off", key, "--why", "栏目改版", "--who", "王工"]) == 0
    off = rows(capsys)[key]
    assert off["active"] is False
    assert (off["off"]["why"], off["off"]["who"]) == ("栏目改版", "王工")
    assert main(["crawl", key]) == 2
    assert f"{key} was switched off by 王工: 栏目改版" in capsys.readouterr().err
    assert main(["crawl"]) == 0
    assert f"{key}: " not in capsys.readouterr().out
    assert not list(replica.log.visits(key))
    assert main(["sites", "on", key]) == 0
    assert rows(capsys)[key]["active"] is True
    assert main(["crawl", key]) == 0
    assert (sites / f"{key}.yaml").read_bytes() == before


def test_on_does_not_overrule_the_file(sites, replica, capsys):
    key = replica.sites[0]
    path = sites / f"{key}.yaml"
    text = path.read_text(encoding="utf-8").replace("active: true", "active: false")
    path.write_text(text + "why_inactive: 停用\n", encoding="utf-8")
    assert main(["sites", "on", key]) == 2
    assert "set active: true" in capsys.readouterr().err


def test_off_of_an_unknown_site_is_a_mistake(sites, replica, capsys):
    assert main(["sites", "off", "nosuch", "--why", "x"]) == 2
    assert "no site is named nosuch" in capsys.readouterr().err


def test_crawl_follows_all_pages_when_asked_to(sites, replica, capsys):
    key = replica.sites[0]
    assert main(["crawl", key, "--backfill", "--since", "2024-01-01"]) == 0
    assert f"{key}: new" in capsys.readouterr().out
    assert main(["crawl", key, "--since", "2024-01-01"]) == 2
    assert "--backfill" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["crawl", key, "--backfill", "--since", "gestern"])
    assert "2024-01-31" in capsys.readouterr().err
