"""Rows of a listing: a link with its title, and the date that stands beside it."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from zonereports.sites.address import absolute_url
from zonereports.sites.bounds import MOST_ROWS, check_rows, check_size
from zonereports.sites.site import Link

# Not after or before a digit: an index number such as 2026-02-00018 is no date. Blanks between
# the parts: some templates break the date over three lines.
_DATE = re.compile(
    r"(?<![\d/.-])((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*日)?(?![\d])(?!-\d)"
)
# A day above its month: 11 / 2024-03.
_DAY_FIRST = re.compile(r"^\W*(\d{1,2})\s*[/\s]\s*((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*月?\W*$")
_ONLY_DATE = re.compile(
    r"[\[(【〔（\s]*(?:发布(?:时间|日期)[:：])?\s*(?:19|20)\d\d[\s\d\-/.年月日:：]*[\])】〕）\s]*"
)
_ARTICLE = re.compile(
    r"/art/\d{4}/|\d{4,}[^/]*\.(?:[st]?html?|jspx|pdf|docx?|wps)$|[0-9a-f]{24,32}|"
    r"[0-9a-f]{8}-[0-9a-f]{4}-|/\d{4,}/?$|[?&](?:id|aid|articleid|infoid)=\w+",
    re.IGNORECASE,
)
_COLUMN = re.compile(
    r"/(?:col|channel|column|public/column|node)[^/]*(?:/(?:index\.\w+)?)?$|/index\.\w+$"
    r"|/(?:channel(?:list)?|columns?|nodes?)/(?:list/)?[\w-]+(?:/|\.\w+)?$",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|menu|foot|footer|header|side|sidebar|aside|hot|rank|recommend|"
    r"related|friend|links|breadcrumb|crumbs|position)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"(?:热点|热门|推荐|排行|相关(?:链接|阅读|文章|信息)|友情链接|点击排行)")
_SAYS_NOTHING = re.compile(
    r"(?:点击)?(?:查看|阅读|下载|了解|浏览)?(?:全文|原文|详情|详细|更多|附件|内容)?[>»]*"
)
_LEADS = re.compile(r"^(?:[·•●◆■▪►>»※★☆\-\s]+|[\[【(（]?置顶[\])】）]?|NEW!?(?![A-Za-z]))+")
_SCRIPTED = re.compile(r"""['"]([^'"]*(?:/|\.s?html?)[^'"]*)['"]""")
# So that the work of a page grows with its length and not with its square.
_LINKS_OF_A_LINE = 60
_PIECES_OF_A_LINE = 600
_LONGEST_DATE = 60


@dataclass(frozen=True, slots=True)
class _Row:
    link: Link
    beside: bool
    """In a menu, a footer or a box of recommendations."""


def find_date(text: str) -> date | None:
    """The last date that a text states; None when it states none (a month alone is none)."""
    day_first = _DAY_FIRST.match(text)
    if day_first:
        return _date(day_first[2], day_first[3], day_first[1])
    found = (_date(*match.groups()) for match in _DATE.finditer(text))
    return next((day for day in reversed(list(found)) if day), None)


def find_rows(html: str, url: str, *, only: re.Pattern[str] | None = None) -> list[Link]:
    """The dated rows of a page in their order, each address once.

    Menus, footers and boxes of recommendations are left out where dated rows stand elsewhere.
    Links without a date are taken only where no row has one, and only when their address looks
    like an article's: a menu shall never pass for a listing.

    Args:
        html: a page, or a piece of one.
        url: its address, against which links are resolved.
        only: addresses that count; all when None.

    Raises:
        LayoutChanged: longer than any listing, or with more links.
    """
    root = _tree(html)
    if root is None:
        return []
    for base in root.iter("base"):
        url = absolute_url(base.get("href") or "", url) or url
    targets = _targets(root, url)
    rows = [row for anchor in targets if (row := _row(anchor, targets))]
    if only is not None:
        rows = [row for row in rows if only.search(row.link.url)]
    dated = [row for row in rows if row.link.listed_on]
    rows = dated or [row for row in rows if only or _is_article(row.link.url)]
    rows = [row for row in rows if not row.beside] or rows
    best: dict[str, Link] = {}
    for row in rows:
        best.setdefault(row.link.url, row.link)
    return list(best.values())


def find_next(html: str, url: str) -> str | None:
    """Where 下一页 leads, when it is a plain link to another page."""
    root = _tree(html)
    if root is None:
        return None
    for anchor in root.iter("a"):
        text = "".join(anchor.itertext()).strip(" \n\t>»›")
        if anchor.get("rel") == "next" or text in {"下一页", "下页", "后一页"}:
            target = _target(anchor, url)
            if target and target != absolute_url(url, url):
                return target
    return None


def _tree(html: str) -> Any | None:
    # Here and not above: reading a county file must not load lxml.
    import lxml.etree
    import lxml.html

    check_size(html)
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html)
    if not html.strip():
        return None
    try:
        # A comment of its own keeps a lone fragment from becoming the root without a parent.
        return lxml.html.document_fromstring(f"<!-- -->{html}", ensure_head_body=True)
    except (lxml.etree.ParserError, ValueError):
        return None


def _targets(root: Any, url: str) -> dict[Any, str | None]:
    """Where each link leads, in reading order."""
    anchors = list(islice(root.iter("a"), MOST_ROWS + 1))
    check_rows(len(anchors))
    return {anchor: _target(anchor, url) for anchor in anchors}


