"""Copies in document libraries: recognising them, and undoing what the library did to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zonereports.document.leaf import SPACES

_PREAMBLE = re.compile(
    r"^[《<]?(?P<title>[^《》]{2,80}?)(?:\.(?:docx?|pdf|txt|wps|pptx?))?[》>]?\s*由会员.{0,12}分享.*$"
)
_LIBRARY = re.compile(
    r"由会员.{0,12}分享|在线阅读|珍藏版|文库|会员下载|下载本文|付费下载|道客巴巴|豆丁|原创力|公文网"
    r"|范文网|试读|继续阅读|剩余\s*\d+\s*页|还剩\s*\d+\s*页|777doc|docin\.com|book118|wenku|renrendoc|365docx"
)
_PREVIEW = re.compile(
    r"[\s.…（(【]*(?:试读(?:已?结束|部分)|(?:免费)?预览(?:已?结束)|剩余\s*\d+\s*页未读|还剩\s*\d+\s*页(?:未读)?"
    r"|(?:点击|登录|下载后)?(?:继续)?阅读(?:剩余|余下|全文)).{0,60}$"
)
_MODEL = re.compile(r"范文|模板|范本|样本|精选\d*篇|\d+篇\)?$|篇[一二三四五]|(?:通用|优秀)版")
_MASKED_YEAR = re.compile(r"20(?:[xX×*＊_＿Ｘｘ]{2}|[○〇]{2})(?=年|\D)")
_MASKED_NAME = re.compile(
    r"[_＿]{2,}|(?:[xX×＊*ＸＸ]{2,}|某某?)(?=(?:省|市|县|区|镇|乡|街道)?(?:经济|高新|工业|产业)?"
    r"(?:技术)?(?:开发区|经开区|高新区|园区|工业园|县|市|区|省))"
)
_SPLICE = re.compile(r"^(?P<page>\d{1,3})、")
_ENDED = tuple("。！？；：!?;:”》")
_MIN_SPLICES = 3


@dataclass(frozen=True, slots=True)
class Repaired:
    """The lines of a copy as they were before the library had them."""

    lines: tuple[str, ...]
    title: str | None
    library: bool
    """The text names a document library."""
    notes: tuple[str, ...]


def repair(lines: Sequence[str]) -> Repaired:
    """Take the library's preamble and page splices out; leave everything that is not certain."""
    kept = [line.strip(SPACES) for line in lines]
    title, notes, library = None, [], False
    for number, line in enumerate(kept[:3]):
        if (found := _PREAMBLE.match(line)) is not None:
            title, library = found["title"].strip(), True
            kept.pop(number)
            notes.append("a document library's preamble was removed")
            break
    if kept and (cut := _PREVIEW.search(kept[-1])) is not None:
        kept[-1] = kept[-1][: cut.start()]
        kept = kept if kept[-1] else kept[:-1]
        library = True
        notes.append("only a preview: the document library keeps the rest back")
    if not library:
        library = any(_LIBRARY.search(line) and len(line) < 120 for line in [*kept[:3], *kept[-3:]])
        if library:
            kept = [
                line
                for number, line in enumerate(kept)
                if not (
                    (number < 3 or number >= len(kept) - 3)
                    and len(line) < 120
                    and _LIBRARY.search(line)
                )
            ]
    kept, splices = _unsplice(kept)
    if splices:
        notes.append(f"{splices} page splices (a number and 、 at a page's head) were removed")
        library = True
    if title and kept:
        kept[0], repeats = _without_repeated_title(kept[0], title)
        if repeats:
            notes.append("the title at the head of the text was removed")
        if not kept[0]:
            kept.pop(0)
    if library and kept and not kept[-1].endswith(_ENDED) and len(kept[-1]) > 60:
        notes.append("the copy breaks off in the middle of a sentence")
    return Repaired(tuple(kept), title, library, tuple(notes))


def _unsplice(lines: list[str]) -> tuple[list[str], int]:
    """Remove page numbers that a library set in front of each page of a text.

    Certain only where the numbers ascend by one through the text and most of them stand in the
    middle of a sentence, which no numbered list does.
    """
    chain: list[int] = []
    page = None
    for at, line in enumerate(lines):
        found = _SPLICE.match(line)
        if found is None:
            continue
        number = int(found["page"])
        if page is None and number <= 2 or page is not None and number == page + 1:
            chain.append(at)
            page = number
    cuts = [at for at in chain if at and not lines[at - 1].endswith(_ENDED)]
    inner = [at for at in chain if at]
    if len(cuts) < _MIN_SPLICES or len(cuts) * 2 < len(inner):
        return lines, 0
    members, result = set(chain), []
    for at, line in enumerate(lines):
        if at not in members:
            result.append(line)
            continue
        rest = line[_SPLICE.match(line).end() :]  # type: ignore[union-attr]  # chain matched it
        if result and at in cuts:
            result[-1] += rest
        else:
            result.append(rest)
    return result, len(chain)


def _without_repeated_title(line: str, title: str) -> tuple[str, int]:
    repeats = 0
    while line.startswith(title):
        line, repeats = line[len(title) :].lstrip(SPACES + "_-:："), repeats + 1
    return line, repeats


def masked_years(text: str) -> int:
    """How often a year is written 20xx."""
    return len(_MASKED_YEAR.findall(text))


def is_template(title: str | None, text: str) -> bool:
    """Whether names or years were masked throughout, or the title calls it a model."""
    masks = masked_years(text) + len(_MASKED_NAME.findall(text))
    return masks >= 3 or (bool(_MODEL.search(title or "")) and masks >= 1)


def has_masked_name(text: str) -> bool:
    """Whether the text hides the name of its zone or county (XX经济开发区, __)."""
    return _MASKED_NAME.search(text) is not None
