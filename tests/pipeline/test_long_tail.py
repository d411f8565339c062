"""Listings of the long tail: their own addresses are columns, and a menu of them is no listing."""

from datetime import date

import pytest

from tests.pipeline.village import TEXT, title_of

DAY = date(2025, 1, 10)
CHANNEL = "/gongkai/site_qsjkq/channel_c_5f9f6cb0744146b464b6e8b6_n_1605868496.3786/"
MENUS = {
    "channel_": [f"/gongkai/channel_6389ae15375991828264{n}cca/" for n in range(4)],
    "channel_c_": [
        f"/gongkai/site_a/channel_c_5f9f6cb0744146b464b6e8b{n}_n_16.3/" for n in range(4)
    ],
    "channelList": [f"/channelList/1084{n}.html" for n in range(4)],
    "channel/list": [f"/channel/list/1084{n}.html" for n in range(4)],
    "columns": [f"/columns/c96b952f-1e2b-471f-a707-cbc118e3c05{n}/index.html" for n in range(4)],
    "node": [f"/node/1234{n}/" for n in range(4)],
}
ARTICLES = {
    "channel_c_": (CHANNEL, "doc_61c0f0c793a456a2f282fe4a.html"),
    "columns": (
        "/columns/c96b952f-1e2b-471f-a707-cbc118e3c050/index.html",
        "202501/10/89b1bd92-0863-4d50-8645-768dca84f9cf.html",
    ),
    "snowflake": ("/zwgk/bmghzj/1.html", "/1749338579192594433.html"),
    "thtml": ("/yxgov/ghzj/list.thtml", "20250110/1234567.thtml"),
    "channels": (
        "/channels/ch00232/",
        "/articles/ch00232/202501/89b1bd92-0863-4d50-8645-768dca84f9cf.shtml",
    ),
    "pc/list": ("/kfs/c01011/pc/list.html", "../pc/content/content_1877546723414962176.html"),
}


def menu(paths):
    rows = "".join(f'<li><a href="{path}">机构职能之{n}</a></li>' for n, path in enumerate(paths))
    return f"<div class='left'><h3>政府信息公开</h3><ul>{rows}</ul></div>"


def page(*parts):
    return f"<html><body>{''.join(parts)}</body></html>"


@pytest.mark.parametrize("shape", MENUS)
def test_a_menu_beside_rows_that_a_script_would_fill_in_is_no_listing(village, crawl, shape):
    shell = (
        "<ul id='list'><li v-for='item in rows'><a :href='item.url'>{{item.title}}</a></li></ul>"
    )
    village.put(CHANNEL, page(menu(MENUS[shape]), shell))
    check = crawl(listings=[CHANNEL], least=1)
    assert (check.answer, check.error) == ("not recognisable", "LayoutChanged")
    assert check.detail.startswith("LayoutChanged: 0 links")


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("shape", ARTICLES)
def test_rows_of_every_shape_are_read_and_the_menu_is_not(village, crawl, shape, dated):
    listing, article = ARTICLES[shape]
    title, day = title_of(2024), f"<span>{DAY}</span>" if dated else ""
    row = f'<li><a href="{article}" title="{title}">{title[:9]}…</a>{day}</li>'
    template = '<li><a href="{{item.url}}" title="{{item.title}}">{{item.title}}</a><span>{{item.date}}</span></li>'
    village.put(listing, page(*map(menu, MENUS.values()), f"<ul>{template}{row}</ul>"))
    body = f"<h1>{title}</h1><div id='zoom'>{TEXT.format(year=2024, level=33)}</div>"
    base = listing.rpartition("/")[0]
    path = article if article.startswith("/") else f"{base}/{article}".replace("/pc/../pc/", "/pc/")
    village.put(path, page(body))
    check = crawl(listings=[listing], least=1)
    assert (check.answer, check.links, len(check.new_captures)) == ("new", 1, 1), check.detail
    published = crawl.pipeline.publish()
    assert (len(published.documents), published.unreadable) == (1, ())
    crawl.pipeline.close()
