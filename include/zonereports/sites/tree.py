"""A tree of disclosure columns, as /module/xxgk/tree.jsp answers it."""

from __future__ import annotations

import html as entities
import re

from zonereports.sites.records import load_json, walk

_NODE = re.compile(r"\.add\(((?:(?!\.add\()[^;\n])*)\)")
_NODE_LINK = re.compile(r"<a\b([^<>]*)>([^<>]*)<")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_INFOTYPE = re.compile(r"\binfotypeId\W{1,4}(\w{1,60})", re.IGNORECASE)
_CALLED = re.compile(r"\(\s*[\"']([\w-]{1,60})[\"']")
_CODE = re.compile(r"[\w-]{1,60}", re.ASCII)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def find_columns(text: str) -> list[tuple[str, str]]:
    """The columns that a tree names: their infotypeId and what they are called.

    Trees are JSON, script calls such as d.add("C20","0","总结计划") or links; a column is where a
    Chinese name stands with a code that is not a mere link to another page.
    """
    found: dict[str, str] = {}
    for node in walk(load_json(text)):
        told = {str(key).lower(): str(value) for key, value in node.items()}
        code = told.get("infotypeid") or told.get("id") or told.get("code") or ""
        found.setdefault(code, told.get("name") or told.get("title") or "")
    for call in _NODE.findall(entities.unescape(text)):
        words = [one or other for one, other in _QUOTED.findall(call)]
        name = next((word for word in words if _CHINESE.search(word)), "")
        named = _INFOTYPE.search(call)
        code = named[1] if named else next((w for w in words if _CODE.fullmatch(w)), "")
        found.setdefault(code, name)
    for attributes, shown in _NODE_LINK.findall(entities.unescape(text)):
        named = _INFOTYPE.search(attributes) or _CALLED.search(attributes)
        found.setdefault(named[1] if named else "", shown.strip())
    return [(code, name) for code, name in found.items() if code and _CHINESE.search(name)]
