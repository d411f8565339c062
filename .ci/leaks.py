"""Does a file that git knows hold a secret? `leaks.py [FILE…]`, all tracked ones by default.

detect-secrets looks; `.ci/accepted.yaml` says how many examples it takes for secrets, by
file and kind: one more is found.
"""

import os
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from accepted import REPOSITORY, accepted

# Pages, reports and rows of tests, the lock, data and pictures: no place where anybody puts a key,
# and nine tenths of the bytes.
_NOT_LOOKED_AT = re.compile(
    r"requirements.*\.txt|tests/golden/|.*\.(svg|png|ipynb|rng)$|include/.*/(catalogue|counties/.*)\.yaml"
)


# Of its detectors those for what this platform, its servers and its channels use: each costs as
# much as the next.
_DETECTORS = (
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "Base64HighEntropyString",
    "BasicAuthDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "HexHighEntropyString",
    "JwtTokenDetector",
    "KeywordDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "TelegramBotTokenDetector",
)


def found_in(name: str) -> list[tuple[str, int, str]]:
    """File, line and kind of each secret of one file."""
    from detect_secrets.core.scan import scan_file
    from detect_secrets.settings import default_settings, transient_settings

    with default_settings() as settings:
        every = settings.json()
    chosen = {
        "plugins_used": [one for one in every["plugins_used"] if one["name"] in _DETECTORS],
        # Verifying would send what was found to those whom it may belong to.
        "filters_used": [one for one in every["filters_used"] if "verif" not in one["path"]],
    }
    with transient_settings(chosen):
        found = scan_file(os.path.relpath(REPOSITORY / name))
        return sorted((name, secret.line_number, secret.type) for secret in found)


def unexpected(
    found: list[tuple[str, int, str]], known: dict[str, Any]
) -> list[tuple[str, int, str]]:
    """Without what is accepted: so many of a kind in a file."""
    left = {
        (name, kind): number
        for name, rule in known.items()
        for kind, number in rule["kinds"].items()
    }
    over = []
    for name, line, kind in found:
        left[name, kind] = left.get((name, kind), 0) - 1
        if left[name, kind] < 0:
            over.append((name, line, kind))
    return over


def main(arguments: list[str]) -> int:
    """Look; returns the exit status."""
    command = ["git", "-C", str(REPOSITORY), "ls-files", "-z"]
    listed = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
    )
    names = arguments or [name for name in listed.stdout.split("\0") if name]
    if not names:
        print("secrets: not looked for, since this is no clone of the repository")
        return 0
    known = accepted()["secrets"]
    names = [
        name for name in names if not _NOT_LOOKED_AT.match(name) and (REPOSITORY / name).is_file()
    ]
    with ProcessPoolExecutor(2) as processes:
        found = [one for some in processes.map(found_in, names, chunksize=8) for one in some]
    over = unexpected(found, known)
    for name, line, kind in over:
        print(f"looks like a secret: {name}:{line}: {kind}", file=sys.stderr)
    if over:
        print(
            "take it out and make it worthless where it is valid; if it opens nothing, say so in "
            ".ci/accepted.yaml",
            file=sys.stderr,
        )
    print(
        f"secrets: {len(names)} files looked at, {len(found) - len(over)} accepted, {len(over)} found"
    )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
