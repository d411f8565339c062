"""拓尔思 TRS WCM: static list files whose pager is a script call on the page.

Field guide, section 2.3. The first file is index.html; what the second is called depends on
whether the call counts from 0 (`index_1.html`) or from 1 (`index_2.html`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from zonereports.sites.address import absolute_url
from zonereports.sites.ask import Ask
from zonereports.sites.rows import find_articles, find_next
from zonereports.sites.site import Link

NAME = "trs"
RANK = 80

_ARTICLE = re.compile(
    r"/t(?:(\d{4})(\d\d)(\d\d)_)?\d{5,}(?:_\d+)?\.s?html?$|/[PW]0\d{18,}\.(?:pdf|docx?|wps)$"
)
_DATED_ARTICLE = re.compile(r"/\d{6}/t\d{8}_\d+(?:_\d+)?\.s?html?")
_EDITOR = re.compile(r"\b(?:TRS_Editor|trs_editor_view|TRS_UEDITOR)\b")
_CALL = re.compile(r"\bcreatePageHTML\s*\(([^()]*)\)")
_SET_PAGE = re.compile(
    r"""\.pagination\(\s*["']setPage["']\s*,\s*([\w$]+)\s*,\s*([\w$]+)""", re.IGNORECASE
)
# Henan: what its arguments mean is not known, but how many pages there are stands among them.
_PAGE_DEC = re.compile(r"\bpageDec\s*\(([^()]*)\)")
_ARGUMENT = re.compile(r"""(["'])(.*?)\1|([^,"']+)""")
_VARIABLE = re.compile(r"""\b(?:var|let|const)\s+([\w$]+)\s*=\s*["']?(\d{1,6})["']?\s*[;,\n/]""")
# In a script, <!-- begins a comment of one line: old templates wrap live calls into it.
_COMMENT_OR_SCRIPT = re.compile(
    r"(<script\b[^<>]*>)(.*?)(?:</script\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE
)
_SCRIPT_COMMENT = re.compile(r"/\*(?:(?!/\*).)*?\*/|(?<![:\"'\w])(?://|<!--)[^\n]*", re.DOTALL)
_PAGE_FILE = re.compile(r"(?:^|/)[A-Za-z]\w*?_(\d{1,5})\.s?html?$")
_SUFFIX = re.compile(r"s?html?|jsp|aspx")
_EXTENSION = re.compile(r"""["']\.?(s?html?)["']""")


@dataclass(frozen=True, slots=True)
class _Pager:
    """What a pager's call says."""

    total: int
    current: int
    prefix: str
    suffix: str
    from_one: bool | None
    """Whether pages count from 1, as far as the shape of the call tells; None when it does not."""


def recognise(url: str, html: str) -> bool:
    """A dated article address, TRS's editor, or its pager for files named index."""
    if _DATED_ARTICLE.search(urlsplit(url).path) or _DATED_ARTICLE.search(html):
        return True
    if _EDITOR.search(html):
        return True
    # Variables such as countPage and setPage are common words: only the call is TRS's own.
    pager = _pager(html, url) if _CALL.search(html) else None
    return pager is not None and pager.prefix == "index"


def find_links(html: str, url: str) -> list[Link]:
    """The rows of the page; the date is the row's own, else the one in the address t20240311_."""
    links = find_articles(html, _folder(url), _ARTICLE)
    return [link if link.listed_on else replace(link, listed_on=_day(link.url)) for link in links]


def next_page(html: str, ask: Ask) -> Ask | None:
    """The following file, by the pager's call; where 下一页 leads when no call is there.

    Declared totals lie: one of the last two files that answers 404, a stub or the first page again
    is the end. Where neither call nor address tells whether pages count from 0 or 1, a current page
    of 0 means 0; where the call is not understood at all, index_1 is asked for and else index_2.
    """
    pager = _pager(html, ask.url)
    if pager is None:
        url = find_next(html, ask.url)
        return Ask(url) if url else None
    numbered = _PAGE_FILE.search(urlsplit(ask.url).path)
    if pager.from_one is None:
        return _either(pager, ask.url, int(numbered[1]) if numbered else 0)
    # Only the first page tells the base of a call without a block's name: further ones are taken
    # to count from 0, which at worst leaves out the last page of a site that counts from 1.
    from_one = pager.from_one or (pager.current == 1 and not numbered)
    last = pager.total if from_one else pager.total - 1
    # On a page of its own number, the file tells better than the call: some templates
    # leave the call of the first page on all of them.
    current = int(numbered[1]) if numbered else pager.current
    if current >= last:
        return None
    return _file(pager, ask.url, current + 1, may_be_missing=_near(current + 1, last))


def _either(pager: _Pager, url: str, current: int) -> Ask | None:
    """The next file of a pager that does not tell its base; the first has two possible names."""
    if current == 0:
        second = _file(pager, url, 2, may_be_missing=True)
        first = _file(pager, url, 1, may_be_missing=True)
        return replace(first, otherwise=second) if first and pager.total > 1 else None
    if current >= pager.total:
        return None
    return _file(pager, url, current + 1, may_be_missing=_near(current + 1, pager.total))


def _near(number: int, last: int) -> bool:
    """One of the last two files, as far as that is not half of the listing."""
    return number >= last - 1 and number > max(last // 2, 1)


def _file(pager: _Pager, url: str, number: int, *, may_be_missing: bool) -> Ask | None:
    name = f"{pager.prefix}_{number}.{pager.suffix}"
    following = absolute_url(name, _folder(url))
    return Ask(following, may_be_missing=may_be_missing) if following else None


def _pager(html: str, url: str) -> _Pager | None:
    live = _COMMENT_OR_SCRIPT.sub(
        lambda part: f"<script>{_SCRIPT_COMMENT.sub(' ', part[2])}</script>" if part[1] else " ",
        html,
    )
    variables = {name: int(value) for name, value in _VARIABLE.findall(live)}
    for call in _CALL.finditer(live):
        pager = _called(call[1], variables)
        if pager:
            return pager
    suffix = _suffix(url, live)
    shanghai = _SET_PAGE.search(live)
    if shanghai:
        current, total = (_number(word, variables) for word in shanghai.groups())
        if current is not None and total is not None:
            return _Pager(total, current, "index", suffix, from_one=current > 0)
    henan = _PAGE_DEC.search(live)
    if henan:
        words = [(found[1] or found[2]).strip() for found in _ARGUMENT.findall(henan[1])]
        counts = [count for word in words if (count := _number(word, variables)) is not None]
        return _Pager(max(counts, default=2), 0, "index", suffix, from_one=None)
    if "countPage" in variables:
        # The call is commented out and the page writes its pager itself.
        current = variables.get("currentPage", 0)
        return _Pager(variables["countPage"], current, "index", suffix, from_one=False)
    return None


def _called(arguments: str, variables: dict[str, int]) -> _Pager | None:
    """The call (25, 0, "index", "html", …) or ('paging', 25, 1, 'index', 'html', 500)."""
    words = [(found[1] or found[2]).strip() for found in _ARGUMENT.findall(arguments)]
    words = [word for word in words if word]
    first_is_block = bool(words) and _number(words[0], variables) is None
    numbers = words[1:3] if first_is_block else words[:2]
    names = words[3:5] if first_is_block else words[2:4]
    values = [_number(word, variables) for word in numbers]
    if len(names) < 2 or len(values) < 2 or not _SUFFIX.fullmatch(names[1]):
        return None
    total, current = values
    if total is None or current is None or not re.fullmatch(r"[\w./-]+", names[0]):
        return None
    return _Pager(total, current, names[0], names[1], from_one=first_is_block and current > 0)


def _number(word: str, variables: dict[str, int]) -> int | None:
    return int(word) if re.fullmatch(r"[0-9]{1,6}", word) else variables.get(word)


def _suffix(url: str, html: str) -> str:
    named = re.search(r"\.(s?html?)$", urlsplit(url).path)
    told = named or _EXTENSION.search(html)
    return told[1] if told else "html"


def _folder(url: str) -> str:
    """The address with the slash that a column's folder has: ./ is resolved against it."""
    parts = urlsplit(url)
    last = parts.path.rpartition("/")[2]
    return url if not last or "." in last else parts._replace(path=f"{parts.path}/").geturl()


def _day(url: str) -> date | None:
    found = _ARTICLE.search(urlsplit(url).path)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found and found[1] else None
    except ValueError:
        return None
