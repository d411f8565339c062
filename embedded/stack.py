"""The processes of Airflow, started, watched and stopped together.

`airflow standalone` would do for a look, but it opens its log servers on all interfaces and
leaves its children behind when it is terminated.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import requests

from embedded.servers import StackFailed, end_child, end_left, free_port, start_child
from zonereports.settings import Settings

log = logging.getLogger(__name__)
REPOSITORY = Path(__file__).resolve().parent.parent
_COMMANDS = {
    "api-server": ["api-server", "--host", "127.0.0.1"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
_POOL = "crawl"
_STOP_LAST = "api-server"
_RESTARTS, _WITHIN_S = 5, 3600.0
"""More ends of one process within this time are a fault that starting again does not mend."""


class AirflowStack:
    """One Airflow on loopback only, on SQLite unless told otherwise; a context manager.

    Args:
        home: AIRFLOW_HOME; made when missing.
        settings: environment of the platform (`ZONEREPORTS_…`).
        port: of the UI and the API.
        options: Airflow's own settings that differ (`AIRFLOW__…`).
        workers: Celery workers, for the CeleryExecutor.
        users: further logins, by name with their role (viewer, user, op or admin).
        only: start these processes alone; all four by default.
    """

    def __init__(
        self,
        home: Path,
        settings: Mapping[str, str],
        *,
        port: int = 0,
        options: Mapping[str, str] | None = None,
        workers: int = 0,
        users: Mapping[str, str] | None = None,
        only: Collection[str] = tuple(_COMMANDS),
    ) -> None:
        self.home = home.absolute()
        self.port = free_port(port)
        self.url = f"http://127.0.0.1:{self.port}"
        self.user = "admin"
        self._roles = {self.user: "admin", **(users or {})}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._ends: list[tuple[str, float]] = []
        self._ended: list[subprocess.Popen[bytes]] = []
        self._tidying: subprocess.Popen[bytes] | None = None
        self._passwords = self.home / "passwords.json"
        self._environment = {**self._environ(settings), **(options or {})}
        self._commands = {name: list(_COMMANDS[name]) for name in _COMMANDS if name in only}
        if "api-server" in self._commands:
            self._commands["api-server"] += ["--port", str(self.port)]
        for number in range(1, workers + 1):
            name = f"worker-{number}"
            named = ["--celery-hostname", f"{name}@%h", "--pid", str(self.home / f"{name}.pid")]
            self._commands[name] = ["celery", "worker", "--skip-serve-logs", *named]
        self._session = requests.Session()
        self._session.trust_env = False

    @property
    def password(self) -> str:
        """Made at the first start, kept in AIRFLOW_HOME, readable by its owner alone."""
        return self.password_of(self.user)

    def password_of(self, user: str) -> str:
        """The password of one login, made as `password` is."""
        if not self._passwords.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._passwords, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as handle:
                json.dump({name: secrets.token_urlsafe(12) for name in self._roles}, handle)
        return str(json.loads(self._passwords.read_text())[user])

    @property
    def processes(self) -> list[subprocess.Popen[bytes]]:
        """Those that run."""
        return list(self._processes.values())

    def process(self, name: str) -> subprocess.Popen[bytes]:
        """One of them by name: api-server, scheduler, dag-processor, triggerer, worker-1 and so on."""
        return self._processes[name]

    def __enter__(self) -> AirflowStack:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, timeout_s: float = 240) -> None:
        """Start everything and wait until every part says that it is healthy.

        Raises:
            StackFailed: with the name of the log to look at.
        """
        self.password_of(self.user)  # makes the file that Airflow reads
        self._run("db", "migrate")
        for name in self._commands:
            if name == "scheduler":
                # While the API server starts, which takes longer; a task in a pool that does not
                # exist would never be scheduled.
                self._make_pool()
            self.launch(name)
        deadline = time.monotonic() + timeout_s
        while not self.healthy():
            self.check()
            if time.monotonic() > deadline:
                raise StackFailed(f"not healthy after {timeout_s:.0f} s; logs: {self.home}/*.log")
            time.sleep(0.5)

    def launch(self, name: str) -> None:
        """Start one of the processes."""
        self._processes[name] = start_child(
            [*_airflow(), *self._commands[name]],
            log=self.home / f"{name}.log",
            env=self._environment,
        )

    def tidy(self) -> None:
        """Delete what Airflow no longer needs to know, beside its work; the log says how much."""
        command = [sys.executable, "-m", "embedded.tidy"]
        done = self._tidying
        if done is None or done.poll() is not None:
            self._tidying = start_child(command, log=self.home / "tidy.log", env=self._environment)

    def check(self) -> None:
        """Start again what ended, as any supervisor would.

        Airflow's scheduler ends when its database does not answer; with SQLite a second writer
        is enough for that ("database is locked"). It finds its runs again when it comes back.

        Raises:
            StackFailed: a process ends time and again.
        """
        for name, process in self._processes.items():
            if process.poll() is None:
                continue
            log.warning("%s ended with status %s and is started again", name, process.returncode)
            now = time.monotonic()
            self._ends = [(who, at) for who, at in self._ends if now - at < _WITHIN_S]
            self._ends.append((name, now))
            # Its tasks may be at work still: they are let finish, and end with the stack.
            self._ended.append(process)
            if self.restarts.count(name) > _RESTARTS:
                raise StackFailed(f"{name} ends time and again; log: {self.home}/{name}.log")
            self.launch(name)

    @property
    def restarts(self) -> list[str]:
        """What was started again within the last hour, a name each time."""
        return [name for name, _ in self._ends]

    def stop(self) -> None:
        """End every process that was started, in an order in which none misses another."""
        if self._tidying is not None:
            end_child(self._tidying)
        # All at once but what the others report to, so that none waits for another's patience.
        for name, process in self._processes.items():
            if name != _STOP_LAST and process.poll() is None:
                process.terminate()
        for name in sorted(self._processes, key=lambda name: name == _STOP_LAST):
            end_child(self._processes.pop(name))
        while self._ended:
            end_left(self._ended.pop())

    def get(self, path: str, **parameters: str | int) -> Any:
        """Answer of Airflow's public API, decoded."""
        return self._ask("GET", path, params=parameters)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Send to Airflow's public API."""
        return self._ask("POST", path, json=body)

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """Change something through Airflow's public API."""
        return self._ask("PATCH", path, json=body)

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        """Runs of a DAG, newest first; none while the DAG is not parsed yet."""
        try:
            found = self.get(f"dags/{dag_id}/dagRuns", order_by="-run_after", limit=50)
        except requests.HTTPError as error:
            if error.response is not None and error.response.status_code == 404:
                return []
            raise
        runs: list[dict[str, Any]] = found["dag_runs"]
        return runs

    def tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """Task instances of a run."""
        found = self.get(f"dags/{dag_id}/dagRuns/{run_id}/taskInstances", limit=200)
        instances: list[dict[str, Any]] = found["task_instances"]
        return instances

    def _ask(self, method: str, path: str, **arguments: Any) -> Any:
        answer = self._session.request(
            method, f"{self.url}/api/v2/{path}", headers=self._token(), timeout=60, **arguments
        )
        answer.raise_for_status()
        return answer.json()

    def _token(self) -> dict[str, str]:
        if "Authorization" not in self._session.headers:
            answer = self._session.post(
                f"{self.url}/auth/token",
                json={"username": self.user, "password": self.password},
                timeout=60,
            )
            answer.raise_for_status()
            self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return {}

    def healthy(self) -> bool:
        """Whether every part says that it is."""
        try:
            answer = self._session.get(f"{self.url}/api/v2/monitor/health", timeout=10)
            parts = answer.json()
        except (requests.RequestException, ValueError):
            return False
        told = [name for name in _COMMANDS if name in self._commands and name != "api-server"]
        wanted = {"metadatabase", *(name.replace("-", "_") for name in told)}
        return all((parts.get(part) or {}).get("status") == "healthy" for part in wanted)

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            [*_airflow(), *command],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            tail = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()[-3:]
            raise StackFailed(f"airflow {' '.join(command)}: {' / '.join(tail)}")

    def _make_pool(self) -> None:
        slots = str(Settings.from_env(self._environment).crawl_tasks)
        self._run("pools", "set", _POOL, slots, "visits to county sites")

    def _environ(self, settings: Mapping[str, str]) -> dict[str, str]:
        foreign = ("AIRFLOW", "ZONEREPORTS_")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
        tools = Path(sys.executable).parent
        return {
            **inherited,
            **settings,
            "ZONEREPORTS_CRAWL_POOL": _POOL,
            "PATH": f"{tools}{os.pathsep}{inherited.get('PATH', '')}",
            "PYTHONPATH": f"{REPOSITORY / 'include'}{os.pathsep}{REPOSITORY}",
            "PYTHONUNBUFFERED": "1",
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__PARALLELISM": "4",
            "AIRFLOW__CORE__MAX_MAP_LENGTH": "4096",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(
                f"{name}:{role}" for name, role in self._roles.items()
            ),
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self._passwords),
            "AIRFLOW__API__BASE_URL": self.url,
            "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "10",
            "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "60",
        }


def _airflow() -> list[str]:
    return [sys.executable, "-m", "airflow"]
