"""One way from bytes to a document, whatever the format."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from email import message_from_bytes
from urllib.parse import urlsplit

from zonereports.document.copies import (
    has_masked_name,
    is_template,
    repair,
)
from zonereports.document.dates import date_in_address, find_date
from zonereports.document.document import Document, SourceKind
from zonereports.document.facts import find_facts
from zonereports.document.files import read_file
from zonereports.document.furniture import squeeze, strip_furniture
from zonereports.document.leaf import SPACES, Leaf
from zonereports.document.markup import within_bounds
from zonereports.document.paragraphs import join_wrapped, mend_numbers
from zonereports.document.period import find_period
from zonereports.document.place import find_place
from zonereports.document.plain import read_plain
from zonereports.document.sections import sections
from zonereports.document.signoff import SignOff, split_head, split_sign_off
from zonereports.document.titles import choose_title, split_title
from zonereports.document.zone import find_zone
from zonereports.errors import SoftNotFound, UnreadablePage, ZoneReportsError
from zonereports.fetch import decode
from zonereports.sites import Site

# The largest attachment seen was 19 MB, with photographs.
MAX_BYTES = 64_000_000
# The longest report of the evaluation set has 30,000 characters.
MAX_TEXT = 300_000
_HTML = re.compile(
    r"<!doctype\s+html|<(?:html|head|body|meta|title|div|table|p|span|script|ucapcontent)[\s>/]",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"页面不存在|页面没有找到|找不到(?:您|你|该|此|所|要|页面|文件|网页)|无法找到|未找到(?:页面|该|您|相关内容)|页面已(?:被)?删除"
    r"|(?:内容|文章|信息|页面)(?:已被?删除|不存在|已下线)|访问的(?:页面|内容|地址).{0,6}(?:不存在|找不到|有误)"
    r"|404\s*(?:not found|错误|页面|-|$)|^404|not found|Error 404",
    re.IGNORECASE,
)
_MHTML = re.compile(
    rb"^MIME-Version:.*?multipart/related", re.IGNORECASE | re.DOTALL | re.MULTILINE
)
# An error page says little beside its error; the shortest report of a golden page has 67.
_SHORT = 300
_MIN_TEXT = 8


def read(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    site: Site | None = None,
    link_title: str | None = None,
    listed_on: date | None = None,
    page: tuple[bytes, str | None] | None = None,
) -> Document:
    """Read a page or a file, its format told by its bytes.

    Formats: HTML, MHTML, plain text, .docx, .doc, .wps, .rtf, PDF, .ofd, .xlsx, .xls, .et, and a
    zip with one of them.

    A pure function of its arguments: the same bytes give the same document, text and all.

    Args:
        body: as served, decompressed.
        url: where it came from: an address or a path.
        content_type: the header, for its charset.
        site: whose zones and county are known; without it both are looked for in the text.
        link_title: what the listing called it.
        listed_on: the date in the listing, China time.
        page: body and content type of the page that the file is attached to, for what stands there
            and not in the file: dates, source, index number.

    Raises:
        SoftNotFound: a page that says 页面不存在 with status 200.
        NeedsOcr: scanned, or a picture.
        UnreadablePage: empty, no report in it, encrypted, broken, too large, or of a format that
            holds no text. No other error is raised.
    """
    try:
        leaf, attachment = _leaf(body, content_type)
        if page is not None:
            leaf, attachment = _beside(leaf, *page), True
        if (length := sum(map(len, leaf.lines))) > MAX_TEXT:
            raise UnreadablePage(f"{length} characters, more than the {MAX_TEXT} of a long report")
        return _document(
            leaf,
            url=url,
            attachment=attachment,
            site=site,
            link_title=link_title,
            listed_on=listed_on,
        )
    except ZoneReportsError as error:
        if error.url is None:
            error.url = url
        raise
    except Exception as error:
        # Whatever a parser trips over: one unreadable file must not stop a crawl.
        raise UnreadablePage(f"broken file ({type(error).__name__}: {error})", url=url) from error


def _leaf(body: bytes, content_type: str | None) -> tuple[Leaf, bool]:
    """The leaf, and whether the file is an attachment rather than a page."""
    if len(body) > MAX_BYTES:
        raise UnreadablePage(f"{len(body)} bytes, more than {MAX_BYTES}")
    head = body[:1024].lstrip()
    if not head and not body.strip():
        raise UnreadablePage("the body is empty")
    if (file := read_file(body)) is not None:
        return file, True
    if _MHTML.search(body[:2000]):
        body, content_type = _page_of_mhtml(body)
    text, encoding = decode(body, content_type)
    notes = (
        [f"{damaged} characters could not be decoded"] if (damaged := text.count("\ufffd")) else []
    )
    if encoding not in ("utf-8", "utf-8-sig"):
        notes.append(f"decoded from {encoding}")
    text = within_bounds(text)
    leaf = _marked_up(text) if _HTML.search(text[:20_000]) else read_plain(text)
    if leaf is None:
        raise UnreadablePage("no element on the page")
    return Leaf(
        leaf.lines, leaf.titles, leaf.around, leaf.meta, leaf.wrapped, (*notes, *leaf.notes)
    ), False


def _beside(leaf: Leaf, page: bytes, content_type: str | None) -> Leaf:
    """The leaf of an attachment with what its page says of it."""
    try:
        around, _ = _leaf(page, content_type)
    except UnreadablePage:
        return leaf
    return replace(
        leaf,
        titles=(*leaf.titles, *around.titles),
        around=(*around.around, *around.lines[:20]),
        meta=around.meta,
    )


def _page_of_mhtml(body: bytes) -> tuple[bytes, str]:
    """The page in Word's "single file web page", which is often named .doc."""
    for part in message_from_bytes(body).walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(payload, bytes):
            return payload, f"text/html; charset={part.get_content_charset() or ''}"
    raise UnreadablePage("an MHTML file without a page in it")


