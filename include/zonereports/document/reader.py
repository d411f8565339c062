"""One way from bytes to a document, whatever the format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from zonereports.document.copies import (
    has_masked_name,
    is_template,
    repair,
)
from zonereports.document.document import Conflict, Document, SourceKind
from zonereports.document.evidence import (
    Labelled,
    document_number,
    find_dates,
    places_of_title,
    publication,
)
from zonereports.document.furniture import squeeze, strip_furniture
from zonereports.document.leaf import SPACES, Leaf
from zonereports.document.opening import beside, open_leaf
from zonereports.document.paragraphs import join_wrapped, mend_numbers
from zonereports.document.parts import Page, open_parts
from zonereports.document.period import find_period
from zonereports.document.place import find_place
from zonereports.document.sections import sections
from zonereports.document.signoff import SignOff, split_head, split_sign_off
from zonereports.document.source_map import SourceMap
from zonereports.document.titles import choose_title, split_title
from zonereports.document.traced import Trace, joined
from zonereports.document.zone import find_zone
from zonereports.errors import SoftNotFound, UnreadablePage, ZoneReportsError
from zonereports.sites import Site

# The longest report of the evaluation set has 30,000 characters.
MAX_TEXT = 300_000
_NOT_FOUND = re.compile(
    r"页面不存在|页面没有找到|找不到(?:您|你|该|此|所|要|页面|文件|网页)|无法找到|未找到(?:页面|该|您|相关内容)|页面已(?:被)?删除"
    r"|(?:内容|文章|信息|页面)(?:已被?删除|不存在|已下线)|访问的(?:页面|内容|地址).{0,6}(?:不存在|找不到|有误)"
    r"|404\s*(?:not found|错误|页面|-|$)|^404|not found|Error 404",
    re.IGNORECASE,
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
    page: Page | None = None,
    parts: Sequence[Page] = (),
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
        parts: body and content type of the further pages on which the report goes on, in order.

    Raises:
        SoftNotFound: a page that says 页面不存在 with status 200.
        NeedsOcr: scanned, or a picture.
        UnreadablePage: empty, no report in it, encrypted, broken, too large, or of a format that
            holds no text; or one of its parts is empty or the same as another. No other error is
            raised.
    """
    known = _Known(url, site, link_title, listed_on, page, tuple(parts))
    return _read(body, content_type, known, None)[0]


