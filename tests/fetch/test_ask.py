"""What a listing's own script would send: forms, JSON, headers; and redirects of a POST."""

from __future__ import annotations

import pytest

from zonereports.errors import ServerFailed, WrongSetting
from zonereports.sites import Ask


def test_a_form_is_posted_in_utf_8_and_archived_under_its_identity(county, visitor) -> None:
    ask = Ask(county.page("/x.jsp") + "?p=2", form=(("col", "1"), ("key", "开发区")))
    county.routes["/x.jsp?p=2"] = county.routes["/x.jsp"]
    response = visitor().get(ask)
    sent = county.posted[-1]
    assert (sent.method, sent.path) == ("POST", "/x.jsp?p=2")
    assert sent.body == b"col=1&key=%E5%BC%80%E5%8F%91%E5%8C%BA"
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded; charset=UTF-8"
    assert response.url == ask.identity
    assert response.final_url == ask.url


def test_json_is_posted_as_it_is_with_the_headers_that_the_server_insists_on(
    county, visitor
) -> None:
    ask = Ask(
        county.page("/unit"),
        json='{"页":2}',
        headers=(("X-Requested-With", "XMLHttpRequest"), ("referer", county.home + "/列表")),
    )
    guest = visitor()
    guest.get(ask, referer=county.home + "/other")
    sent = county.posted[-1]
    assert sent.body == '{"页":2}'.encode()
    assert sent.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert sent.headers["X-Requested-With"] == "XMLHttpRequest"
    assert sent.headers["Referer"] == county.home + "/%E5%88%97%E8%A1%A8"
    assert guest.ledger[-1].method == "POST"


def test_a_get_ask_goes_out_as_it_is_written(county, visitor) -> None:
    # canonical_url would drop pageNum, which some servers do read.
    county.routes["/l;jsessionid=1/?pageNum=2&k=%E5%8C%BA"] = (200, {}, b"2")
    ask = Ask(county.home + "/l;jsessionid=1/?pageNum=2&k=区#top", headers=(("X-A", "b"),))
    response = visitor().get(ask, etag='"v1"')
    assert (response.body, response.url) == (b"2", ask.url)
    assert county.asked[-1][1]["If-None-Match"] == '"v1"'
    assert county.asked[-1][1]["X-A"] == "b"


def test_a_post_is_never_conditional(county, visitor) -> None:
    guest = visitor()
    guest.get(
        Ask(county.page("/a"), form=(("p", "1"),)),
        etag='"v1"',
        last_modified="Sat, 01 Mar 2025 00:00:00 GMT",
    )
    assert not {"If-None-Match", "If-Modified-Since"} & set(county.posted[-1].headers)
    assert not guest.ledger[-1].conditional


@pytest.mark.parametrize(
    ("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")]
)
def test_a_redirected_post_goes_on_as_in_a_browser(
    county, visitor, status: int, method: str
) -> None:
    county.routes["/a"] = (status, {"Location": "/b"}, b"")
    ask = Ask(county.home + "/a", form=(("p", "1"),))
    county.page("/b", "page")
    guest = visitor()
    assert guest.get(ask).body == b"page"
    assert [(r.method, r.status) for r in guest.ledger[1:]] == [("POST", status), (method, 200)]
    again = county.posted[-1] if method == "POST" else None
    assert (again.body if again else b"p=1") == b"p=1"
    if method == "GET":
        assert "Content-Type" not in county.asked[-1][1]


def test_a_post_that_leads_to_its_own_address_is_got_from_there(county, visitor) -> None:
    county.routes["/a"] = lambda handler: (
        (303, {"Location": "/a"}, b"") if handler.command == "POST" else (200, {}, b"done")
    )
    assert visitor().get(Ask(county.home + "/a", form=(("p", "1"),))).body == b"done"
    county.routes["/b"] = (307, {"Location": "/b"}, b"")
    with pytest.raises(ServerFailed, match="redirects to itself"):
        visitor().get(Ask(county.home + "/b", form=(("p", "1"),)))


@pytest.mark.parametrize(
    "ask",
    [
        Ask("javascript:void(0)"),
        Ask("http://127.0.0.1/", headers=(("X-A", "b\r\nHost: evil"),)),
    ],
)
def test_what_cannot_be_sent_is_refused_before_anything_is(county, visitor, ask: Ask) -> None:
    with pytest.raises(WrongSetting):
        visitor().get(ask)
    assert county.asked == []
