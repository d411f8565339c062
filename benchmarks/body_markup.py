"""How editors write the same blocks: paragraphs, <br>, Word's paste, spans that split numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

from benchmarks.body_prose import Block, Heading, Html, Report

Markup = Callable[[Report], str]


def _lines(report: Report, paragraph: Callable[[str], str], heading: Callable[[str], str]) -> str:
    parts = [_one(block, paragraph, heading) for block in report.blocks]
    if report.issuer:
        right = ' style="text-align:right"'
        parts += [f"<p{right}>{report.issuer}</p>", f"<p{right}>{report.signed}</p>"]
    return "\n".join(parts)


def _one(block: Block, paragraph: Callable[[str], str], heading: Callable[[str], str]) -> str:
    if isinstance(block, Html):
        return block.markup
    return heading(block.text) if isinstance(block, Heading) else paragraph(block)


def plain(report: Report) -> str:
    """One <p> a paragraph, indented by two full-width spaces."""
    return _lines(report, lambda t: f"<p>　　{t}</p>", lambda t: f"<p>　　<strong>{t}</strong></p>")


def indented(report: Report) -> str:
    """Indents of &nbsp; and an empty paragraph between any two."""
    gap = '\n<p style="text-indent:2em;"><br/></p>'
    return _lines(
        report,
        lambda t: f'<p style="text-indent:2em;">&nbsp;&nbsp;&nbsp; {t}</p>{gap}',
        lambda t: f"<h3>&nbsp;{t}&nbsp;</h3>",
    )


def breaks(report: Report) -> str:
    """Bare text and <br>, no paragraph at all."""
    return _lines(report, lambda t: f"　　{t}<br>", lambda t: f"　　<b>{t}</b><br /><br />")


def divisions(report: Report) -> str:
    """A <div> a paragraph within a <div> a section."""
    text = _lines(
        report,
        lambda t: f"<div>{t}</div>",
        lambda t: f'</div><div class="Section"><div><span>{t}</span></div>',
    )
    return f'<div class="Section">{text}</div>'


_MSO = "mso-bidi-font-size:10.5pt;mso-hansi-font-family:'仿宋_GB2312'"


def word(report: Report) -> str:
    """Word's clipboard: conditional comments, VML, o:p, mso styles, digits in spans of their own."""

    def spans(text: str) -> str:
        runs = re.split(r"(\d[\d.%]*)", text)
        return "".join(
            f'<span lang="EN-US" style="font-family:Times New Roman;{_MSO}">{run}</span>'
            if number % 2
            else f'<span style="font-size:16.0pt;{_MSO}">{run}</span>'
            for number, run in enumerate(runs)
            if run
        )

    def paragraph(text: str) -> str:
        return (
            '<p class="MsoNormal" style="text-indent:32.0pt;mso-char-indent-count:2.0">'
            f'{spans(text)}<span lang="EN-US"><o:p></o:p></span></p>'
        )

    head = (
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom>"
        "<w:LatentStyles DefLockedState='false'>普通表格</w:LatentStyles></w:WordDocument></xml>"
        "<![endif]--><!--[if gte vml 1]><v:shapetype id='_x0000_t202'><v:textbox>图形</v:textbox>"
        "</v:shapetype><![endif]--><![if !vml]><![endif]>"
        "<style><!-- p.MsoNormal{mso-style-name:正文;margin:0cm} --></style>"
    )
    return head + _lines(report, paragraph, paragraph)


def word_source(report: Report) -> str:
    """Word's "save as page": source lines break anywhere, also within numbers' spans."""

    def paragraph(text: str) -> str:
        pieces = [text[at : at + 37] for at in range(0, len(text), 37)]
        # A break within a number would be a space on the screen too; Word does not make it.
        joined = "\n".join(pieces)
        joined = re.sub(r"(?<=[\dA-Za-z.])\n(?=[\dA-Za-z.%])", "", joined)
        return f"<p class=MsoNormal style='margin-left:0cm'><span\nstyle='font-size:12pt'>{joined}</span></p>"

    return _lines(report, paragraph, paragraph)


def fonts(report: Report) -> str:
    """Nested <font> of a visual editor of the year 2004."""

    def paragraph(text: str) -> str:
        return (
            '<P align=left><FONT face="宋体"><FONT size=3><FONT color=#000000>&nbsp;&nbsp;&nbsp;'
            f"&nbsp;{text}</FONT></FONT></FONT></P>"
        )

    return _lines(report, paragraph, lambda t: f"<P><STRONG><FONT size=3>{t}</FONT></STRONG></P>")


def split_numbers(report: Report) -> str:
    """Every number falls into spans, at its point and before its unit."""

    def paragraph(text: str) -> str:
        text = re.sub(
            r"(\d+)\.(\d+)(亿元|%|亩|公里)?",
            lambda m: (
                f"<span>{m[1]}</span><span>.</span><span>{m[2]}</span>"
                + (f"<font>{m[3]}</font>" if m[3] else "")
            ),
            text,
        )
        return f"<p><span>{text}</span></p>"

    return _lines(report, paragraph, paragraph)


def unclosed(report: Report) -> str:
    """No end tags, attributes without quotes, stray end tags, a bare <."""
    return _lines(
        report,
        lambda t: f"<p align=justify style=text-indent:2em>{t}</span></font>",
        lambda t: f"<p><b>{t}</b></i></p></p>",
    )


def list_items(report: Report) -> str:
    """An ordered list of one item a paragraph; the numbers in front are the browser's."""
    return (
        "<ol>"
        + _lines(report, lambda t: f"<li>{t}</li>", lambda t: f"<li><b>{t}</b></li>")
        + "</ol>"
    )


def sections(report: Report) -> str:
    """HTML 5 as a young vendor writes it."""
    text = _lines(report, lambda t: f"<p>{t}</p>", lambda t: f"</section><section><h2>{t}</h2>")
    return f"<section>{text}</section>"


def zero_width(report: Report) -> str:
    """Zero-width spaces and joiners between the characters, a byte-order mark in front."""
    return _lines(
        report,
        lambda t: "<p>\ufeff" + "&#8203;".join(t[i : i + 9] for i in range(0, len(t), 9)) + "</p>",
        lambda t: f"<p>\u200d{t}\u2060</p>",
    )


def preformatted(report: Report) -> str:
    """One <pre>, lines as typed."""
    lines = [block if isinstance(block, str) else block.text for block in report.blocks]  # type: ignore[union-attr]
    return "<pre>\n" + "\n\n".join(f"    {line}" for line in lines) + "\n</pre>"
