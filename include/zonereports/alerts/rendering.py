"""A message in words: for a language, escaped for a format, and never longer than a channel takes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from jinja2 import Environment

    from zonereports.alerts.message import Message

Form = Literal["text", "markdown", "html"]
Language = Literal["zh", "en"]

_SHORTER = ((20, 5, 500), (10, 3, 200), (5, 2, 80), (3, 1, 40), (1, 0, 30), (0, 0, 24))
"""List lengths, changes among them, and characters of one value, ever shorter until it fits."""
# The robots of WeCom, DingTalk and Feishu know no backslash: what would be a mark, a mention or a
# link becomes the full-width sign, which reads the same.
_MARKS = str.maketrans(dict(zip("*_`[]<>#|\\", "＊＿｀［］＜＞＃｜＼", strict=True)))  # noqa: RUF001
_CONTROLS = dict.fromkeys([*range(32), *range(127, 160), 0x2028, 0x2029], " ")
# Direction marks and zero widths let a page write something else than is read.
_UNSEEN = [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
_CONTROLS |= dict.fromkeys(_UNSEEN, "")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in words."""

    title: str
    """One line, without marks."""
    body: str


def render(
    message: Message,
    *,
    language: Language = "zh",
    form: Form = "text",
    limit: int | None = None,
    measure: Callable[[Rendered], int] = lambda said: len(said.body.encode()),
) -> Rendered:
    """Put a message into words.

    Shortened, when it must be, by leaving out changes, indicators and entries (how many is said),
    then by cutting long values; addresses are never cut.

    Args:
        message: its facts; a message without facts shows its own title and body.
        language: zh or en.
        form: text, markdown or html; everything from a page is escaped for it.
        limit: most bytes that the channel takes, None for no limit.
        measure: how the channel counts them: by default, the body's UTF-8 bytes.
    """
    said = _render(message, language, form, *_SHORTER[0], short=False)
    if limit is None or measure(said) <= limit:
        return said
    for lengths in _SHORTER:
        said = _render(message, language, form, *lengths, short=True)
        if measure(said) <= limit:
            return said
    # Not even its address fits: the title and the key are what can be told whole.
    title = _cut(said.title, max(10, limit // 16))
    bare = Rendered(title, f"{title}\n{message.key}" if form != "html" else f"<p>{message.key}</p>")
    if measure(bare) > limit:
        raise ValueError(f"a limit of {limit} bytes leaves no room for a message")
    return bare


def _render(
    message: Message,
    language: Language,
    form: Form,
    most: int,
    changes: int,
    characters: int,
    *,
    short: bool,
) -> Rendered:
    facts = _clean(message.facts, characters)
    left_out = {}
    for name in ("headlines", "changes", "items", "subjects"):
        known = facts.get(name) or ()
        kept = changes if name == "changes" else most
        left_out[name] = max(0, len(known) - kept)
        if isinstance(known, Mapping):
            facts[name] = dict(list(known.items())[:kept])
        else:
            facts[name] = list(known[:kept])
    # The count of a title is of all.
    whole = _clean(message.facts, characters)
    title = _environment("text", language).get_template("title.j2").render(facts=whole)
    title = title.strip() if facts.get("kind") else _folded(message.title)
    body = (
        _environment(form, language)
        .get_template(f"{form}.j2")
        .render(
            facts=facts if message.facts else {},
            left_out=left_out,
            title=_cut(title, max(characters, 60)),
            body=_cut(message.body, characters * 20),
            key=message.key,
            url=message.url,
            short=short,
        )
    )
    lines = "\n".join(line.rstrip() for line in body.splitlines())
    return Rendered(title, re.sub(r"\n{3,}", "\n\n", lines).strip())


@cache
def _environment(form: Form, language: Language) -> Environment:
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates" / language),
        autoescape=form == "html",  # noqa: S701 - the other two forms escape in finalize
        finalize={"markdown": _markdown, "text": _plain, "html": None}[form],
        keep_trailing_newline=False,
        trim_blocks=True,
    )
    environment.filters["address"] = (
        (lambda value: _Verbatim(_address(value))) if form == "markdown" else _address
    )
    environment.filters["code"] = lambda value: _Verbatim(str(value).replace("`", ""))
    return environment


class _Verbatim(str):
    """What may stand in Markdown as it is: a checked address, a command of ours."""

    __slots__ = ()


def _address(value: object) -> str:
    """A web address with nothing in it that ends a link; empty for anything else."""
    text = str(value or "").translate(_CONTROLS).strip()
    try:
        whole = urlsplit(text)
    except ValueError:
        return ""
    if whole.scheme not in ("http", "https") or not whole.netloc:
        return ""
    return quote(text, safe=":/?#@!$&'*+,;=%-._~[]").replace("[", "%5B").replace("]", "%5D")


def _plain(value: object) -> object:
    return value if isinstance(value, int) else str(value)


def _markdown(value: object) -> object:
    if isinstance(value, int | _Verbatim):
        return value
    return str(value).translate(_MARKS)


def _clean(value: Any, characters: int) -> Any:
    """A copy in which no text of a page has line ends or control signs, or is longer than that."""
    if isinstance(value, str):
        folded = _folded(value)
        # Half an address or half a command leads nowhere.
        whole = folded.startswith(("http://", "https://", "zonereports "))
        return folded if whole else _cut(folded, characters)
    if isinstance(value, Mapping):
        return {_clean(name, 200): _clean(one, characters) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one, characters) for one in value]
    return value


def _folded(text: str) -> str:
    return " ".join(text.translate(_CONTROLS).split())


def _cut(text: str, characters: int) -> str:
    return text if len(text) <= characters else text[: characters - 1] + "…"


def json_bytes(value: object) -> bytes:
    """JSON as it is sent: UTF-8, no escapes for Chinese."""
    return json.dumps(value, ensure_ascii=False).encode()
