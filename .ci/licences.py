"""Are the licences of the locked packages ones that we accept? `licences.py LOCK…`.

pip-licenses reads what is installed; packages that the locks do not name are left out. Status 1 for
a licence that `.ci/accepted.yaml` does not name.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from accepted import accepted


def locked(locks: list[Path]) -> set[str]:
    """Names of the packages, as they are compared."""
    lines = [line for lock in locks for line in lock.read_text(encoding="utf-8").splitlines()]
    found = (re.match(r"([A-Za-z0-9_.-]+)(\[[^]]*])?==", line) for line in lines)
    return {_plain(match[1]) for match in found if match}


def refused(packages: list[dict[str, str]], rules: dict[str, Any]) -> list[str]:
    """A line for each package that may not be used."""
    fine = {name.lower() for names in rules["licences"].values() for name in names}
    known = {_plain(name) for name in rules["packages"]}
    return [
        f"{one['Name']} {one['Version']}: {one['License']}"
        for one in packages
        if _plain(one["Name"]) not in known and not _passes(one["License"], fine)
    ]


def _passes(licence: str, fine: set[str]) -> bool:
    # A ";" stands between classifiers, of which a package may list several that hold together.
    return any(
        all(part.strip(" ()").lower() in fine or part.strip().lower() in fine for part in parts)
        for choice in re.split(r"\sOR\s", licence)
        if (parts := re.split(r"\sAND\s|;", choice))
    )


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(arguments: list[str]) -> int:
    """Compare; returns the exit status."""
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    names = locked([Path(one) for one in arguments])
    packages = [one for one in json.loads(done.stdout) if _plain(one["Name"]) in names]
    lines = refused(packages, accepted())
    for line in lines:
        print(f"licence not accepted: {line}", file=sys.stderr)
    if lines:
        print("accept it in .ci/accepted.yaml with a reason, or do without", file=sys.stderr)
    print(f"licences: {len(packages)} packages of the lock, {len(lines)} not accepted")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
