"""How long Airflow needs to parse all DAG files, in one warm process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[1]
_PARSE = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
from airflow.dag_processing.dagbag import DagBag
taken = []
for _ in range(4):
    began = time.perf_counter(), time.process_time()
    bag = DagBag(dag_folder=sys.argv[1])
    taken.append((time.perf_counter() - began[0], time.process_time() - began[1]))
    assert not bag.import_errors, bag.import_errors
print(json.dumps([len(bag.dags), taken]))
"""


def figures() -> list[str]:
    """Wall and CPU seconds of the first parse (imports included) and of the next ones."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-c", _PARSE, str(_REPOSITORY / "dags")],
            env={
                **os.environ,
                "AIRFLOW_HOME": home,
                "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
                "PYTHONPATH": os.pathsep.join(
                    str(_REPOSITORY / name) for name in ("include", ".", "dags")
                ),
            },
            capture_output=True,
            text=True,
            check=True,
        )
    count, taken = json.loads(done.stdout.splitlines()[-1])
    (cold_wall, cold_cpu), *warm = taken
    wall, cpu = min(warm)
    return [
        f"parse of {count} DAGs, first in the process: {cold_wall:.2f} s wall, {cold_cpu:.2f} s CPU",
        f"parse of {count} DAGs, warm: {wall:.3f} s wall, {cpu:.3f} s CPU",
    ]
