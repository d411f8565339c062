"""PostgreSQL and Redis on loopback, from the system's own packages, for one run.

Each is started as a child, watched, and ended with the process that started it; nothing of theirs
is meant to outlive a power cut. They serve `python -m embedded production` and the tests; a platform
that is meant to stay has servers of its own (docs/production.md).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PATIENCE_S = 60.0


class StackFailed(Exception):
    """Something did not come up, or one of its processes ended by itself."""


def free_port(wanted: int = 0) -> int:
    """A free port on loopback: the wanted one where it is free, else any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_child(
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    feed: bytes = b"",
    death: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, which ends when this one does, however it ends.

    Args:
        command: with its arguments.
        log: receives what it prints.
        env: its environment; this process's if None.
        user: to run as; needs root.
        feed: what it reads on its standard input.
        death: the signal that the end of this process sends it (on Linux).
    """
    with log.open("ab") as out:
        process = subprocess.Popen(
            command,
            env=None if env is None else dict(env),
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: _die_with_parent(death),
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )
    if process.stdin is not None:
        process.stdin.write(feed)
        process.stdin.close()
    return process


def end_child(
    process: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, patience_s: float = 60
) -> None:
    """Ask a child to end, wait, and kill what is left of its session."""
    if process.poll() is None:
        process.send_signal(by)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience_s)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def end_left(process: subprocess.Popen[bytes]) -> None:
    """Kill what a child that ended by itself has left of its session."""
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:  # else the number is somebody else's by now, and nothing was left
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


class Server:
    """A server process on loopback; a context manager."""

    name = "server"
    stop_signal = signal.SIGTERM

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        self.folder = folder.absolute()
        self.port = free_port(port)
        self.log = self.folder / f"{self.name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            StackFailed: it is not installed, or did not answer in time.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process = self.launch()
        deadline = time.monotonic() + _PATIENCE_S
        while not self.answers():
            self.check()
            if time.monotonic() > deadline:
                raise StackFailed(f"{self.name} does not answer; log: {self.log}")
            time.sleep(0.05)

    def check(self) -> None:
        """See that it is alive.

        Raises:
            StackFailed: it has ended.
        """
        if self.process is not None and self.process.poll() is not None:
            raise StackFailed(f"{self.name} ended by itself; log: {self.log}")

    def stop(self) -> None:
        """End it; what it stored on disk stays."""
        if self.process is not None:
            end_child(self.process, by=self.stop_signal)
            self.process = None

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the process."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether it takes connections."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class PostgresServer(Server):
    """A PostgreSQL cluster below `folder`, for its owner alone: a password, no socket files.

    As root it runs as the user `postgres`, who must be able to reach the folder.
    """

    name = "postgresql"
    stop_signal = signal.SIGQUIT
    """As a crash: sessions end at once, nothing is put in order, and the next start recovers from
    the log. SIGTERM would wait for every client to leave."""

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        super().__init__(folder, port=port)
        self.password = secrets.token_urlsafe(16)
        self._user = "postgres" if os.geteuid() == 0 else None

    @staticmethod
    def missing() -> str | None:
        """Why it cannot be started here, in a few words; None when it can."""
        if not _postgres_tools().name:
            return "PostgreSQL is not installed (apt-get install postgresql)"
        if os.geteuid() == 0:
            try:
                pwd.getpwnam("postgres")
            except KeyError:
                return "PostgreSQL refuses to run as root, and there is no user postgres"
        return None

    def launch(self) -> subprocess.Popen[bytes]:
        """Make the cluster where there is none, and start it."""
        if why := self.missing():
            raise StackFailed(why)
        data = self.folder / "data"
        if not (data / "PG_VERSION").exists():
            self._make(data)
        return start_child(
            [
                *(str(_postgres_tools() / "postgres"), "-D", str(data), "-p", str(self.port)),
                *("-h", "127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200"),
                # What survives the end of its processes, not that of the machine: much faster.
                *("-c", "fsync=off", "-c", "full_page_writes=off"),
            ],
            log=self.log,
            user=self._user,
            death=self.stop_signal,
        )

    def answers(self) -> bool:
        """Whether it serves, which it does not while it recovers from a crash."""
        command = [str(_postgres_tools() / "pg_isready"), "-q", "-h", "127.0.0.1"]
        return subprocess.run([*command, "-p", str(self.port)], check=False).returncode == 0

    def url(self, database: str = "postgres", *, driver: str = "psycopg") -> str:
        """SQLAlchemy URL of a database."""
        return f"postgresql+{driver}://zonereports:{self.password}@127.0.0.1:{self.port}/{database}"

    def make_database(self, name: str, *, template: str = "template0") -> str:
        """Make a database; its URL."""
        import psycopg

        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="zonereports",
            password=self.password,
            dbname="postgres",
            autocommit=True,
        ) as connection:
            connection.execute(f'create database "{name}" template "{template}"')
        return self.url(name)

    def _make(self, data: Path) -> None:
        secret = self.folder / "password"
        secret.touch(0o600)
        secret.write_text(self.password)
        if self._user is not None:
            for path in (self.folder, secret):
                shutil.chown(path, self._user, self._user)
        done = subprocess.run(
            [
                *(str(_postgres_tools() / "initdb"), "-D", str(data), "-U", "zonereports"),
                *("-E", "UTF8", "--locale=C", "-A", "scram-sha-256", f"--pwfile={secret}"),
                "--no-sync",
            ],
            capture_output=True,
            check=False,
            text=True,
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
            cwd="/",
        )
        secret.unlink()
        if done.returncode:
            raise StackFailed(
                f"initdb: {done.stderr.strip().splitlines()[-1]}; as root, the user postgres must "
                f"be able to reach {self.folder}"
            )


class RedisServer(Server):
    """A Redis that keeps nothing on disk: what it holds is Celery's queue, which Airflow refills."""

    name = "redis"

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        super().__init__(folder, port=port)
        self.password = secrets.token_urlsafe(16)

    @staticmethod
    def missing() -> str | None:
        """Why it cannot be started here, in a few words; None when it can."""
        found = shutil.which("redis-server")
        return None if found else "Redis is not installed (apt-get install redis-server)"

    @property
    def url(self) -> str:
        """Celery's broker URL."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def launch(self) -> subprocess.Popen[bytes]:
        """Start it, with its password on the standard input: nobody sees it in the process list."""
        if why := self.missing():
            raise StackFailed(why)
        lines = [
            f"port {self.port}",
            "bind 127.0.0.1",
            f"requirepass {self.password}",
            'save ""',
            f"dir {self.folder}",
        ]
        return start_child(["redis-server", "-"], log=self.log, feed="\n".join(lines).encode())

    def flush(self) -> None:
        """Forget everything, as a Redis does that was restarted without its disk."""
        import redis

        with contextlib.closing(redis.Redis.from_url(self.url)) as client:
            client.flushall()


def _postgres_tools() -> Path:
    """Folder of initdb and postgres: the newest that is installed; an empty path if none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else Path()


def _die_with_parent(death: signal.Signals) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, death)
