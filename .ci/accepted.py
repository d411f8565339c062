"""What `.ci/accepted.yaml` lets pass."""

from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[1]


def accepted(path: Path = REPOSITORY / ".ci" / "accepted.yaml") -> dict[str, Any]:
    """The file, decoded."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))
