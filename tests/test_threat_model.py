"""Every test that docs/security.md names as a proof exists."""

import ast
import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_control_of_the_threat_model_names_tests_that_exist():
    page = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
    threats = [line for line in page.splitlines() if re.match(r"\| \d+ \|", line)]
    assert len(threats) >= 15
    for line in threats:
        named = NAMED.findall(line)
        assert named, line
        for file, name in named:
            tree = ast.parse((REPOSITORY / file).read_text(encoding="utf-8"))
            functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
            assert name in functions, f"{file}::{name}"


def test_every_threat_has_a_number_of_its_own():
    page = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
    numbers = re.findall(r"(?m)^\| (\d+) \|", page)
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
