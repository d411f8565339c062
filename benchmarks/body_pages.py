"""The labelled pages: which report, whose markup, which family's page, which quirk.

`python -m benchmarks.body_pages` writes tests/golden/pages_labelled: NAME.html as a server sends it,
NAME.txt with the body line by line, NAME.json with the lines that an extractor may give or leave
(title, signature, attachments) and the cells of its tables. The expected lines come from the report
that the page was made of, never from a reader.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import body_markup as mark
from benchmarks import body_quirks as quirk
from benchmarks import body_shells as shell
from benchmarks import body_tables as table
from benchmarks.body_prose import Heading, Html, Report, report, short

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "golden" / "pages_labelled"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One page and what a careful reader writes down of it."""

    name: str
    html: str
    lines: list[str]
    optional: list[str]
    """Title, signature, names of attachments: right to give, right to leave."""
    cells: list[tuple[str, str, str, str]]
    encoding: str = "utf-8"


def _page(
    name: str,
    told: Report,
    markup: mark.Markup,
    around: shell.Shell,
    *quirks: Callable[[str, Report], str],
    body: Callable[[str, Report], str] | None = None,
    encoding: str = "utf-8",
) -> Labelled:
    inner = markup(told)
    if body is not None:
        inner = body(inner, told)
    html = around(told, inner)
    for change in quirks:
        html = change(html, told)
    signature = [told.issuer or "", told.signed or "", f"{told.issuer or ''}{told.signed or ''}"]
    optional = [told.title, *filter(None, signature), *told.attachments]
    return Labelled(name, html, told.lines, optional, told.cells, encoding)


def _with_table(told: Report, *tables: Html) -> Report:
    """Tables behind the first section's heading and paragraph."""
    blocks = list(told.blocks)
    return replace(told, blocks=[*blocks[:4], *tables, *blocks[4:]])


def _written(told: Report, these: str, so: str) -> Report:
    """A report with characters written another way, digits in full width for example."""
    table = str.maketrans(these, so)
    changed = [
        Heading(block.text.translate(table))
        if isinstance(block, Heading)
        else block.translate(table)
        for block in told.blocks
        if not isinstance(block, Html)
    ]
    return replace(told, blocks=changed)


_SHORT = (
    "2024年，园区完成工业产值31.6亿元，增长7.4%。",
    "新签约项目12个，开工9个，到位资金4.25亿元。",
    "下一步将加快标准厂房二期建设，力争明年产值突破35亿元。",
)


