"""The world of the tests of the production shape: the sites, a mailbox, and the platform between."""

import email
import email.policy
import time
from collections import Counter

import psutil
import psycopg
import requests
from aiosmtpd.controller import Controller

from embedded.servers import free_port
from zonereports.lake import open_lake

PATIENCE_S = 300


class Mailbox:
    """A real SMTP server on loopback; the messages that it accepted."""

    def __init__(self):
        self.got = []
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, _server, _session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.got.append((message["Subject"], message.get_body(("plain",)).get_content()))
        return "250 OK"

    @property
    def channel(self):
        return (
            f"mailto://127.0.0.1:{self._controller.port}/?from=zonereports@crawler.example"
            "&to=desk@reader.example&mode=insecure&format=text"
        )

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()


class World:
    """The sites, the mailbox and the platform between them."""

    def __init__(self, home, replica, mailbox, stack):
        self.home, self.replica, self.mailbox, self.stack = home, replica, mailbox, stack
        self.sites = [path.stem for path in sorted((home / "sites").glob("*.yaml"))]

    def truth(self):
        """What stands on the sites: the text of each report by its address."""
        found = [item for site in self.sites for item in self.replica.truth(site)]
        return {item["url"]: item["text"] for item in found}

    def until(self, condition, what):
        started = time.monotonic()
        deadline = started + PATIENCE_S
        while not self._holds(condition):
            self.stack.check()
            assert time.monotonic() < deadline, f"{what}; logs below {self.stack.home}"
            time.sleep(1)
        print(f"{what}: after {time.monotonic() - started:.0f} s")

    @staticmethod
    def _holds(condition):
        try:
            return condition()
        except requests.RequestException:
            # The API server answers with an error while PostgreSQL is down.
            return False

    def crawl(self):
        """Start a crawl; its run."""
        return self.stack.post("dags/crawl_sites/dagRuns", {"logical_date": None})["dag_run_id"]

    def ended(self, run):
        return self.stack.get(f"dags/crawl_sites/dagRuns/{run}")["state"] in ("success", "failed")

    def parsed(self):
        dags = ("crawl_sites", "publish_reports", "send_alerts")
        return {dag["dag_id"] for dag in self.stack.get("dags")["dags"]} >= set(dags)

    def mailed(self):
        """How often each report was mailed, by address."""
        known = self.truth()
        found = Counter()
        for _, body in self.mailbox.got:
            (url,) = [url for url in known if url in body]
            found[url] += 1
        return found

    def tasks(self, dag_id, state):
        """Instances of the newest run that stand in a state."""
        run = self.stack.runs(dag_id)[0]["dag_run_id"]
        return [task for task in self.stack.tasks(dag_id, run) if task["state"] == state]

    def hurry(self):
        """End a crawl that waits for a retry, and crawl again: five minutes are long here."""
        waiting = self.tasks("crawl_sites", "up_for_retry")
        busy = self.tasks("crawl_sites", "running") + self.tasks("crawl_sites", "queued")
        if waiting and not busy:
            run = waiting[0]["dag_run_id"]
            self.stack.patch(f"dags/crawl_sites/dagRuns/{run}", {"state": "failed"})
            self.crawl()

    def arrived(self):
        self.hurry()
        return self.mailed().keys() >= self.truth().keys()

    def worker_of(self, pid):
        """The worker below which a process runs."""
        above = {process.pid for process in psutil.Process(pid).parents()}
        (name,) = [n for n in ("worker-1", "worker-2") if self.stack.process(n).pid in above]
        return name

    def busy(self):
        """Whether any task of ours is at work or waits."""
        states = ("running", "queued", "scheduled", "up_for_retry")
        dags = ("crawl_sites", "publish_reports", "send_alerts")
        return any(self.tasks(dag, state) for dag in dags for state in states)

    def gave_up(self):
        """Whether a task failed, for now or for good."""
        dags = ("crawl_sites", "publish_reports")
        return any(self.tasks(dag, s) for dag in dags for s in ("up_for_retry", "failed"))

    def lake(self):
        """The lake, as another machine reads it."""
        return open_lake(self.stack.lake_url, cache=self.home / "cache-of-the-test")

    def assert_whole(self):
        """Lake, events and outbox hold what the sites published, each once."""
        lake = self.lake()
        truth = sorted(self.truth())
        assert lake.verify() == []
        urls = lake.query("select url from documents where is_latest order by url").to_pydict()
        assert urls == {"url": truth}
        assert self.rows("select count(*) from outbox where sent_at is null") == [(0,)]
        assert self.rows(
            "select count(*) from captures where settled_at is null and kind = 'article'"
        ) == [(0,)]
        published = self.rows("select url from events where kind = 'first' order by url")
        assert [url for (url,) in published] == truth

    def rows(self, query):
        url = self.stack.postgresql.url("zonereports").replace("+psycopg", "")
        with psycopg.connect(url) as connection:
            return connection.execute(query).fetchall()
