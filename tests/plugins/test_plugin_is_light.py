"""Every component of Airflow imports the plugin: it must cost next to nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

PLUGINS = Path(__file__).parents[2] / "plugins"
CODE = """
import sys, time
import airflow.plugins_manager
sys.path.insert(0, sys.argv[1])
before, known = time.perf_counter(), set(sys.modules)
import zonereports_plugin
spent = time.perf_counter() - before
heavy = {"pandas", "pyarrow", "lxml", "duckdb", "trafilatura", "great_expectations", "jinja2.environment"}
print(f"{spent:.4f}", sorted(heavy & (set(sys.modules) - known)), sorted(m for m in sys.modules if m.startswith("zonereports.")))
"""


@pytest.mark.airflow
def test_importing_the_plugin_loads_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(PLUGINS)], capture_output=True, text=True, check=True
    )
    spent, heavy = done.stdout.strip().splitlines()[-1].split(" ", 1)
    assert heavy == "[] []"
    assert float(spent) < 0.3


@pytest.mark.filterwarnings("ignore:GitWildMatchPattern:DeprecationWarning")
def test_airflow_passes_over_the_routes_when_it_looks_for_plugins():
    from airflow._shared.module_loading import find_path_from_directory

    found = {Path(path).name for path in find_path_from_directory(str(PLUGINS), ".airflowignore")}
    assert "zonereports_plugin.py" in found
    assert "app.py" not in found
