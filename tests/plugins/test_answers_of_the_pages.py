"""What the server answers without a browser: login, policies, wrong addresses."""

from sqlalchemy import update

from tests.plugins.portal_world import AIRFLOW, PAGES, ask
from zonereports.quality.record import VERDICTS

pytestmark = AIRFLOW


def test_nothing_is_shown_without_login(world):
    server, report = world.server, world.corrected()
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


def test_every_answer_forbids_scripts_and_foreign_frames(world):
    report = world.corrected()
    for path in (*PAGES, "/reports/nope", f"/reports/{report['document_id']}/words"):
        headers = ask(world.server, path, user="vera").headers
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
        answer = ask(world.server, path, user="vera")
        assert answer.status_code == status, path
        assert "Traceback" not in answer.text


def test_a_batch_leads_to_the_run_that_made_it(world):
    run = "publish_reports/scheduled__2026-11-22T00:00:00+00:00"
    with world.pipeline.state.begin() as connection:
        connection.execute(update(VERDICTS).values(dag_run=run))
    for path in ("/", "/quality"):
        page = ask(world.server, path, user="vera").text
        assert "/dags/publish_reports/runs/scheduled__2026-11-22T00%3A00%3A00%2B00%3A00" in page
