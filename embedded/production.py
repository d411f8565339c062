"""The production shape on one machine: each process of docker-compose.yaml as a child on loopback."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from embedded.object_storage import S3Server
from embedded.servers import PostgresServer, RedisServer
from embedded.stack import AirflowStack

_BUCKET = "zonereports"


class ProductionStack(AirflowStack):
    """Airflow with Celery workers on PostgreSQL and Redis, our state in PostgreSQL, the rest in S3.

    In S3 are the pages as served, the lake, and the pages of evidence.

    A process that ends is started again, as `restart: unless-stopped` does: Airflow's scheduler
    ends when its database does.

    Args:
        home: everything is kept below it; as root, the user postgres must be able to reach it.
        settings: environment of the platform (`ZONEREPORTS_…`).
        port: of the UI and the API.
        workers: Celery workers.
        concurrency: tasks that each of them runs at once.
        options: Airflow's own settings that differ (`AIRFLOW__…`).
    """

    def __init__(
        self,
        home: Path,
        settings: Mapping[str, str],
        *,
        port: int = 0,
        workers: int = 2,
        concurrency: int = 2,
        options: Mapping[str, str] | None = None,
    ) -> None:
        home = home.absolute()
        self.postgresql = PostgresServer(home / "postgresql")
        self.redis = RedisServer(home / "redis")
        self.s3 = S3Server(home / "s3")
        self._workers = workers
        endpoint = f"endpoint={self.s3.endpoint}&region=us-east-1"
        self.lake_url = f"s3://{_BUCKET}/lake?{endpoint}"
        """Of the lake; the pages of evidence stand beside it."""
        database = self.postgresql.url("airflow", driver="psycopg2")
        results = self.postgresql.url("celery", driver="psycopg2")
        super().__init__(
            home / "airflow",
            {
                **settings,
                **self.s3.environment,
                "ZONEREPORTS_STATE_URL": self.postgresql.url("zonereports"),
                "ZONEREPORTS_ARCHIVE_URL": f"s3://{_BUCKET}/archive?{endpoint}",
                "ZONEREPORTS_LAKE_URL": self.lake_url,
            },
            port=port,
            workers=workers,
            options={
                "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
                "AIRFLOW__CORE__PARALLELISM": str(workers * concurrency * 2),
                "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
                "AIRFLOW__CELERY__BROKER_URL": self.redis.url,
                "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{results}",
                "AIRFLOW__CELERY__WORKER_CONCURRENCY": str(concurrency),
                **(options or {}),
            },
        )

    def start(self, timeout_s: float = 300) -> None:
        """Start the servers, then Airflow; wait until every part says that it is healthy.

        Raises:
            StackFailed: with the name of the log to look at.
        """
        for server in (self.postgresql, self.redis, self.s3):
            server.start()
        for database in ("airflow", "celery", "zonereports"):
            self.postgresql.make_database(database)
        self.s3.make_bucket(_BUCKET)
        super().start(timeout_s)

    def check(self) -> None:
        """Start again what ended.

        Raises:
            StackFailed: a server has ended, or a process of Airflow ends time and again.
        """
        for server in (self.postgresql, self.redis, self.s3):
            server.check()
        super().check()

    def stop(self) -> None:
        """End every process that was started."""
        super().stop()
        for server in (self.s3, self.redis, self.postgresql):
            server.stop()

    def healthy(self) -> bool:
        """Whether every part says that it is, and every worker answers."""
        return super().healthy() and len(self.workers_that_answer()) == self._workers

    def workers_that_answer(self) -> list[str]:
        """Names of the Celery workers that answer a ping."""
        from celery import Celery
        from kombu.exceptions import OperationalError

        with Celery(broker=self.redis.url) as app:
            try:
                replies = app.control.ping(timeout=2.0)
            except OperationalError:
                return []
        return sorted(name for reply in replies or () for name in reply)
