"""How many sites become how many tasks."""

from datetime import UTC, datetime, timedelta

from zonereports.fetch import RequestLedger
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

FACTS = """name: 青山县人民政府
adcode: "339901"
base_url: http://127.1.{high}.{low}:8080
family: static
zones: [{{name: 青山经济开发区}}]
listings: [{{url: /gk/index.html, expect_at_least: 3}}]
"""


def test_three_thousand_sites_are_at_most_sixty_tasks(tmp_path):
    sites = tmp_path / "sites"
    sites.mkdir()
    (sites / "a.yaml").write_text(FACTS.format(high=0, low=1), encoding="utf-8")
    pipeline = Pipeline(Settings(home=tmp_path / "home", sites=sites))
    (site,) = pipeline.sites.values()
    keys = [f"site-{number:04}" for number in range(3000)]
    # Three thousand YAML files would test the reader of YAML.
    pipeline.__dict__["sites"] = dict.fromkeys(keys, site)
    batches = pipeline.batches()
    assert pipeline.settings.batch_size == 60
    assert len(batches) == 50
    assert [key for batch in batches for key in batch] == keys
    pipeline.close()


def test_a_task_opens_the_county_files_of_its_batch_only(replica, platform):
    pipeline = platform(replica)
    batch = sorted(replica.sites)[:2]
    (pipeline.settings.sites / "broken.yaml").write_text("just words", encoding="utf-8")
    assert [check.site for check in pipeline.crawl(batch)] == batch


def test_a_sweep_forgets_the_requests_of_last_year(replica, platform):
    pipeline = platform(replica)
    key = sorted(replica.sites)[0]
    pipeline.crawl([key])
    asked = len(RequestLedger(pipeline.state).requests())
    assert pipeline.forget().requests == 0
    later = Pipeline(
        pipeline.settings.model_copy(update={"ledger_keep_days": 30}),
        now=lambda: datetime.now(UTC) + timedelta(days=31),
    )
    assert later.forget().requests == asked > 0
    later.close()
