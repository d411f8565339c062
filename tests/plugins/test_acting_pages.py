"""Who may act does, in the browser; a forged form changes nothing."""

import pytest

from tests.plugins.portal_world import BROWSER, ask, form_token
from zonereports.pipeline import switched_off

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = BROWSER


def test_an_operator_switches_a_site_off_and_on(world, visit):
    state = world.pipeline.state
    page = visit("/sites/qingshan", user="uma")
    page.get_by_label("停用原因").fill("所有者来信")
    page.get_by_role("button", name="停用").click()
    playwright.expect(page.get_by_text("所有者来信")).to_be_visible()
    assert switched_off(state)["qingshan"].who == "uma"
    page.get_by_role("button", name="重新启用").click()
    playwright.expect(page.get_by_label("停用原因")).to_be_visible()
    assert "qingshan" not in switched_off(state)


def test_who_may_only_look_cannot_act(world):
    server = world.server
    assert ask(server, "/", user="vera").status_code == 200
    assert form_token(server, "vera") == ""
    answer = ask(
        server,
        "/sites/qingshan/switch",
        user="vera",
        method="POST",
        headers={"Origin": server.url},
        data={"to": "off", "why": "x", "token": form_token(server, "uma")},
    )
    assert answer.status_code == 403
    assert not switched_off(world.pipeline.state)


@pytest.mark.parametrize(
    ("origin", "site", "sender"),
    [
        ("https://evil.example", None, "uma"),
        (None, None, "uma"),
        ("null", None, "uma"),
        ("own", "cross-site", "uma"),
        ("own", None, "admin"),
        ("own", None, "nobody"),
    ],
)
def test_a_forged_form_changes_nothing(world, origin, site, sender):
    server = world.server
    headers = {}
    if origin:
        headers["Origin"] = server.url if origin == "own" else origin
    if site:
        headers["Sec-Fetch-Site"] = site
    answer = ask(
        server,
        "/sites/qingshan/switch",
        user="uma",
        method="POST",
        headers=headers,
        data={
            "to": "off",
            "why": "x",
            "token": "made-up" if sender == "nobody" else form_token(server, sender),
        },
    )
    assert answer.status_code == 403
    assert not switched_off(world.pipeline.state)