def _row(anchor: Any, targets: dict[Any, str | None]) -> _Row | None:
    target = targets[anchor]
    title = _title(anchor)
    if target is None or len(title) < 4 or _SAYS_NOTHING.fullmatch(title):
        return None
    element, listed_on = _dated_ancestor(anchor, targets)
    if _shadowed(anchor, title, element):
        return None
    return _Row(Link(target, title, listed_on), _is_beside(element))


def _dated_ancestor(anchor: Any, targets: dict[Any, str | None]) -> tuple[Any, date | None]:
    """The smallest element that holds this link alone and a date, else its li or tr."""
    own = targets[anchor]
    climbed = 0
    element = anchor.getparent()
    line = None
    while element is not None and element.tag not in ("body", "html") and climbed < 6:
        near = list(islice(element.iter("a"), _LINKS_OF_A_LINE + 1))
        if len(near) > _LINKS_OF_A_LINE:
            break
        others = any(targets[other] not in (own, None) for other in near)
        in_line = element.tag in ("li", "tr", "dl", "article")
        if others and not in_line:
            break
        day = _date_beside(element, anchor)
        if day and (not others or in_line):
            return element, day
        if in_line:
            line = element
            if others:
                break
        element = element.getparent()
        climbed += 1
    return (line if line is not None else anchor), None


def _date_beside(element: Any, anchor: Any) -> date | None:
    pieces = list(islice(_pieces(element, anchor), _PIECES_OF_A_LINE))
    return find_date(" ".join(pieces)) if pieces else None


def _pieces(element: Any, anchor: Any) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in ("script", "style"):
        return
    if element is anchor:
        # The title's own words may tell a date; an element that holds a date alone is the row's.
        yield from (_words(part) for part in anchor.iterdescendants() if _is_date(part))
        return
    yield element.text or ""
    for child in element:
        yield from _pieces(child, anchor)
        yield child.tail or ""


def _words(element: Any) -> str:
    return " ".join(element.itertext()) if isinstance(element.tag, str) else ""


def _is_date(element: Any) -> bool:
    text = " ".join(_words(element).split())
    return len(text) <= _LONGEST_DATE and bool(_ONLY_DATE.fullmatch(text) or _DAY_FIRST.match(text))


def _shadowed(anchor: Any, title: str, element: Any) -> bool:
    """Whether another link of the same line is its title: [栏目] before it, 附件 after it."""
    if element is anchor:
        return False
    return any(
        other is not anchor and len(_title(other)) > len(title) and other.get("href")
        for other in element.iter("a")
    )


def _title(anchor: Any) -> str:
    told = re.sub(r"<[^<>]*>", "", entities.unescape(anchor.get("title") or ""))
    shown = "".join(_shown(anchor))
    told, shown = (_LEADS.sub("", " ".join(text.split())).strip() for text in (told, shown))
    cut = shown.endswith(("…", "..."))
    if not told or _SAYS_NOTHING.fullmatch(told):
        return shown
    if not cut and shown.startswith(told.rstrip("…. ")):
        return shown
    return told


def _shown(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        written = isinstance(child.tag, str) and child.tag not in ("script", "style")
        if written and not _is_date(child):
            yield from _shown(child)
        yield child.tail or ""


def _target(anchor: Any, url: str) -> str | None:
    if "{{" in (anchor.get("href") or ""):
        return None  # a row of a template, which a script has yet to fill in
    target = absolute_url(anchor.get("href") or "", url)
    if target is None:
        # javascript:void(0) with onclick="jumpToDetail('./202401/…html')"
        scripted = _SCRIPTED.search(f"{anchor.get('onclick') or ''} {anchor.get('href') or ''}")
        target = absolute_url(scripted[1], url) if scripted else None
    return target


def _is_article(url: str) -> bool:
    return bool(_ARTICLE.search(url)) and not _COLUMN.search(url)


def _is_beside(element: Any) -> bool:
    for above in (element, *element.iterancestors()):
        if above.tag in ("nav", "footer", "header", "aside"):
            return True
        if above.tag in ("body", "html"):
            return False
        if _FURNITURE.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return True
        siblings = above.itersiblings(preceding=True)
        before = next((one for one in siblings if isinstance(one.tag, str)), None)
        if above.tag in ("ul", "ol", "table", "div") and before is not None:
            heading = "".join(islice(before.itertext(), 6)).strip()
            if len(heading) <= 10 and _BESIDE.search(heading):
                return True
    return False


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def find_articles(html: str, url: str, article: re.Pattern[str]) -> list[Link]:
    """The dated rows of a page, and the undated ones beside them that lead to an article.

    For families whose article addresses are told apart by their shape: a row without a date is
    taken when it stands in the same list as dated ones, or when no row has a date.

    Args:
        html: a page, or a piece of one.
        url: its address, against which links are resolved.
        article: addresses of the family's articles.
    """
    dated = {link.url: link for link in find_rows(html, url) if link.listed_on}
    root = _tree(html)
    if root is None:
        return []
    for base in root.iter("base"):
        url = absolute_url(base.get("href") or "", url) or url
    targets = _targets(root, url)
    rows = [(_row(anchor, targets), _dated_ancestor(anchor, targets)[0]) for anchor in targets]
    lists = {element.getparent() for row, element in rows if row and row.link.url in dated}
    best: dict[str, Link] = {}
    for row, element in rows:
        if row is None:
            continue
        link = row.link
        if link.url in dated:
            best.setdefault(link.url, dated[link.url])
        elif (
            article.search(link.url)
            and not row.beside
            and (not dated or element.getparent() in lists)
        ):
            best.setdefault(link.url, link)
    return list(best.values())
