"""The programs of `make check` fail where they should, and say so where they cannot know."""

import importlib.util
import json
import subprocess
import sys
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
CI = REPOSITORY / ".ci"
RULES = {
    "licences": {"free": ["MIT", "Apache-2.0", "MPL-2.0"]},
    "packages": {"odd_one": "its file says MIT"},
}


def load(name, monkeypatch):
    monkeypatch.syspath_prepend(str(CI))
    spec = importlib.util.spec_from_file_location(f"ci_{name}", CI / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def package(name, licence):
    return {"Name": name, "Version": "1", "License": licence}


@pytest.mark.parametrize(
    ("licence", "fine"),
    [
        ("MIT", True),
        ("AGPL-3.0-only", False),
        ("GPL-2.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND Apache-2.0", True),
        ("MIT; GNU Affero General Public License v3", False),
        ("UNKNOWN", False),
        ("", False),
    ],
)
def test_a_licence_passes_by_the_list_alone(monkeypatch, licence, fine):
    licences = load("licences", monkeypatch)
    assert (licences.refused([package("x", licence)], RULES) == []) is fine


def test_a_package_that_was_weighed_by_hand_passes_under_each_spelling(monkeypatch):
    licences = load("licences", monkeypatch)
    assert licences.refused([package("Odd.One", "UNKNOWN")], RULES) == []


def test_every_package_of_the_lock_that_is_installed_is_weighed():
    locks = [str(REPOSITORY / name) for name in ("requirements.txt", "requirements-dev.txt")]
    pytest.importorskip("piplicenses", reason="pip-licenses is not installed")
    done = subprocess.run(
        [sys.executable, CI / "licences.py", *locks], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[1]) > 200


def test_a_secret_is_found_and_so_many_accepted_ones_are_not(monkeypatch, tmp_path):
    pytest.importorskip("detect_secrets", reason="detect-secrets is not installed")
    leaks = load("leaks", monkeypatch)
    monkeypatch.setattr(leaks, "REPOSITORY", tmp_path)
    key = "AKIA" + "QYLPMN5HHHFPZAM2"
    (tmp_path / "settings.py").write_text(f'first = 1\naws = "{key}"\n', encoding="utf-8")
    found = leaks.found_in("settings.py")
    assert ("settings.py", 2, "AWS Access Key") in found
    one = [("a.py", 3, "Secret Keyword"), ("a.py", 9, "Secret Keyword")]
    known = {"a.py": {"why": "an example", "kinds": {"Secret Keyword": 1}}}
    assert leaks.unexpected(one, known) == [("a.py", 9, "Secret Keyword")]
    assert leaks.unexpected(one[:1], known) == []


class Osv(BaseHTTPRequestHandler):
    """Answers as api.osv.dev does; knows what the server is given."""

    def do_POST(self):  # noqa: N802 - the library's name
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = asked["package"]["name"]
        holes = [hole(name)] if name in self.server.known else []
        body = json.dumps({"vulns": holes}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def hole(name):
    return {
        "id": "PYSEC-2019-217",
        "modified": "2024-01-01T00:00:00Z",
        "published": "2019-04-07T00:00:00Z",
        "summary": "sandbox escape",
        "details": "sandbox escape",
        "aliases": ["CVE-2019-10906"],
        "affected": [
            {
                "package": {"name": name, "ecosystem": "PyPI"},
                "ranges": [
                    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}
                ],
            }
        ],
    }


@pytest.fixture
def audit(tmp_path):
    """Audits a lock of one package against a database on loopback; gives what it said."""
    pytest.importorskip("pip_audit", reason="pip-audit is not installed")
    lock = tmp_path / "lock.txt"
    lock.write_text("left-pad==1.0\n    # via nobody\n", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Osv)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def run(*known):
        server.known = known
        url = f"http://127.0.0.1:{server.server_port}/v1/query"
        command = [sys.executable, CI / "audit.py", "--osv-url", url, str(lock)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    yield run
    server.shutdown()
    server.server_close()


def test_a_known_vulnerability_fails_the_check(audit):
    done = audit("jinja2", "left-pad")
    assert done.returncode == 1, done.stdout
    assert "left-pad 1.0: PYSEC-2019-217, mended in 99.0" in done.stderr


def test_a_lock_without_known_vulnerabilities_passes(audit):
    done = audit("jinja2")
    assert done.returncode == 0, done.stderr
    assert "1 packages audited" in done.stdout


def test_a_database_that_does_not_know_the_canary_clears_nothing(audit):
    done = audit("left-pad")
    assert done.returncode == 0
    assert "NOT AUDITED" in done.stdout


def test_an_accepted_vulnerability_passes_until_its_day(monkeypatch):
    audit = load("audit", monkeypatch)
    packages = [
        {
            "name": "a",
            "version": "1",
            "vulns": [{"id": "X-1", "aliases": ["CVE-1"], "fix_versions": []}],
        }
    ]
    rule = {"id": "CVE-1", "until": "2026-06-30"}
    assert audit.refused(packages, [rule], date(2026, 6, 30)) == []
    assert audit.refused(packages, [rule], date(2026, 7, 1)) == [
        "a 1: X-1, mended in no version yet"
    ]
    assert audit.refused(packages, [], date(2026, 6, 30))
