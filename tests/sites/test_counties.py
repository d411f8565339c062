"""County files: what is read from them, and how a mistake is named."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from zonereports.errors import WrongSetting
from zonereports.sites import Site, division, load_sites, short_name

GOOD = """
name: 青山县人民政府
adcode: "339999"
base_url: https://www.qingshan.example
family: jcms
zones:
  - name: 青山经济开发区
    aliases: [青山经开区, 青山工业园区]
    level: provincial
listings:
  - url: /col/col1229/index.html
    expect_at_least: 10
  - url: https://zwgk.qingshan.example/zj/
    zone: 青山经济开发区
pace_s: 3
other_hosts: [zwgk.qingshan.example]
active: true
"""


def load(folder: Path, text: str, stem: str = "qingshan") -> Site:
    (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return load_sites(folder)[stem]


def refusal(folder: Path, text: str, stem: str = "qingshan") -> str:
    with pytest.raises(WrongSetting) as refused:
        load(folder, text, stem)
    assert f"{stem}.yaml" in str(refused.value)
    return refused.value.what


def test_a_county_file_tells_all_of_a_site(tmp_path: Path) -> None:
    site = load(tmp_path, GOOD)
    assert (site.key, site.adcode, site.family, site.pace_s) == ("qingshan", "339999", "jcms", 3.0)
    assert site.listings[0].url == "https://www.qingshan.example/col/col1229/index.html"
    assert site.listings[0].expect_at_least == 10
    assert site.listings[1].zone == "青山经济开发区"
    assert site.zones[0].aliases == ("青山经开区", "青山工业园区")
    assert site.hosts == {"www.qingshan.example", "zwgk.qingshan.example"}


def test_one_word_allows_the_whole_domain_of_a_county(tmp_path: Path) -> None:
    text = (
        GOOD.replace(".example", ".gov.cn")
        .replace("[zwgk.", "[same_domain, zwgk.hehe.")
        .replace("[same_domain, zwgk.hehe.qingshan.gov.cn]", "[same_domain, zwgk.hehe.example]")
    )
    site = load(tmp_path, text)
    assert site.hosts == {"www.qingshan.gov.cn", ".qingshan.gov.cn", "zwgk.hehe.example"}
    told = refusal(tmp_path, GOOD.replace("[zwgk.qingshan.example]", "[same_domain]"))
    assert "same_domain is for a county's own domain under gov.cn" in told


@pytest.mark.parametrize("host", [".qingshan.gov.cn", "https://a.example", "a/b", "*.gov.cn"])
def test_no_other_spelling_opens_a_domain(tmp_path: Path, host: str) -> None:
    told = refusal(tmp_path, GOOD.replace("[zwgk.qingshan.example]", f"['{host}']"))
    assert "other_hosts: expected names of hosts, or same_domain" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"339999"', "339999", "adcode: expected a quoted text"),
        ('"339999"', '"33999"', "adcode: expected six digits"),
        ('"339999"', '"999999"', "adcode: expected six digits"),
        ("base_url:", "base_ulr:", "did you mean base_url?"),
        ("https://www.qingshan.example\n", "www.qingshan.example\n", "base_url: expected an http"),
        ("family: jcms", "family: jcsm", "did you mean jcms?"),
        ("level: provincial", "level: 省级", "zones[0].level: expected one of national"),
        ("expect_at_least: 10", "expect_at_least: 0", "listings[0].expect_at_least"),
        ("expect_at_least: 10", "expect_atleast: 10", "did you mean expect_at_least?"),
        ("expect_at_least: 10", "expect_at_least: true", "listings[0].expect_at_least"),
        ("zone: 青山经济开发区", "zone: 白水经济开发区", "listings[1].zone"),
        (
            "other_hosts: [zwgk.qingshan.example]",
            "other_hosts: []",
            "listings[1].url: expected a host",
        ),
        ("pace_s: 3", "pace_s: fast", "pace_s: expected seconds"),
        ("pace_s: 3", "pace_s: -1", "pace_s: expected seconds"),
        ("pace_s: 3", "pace_s: .nan", "pace_s: expected seconds"),
        ("active: true", "active: false", "why_inactive: expected"),
        ("active: true", "active: 'yes'", "active: expected true or false"),
        ("active: true", "active: true\npace_s: 4", "'pace_s' is given twice"),
        ("name: 青山县人民政府", "name: [", "not YAML"),
        (
            "aliases: [青山经开区, 青山工业园区]",
            "aliases: 青山经开区",
            "zones[0].aliases: expected a list",
        ),
    ],
)
def test_a_mistake_names_its_field_and_what_is_expected(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in GOOD
    assert told in refusal(tmp_path, GOOD.replace(old, new, 1))


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    told = refusal(tmp_path, GOOD.replace('"339999"', "339999").replace("pace_s: 3", "pace_s: x"))
    assert "adcode" in told
    assert "pace_s" in told


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words", "null"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    assert "the file: expected a mapping" in refusal(tmp_path, text)


def test_an_active_site_needs_a_listing(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("listings:")] + "active: true\n"
    assert "listings: expected at least one" in refusal(tmp_path, text)


def test_the_same_listing_twice_is_a_mistake(tmp_path: Path) -> None:
    text = GOOD.replace("https://zwgk.qingshan.example/zj/", "/col/col1229/index.html")
    assert "each address once" in refusal(tmp_path, text)


def test_the_stem_of_the_file_is_a_plain_key(tmp_path: Path) -> None:
    assert "file name" in refusal(tmp_path, GOOD, "Qing Shan")


def test_a_yml_file_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "qingshan.yml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(WrongSetting, match="rename"):
        load_sites(tmp_path)


def test_only_the_named_files_are_opened(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    load(tmp_path, GOOD, "baishui")
    (tmp_path / "wrong.yaml").write_text("just words", encoding="utf-8")
    assert list(load_sites(tmp_path, ["qingshan", "baishui"])) == ["baishui", "qingshan"]
    assert list(load_sites(tmp_path, ["qingshan"])) == ["qingshan"]
    with pytest.raises(WrongSetting, match=r"wrong\.yaml|mapping"):
        load_sites(tmp_path, ["qingshan", "wrong"])


@pytest.mark.parametrize("key", ["qingsan", "../qingshan", "Qingshan"])
def test_a_key_that_no_file_has_is_refused_with_those_there_are(tmp_path: Path, key: str) -> None:
    folder = tmp_path / "sites"
    folder.mkdir()
    (tmp_path / "qingshan.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "baishui.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(WrongSetting, match="no site is named") as refused:
        load_sites(folder, [key])
    assert "baishui" in str(refused.value)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="no such folder"):
        load_sites(tmp_path / "nowhere")


def test_bytes_that_are_no_utf8_are_refused(tmp_path: Path) -> None:
    (tmp_path / "qingshan.yaml").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(WrongSetting, match="UTF-8"):
        load_sites(tmp_path)


@pytest.fixture(scope="module")
def packaged() -> dict[str, Site]:
    """To be read only: their sites are real, and no test crawls them."""
    return load_sites()


def test_the_packaged_counties_are_sound_and_say_why_they_rest(packaged: dict[str, Site]) -> None:
    assert list(packaged) == sorted(packaged)
    for site in packaged.values():
        assert site.evidence
        assert site.zones
        assert site.active or site.why_inactive


def test_the_packaged_counties_spread_over_the_country(packaged: dict[str, Site]) -> None:
    provinces = {site.adcode[:2] for site in packaged.values()}
    assert len(packaged) >= 45
    assert len(provinces) >= 19


def test_every_code_is_that_of_the_place_in_the_name(packaged: dict[str, Site]) -> None:
    for site in packaged.values():
        place = division(site.adcode)
        assert place is not None, site.key
        names = [site.name, *(zone.name for zone in site.zones)]
        assert any(short_name(place.name) in name for name in names), (site.key, place.name)


def test_an_active_packaged_site_has_a_listing_that_its_evidence_shows(
    packaged: dict[str, Site],
) -> None:
    active = [site for site in packaged.values() if site.active]
    assert active
    for site in active:
        for listing in site.listings:
            assert any(
                "listing" in told and told.endswith(listing.url) for told in site.evidence
            ), site.key


def test_evidence_of_a_packaged_site_stands_on_its_own_host(packaged: dict[str, Site]) -> None:
    for site in packaged.values():
        host = urlsplit(site.base_url).hostname or ""
        shown = [word for told in site.evidence for word in told.split() if "://" in word]
        assert any(
            (urlsplit(url).hostname or "").endswith(host.removeprefix("www.")) for url in shown
        )


def test_packaged_sites_are_asked_gently(packaged: dict[str, Site]) -> None:
    assert min(site.pace_s for site in packaged.values()) >= 3


def test_a_site_may_say_what_its_server_can_do_of_tls(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).tls_profile == "default"
    assert load(tmp_path, GOOD + "tls_profile: legacy\n").tls_profile == "legacy"
    told = refusal(tmp_path, GOOD + "tls_profile: p256\n")
    assert "tls_profile: expected one of default, legacy, http_only" in told
    assert "tls_profile" in refusal(tmp_path, GOOD + "tls_profile: [legacy]\n")
    told = refusal(tmp_path, GOOD + "tls_profile: http_only\n")
    assert "tls_profile: expected http:// addresses only" in told
    plain = GOOD.replace("https:", "http:") + "tls_profile: http_only\n"
    assert load(tmp_path, plain).tls_profile == "http_only"
