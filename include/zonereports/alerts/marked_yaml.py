"""YAML whose mistakes are told with their line."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from zonereports.errors import WrongSetting

Model = TypeVar("Model", bound=BaseModel)
_NEXT = "correct that line (docs/alerts.md shows a whole file), then run: zonereports alerts rules"


def load(path: Path, model: type[Model]) -> Model:
    """Read a file as a model.

    Raises:
        WrongSetting: no file, no YAML, or not what the model asks for; the first mistake, with
            its line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(
            f"{path} cannot be read ({type(error).__name__})",
            next_step="correct ZONEREPORTS_SUBSCRIPTIONS or the file, or leave the setting empty",
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        told = f"{path} line {line}: this is no YAML: {error.problem}"
        raise WrongSetting(told, next_step=_NEXT) from None
    except yaml.YAMLError as error:
        told = f"{path}: this is no YAML: {' '.join(str(error).split())[:120]}"
        raise WrongSetting(told, next_step=_NEXT) from None
    if (twice := _twice(node)) is not None:
        raise WrongSetting(f"{path} line {twice[1]}: {twice[0]} stands twice", next_step=_NEXT)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        location = tuple(part for part in first["loc"])
        told = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            told = "nothing has this name"
        place = ".".join(str(part) for part in location) or "the file"
        raise WrongSetting(
            f"{path} line {where(node, location)}: {place}: {told}", next_step=_NEXT
        ) from None


def where(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    """The line of the deepest part of a location that stands in the file, from 1."""
    line = node.start_mark.line + 1 if node else 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _twice(node: yaml.Node | None) -> tuple[str, int] | None:
    """A name that a mapping has twice: YAML would keep the last one and say nothing."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for name, value in node.value:
            if name.value in seen:
                return str(name.value), name.start_mark.line + 1
            seen.add(name.value)
            if (found := _twice(value)) is not None:
                return found
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            if (found := _twice(value)) is not None:
                return found
    return None
