"""Front doors that open room by room: a module behind one is loaded when a name of it is asked for.

A layer whose modules are heavy lists its names under `if TYPE_CHECKING`, as it would import them,
and the list is read from there: one list for people, for the type checker and for the door.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path


def lazy_door(package: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package (PEP 562).

    A name must not be that of a module of the package: once that is loaded, it would be found in
    the name's place.

    Args:
        package: `__name__` of the package, from its `__init__.py`.
    """
    module = sys.modules[package]
    modules = names_for_type_checkers(Path(str(module.__file__)))

    def get(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        found: object = getattr(import_module(modules[name]), name)
        setattr(module, name, found)
        return found

    return get, lambda: sorted({*vars(module), *modules})


def names_for_type_checkers(path: Path) -> dict[str, str]:
    """The names that a module imports under `if TYPE_CHECKING`, and the modules that have them."""
    blocks = (
        node
        for node in ast.parse(path.read_bytes()).body
        if isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )
    return {
        alias.name: line.module
        for block in blocks
        for line in block.body
        if isinstance(line, ast.ImportFrom) and line.module
        for alias in line.names
    }