def read_mapped(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    site: Site | None = None,
    link_title: str | None = None,
    listed_on: date | None = None,
    page: Page | None = None,
    parts: Sequence[Page] = (),
) -> tuple[Document, SourceMap]:
    """`read`, and where in the page or file each character of the text stands.

    The document equals the one that `read` gives.

    Raises:
        SoftNotFound: as `read`.
        NeedsOcr: as `read`.
        UnreadablePage: as `read`.
    """
    trace = Trace()
    known = _Known(url, site, link_title, listed_on, page, tuple(parts))
    document, text = _read(body, content_type, known, trace)
    return document, SourceMap.of(text, trace)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a page before it is read."""

    url: str
    site: Site | None
    link_title: str | None
    listed_on: date | None
    page: Page | None
    parts: tuple[Page, ...] = ()


def _read(
    body: bytes, content_type: str | None, known: _Known, trace: Trace | None
) -> tuple[Document, str]:
    """The document, and its text with the origins that the trace gave."""
    url = known.url
    try:
        if known.parts:
            pages = [(body, content_type), *known.parts]
            leaf, attachment = open_parts(pages, url=url, trace=trace), False
        else:
            leaf, attachment = open_leaf(body, content_type, trace)
        if known.page is not None:
            leaf, attachment = beside(leaf, *known.page), True
        if (length := sum(map(len, leaf.lines))) > MAX_TEXT:
            raise UnreadablePage(f"{length} characters, more than the {MAX_TEXT} of a long report")
        return _document(
            leaf,
            url=url,
            attachment=attachment,
            site=known.site,
            link_title=known.link_title,
            listed_on=known.listed_on,
        )
    except ZoneReportsError as error:
        if error.url is None:
            error.url = url
        raise
    except Exception as error:
        # Whatever a parser trips over: one unreadable file must not stop a crawl.
        raise UnreadablePage(f"broken file ({type(error).__name__}: {error})", url=url) from error


def _document(
    leaf: Leaf,
    *,
    url: str,
    attachment: bool,
    site: Site | None,
    link_title: str | None,
    listed_on: date | None,
) -> tuple[Document, str]:
    report = _trim(leaf, link_title=link_title, site=site)
    title, text, signed = _plain(report.title), str(report.text), report.signed
    _refuse_errors(title, leaf, text)
    page = Labelled.of([*leaf.around, *report.furniture], leaf.meta)
    parts = sections(text)
    period = find_period(title, text, parts)
    source, source_in = page.source
    template = is_template(title, text) and not _official(url)
    zone = find_zone(
        title=title,
        issuer=signed.issuer,
        publisher=page.facts.get("publisher"),
        text=text,
        site=site,
    )
    place = find_place(
        site=site,
        names=(zone.name, title, signed.issuer, source, leaf.meta.get("sitename")),
        text=text,
        anonymised=template or (report.library and has_masked_name(text)),
        site_code=leaf.meta.get("siteidcode") or page.facts.get("site_code"),
        site_name=leaf.meta.get("sitename"),
    )
    dates = find_dates(page, listed_on=listed_on, url=url, signed=signed)
    published, dated = publication(dates)
    number, number_in = document_number(page, [*report.furniture, *text.split("\n", 4)])
    found_in = {
        "title": report.title_in,
        "zone": zone.found_in,
        "adcode": place.found_in,
        "report_year": period.found_in,
        "published_at": published.found_in if published else None,
        "signed_on": "signature" if signed.signed_on else None,
        "issuer": "signature" if signed.issuer else None,
        "source": source_in,
        "index_number": page.where("index_number") if "index_number" in page.facts else None,
        "document_number": number_in,
    }
    document = Document(
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
        published_at=published.on if published else None,
        signed_on=signed.signed_on,
        issuer=_plain(signed.issuer),
        source=source,
        source_kind=_source_kind(report.library, template, attachment),
        index_number=page.facts.get("index_number"),
        notes=(
            *report.notes,
            *period.notes,
            *zone.notes,
            *place.notes,
            *(_said(conflict) for conflict in dated),
            *(
                ("published_at is the day in the address",)
                if published is not None and published.kind == "address"
                else ()
            ),
        ),
        document_number=number,
        dates=dates,
        found_in=tuple((field, place) for field, place in found_in.items() if place),
        conflicts=(*period.conflicts, *zone.conflicts, *place.conflicts, *dated),
        agreement=leaf.agreement,
    )
    return document, report.text


def _plain(text: str | None) -> str | None:
    """The text without its origins."""
    return None if text is None else str(text)


@dataclass(frozen=True, slots=True)
class _Report:
    """A leaf without what is not the report."""

    title: str | None
    title_in: str | None
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
    lines_of_title = [line for line in furniture[:2] if squeeze(line) in {*map(squeeze, known)}]
    lines, in_text = split_title(list(signed.lines), known=known)
    title = choose_title(candidates, in_text, link_title, site.name if site else None)
    # Under the title in the text stands once more what stood over it: 时间, 来源 …
    lines, under_title = strip_furniture(lines, [])
    signed = split_head(replace(signed, lines=tuple(lines)))
    lines = join_wrapped(signed.lines) if leaf.wrapped else list(signed.lines)
    lines, mended = mend_numbers(lines)
    return _Report(
        title=title,
        title_in=places_of_title(
            title,
            [
                ("meta tag ArticleTitle", leaf.meta.get("articletitle")),
                ("document library's preamble", repaired.title),
                *(("page head", said) for said in leaf.titles),
                ("body heading", in_text or next(iter(lines_of_title), None)),
                ("list row", link_title),
            ],
        ),
        text=joined("\n", lines),
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


def _said(conflict: Conflict) -> str:
    what = (
        "dates of publication" if conflict.fact == "published_at" else "signature and publication"
    )
    return f"{what} disagree: " + ", ".join(value for value, _ in conflict.said)


def _official(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host.endswith(".gov.cn")


def _source_kind(library: bool, template: bool, attachment: bool) -> SourceKind:
    if library:
        return "document library"
    if template:
        return "template"
    return "government attachment" if attachment else "government page"
