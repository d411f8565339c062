"""The pages below a real API server, with real logins, in a real browser."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from embedded.stack import AirflowStack
from replica import Replica
from tests.pages.hostile import PAYLOADS
from tests.pages.test_hostile_words import document, observation, quarantined
from zonereports.pipeline import Pipeline, switched_off
from zonereports.settings import Settings

CHROMIUM = Path("/usr/bin/chromium")
playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = [
    pytest.mark.airflow,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser is installed: /usr/bin/chromium"),
]
PAGES = ("/", "/sites", "/sites/qingshan", "/reports", "/indicators", "/quality", "/alerts")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """What a crawl brought, forty hostile reports beside it, and an API server that shows it."""
    home = tmp_path_factory.mktemp("portal")
    with Replica() as replica:
        replica.write_site_files(home / "sites")
        pipeline = Pipeline(
            Settings(
                home=home,
                sites=home / "sites",
                allow_addresses=("127.0.0.0/8",),
                alert_channels=("file",),
                recheck_after_h=0.0,
            )
        )
        pipeline.run()
        news = replica.publish("qingshan")
        pipeline.crawl(["qingshan"])
        pipeline.publish()
        replica.revise("qingshan")
        pipeline.crawl(["qingshan"])
        pipeline.publish()
    numbered = list(enumerate(PAYLOADS, 1))
    pipeline.lake.publish(
        [document(*one) for one in numbered],
        [observation(*one) for one in numbered],
        [quarantined(*one) for one in numbered],
        reports=[f"{number:012x}" for number, _ in numbered],
    )
    settings = {"ZONEREPORTS_HOME": str(home), "ZONEREPORTS_SITES": str(home / "sites")}
    with AirflowStack(
        home / "airflow",
        settings,
        users={"vera": "viewer", "uma": "user"},
        only=("api-server",),
    ) as stack:
        yield stack, pipeline, news
    pipeline.close()


@pytest.fixture(scope="module")
def server(world):
    return world[0]


def token(server, user):
    answer = requests.post(
        f"{server.url}/auth/token",
        json={"username": user, "password": server.password_of(user)},
        timeout=60,
    )
    return answer.json()["access_token"]


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(server, browser):
    """Opens a page as a user; what the browser says and asks elsewhere is collected."""
    contexts, said = [], []

    def open_page(path, *, user="admin", width=1280, scheme="light", listen=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True
        )
        contexts.append(context)
        context.set_default_timeout(60_000)
        context.add_cookies([{"name": "_token", "value": token(server, user), "url": server.url}])
        page = context.new_page()
        if not listen:
            page.goto(server.url + path)
            return page
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                request.url.startswith((server.url, "data:")) or said.append(request.url)
            ),
        )
        page.goto(f"{server.url}/zonereports{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


def grave(page):
    # Into sandboxed frames it cannot look, and says so on the console.
    found = axe.Axe().run(page, options={"iframes": False}).response["violations"]
    return [
        (one["id"], [node["html"][:200] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def report_of(world):
    pipeline = world[1]
    rows = pipeline.lake.query(
        "select report_id, document_id, zone from documents where is_latest and version = 2"
    ).to_pylist()
    return rows[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_quiet_and_accessible(world, visit, scheme):
    report = report_of(world)
    zone = quote(report["zone"])
    page = visit("/", scheme=scheme)
    for path in (
        *PAGES,
        f"/reports/{report['report_id']}",
        f"/indicators?code=industrial_output_ads&zone={zone}",
        "/reports?text=" + quote("产值"),
        "/sites?lang=en",
    ):
        answer = page.goto(f"{world[0].url}/zonereports{path}")
        assert answer.status == 200, path
        assert grave(page) == [], path


def test_a_phone_needs_no_sideways_scrolling(world, visit):
    page = visit("/", width=360)
    for path in (*PAGES, f"/reports/{report_of(world)['report_id']}"):
        page.goto(f"{world[0].url}/zonereports{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_a_search_leads_to_a_report_and_a_number_to_its_words(world, visit):
    page = visit("/reports")
    page.get_by_label("标题、开发区或县区").fill(world[2]["title"])
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name=world[2]["title"]).click()
    words = page.frame_locator("iframe[name=words]")
    link = page.locator("table.numbers th a").nth(60)
    quoted, anchor = link.inner_text(), link.get_attribute("href").partition("#")[2]
    link.click()
    mark = words.locator(f"[id='{anchor}']")
    playwright.expect(mark).to_be_in_viewport()
    assert mark.inner_text() in quoted or quoted in mark.inner_text()
    mark.hover()
    told = words.locator(f"#{mark.get_attribute('aria-describedby')}")
    playwright.expect(told).to_be_visible()
    for name in ("指标", "时期", "范围", "可信度", "规则"):
        assert name in told.inner_text()
    captured = page.frame_locator("iframe[name=captured]")
    page.locator("iframe[name=captured]").scroll_into_view_if_needed()
    playwright.expect(captured.locator("a.n").first).to_be_visible()


def test_a_point_of_a_chart_leads_to_the_words_it_rests_on(world, visit):
    zone = quote(report_of(world)["zone"])
    page = visit(f"/indicators?code=industrial_output_ads&zone={zone}")
    point = page.locator("svg a").first
    assert "工业总产值" in point.get_attribute("aria-label") or "规上" in point.get_attribute(
        "aria-label"
    )
    point.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/*?at=*")
    start = page.url.partition("at=")[2].partition("#")[0]
    playwright.expect(
        page.frame_locator("iframe[name=words]").locator(f"[id='o-{start}']")
    ).to_be_in_viewport()


def test_hostile_reports_run_nothing_and_ask_for_nothing(world, visit):
    page = visit("/reports?year=2025")
    for number in range(1, len(PAYLOADS) + 1):
        page.goto(f"{world[0].url}/zonereports/reports/{number:012x}")
        assert page.locator("h1").inner_text().split() == PAYLOADS[number - 1].split()
    for path in ("/quality", "/indicators?code=tax_revenue", "/"):
        page.goto(f"{world[0].url}/zonereports{path}")
    # The fixture sees that no dialog, console line or outside request came of it.


def test_the_numbers_come_down_as_a_file(world, visit):
    page = visit(f"/reports/{report_of(world)['report_id']}")
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSV").click()
    lines = Path(coming.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) > 100


def test_an_operator_switches_a_site_off_and_on(world, visit):
    state = world[1].state
    page = visit("/sites/qingshan", user="uma")
    page.get_by_label("停用原因").fill("所有者来信")
    page.get_by_role("button", name="停用").click()
    playwright.expect(page.get_by_text("所有者来信")).to_be_visible()
    assert switched_off(state)["qingshan"].who == "uma"
    page.get_by_role("button", name="重新启用").click()
    playwright.expect(page.get_by_label("停用原因")).to_be_visible()
    assert "qingshan" not in switched_off(state)


def test_airflows_menu_shows_the_pages_in_its_own_frame(visit):
    # Airflow's own page loads blobs and warns of its own frame.
    page = visit("/plugin/zonereports", listen=False)
    frame = page.frame_locator("iframe")
    playwright.expect(frame.get_by_role("heading", name="概览", exact=True)).to_be_visible(
        timeout=60_000
    )
    frame.get_by_role("link", name="报告", exact=True).click()
    playwright.expect(frame.get_by_role("heading", name="报告", exact=True)).to_be_visible()
    assert not frame.locator("a[href^='/dags/']").count()


def test_the_language_is_kept(visit, server):
    page = visit("/reports")
    page.get_by_role("link", name="English").click()
    playwright.expect(page.get_by_role("heading", name="Reports")).to_be_visible()
    page.goto(f"{server.url}/zonereports/sites")
    playwright.expect(page.get_by_role("heading", name="Sites")).to_be_visible()


def ask(server, path, *, user=None, method="GET", **more):
    headers = more.pop("headers", {})
    if user:
        headers |= {"Cookie": f"_token={token(server, user)}"}
    return requests.request(
        method,
        f"{server.url}/zonereports{path}",
        headers=headers,
        allow_redirects=False,
        timeout=60,
        **more,
    )


def test_nothing_is_shown_without_login(world):
    server, report = world[0], report_of(world)
    for path in (
        *PAGES,
        f"/reports/{report['report_id']}",
        f"/reports/{report['document_id']}/words",
        f"/reports/{report['document_id']}/captured",
        f"/reports/{report['report_id']}/numbers.csv",
        "/captures/0000000000000000",
        "/quality/docs/index.html",
        "/language/en",
        "/style.css",
    ):
        assert ask(server, path).status_code == 401, path
        asked = ask(server, path, headers={"Accept": "text/html"})
        assert asked.status_code == 302, path
        assert "/auth/login?next=" in asked.headers["location"]
        assert ask(server, path, headers={"Cookie": "_token=forged"}).status_code in (401, 403)
    assert ask(server, "/sites/qingshan/switch", method="POST").status_code == 401


def form(server, user):
    """The token that a page of this user carries, and where its forms come from."""
    from lxml import html

    page = html.document_fromstring(ask(server, "/sites/qingshan", user=user).text)
    found = page.xpath("//input[@name='token']/@value")
    return found[0] if found else ""


def test_who_may_only_look_cannot_act(world):
    server = world[0]
    assert ask(server, "/", user="vera").status_code == 200
    assert form(server, "vera") == ""
    answer = ask(
        server,
        "/sites/qingshan/switch",
        user="vera",
        method="POST",
        headers={"Origin": server.url},
        data={"to": "off", "why": "x", "token": form(server, "uma")},
    )
    assert answer.status_code == 403
    assert not switched_off(world[1].state)


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
    server = world[0]
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
            "token": "made-up" if sender == "nobody" else form(server, sender),
        },
    )
    assert answer.status_code == 403
    assert not switched_off(world[1].state)


def test_every_answer_forbids_scripts_and_foreign_frames(world):
    report = report_of(world)
    for path in (*PAGES, "/reports/nope", f"/reports/{report['document_id']}/words"):
        headers = ask(world[0], path, user="vera").headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'self'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_wrong_addresses_end_in_a_page_and_not_in_a_trace(world):
    for path, status in (
        ("/reports/nope", 404),
        ("/sites/nope", 404),
        ("/captures/nope", 404),
        ("/quality/docs/../../state.db", 404),
        ("/quality/docs/%2e%2e/%2e%2e/state.db", 404),
        ("/reports?page=0", 422),
        ("/nowhere", 404),
    ):
        answer = ask(world[0], path, user="vera")
        assert answer.status_code == status, path
        assert "Traceback" not in answer.text
