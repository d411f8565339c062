"""The data dictionary, from the same source as the files: `python -m zonereports.lake.dictionary`."""

from __future__ import annotations

import sys
from pathlib import Path

from zonereports.lake.schema import PARTITION
from zonereports.lake.sections import tables_as_markdown

_HEAD = f"""\
# Data dictionary

<!-- Generated: python -m zonereports.lake.dictionary. Change include/zonereports/lake/schema.py. -->

Every table is plain Parquet, one file per report year, at `lake/<table>/**/*.parquet`:

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

Five habits keep a query right:

- `value` counts `unit`, and reports mix 万元, 亿元 and 万美元. Compare and add up `value_norm`, and
  only within one `unit_norm`.
- Most numbers are not this year's result of the zone: ask for `status = 'actual'`,
  `scope = 'zone'` and the `measure` that you mean.
- `documents` holds every version of a report; ask for `is_latest`. `observations` holds the latest
  version's numbers only.
- Copies in document libraries and templates (masked names, years as 20xx) are kept apart: ask for
  `official` in every series. `documents.conflicts` tells where title, body, list and page disagree.
- A number stands in `observations` as printed, right or wrong. Where numbers of one report contradict
  each other, `findings` has a row with `severity = 'contradiction'` and their `observation_ids`; where
  two reports of a zone do, `reconciliations` has one with `verdict = 'contradiction'`.

All tables change together. A program that reads several of them while a publication may happen
resolves the pointer once (`os.path.realpath("lake/observations")`) and reads there; that folder
stays as it is for a day or longer. The descriptions below also stand in the files, with each column.

Missing values are null, never 0, "" or a year of 1900; the empty `unit` of a bare number is the one
exception. Identifiers are hexadecimal text without further meaning.
"""


def dictionary() -> str:
    """The whole page, as Markdown."""
    return _HEAD + tables_as_markdown()


if __name__ == "__main__":
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/data.md")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dictionary(), encoding="utf-8")
