"""Bodies that a page carries for its script: JSON strings, templates, hidden text areas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

# A shorter string in a script is a message to the visitor.
_MIN_CHINESE = 80
_STRING = re.compile(r'"(?:[^"\\]|\\.){160,}"', re.DOTALL)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile("[，。；,;]")


def find_embedded(root: Any) -> tuple[Any, str] | None:
    """The longest text of sentences in a script's strings or a text area, and the element.

    The text is HTML, or plain. None when no element holds one.
    """
    best, most = None, _MIN_CHINESE - 1
    for holder, text in _candidates(root):
        weight = len(_CHINESE.findall(text))
        if weight > most and len(_SENTENCE.findall(text)) >= 3:
            best, most = (holder, text), weight
    return best


def _candidates(root: Any) -> Iterator[tuple[Any, str]]:
    for area in root.iter("textarea"):
        if area.text:
            yield area, area.text
    for script in root.iter("script"):
        source = script.text or ""
        if (script.get("type") or "").lower() in ("text/html", "text/template", "text/x-template"):
            # {{title}} is a form to be filled, not a text.
            if "{{" not in source:
                yield script, source
            continue
        for found in _STRING.finditer(source):
            try:
                value = json.loads(found[0], strict=False)
            except ValueError:
                continue
            # A string of JSON in JSON is data of another component.
            if isinstance(value, str) and not value.lstrip().startswith(("{", "[")):
                yield script, value
