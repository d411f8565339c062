"""The data dictionary, from the same source as the files: `python -m zonereports.lake.dictionary`."""

from __future__ import annotations

import sys
from pathlib import Path

from zonereports.lake.schema import PARTITION
from zonereports.lake.sections import tables_as_markdown
from zonereports.quality import Rules

_HEAD = f"""\
# Data dictionary

<!-- Generated: python -m zonereports.lake.dictionary. Change include/zonereports/lake/schema.py. -->

Every table is plain Parquet at `lake/<table>/**/*.parquet`, one file per report year (`checks` and
`events`: per month):

```sql
-- DuckDB
select zone, value, unit, quote, url
from read_parquet('lake/observations/**/*.parquet', hive_partitioning = true)
where official and code = 'tax_revenue' and measure = 'level' and status = 'actual' and report_year = 2024;
```

```python
pandas.read_parquet("lake/observations")  # {PARTITION} comes as a category
polars.read_parquet("lake/observations/**/*.parquet", hive_partitioning=True)
pyarrow.dataset.dataset("lake/observations", partitioning="hive").to_table()
```

Six habits keep a query right:

- `value` counts `unit`, and reports mix 万元, 亿元 and 万美元. Compare and add up `value_norm`, and
  only within one `unit_norm`.
- Most numbers are not this year's result of the zone: ask for `status = 'actual'`,
  `scope = 'zone'` and the `measure` that you mean.
- `documents` holds every version of a report; ask for `is_latest`. `observations` and `findings` hold
  the latest version's rows only; those of earlier versions are in `lake/history/`.
- Copies in document libraries and templates (masked names, years as 20xx) are kept apart: ask for
  `official` in every series. `documents.conflicts` tells where title, body, list and page disagree.
- A number that the gate published with a doubt names the checks in `doubts`; ask for `doubts is null`
  where a wrong number would cost more than a missing one.
- A number stands in `observations` as printed, right or wrong. Where numbers of one report contradict
  each other, `findings` has a row with `severity = 'contradiction'` and their `observation_ids`; where
  two reports of a zone do, `reconciliations` has one with `verdict = 'contradiction'`.

All tables change together. A program that reads several of them while a publication may happen
resolves the pointer once (`os.path.realpath("lake/observations")`) and reads there; that folder
stays as it is for a day or longer. Who reads below `lake/` itself while a publication happens may
get two years as of two publications, or be told by the tool that a file is damaged, as Polars and
DuckDB open it twice: then ask again. The descriptions below also stand in the files, with each column.

## As of any moment

A row counts from `known_from` until `known_to`: from the capture that told us of its version until the
capture of the next version. What the pages had told until a moment, with nothing but the files:

```sql
select *
from read_parquet(['lake/observations/**/*.parquet', 'lake/history/observations/**/*.parquet'],
                  hive_partitioning = true)
where known_from <= timestamptz '2025-03-31 00:00:00+00'
  and coalesce(known_to > timestamptz '2025-03-31 00:00:00+00', true);
```

`zonereports lake query --as-of 2025-03-31 SQL` and `Lake.as_of("observations", "2025-03-31")` do the
same, and the macros `documents_as_of(moment)`, `observations_as_of(moment)` and
`findings_as_of(moment)` in SQL; of `reconciliations` the rows of today that were known by then, as
there is no history of them. It is the reading of today: a mistake of ours that was corrected is
corrected in the past as well. What was published on some day, mistakes included, is asked for by its
commit: `zonereports lake log` lists them with the digest of each table, and
`--as-of 20250331T041500000000Z` gives these tables exactly.

## What each publication changed

`lake/deltas/<commit>/<table>.parquet` holds the rows that a publication added, changed (as they are
since) and removed (as they were), with `commit_id`, `op` and `report_year` before the table's own
columns; `commit.json` beside them the rows and the digest of every table afterwards. A mirror that
applies them in order by the table's key has the tables of today, exactly:

```sql
select * exclude (commit_id, op)
from read_parquet('lake/deltas/*/observations.parquet', union_by_name = true)
qualify commit_id = max(commit_id) over (partition by observation_id) and op <> 'removed';
```

## Ready questions

`zonereports lake query` knows these views, `zonereports lake views FILE` puts them with the tables into
a DuckDB database, and `zonereports lake views` prints the SQL.

| view | a row per |
|---|---|
| `latest` | zone, indicator and measure: the newest result |
| `series` | zone, indicator and whole year: the level |
| `plan_against_actual` | target, with what the report on that year says, and whether it was met |
| `growth` | zone, indicator and year: growth from the two levels beside the stated one |

Missing values are null, never 0, "" or a year of 1900; the empty `unit` of a bare number is the one
exception. Identifiers are hexadecimal text without further meaning.
"""


_CHECKS = """
## Checks

What the gate asks of each row (`include/zonereports/quality/rules/`). A row that fails a critical check
stands in `quarantine` and names it in `expectations`; one that fails a warning is published and names it
in `doubts`.

| table | check | severity | what a failure means |
|---|---|---|---|
"""


def dictionary() -> str:
    """The whole page, as Markdown."""
    tables = tables_as_markdown(lambda table: f"lake/{table.folder}/**/*.parquet")
    checks = "".join(
        f"| {rule.table} | `{rule.name}` | {rule.severity} | {rule.why} |\n"
        for rule in Rules.read().rules
    )
    return _HEAD + tables + _CHECKS + checks


if __name__ == "__main__":
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/data.md")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dictionary(), encoding="utf-8")
