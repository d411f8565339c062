"""Every setting of the product, read from the environment (prefix `ZONEREPORTS_`), in one place.

`.env.example` is generated from this module: `python -m zonereports.settings > .env.example`.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from zonereports.errors import WrongSetting
from zonereports.logs import LogFormat

PREFIX = "ZONEREPORTS_"
Words = tuple[str, ...]


DEPLOYMENT = {
    "POSTGRES_PASSWORD": "Password of both databases (openssl rand -hex 24); hexadecimal, for it "
    "stands in URLs.",
    "REDIS_PASSWORD": "Password of Celery's queue (openssl rand -hex 24).",
    "AIRFLOW_FERNET_KEY": "Encrypts Airflow's connections (python -c 'from cryptography.fernet "
    "import Fernet; print(Fernet.generate_key().decode())').",
    "AIRFLOW_SECRET_KEY": "Signs sessions and requests for logs (openssl rand -hex 32).",
    "AIRFLOW_JWT_SECRET": "Signs what workers say to the API server (openssl rand -hex 32).",
    "AIRFLOW_ADMIN_PASSWORD": "Of the user admin in Airflow's pages, in Flower's and Grafana's.",
    "AIRFLOW_BASE_URL": "Address at which people open Airflow; default http://localhost:8080.",
    "AIRFLOW_PORT": "Port of Airflow on this machine's loopback; default 8080.",
    "FLOWER_PORT": "Port of Flower on this machine's loopback; default 5555.",
    "METRICS": "True: Airflow sends metrics to the profile monitoring; default False.",
    "GRAFANA_PORT": "Port of Grafana on this machine's loopback; default 3000.",
    "WORKER_CONCURRENCY": "Tasks that one worker runs at once; default 4.",
    "AWS_ACCESS_KEY_ID": "Key of the object storage; of the profile s3 also its user.",
    "AWS_SECRET_ACCESS_KEY": "Its secret; of the profile s3 at least eight characters.",
    "REMOTE_LOGGING": "True: Airflow's logs go to the object storage; default False.",
    "REMOTE_LOG_FOLDER": "Where to, such as s3://zonereports/logs.",
    "REMOTE_LOG_CONNECTION": "How, such as aws:///?endpoint_url=http%3A%2F%2Fs3%3A9000.",
}
"""What docker-compose.yaml reads beside the settings; the first six have no default."""


class Settings(BaseModel):
    """Settings with their defaults: the embedded set-up, everything below one folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(Path("data"), description="Folder below which everything is kept.")
    state_url: str = Field(
        "", description="SQLAlchemy URL of our state; empty: SQLite in the home folder."
    )
    archive_url: str = Field(
        "",
        description="Where pages are kept as served: empty for the home folder, an absolute path, "
        "or s3://bucket/prefix?endpoint=https://…&region=… (credentials: only boto3's own chain).",
    )
    lake_url: str = Field(
        "",
        description="Where the lake stands: empty for the home folder, or "
        "s3://bucket/prefix?endpoint=https://…&region=… (a storage that keeps If-Match; the bucket "
        "must exist).",
    )
    lake_cache_bytes: int = Field(
        20_000_000_000,
        gt=0,
        description="Most bytes of copies of a lake in a bucket, in cache/ of the home; what was "
        "read in the last ten minutes stays.",
    )
    lake_keep_h: float = Field(
        24.0, ge=0, description="Hours for which a snapshot stays after the next was published."
    )
    lake_keep: int = Field(
        2, ge=0, description="So many snapshots stay beside the current one, however old."
    )
    evidence_url: str = Field(
        "",
        description="Where the pages of evidence are kept: an absolute path or an address as of the "
        "lake; empty: evidence/ beside the lake.",
    )
    sites: Path | None = Field(
        None, description="Folder of county YAML files; empty: those of the package."
    )
    contact: str = Field(
        "", description="Address of a person, sent with every request in the User-Agent."
    )
    user_agent: str = Field(
        "zonereports/0.1 (development-zone report index)",
        description="How the crawler names itself, without the contact.",
    )
    timeout_s: float = Field(20.0, gt=0, description="Seconds to wait for a site's answer.")
    max_bytes: int = Field(20_000_000, gt=0, description="Largest body that is accepted, bytes.")
    requests_per_host_day: int = Field(
        200, gt=0, description="Most requests to one host in a day, by all processes together."
    )
    host_rest_s: float = Field(
        600.0,
        ge=0,
        description="Seconds a host rests after three failures in a row; doubles with each failed "
        "trial, up to a day.",
    )
    challenge_rest_h: float | None = Field(
        None,
        ge=0,
        description="Hours a host rests after a challenge; empty: until the next day in China.",
    )
    robots_hold_h: float = Field(
        24.0, ge=0, le=24, description="Hours for which a copy of a robots.txt holds, at most 24."
    )
    allow_addresses: Words = Field(
        (),
        description="Networks that may be visited though not public, separated by spaces; "
        "for the replica: 127.0.0.0/8.",
    )
    batch_size: int = Field(60, gt=0, description="Sites in one crawl task.")
    crawl_tasks: int = Field(
        4,
        gt=0,
        description="Crawl tasks that Airflow runs at once, each with a process of its own.",
    )
    crawl_pool: str = Field(
        "default_pool",
        min_length=1,
        description="Airflow pool of the crawl tasks; it must exist, or they wait for ever.",
    )
    ledger_keep_days: int = Field(
        400, gt=0, description="Days for which each request stands in the ledger."
    )
    alerts_keep_days: int = Field(
        400, gt=0, description="Days for which sent messages and dead letters are kept."
    )
    airflow_keep_days: int = Field(
        90,
        gt=0,
        description="Days for which Airflow's runs and the logs of its tasks are kept.",
    )
    recheck_after_h: float = Field(
        168.0, ge=0, description="Hours after which a known report's page is asked for again."
    )
    alert_channels: Words = Field(
        ("file", "log"),
        description="Where every message goes without a subscriptions file, separated by spaces: "
        "file, log, or an address (docs/alerts.md).",
    )
    subscriptions: Path | None = Field(
        None,
        description="YAML file of who hears about what (docs/alerts.md); empty: everything goes to "
        "the channels above.",
    )
    public_url: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="Web address at which the pages of evidence are served, for links in messages.",
    )
    log_format: LogFormat = Field(
        "text",
        description="How the shell logs: text, or json with a line for each record; Airflow has a "
        "setting of its own.",
    )
    crawl_deadline_h: float = Field(
        6.0, gt=0, description="Hours after which a crawl that has not ended is told as late."
    )
    data_docs_keep: int = Field(20, gt=0, description="Runs kept in the quality pages.")
    crawl_schedule: str = Field("0 8 * * *", description="Cron of the crawl DAG, in Asia/Shanghai.")
    sweep_schedule: str = Field(
        "*/30 * * * *", description="Cron at which publishing and sending look for leftovers."
    )

    watch_schedule: str = Field(
        "0 18 * * *",
        description="Cron of the watch DAG (overdue reports, health of the sites, feeds), in "
        "Asia/Shanghai; after the crawl.",
    )
    feeds_url: str = Field(
        "",
        description="Web address at which the folder feeds/ of the home is served; empty: the feeds "
        "do not name themselves.",
    )

    @field_validator("allow_addresses", "alert_channels", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("allow_addresses")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ip_network(network)
        return value

    @field_validator("crawl_schedule", "sweep_schedule", "watch_schedule")
    @classmethod
    def _cron(cls, value: str) -> str:
        if len(value.split()) != 5 or not re.fullmatch(r"[\d*/,\- ]+", value):
            raise ValueError("a cron line has five fields, such as 0 8 * * *")
        return value

    @field_validator("feeds_url")
    @classmethod
    def _web(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", value):
            raise ValueError("a web address without query begins with http:// or https://")
        return value

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the environment.

        Raises:
            WrongSetting: a name nobody knows, or a value that does not fit.
        """
        given = os.environ if environ is None else environ
        known = {PREFIX + name.upper(): name for name in cls.model_fields}
        values: dict[str, str] = {}
        for name, value in given.items():
            if not name.startswith(PREFIX):
                continue
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise WrongSetting(f"no setting is named {name}{hint}")
            if value.strip():
                values[known[name]] = value
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            field = str(first["loc"][0]) if first["loc"] else "?"
            raise WrongSetting(
                f"{PREFIX}{field.upper()}={values.get(field)!r}: {first['msg']}"
            ) from error

    @property
    def database_url(self) -> str:
        """`state_url`, or SQLite in the home folder."""
        return self.state_url or f"sqlite:///{self.home.absolute() / 'state.db'}"

    @property
    def archive_dir(self) -> Path:
        """WARC files."""
        return self.home.absolute() / "archive"

    @property
    def archive_location(self) -> Path | str:
        """`archive_url`, or the folder of WARC files below the home."""
        return self.archive_url or self.archive_dir

    @property
    def lake_dir(self) -> Path:
        """The users' path: lake/observations/**/*.parquet."""
        return self.home.absolute() / "lake"

    @property
    def store_dir(self) -> Path:
        """Snapshots behind the lake's path."""
        return self.home.absolute() / "store"

    @property
    def quality_dir(self) -> Path:
        """Great Expectations' results and Data Docs."""
        return self.home.absolute() / "quality"

    @property
    def evidence_dir(self) -> Path:
        """A page for each published version of a report, with its numbers marked."""
        return self.home.absolute() / "evidence"

    @property
    def lake_location(self) -> Path | str:
        """`lake_url`, or the home folder."""
        return self.lake_url or self.home.absolute()

    @property
    def cache_dir(self) -> Path:
        """Copies of what is in a bucket; may be deleted."""
        return self.home.absolute() / "cache"

    @property
    def feeds_dir(self) -> Path:
        """Atom and JSON feeds, to be served as they are."""
        return self.home.absolute() / "feeds"

    @property
    def alerts_file(self) -> Path:
        """Messages of the channel `file`, one JSON object a line."""
        return self.home.absolute() / "alerts.jsonl"


def env_example() -> str:
    """The text of `.env.example`: each setting with its meaning and default, commented out."""
    lines = ["# Settings of zonereports. Copy to .env and uncomment what differs.", ""]
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = " ".join(default) if isinstance(default, tuple) else str(default or "")
        lines += [f"# {field.description}", f"# {PREFIX}{name.upper()}={shown}", ""]
    lines += ["# For docker-compose.yaml alone; it does not start without the first six.", ""]
    for name, description in DEPLOYMENT.items():
        lines += [f"# {description}", f"# {name}=", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    print(env_example(), end="")
