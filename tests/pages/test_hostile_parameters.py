"""What a reader types is a value in every query of the pages, never a part of it."""

from lxml import html

from zonereports.errors import ZoneReportsError
from zonereports.pages import Search, Wanted

ATTACKS = (
    "' or '1'='1",
    "' or 1=1 --",
    "'; drop table documents; --",
    "') union select table_name from information_schema.tables --",
    "' union select content from read_text('/etc/passwd') --",
    '" or ""="',
    "x' and (select 1/0) = 1 --",
    "%' or '%' like '%",
)


def rows(page):
    return len(html.document_fromstring(page).xpath("//tbody/tr"))


def test_no_search_widens_itself(portal, view):
    assert rows(portal.reports(view, Search())) > 0
    for attack in ATTACKS:
        for asked in (
            Search(words=attack),
            Search(text=attack),
            Search(province=attack),
            Search(kind=attack),
        ):
            try:
                page = portal.reports(view, asked)
            except ZoneReportsError:
                continue
            assert rows(page) == 0, asked
            assert "root:" not in page


def test_no_name_of_a_zone_site_report_or_expectation_is_sql(portal, view, village):
    counted = village[0].lake.query("select count(*) as n from documents").to_pylist()
    for attack in ATTACKS:
        asks = (
            lambda: portal.indicators(view, Wanted("tax_revenue", (attack,))),  # noqa: B023
            lambda: portal.indicators(view, Wanted(attack)),  # noqa: B023
            lambda: portal.indicators(view, Wanted("tax_revenue", province=attack)),  # noqa: B023
            lambda: portal.report(view, attack),  # noqa: B023
            lambda: portal.words(view, attack),  # noqa: B023
            lambda: portal.download(attack, "csv").decode(),  # noqa: B023
            lambda: portal.quality(view, expectation=attack, words=attack),  # noqa: B023
            lambda: portal.sites(view, answer=attack, words=attack),  # noqa: B023
        )
        for ask in asks:
            try:
                page = ask()
            except ZoneReportsError:
                continue
            assert "root:" not in page
    assert village[0].lake.query("select count(*) as n from documents").to_pylist() == counted