def pages() -> Iterator[Labelled]:
    """Every labelled page, in the order of the families."""
    # fmt: off
    yield _page("jcms-disclosure", report(1, "禾川", "禾川经济开发区", 2023, sections=6), mark.plain, shell.jcms)
    yield _page("jcms-indented", report(2, "云泊", "云泊经济开发区", 2022), mark.indented, shell.jcms)
    yield _page("jcms-bare-text", report(3, "砚溪", "砚溪工业园区", 2023, signed=False), mark.breaks, shell.jcms)
    yield _page("jcms-word", report(4, "岫岭", "岫岭高新技术产业开发区", 2023), mark.word, shell.jcms)
    yield _page("jcms-old-layout", report(5, "柏湾", "柏湾工业集中区", 2014), mark.breaks, shell.jcms_old, encoding="gb18030")
    yield _page("jcms-related-in-body", report(6, "麓桥", "麓桥经济开发区", 2023), mark.plain, shell.jcms, body=quirk.related_inside)
    yield _page("jcms-nested-zoom", report(7, "苍屿", "苍屿经济开发区", 2021), mark.divisions, shell.jcms, body=quirk.nested_zoom)
    yield _page("jcms-closed-early", report(8, "桐坞", "桐坞工业园区", 2023, sections=5), mark.plain, shell.jcms, body=quirk.closed_early)
    yield _page("jcms-word-document", report(9, "雁坪", "雁坪经济开发区", 2022), mark.word_source, shell.jcms, body=quirk.whole_document)
    yield _page("jcms-attachments", replace(short("霞渚", "霞渚经济开发区", 2024, *_SHORT, signed=True), attachments=("霞渚经济开发区2024年项目清单.xlsx", "2024年工作总结.docx")), mark.plain, shell.jcms)

    yield _page("jpaas-sidebar", report(11, "禾川", "禾川高新区", 2024), mark.plain, shell.jpaas)
    yield _page("jpaas-table", _with_table(report(12, "云泊", "云泊经济开发区", 2024), table.PLAIN), mark.plain, shell.jpaas)
    yield _page("jpaas-short", short("砚溪", "砚溪工业园区", 2024, *_SHORT), mark.plain, shell.jpaas)
    yield _page("jpaas-desktop-and-phone", report(14, "岫岭", "岫岭经济开发区", 2023), mark.plain, shell.jpaas, body=quirk.two_copies)
    yield _page("jpaas-split-numbers", report(15, "柏湾", "柏湾经济开发区", 2023), mark.split_numbers, shell.jpaas)
    yield _page("jpaas-share-in-body", report(16, "麓桥", "麓桥高新区", 2022, signed=False), mark.plain, shell.jpaas, body=quirk.tools_inside)

    yield _page("trs-editor", report(21, "苍屿", "苍屿经济开发区", 2023, sections=6), mark.plain, shell.trs)
    yield _page("trs-separator", report(22, "桐坞", "桐坞工业园区", 2022), mark.plain, shell.trs, body=quirk.page_separators)
    yield _page("trs-two-heads", _with_table(report(23, "雁坪", "雁坪经济开发区", 2024), table.TWO_HEADS), mark.plain, shell.trs)
    yield _page("trs-two-heads-td", _with_table(report(24, "霞渚", "霞渚工业园区", 2024), table.TWO_HEADS_TD), mark.plain, shell.trs)
    yield _page("trs-paged", report(25, "禾川", "禾川经济开发区", 2021), mark.plain, shell.trs, body=quirk.pager_inside)
    yield _page("trs-editors-in-a-row", report(26, "云泊", "云泊经济开发区", 2020), mark.plain, shell.trs, body=quirk.editors_in_a_row)
    yield _page("trs-quotes", report(27, "砚溪", "砚溪工业园区", 2023, signed=False), mark.plain, shell.trs, body=quirk.quoted)
    yield _page("trs-word", _with_table(report(28, "岫岭", "岫岭经济开发区", 2022), table.SPLIT_CELLS), mark.word, shell.trs)

    yield _page("longxun-labels", report(31, "柏湾", "柏湾经开区", 2022, sections=6), mark.plain, shell.longxun)
    yield _page("longxun-abstract", report(32, "麓桥", "麓桥经济开发区", 2023), mark.plain, shell.tail_vue, quirk.abstract_in_known_box)
    yield _page("longxun-full-width", _written(report(33, "苍屿", "苍屿经济开发区", 2021), "0123456789.%", "０１２３４５６７８９．％"), mark.plain, shell.longxun)
    yield _page("longxun-caption-unit", _with_table(report(34, "桐坞", "桐坞工业园区", 2024), table.CAPTION_UNIT), mark.indented, shell.longxun)
    yield _page("longxun-one-line", replace(short("雁坪", "雁坪经济开发区", 2024, "现将雁坪经济开发区2024年工作总结予以公开，详见附件。"), attachments=("雁坪经济开发区2024年工作总结.pdf",)), mark.plain, shell.longxun)
    yield _page("longxun-spans-rows", _with_table(report(36, "霞渚", "霞渚经济开发区", 2023), table.GROUPS), mark.fonts, shell.longxun)

    yield _page("openness-header-twice", report(41, "禾川", "禾川经济开发区", 2023), mark.plain, shell.openness)
    yield _page("openness-attachments", replace(report(42, "云泊", "云泊工业园区", 2023), attachments=("附表1.xls",)), mark.breaks, shell.openness)
    yield _page("openness-table-alone", short("砚溪", "砚溪工业园区", 2024, table.TITLE_ROWS), mark.plain, shell.openness)
    yield _page("openness-zero-width", report(44, "岫岭", "岫岭经济开发区", 2022), mark.zero_width, shell.openness)

    yield _page("ucap-element", report(51, "柏湾", "柏湾经济开发区", 2023), mark.plain, shell.ucap)
    yield _page("ucap-overview", report(52, "麓桥", "麓桥经济开发区", 2022), mark.plain, shell.ucap, quirk.overview_repeats_opening)
    yield _page("ucap-video", report(53, "苍屿", "苍屿经济开发区", 2024, signed=False), mark.plain, shell.ucap, body=quirk.video_inside)
    yield _page("ucap-blank-corner", _with_table(report(54, "桐坞", "桐坞工业园区", 2024), table.BLANK_CORNER), mark.plain, shell.ucap)
    yield _page("ucap-tabs", report(55, "雁坪", "雁坪经济开发区", 2023), mark.plain, shell.ucap, body=quirk.phone_copy_hidden)

    yield _page("vsb-form", report(61, "霞渚", "霞渚经济开发区", 2023, sections=5), mark.plain, shell.vsb)
    yield _page("vsb-fonts", report(62, "禾川", "禾川工业园区", 2011), mark.fonts, shell.vsb)
    yield _page("vsb-unclosed", report(63, "云泊", "云泊经济开发区", 2019), mark.unclosed, shell.vsb)
    yield _page("vsb-attachments", replace(report(64, "砚溪", "砚溪经济开发区", 2023), attachments=("砚溪总结.doc", "附表.xls")), mark.divisions, shell.vsb)
    yield _page("vsb-blue-head", _with_table(report(65, "岫岭", "岫岭经济开发区", 2024), table.BLUE_HEAD), mark.plain, shell.vsb)

    yield _page("epoint-detail", report(71, "柏湾", "柏湾经济开发区", 2023), mark.plain, shell.epoint)
    yield _page("epoint-hidden", report(72, "麓桥", "麓桥高新区", 2023), mark.plain, shell.epoint, body=quirk.hidden_inside)
    yield _page("epoint-white-text", report(73, "苍屿", "苍屿经济开发区", 2022), mark.plain, shell.epoint, body=quirk.white_on_white)
    yield _page("epoint-in-layout", _with_table(report(74, "桐坞", "桐坞工业园区", 2024), table.IN_LAYOUT), mark.plain, shell.epoint)
    yield _page("epoint-long-cells", short("雁坪", "雁坪经济开发区", 2024, "现将全年重点工作完成情况总结如下：", table.LONG_CELLS), mark.plain, shell.epoint)

    yield _page("gkmlpt-script", report(81, "霞渚", "霞渚经济开发区", 2023), mark.plain, shell.gkmlpt)
    yield _page("gkmlpt-table", _with_table(report(82, "禾川", "禾川工业园区", 2024), table.SIDE_BY_SIDE), mark.word, shell.gkmlpt)

    yield _page("tail-layout-gb2312", report(91, "云泊", "云泊经济开发区", 2009), mark.breaks, shell.tail_layout, encoding="gb18030")
    yield _page("tail-layout-short", short("砚溪", "砚溪工业园区", 2012, *_SHORT), mark.breaks, shell.tail_layout, encoding="gb18030")
    yield _page("tail-unfilled-rows", report(93, "岫岭", "岫岭经济开发区", 2024), mark.plain, shell.tail_vue)
    yield _page("tail-unfilled-short", short("柏湾", "柏湾工业园区", 2024, *_SHORT, signed=True), mark.plain, shell.tail_vue)
    yield _page("tail-state-script", report(95, "麓桥", "麓桥经济开发区", 2024), mark.plain, shell.tail_vue, quirk.body_into_state)
    yield _page("tail-next-data", report(96, "苍屿", "苍屿经济开发区", 2024), mark.divisions, shell.tail_vue, quirk.body_into_next_data)
    yield _page("tail-escaped-textarea", report(97, "桐坞", "桐坞工业园区", 2023), mark.plain, shell.tail_vue, quirk.body_into_textarea)
    yield _page("tail-php", report(98, "雁坪", "雁坪经济开发区", 2018), mark.fonts, shell.tail_php)
    yield _page("tail-php-list", report(99, "霞渚", "霞渚工业园区", 2020, signed=False), mark.list_items, shell.tail_php)
    yield _page("tail-semantic", report(101, "禾川", "禾川高新区", 2024), mark.sections, shell.tail_semantic)
    yield _page("tail-mega-menu", report(102, "云泊", "云泊经济开发区", 2023), mark.plain, shell.tail_menu)
    yield _page("tail-teasers", report(103, "砚溪", "砚溪工业园区", 2023), mark.plain, shell.tail_menu, quirk.teasers_with_sentences)
    yield _page("tail-comments", report(104, "岫岭", "岫岭经济开发区", 2022), mark.plain, shell.tail_php, quirk.reader_comments)
    yield _page("tail-off-screen", report(105, "柏湾", "柏湾经济开发区", 2023), mark.plain, shell.tail_menu, body=quirk.off_screen)
    yield _page("tail-crumb-in-body", report(106, "麓桥", "麓桥经济开发区", 2021), mark.plain, shell.epoint, body=quirk.crumb_and_title_inside)
    yield _page("tail-ascii-marks", _written(report(107, "苍屿", "苍屿工业园区", 2020), "，；", ",;"), mark.plain, shell.tail_php)
    yield _page("tail-links-in-body", report(108, "桐坞", "桐坞经济开发区", 2024), mark.plain, shell.tail_menu, body=quirk.linked_terms)
    yield _page("tail-pre", report(109, "雁坪", "雁坪工业园区", 2008, signed=False), mark.preformatted, shell.tail_php)
    yield _page("tail-word-unknown-box", report(110, "霞渚", "霞渚经济开发区", 2023), mark.word, shell.tail_menu)
    yield _page("tail-two-tables", short("禾川", "禾川经济开发区", 2024, *_SHORT[:2], table.PLAIN, "分园区看，情况如下：", table.ONE_ROW_SPAN, _SHORT[2]), mark.plain, shell.tail_semantic)
    yield _page("tail-after-the-end", report(112, "云泊", "云泊工业园区", 2017), mark.plain, shell.tail_php, quirk.page_ends_early)
    yield _page("tail-frames", report(113, "砚溪", "砚溪高新区", 2022), mark.divisions, shell.tail_menu, quirk.frames_and_scripts)
    # fmt: on


def write() -> int:
    """Write every page anew; the number of pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    count = 0
    for page in pages():
        count += 1
        html = page.html
        if page.encoding != "utf-8":
            html = re.sub(r'<meta charset="utf-8">', "", html)
        (FOLDER / f"{page.name}.html").write_bytes(html.encode(page.encoding))
        (FOLDER / f"{page.name}.txt").write_text("\n".join(page.lines) + "\n", encoding="utf-8")
        labels = {"optional": page.optional, "cells": page.cells}
        text = json.dumps(labels, ensure_ascii=False, indent=1) + "\n"
        (FOLDER / f"{page.name}.json").write_text(text, encoding="utf-8")
    return count


if __name__ == "__main__":
    print(f"{write()} pages in {FOLDER}")
