"""Do the locked packages have known vulnerabilities? `audit.py [--osv-url URL] LOCK…`.

pip-audit asks the OSV database. A package whose vulnerability everybody knows is asked about first:
a database that does not know it, or does not answer, cannot clear ours either. Then this says that
nothing was audited and ends with 0, for a machine without internet must be able to build. Status 1
for a vulnerability that `.ci/accepted.yaml` does not name, or whose day has passed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from accepted import accepted

OSV = "https://api.osv.dev/v1/query"
# CVE-2019-10906; a sandbox escape that every database has had since 2019.
CANARY = "jinja2==2.10"


def ask(lines: list[str], osv_url: str, timeout_s: float) -> list[dict[str, Any]] | None:
    """What is known of pinned packages; None when the database did not answer."""
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "lock.txt"
        lock.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--no-deps"]
        command += ["--disable-pip", "--vulnerability-service=osv", "--osv-url", osv_url]
        command += ["--format=json", "--progress-spinner=off", "--timeout", "10"]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=timeout_s
            )
            answer = json.loads(done.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            return None
    return list(answer["dependencies"])


def refused(packages: list[dict[str, Any]], rules: list[dict[str, Any]], today: date) -> list[str]:
    """A line for each vulnerability that nobody accepted."""
    fine = {rule["id"] for rule in rules if date.fromisoformat(str(rule["until"])) >= today}
    return [
        f"{one['name']} {one['version']}: {hole['id']}, mended in "
        f"{', '.join(hole['fix_versions']) or 'no version yet'}"
        for one in packages
        for hole in one.get("vulns", [])
        if not fine & {hole["id"], *hole.get("aliases", [])}
    ]


def pins(locks: list[Path]) -> list[str]:
    """The pinned lines of lock files, each once."""
    lines = [line for lock in locks for line in lock.read_text(encoding="utf-8").splitlines()]
    return sorted({line.strip() for line in lines if "==" in line and line[:1].isalnum()})


def main(arguments: list[str]) -> int:
    """Ask; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("locks", nargs="+", type=Path)
    parser.add_argument("--osv-url", default=OSV)
    given = parser.parse_args(arguments)
    known = ask([CANARY], given.osv_url, 40)
    if not known or not known[0].get("vulns"):
        print(
            "vulnerabilities: NOT AUDITED. The database at "
            f"{given.osv_url} does not answer, or does not know {CANARY}; run `make check` where "
            "there is internet."
        )
        return 0
    lines = pins(given.locks)
    packages = ask(lines, given.osv_url, 300)
    if packages is None or len(packages) < len(lines):
        print("vulnerabilities: NOT AUDITED. The database stopped answering; run it again.")
        return 0
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    holes = refused(packages, accepted()["vulnerabilities"], datetime.now(UTC).date())
    for line in holes:
        print(f"vulnerable: {line}", file=sys.stderr)
    skipped = f", {len(unknown)} not known to the database" if unknown else ""
    print(f"vulnerabilities: {len(packages)} packages audited{skipped}, {len(holes)} found")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
