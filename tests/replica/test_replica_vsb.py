"""The quirks of VSB sites, seen over HTTP."""

from __future__ import annotations

import requests

from tests.replica.discovery import Visitor, visit
from zonereports.document import find_attachments
from zonereports.fetch.challenge import captcha_in


def files(visitor: Visitor) -> list[str]:
    return [page.ask.url.rpartition("/zfxxgk/")[2] for page in visitor.walk()]


def test_numbers_count_down_and_shift_when_a_row_is_added() -> None:
    # 38 rows and 19 to a page: one more row makes a third page.
    with visit("jinping", per_page=19) as visitor:
        assert files(visitor) == ["ghzj.htm", "ghzj/1.htm"]
        before = visitor.walk()[1]
        visitor.replica.publish("jinping")
        assert files(visitor) == ["ghzj.htm", "ghzj/2.htm", "ghzj/1.htm"]
        same_address = visitor.walk()[2]
        assert same_address.ask == before.ask
        assert len(same_address.links) == 1
        found = {link.url for page in visitor.walk() for link in page.links}
        assert found == set(visitor.truth())


def test_dates_may_be_written_out() -> None:
    with visit("jinping", "dotted_dates") as visitor:
        assert "年12月" in visitor.walk()[0].text or "年11月" in visitor.walk()[0].text


def attachment(visitor: Visitor, *, referer: bool) -> requests.Response:
    pinned = next(url for url, entry in visitor.truth().items() if entry.pinned)
    page = visitor.session.get(pinned, timeout=10)
    (link,) = find_attachments(page.content, url=pinned)
    headers = {"Referer": pinned} if referer else {}
    return visitor.session.get(link.url, headers=headers, timeout=10)


def test_an_attachment_is_for_visitors_who_come_from_its_page() -> None:
    with visit("jinping") as visitor:
        assert attachment(visitor, referer=False).status_code == 403
        reply = attachment(visitor, referer=True)
        assert reply.status_code == 200
        assert "锦坪市" in reply.content.decode()


def test_an_attachment_may_want_a_captcha() -> None:
    with visit("jinping", "captcha") as visitor:
        reply = attachment(visitor, referer=True)
        assert reply.status_code == 200
        assert captcha_in(reply.content.decode())
