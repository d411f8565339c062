"""A person decides about a refused row in the browser, and the lake follows."""

import pytest

from tests.plugins.portal_world import BROWSER, ask, form_token, grave

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = BROWSER
REFUSED = "/quality?expectation=not_above_range"


def test_who_may_only_look_or_comes_from_elsewhere_decides_nothing(world):
    from lxml import html

    server, review = world.server, world.pipeline.review
    before = review.decisions()
    assert '<form method="post"' not in ask(server, REFUSED, user="vera").text
    (sent,) = html.document_fromstring(ask(server, REFUSED, user="uma").text).xpath(
        "//form[.//fieldset]"
    )
    data = {name: sent.xpath(f".//input[@name='{name}']/@value")[0] for name in ("row", "seen")}
    data |= {"kind": "reject", "why": "x", "token": form_token(server, "uma")}

    def send(user, origin=server.url, path="/quality/decisions", **changed):
        headers = {"Origin": origin} | changed.pop("headers", {})
        return ask(server, path, user=user, method="POST", headers=headers, data=data | changed)

    for answer in (
        send("vera"),
        send("vera", path="/quality/decisions/1/withdraw"),
        send("uma", origin="https://evil.example"),
        send("uma", headers={"Sec-Fetch-Site": "cross-site"}),
        send("uma", token=form_token(server, "admin")),
        send("uma", token="made-up"),
    ):
        assert answer.status_code == 403
    wrong = send("uma", why=" ")
    assert wrong.status_code == 400
    assert "a decision without a reason" in wrong.text
    assert "Traceback" not in wrong.text
    assert review.decisions() == before


def test_an_operator_corrects_a_refused_number_and_takes_it_back(world, visit):
    review = world.pipeline.review
    page = visit(REFUSED, user="uma")
    page.get_by_text("作出决定").click()
    assert grave(page) == []
    page.get_by_role("radio", name="更正").check()
    page.get_by_label("value", exact=True).fill("75.3")
    page.get_by_label("理由", exact=True).fill("与统计局核对")
    page.get_by_role("button", name="保存决定并重新发布").click()
    playwright.expect(page.get_by_text("已保存")).to_be_visible()
    (decision,) = review.decisions()
    assert (decision.kind, decision.who, decision.why) == ("correct", "uma", "与统计局核对")
    assert [str(one) for one in decision.changes.values()] == ["75.3"]
    held = world.pipeline.lake.query("select value from observations where quote = '7530000亿元'")
    assert [float(row["value"]) for row in held.to_pylist()] == [75.3]
    page.get_by_label("撤回理由").fill("原文无误")
    page.get_by_role("button", name="撤回决定").click()
    playwright.expect(page.get_by_text("已撤回")).to_be_visible()
    (decision,) = review.decisions()
    assert (decision.standing, decision.withdrawn_by) == ("withdrawn", "uma")


def test_an_operator_releases_a_refused_number_and_a_replay_keeps_it(world, visit):
    review, lake = world.pipeline.review, world.pipeline.lake
    page = visit(REFUSED, user="uma")
    page.get_by_text("作出决定").click()
    page.get_by_role("radio", name="放行").check()
    page.get_by_label("理由", exact=True).fill("报告原文如此")
    page.get_by_role("button", name="保存决定并重新发布").click()
    playwright.expect(page.get_by_text("此行已发布")).to_be_visible()
    page.get_by_role("link", name="查看报告").click()
    playwright.expect(page.get_by_role("row").filter(has_text="7530000亿元").first).to_be_visible()
    world.pipeline.replay()
    held = lake.query("select value from observations where quote = '7530000亿元'")
    assert [float(row["value"]) for row in held.to_pylist()] == [7_530_000.0]
    review.withdraw(review.decisions()[-1].decision_id, who="uma", why="测试结束")


def test_the_data_docs_of_a_batch_open_complete_and_only_behind_the_login(world, visit):
    page = visit("/quality", user="vera")
    page.get_by_role("link", name="Data Docs: 数字").first.click()
    page.wait_for_url("**/quality/docs/validations/**")
    playwright.expect(page.locator("body")).to_contain_text("Expectation")
    assert page.evaluate("document.scripts.length") == 0
    assert ask(world.server, page.url.partition("/zonereports")[2]).status_code == 401
