import pytest

from zonereports.document.place import find_place
from zonereports.document.zone import find_zone
from zonereports.document.zone_names import zone_key
from zonereports.sites import Listing, Site, Zone, division, find_divisions


def site(adcode="339999"):
    return Site(
        key="lanxi",
        name="岚溪县人民政府",
        adcode=adcode,
        base_url="https://www.lanxi.example",
        family="auto",
        listings=(Listing("https://www.lanxi.example/x/"),),
        zones=(Zone("岚溪经济开发区", ("岚溪经开区",), "provincial"),),
    )


def zone(title=None, issuer=None, text="", site=None, publisher=None):
    return find_zone(title=title, issuer=issuer, publisher=publisher, text=text, site=site).name


def place(*names, text="", anonymised=False, site=None):
    found = find_place(site=site, names=names, text=text, anonymised=anonymised)
    return found.county, found.prefecture, found.province, found.adcode


def test_codes_give_county_prefecture_and_province():
    known = division("330824")
    assert known is not None
    assert (known.county, known.prefecture, known.province) == ("开化县", "衢州市", "浙江省")
    assert division("429004").prefecture is None  # type: ignore[union-attr]
    assert division("110101").province == "北京市"  # type: ignore[union-attr]
    assert division("341424").county == "和县"  # type: ignore[union-attr]  # until 2011
    assert division("990000") is None
    assert division("33082") is None


def test_unknown_county_code_still_gives_the_province():
    found = division("339999")
    assert found is not None
    assert (found.county, found.prefecture, found.province) == (None, None, "浙江省")


def test_names_are_found_longest_first_and_not_across_words():
    assert [m.text for m in find_divisions("滁州市南谯区")] == ["滁州市", "南谯区"]
    assert [m.text for m in find_divisions("制定安徽某园区制度")] == ["安徽"]
    assert find_divisions("新城建设", short_names=False) == ()


def test_the_sites_zone_is_found_by_name_alias_and_kinship():
    for title in ("岚溪经济开发区2023年工作总结", "岚溪经开区工作总结", "岚溪县经济开发区工作总结"):
        assert zone(title, site=site()) == "岚溪经济开发区"


def test_the_only_zone_of_a_site_is_meant_by_a_bare_word():
    assert zone("开发区2023年工作总结", site=site()) == "岚溪经济开发区"
    assert zone("县民政局2023年工作总结", text="救助困难群众。", site=site()) is None


def test_the_fullest_form_that_the_report_uses_is_the_zones_name():
    assert (
        zone("开化县经开区2023年工作总结", "浙江开化经济开发区管理委员会") == "浙江开化经济开发区"
    )
    assert zone("南谯经开区2022年工作总结", "南谯经济开发区管委会") == "南谯经济开发区"
    assert zone("泗县经济开发区(泗涂产业园)2024年工作总结") == "泗县经济开发区(泗涂产业园)"
    assert zone("南谯经开区2022年工作总结") == "南谯经开区"
    assert zone("岚溪县工业园区工作总结", "岚溪工业园区管委会") == "岚溪工业园区"


@pytest.mark.parametrize(
    "title", ["开发区2023年工作总结", "XX经济开发区工作总结", "管委会工作总结", None]
)
def test_a_zone_that_is_not_named_stays_unknown(title):
    assert zone(title, text="开发区产值5亿元。") is None


def test_long_and_short_forms_of_a_zone_are_one():
    assert zone_key("浙江开化经济开发区") == zone_key("开化县经开区")
    assert zone_key("泗县经济开发区") != zone_key("泗县工业园区")


def test_county_comes_from_the_sites_code():
    assert place(site=site("330824")) == ("开化县", "衢州市", "浙江省", "330824")
    assert place(site=site()) == ("岚溪县", None, "浙江省", "339999")


def test_county_comes_from_the_zones_name():
    assert place("南谯经济开发区") == ("南谯区", "滁州市", "安徽省", "341103")
    assert place("南昌高新区")[:3] == (None, "南昌市", "江西省")


def test_of_two_counties_of_one_name_the_text_decides_or_none_is_taken():
    assert place("新华工业园区", text="沧州市委、市政府支持园区。")[:2] == ("新华区", "沧州市")
    found = find_place(site=None, names=("新华工业园区",), text="园区产值。", anonymised=False)
    assert found.county is None
    assert "does not tell which" in found.notes[-1]


def test_an_anonymised_copy_gets_no_county_from_a_comparison():
    text = "与和县经开区相比差距较大。安徽XX经济开发区制定制度。"
    assert place(text=text, anonymised=True) == (None, None, "安徽省", "340000")


def test_the_web_sites_code_tells_counties_of_one_name_apart():
    found = find_place(
        site=None, names=("新华工业园区",), text="", anonymised=False, site_code="1309020001"
    )
    assert (found.county, found.prefecture, found.notes) == ("新华区", "沧州市", ())


def test_a_county_named_in_full_beats_the_code_of_the_portal_it_stands_on():
    found = find_place(
        site=None, names=("开化县经开区",), text="", anonymised=False, site_code="3308000003"
    )
    assert found.county == "开化县"


def test_a_county_that_no_revision_knows_is_called_as_its_site_calls_it():
    found = find_place(
        site=None,
        names=("浙江岚溪经济开发区",),
        text="",
        anonymised=False,
        site_code="3399020001",
        site_name="岚溪县人民政府网站",
    )
    assert (found.county, found.province, found.adcode) == ("岚溪县", "浙江省", "339902")
