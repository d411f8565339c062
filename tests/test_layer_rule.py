"""The one rule of the house: a layer imports only from its left, and by its front door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PACKAGE = REPOSITORY / "include" / "zonereports"
FLOW = (
    ("errors", "front_door", "logs", "settings", "state"),
    ("objects",),
    ("sites",),
    ("fetch",),
    ("archive",),
    ("document",),
    ("observations",),
    ("quality",),
    ("lake",),
    ("events",),
    ("alerts",),
    ("pipeline",),
    ("pages",),
    ("cli",),
    ("__main__",),
)
RANK = {layer: rank for rank, layers in enumerate(FLOW) for layer in layers}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base", "models", "types"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    yield from imports_of_node(ast.parse(path.read_text(encoding="utf-8")))


def imports_of_node(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


def breaches(path: Path) -> list[str]:
    own = layer_of(path)
    found = []
    for line, name in imports_of(path):
        if name.split(".")[0] == "airflow":
            found.append(f"{path}:{line} imports Airflow, which only dags/ and plugins/ may")
        if not name.startswith("zonereports."):
            continue
        other, *inner = name.split(".")[1:]
        if other == own:
            continue
        if RANK[other] >= RANK[own] and not (RANK[other] == 0 == RANK[own]):
            found.append(f"{path}:{line} {own} imports {other}, which stands to its right")
        if inner:
            found.append(f"{path}:{line} enters {other} by {name}, not by its front door")
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_from_its_left_by_the_front_door(path):
    if path == PACKAGE / "__init__.py":
        return
    assert breaches(path) == []


def test_the_rule_sees_a_breach(tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.PACKAGE", tmp_path)
    (tmp_path / "fetch").mkdir()
    module = tmp_path / "fetch" / "bad.py"
    module.write_text(
        "import airflow\nfrom zonereports.lake import Lake\nfrom zonereports.sites.site import Site\n"
    )
    assert len(breaches(module)) == 3


def test_only_quality_imports_great_expectations_and_only_inside_functions():
    users = set()
    for path in modules():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            for line, name in imports_of_node(node):
                if name.split(".")[0] == "great_expectations":
                    users.add(layer_of(path))
                    assert not isinstance(node, ast.Import | ast.ImportFrom), f"{path}:{line}"
    assert users == {"quality"}


def test_only_fetch_opens_connections_to_sites():
    # One more module posts, to the receivers of messages and never to sites.
    receivers = PACKAGE / "alerts" / "posting.py"
    for path in modules():
        if layer_of(path) != "fetch" and path != receivers:
            for line, name in imports_of(path):
                opens = {"requests", "urllib3", "socket"} & {name.split(".")[0]}
                assert not opens, f"{path}:{line}"
                assert name != "http.client", f"{path}:{line}"


def test_no_module_is_named_for_nothing():
    for path in modules():
        assert path.stem not in FORBIDDEN_NAMES, path