def _marked_up(text: str) -> Leaf | None:
    from zonereports.document.html import read_html

    return read_html(text)


def _document(
    leaf: Leaf,
    *,
    url: str,
    attachment: bool,
    site: Site | None,
    link_title: str | None,
    listed_on: date | None,
) -> Document:
    report = _trim(leaf, link_title=link_title, site=site)
    title, text, signed = report.title, report.text, report.signed
    _refuse_errors(title, leaf, text)
    facts = find_facts([*leaf.around, *report.furniture])
    parts = sections(text)
    period = find_period(title, text, parts)
    source = facts.get("source") or leaf.meta.get("contentsource")
    template = is_template(title, text) and not _official(url)
    zone = find_zone(
        title=title, issuer=signed.issuer, publisher=facts.get("publisher"), text=text, site=site
    )
    place = find_place(
        site=site,
        names=(zone.name, title, signed.issuer, source, leaf.meta.get("sitename")),
        text=text,
        anonymised=template or (report.library and has_masked_name(text)),
        site_code=leaf.meta.get("siteidcode") or facts.get("site_code"),
        site_name=leaf.meta.get("sitename"),
    )
    published, dated = _published(leaf, facts, listed_on, url)
    return Document(
        title=title,
        text=text,
        sections=parts,
        zone=zone.name,
        zone_level=zone.level,
        county=place.county,
        prefecture=place.prefecture,
        province=place.province,
        adcode=place.adcode,
        report_year=period.report_year,
        plan_year=period.plan_year,
        period_kind=period.kind,
        published_at=published,
        signed_on=signed.signed_on,
        issuer=signed.issuer,
        source=source or None,
        source_kind=_source_kind(report.library, template, attachment),
        index_number=facts.get("index_number"),
        notes=(*report.notes, *period.notes, *zone.notes, *place.notes, *dated),
    )


@dataclass(frozen=True, slots=True)
class _Report:
    """A leaf without what is not the report."""

    title: str | None
    text: str
    signed: SignOff
    furniture: tuple[str, ...]
    library: bool
    notes: tuple[str, ...]


def _trim(leaf: Leaf, *, link_title: str | None, site: Site | None) -> _Report:
    """Copy's marks, furniture, signature, title: taken off from the outside in."""
    repaired = repair(leaf.lines)
    candidates = [title for title in (repaired.title, *leaf.titles) if title]
    known = [*candidates, link_title] if link_title else candidates
    lines, furniture = strip_furniture([line.strip(SPACES) for line in repaired.lines], known)
    signed = split_sign_off(lines)
    lines, in_text = split_title(list(signed.lines), known=known)
    title = choose_title(candidates, in_text, link_title, site.name if site else None)
    # Under the title in the text stands once more what stood over it: 时间, 来源 …
    lines, under_title = strip_furniture(lines, [])
    signed = split_head(replace(signed, lines=tuple(lines)))
    lines = join_wrapped(signed.lines) if leaf.wrapped else list(signed.lines)
    lines, mended = mend_numbers(lines)
    return _Report(
        title=title,
        text="\n".join(lines),
        signed=signed,
        furniture=(*furniture, *under_title),
        library=repaired.library,
        notes=(*leaf.notes, *repaired.notes, *mended),
    )


def _refuse_errors(title: str | None, leaf: Leaf, text: str) -> None:
    short = len(squeeze(text)) < _SHORT
    said = (title or "", *leaf.titles, *leaf.lines[:6], text[:200] if short else "")
    if short and any(_NOT_FOUND.search(part) for part in said):
        raise SoftNotFound("the page says that it does not exist")
    if len(squeeze(text)) < _MIN_TEXT:
        raise UnreadablePage("no report on the page: its body is empty or filled by a script")
    if re.fullmatch(r"[\[{].*[\]}]", text, re.DOTALL) and '"' in text[:40]:
        raise UnreadablePage("JSON, not a page")


def _published(
    leaf: Leaf, facts: dict[str, str], listed_on: date | None, url: str
) -> tuple[date | None, tuple[str, ...]]:
    """List row, then meta, then label; the address last, because migrations change it."""
    meta = next(
        (
            day
            for name in ("pubdate", "publishdate", "firstpublishedtime", "article:published_time")
            if (day := find_date(leaf.meta.get(name, ""))) is not None
        ),
        None,
    )
    labelled = next(
        (
            day
            for field in ("published", "time")
            if (day := find_date(facts.get(field, ""))) is not None
        ),
        None,
    )
    known = [day for day in (listed_on, meta, labelled) if day is not None]
    if not known:
        from_address = date_in_address(url) if "://" in url else None
        said = ("published_at is the day in the address",) if from_address else ()
        return from_address, said
    if len(set(known)) > 1:
        return known[0], (
            "dates of publication disagree: " + ", ".join(day.isoformat() for day in known),
        )
    return known[0], ()


def _official(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host.endswith(".gov.cn")


def _source_kind(library: bool, template: bool, attachment: bool) -> SourceKind:
    if library:
        return "document library"
    if template:
        return "template"
    return "government attachment" if attachment else "government page"
