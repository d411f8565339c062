"""Server time of each page over 3,000 zones of ten years: 30,000 reports, 1.8 million numbers.

The lake is made by DuckDB and committed as a snapshot of the product's own; the state store holds a
month of visits to 3,000 sites. Each page is asked for several times with other words each time, so
that nothing is measured that only remembers; `first` is the first request of a fresh process's store.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import duckdb
from sqlalchemy import insert

from zonereports.fetch.ledger import REQUESTS
from zonereports.lake import TABLES
from zonereports.lake.next_snapshot import make_current
from zonereports.lake.partition import empty_path, partition_path
from zonereports.lake.replace import Staged
from zonereports.lake.schema import REPORT_TABLES, Table
from zonereports.observations import catalogue
from zonereports.pages import Portal, Search, View, Wanted
from zonereports.pipeline import Pipeline
from zonereports.pipeline.check import CHECKS
from zonereports.settings import Settings

ZONES, YEARS, NUMBERS = 3_000, range(2016, 2026), 60
ROUNDS = 7
AT = datetime(2026, 3, 1, tzinfo=UTC)
_PROVINCES = (
    "浙江省 江苏省 山东省 广东省 河南省 四川省 湖北省 湖南省 安徽省 福建省 河北省 江西省 陕西省 辽宁省 云南省 广西 山西省 贵州省 吉林省 重庆市"
).split()
_CODES = [code for code, item in catalogue().items() if item.dimension == "money"][:15]


def figures() -> Iterator[str]:
    home = Path(tempfile.mkdtemp(prefix="pages-"))
    try:
        began = time.perf_counter()
        # The lake is made beside the state, which knows nothing of it.
        pipeline = Pipeline(Settings(home=home, sites=home / "sites"), recovering=True)
        _make_lake(pipeline)
        _make_state(pipeline, home / "sites")
        rows = pipeline.lake.describe()["tables"]
        yield (
            f"{rows['documents']['rows']:,} reports, {rows['observations']['rows']:,} numbers, "
            f"{ZONES:,} sites (made in {time.perf_counter() - began:.0f} s)"
        )
        portal, view = Portal(pipeline), View("bench", root="/zonereports", now=AT)
        for name, page in _pages(portal, view).items():
            yield _timed(name, page)
        pipeline.close()
    finally:
        shutil.rmtree(home)


def _pages(portal: Portal, view: View) -> dict[str, Callable[[int], object]]:
    """What is asked for, given the number of the round."""
    code = _CODES[3]
    return {
        "overview": lambda n: portal.overview(view),
        "sites": lambda n: portal.sites(view, page=1 + n),
        "site": lambda n: portal.site(view, f"s{100 + n:04d}"),
        "reports": lambda n: portal.reports(view, Search(page=1 + n)),
        "reports, by title": lambda n: portal.reports(view, Search(words=f"第{200 + n}开发区")),
        "reports, by text in a year": lambda n: portal.reports(
            view, Search(text=f"第{300 + n}开发区认真", year=2016 + n)
        ),
        "reports, by text in all years": lambda n: portal.reports(
            view, Search(text=f"第{400 + n}开发区认真")
        ),
        "report": lambda n: portal.report(view, f"r{1000 + n:05d}2024"),
        "download": lambda n: portal.download(f"r{1100 + n:05d}2024", "csv"),
        "indicator of a zone": lambda n: portal.indicators(
            view, Wanted(code, (f"第{500 + n}开发区",))
        ),
        "indicator of six zones": lambda n: portal.indicators(
            view, Wanted(code, tuple(f"第{600 + n * 6 + i}开发区" for i in range(6)))
        ),
        "indicator by province": lambda n: portal.indicators(view, Wanted(_CODES[n])),
        "quality": lambda n: portal.quality(view, words=f"{n}"),
        "alerts": lambda n: portal.alerts(view, page=1 + n),
    }


def _timed(name: str, page: Callable[[int], object]) -> str:
    spent, busy = [], []
    for number in range(ROUNDS + 1):
        began, worked = time.perf_counter(), time.process_time()
        page(number)
        spent.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - worked) * 1000)
    return f"{name:<30} median {median(spent[1:]):5.0f} ms, most {max(spent[1:]):5.0f}, first {spent[0]:5.0f}; processor {median(busy[1:]):4.0f} ms"


def _make_lake(pipeline: Pipeline) -> None:
    lake = pipeline.lake
    with duckdb.connect() as connection:
        connection.execute(
            "create macro code(i) as (select ($1)[1 + i % 15])".replace("$1", str(_CODES))
        )
        connection.execute(f"create macro province(z) as (select ({_PROVINCES})[1 + z % 20])")

        def stage(before: object, staged: Staged, beside: Staged) -> None:
            for table in TABLES.values():
                into = staged if table.name in REPORT_TABLES else beside
                sql = _SQL.get(table.name)
                if sql is None:
                    into.write(table, empty_path(table), table.schema.empty_table())
                    continue
                for year in YEARS:
                    rows = _rows(connection, table, sql.replace("$year", str(year)))
                    into.write(table, partition_path(table, year), rows)

        lake._locked(lambda: make_current(lake._snapshots, lake._commits, stage))


def _rows(connection: duckdb.DuckDBPyConnection, table: Table, sql: str):
    found = connection.execute(f"describe {sql}").fetchall()
    held = {row[0] for row in found}
    columns = ", ".join(
        f'"{f.name}"' if f.name in held else f'null as "{f.name}"' for f in table.schema
    )
    order = ", ".join(f'"{column}"' for column in table.order)
    return (
        connection.sql(f"select {columns} from ({sql}) order by {order}")
        .to_arrow_table()
        .cast(table.schema)
    )


_PLACE = (
    "format('r{:05d}$year-1', z) as document_id, format('r{:05d}$year', z) as report_id, "
    "format('s{:04d}', z) as site, '第' || z || '开发区' as zone, 'provincial' as zone_level, "
    "'第' || z || '县' as county, '某市' as prefecture, province(z) as province, '339999' as adcode, "
    "'https://www.example/' || z || '/$year.html' as url, date '$year-12-31' as published_at, "
    "'c' as capture_id, true as official"
)
_SQL = {
    "documents": f"""
select {_PLACE}, 1 as version, true as is_latest, 'annual' as period_kind,
  '第' || z || '开发区$year年工作总结' as title,
  '第' || z || '开发区认真落实各项部署。' || (
    select string_agg(format('第{{}}项工作扎实推进，完成投资{{}}.{{}}亿元，同比增长{{}}.{{}}%。',
      i, hash(z, i, 1) % 900, hash(z, i, $year) % 10, hash(z, i, 3) % 30, i % 10), chr(10))
    from range({NUMBERS}) t(i)) as text,
  md5(z::varchar) as text_sha256, 'government page' as source_kind,
  timestamptz '$year-12-31 08:00:00+00' + z * interval 1 second as fetched_at,
  3000 as characters, {NUMBERS} as observations, 0.99 as coverage, 'passed' as quality
from range({ZONES}) s(z)""",
    "observations": f"""
select {_PLACE}, format('r{{:05d}}$year-1-{{}}', z, i * 40) as observation_id, code(i) as code,
  '完成投资' as label, case when i % 2 = 0 then 'level' else 'yoy' end as measure,
  (hash(z, i, $year) % 90000 / 100.0)::decimal(28, 6) as value,
  case when i % 2 = 0 then '亿元' else '%' end as unit,
  case when i % 2 = 0 then hash(z, i, $year) % 90000 * 1e6 else (hash(z, i, $year) % 300) / 10.0 end::double as value_norm,
  case when i % 2 = 0 then 'CNY' else '%' end as unit_norm,
  '$year' as period, date '$year-01-01' as period_start, date '$year-12-31' as period_end,
  case when i < 45 then 'actual' when i < 55 then 'target' else 'prior' end as status,
  'zone' as scope, i * 40 as start, '123.4亿元' as quote,
  '第' || i || '项工作扎实推进，完成投资123.4亿元，同比增长5.6%。' as sentence,
  'amount' as rule, 0.9 as confidence
from range({ZONES}) s(z), range({NUMBERS}) t(i)""",
    "quarantine": f"""
select {_PLACE}, format('q{{:05d}}$year', z) as quarantine_id, 'observations' as "table",
  format('r{{:05d}}$year-1-0', z) as row_id, 'critical' as severity, ['value_in_range'] as expectations,
  'value_in_range: too large' as reason, '{{"quote": "123亿元", "sentence": "完成投资123亿元。"}}' as row,
  timestamptz '$year-12-31 08:00:00+00' as refused_at
from range(0, {ZONES}, 30) s(z)""",
}


def _make_state(pipeline: Pipeline, sites: Path) -> None:
    sites.mkdir()
    for z in range(ZONES):
        (sites / f"s{z:04d}.yaml").write_text(
            f'name: 第{z}县人民政府\nadcode: "339901"\nbase_url: https://www.s{z}.example\n'
            f"family: jcms\nzones: [{{name: 第{z}开发区}}]\nlistings: [{{url: /col/index.html}}]\n",
            encoding="utf-8",
        )
    days = [AT - timedelta(days=day, hours=1) for day in range(30)]
    with pipeline.state.begin() as connection:
        connection.execute(
            insert(CHECKS),
            [
                {
                    "site": f"s{z:04d}", "answer": "nothing new", "links": 15, "new_captures": 0,
                    "checked_at": day, "known_reports": 9, "pages_read": 1,
                }
                for day in reversed(days)
                for z in range(ZONES)
            ],
        )  # fmt: skip
        connection.execute(
            insert(REQUESTS),
            [
                {
                    "host": f"www.s{z}.example", "site": f"s{z:04d}", "kind": "listing",
                    "method": "GET", "url": "/", "started_at": day, "waited_s": 3.0,
                    "elapsed_s": 0.2, "status": 304, "bytes": 0, "conditional": True,
                    "not_modified": True, "robots": "allowed", "sent": True, "user_agent": "x",
                }
                for day in reversed(days)
                for z in range(ZONES)
            ],
        )  # fmt: skip
        _make_messages(pipeline, connection)


def _make_messages(pipeline: Pipeline, connection: object) -> None:
    from zonereports.alerts import Message
    from zonereports.alerts.outbox_tables import OUTBOX

    connection.execute(
        insert(OUTBOX),
        [
            {
                "key": f"first-{n}", "channel": "file", "tries": 1, "created_at": AT, "due_at": AT,
                "sent_at": AT + timedelta(seconds=n),
                "message": Message(f"first-{n}", "first", f"第{n}开发区", "正文", "https://x.example").to_json(),
            }
            for n in range(30_000)
        ],
    )  # fmt: skip
