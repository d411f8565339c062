"""What a family module is given to render: the site's words, and an article with its neighbours."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise

from replica.counties import PREFECTURE, PROVINCE, BodyStyle, CountyFacts
from replica.entries import Entry


@dataclass(frozen=True, slots=True)
class Article:
    """An entry with the text that its page carries now."""

    entry: Entry
    text: str
    table: tuple[int, int] | None
    """Lines of the text that are a table."""
    index_number: str
    file: tuple[str, str] | None = None
    """Where the page links its attachment, and what it calls it."""
    earlier: Entry | None = None
    later: Entry | None = None
    part: int = 0
    """Which part of the text this page shows, from 0."""
    parts: int = 1


def in_parts(article: Article, count: int) -> list[Article]:
    """The article cut between paragraphs, as a CMS shows it on so many pages; tables stay whole."""
    lines = article.text.split("\n")
    first, last = article.table or (0, 0)
    edges = [len(lines) * number // count for number in range(count)] + [len(lines)]
    edges = [first if first < edge < last else edge for edge in edges]
    found = []
    for number, (start, end) in enumerate(pairwise(edges)):
        table = (first - start, last - start) if start <= first < last <= end else None
        text = "\n".join(lines[start:end])
        found.append(replace(article, text=text, table=table, part=number, parts=count))
    return found


def site_code(county: CountyFacts) -> str:
    """网站标识码: six digits of the division and four more."""
    return f"{county.adcode}0001"


def head(county: CountyFacts, title: str) -> str:
    """The page up to the metas of what it shows, as most families begin it."""
    return f"""<!DOCTYPE html>
<html>
<head>
<meta charset="{county.charset_label}">
<title>{title}-{county.name}人民政府</title>
<meta name="SiteName" content="{county.name}人民政府">
<meta name="SiteIDCode" content="{site_code(county)}">"""


def neighbour(
    county: CountyFacts, entry: Entry | None, path: Callable[[CountyFacts, Entry], str]
) -> str:
    """The link to the article before or after, or the words that there is none."""
    if entry is None:
        return "没有了"
    return f'<a href="{path(county, entry)}">{escape(entry.title)}</a>'


def footer(county: CountyFacts) -> str:
    """Who runs the site; the same words stand at the foot of every government page."""
    return (
        '<div class="footer">'
        f"<p>地址：{PROVINCE}{PREFECTURE}{county.name}府前路</p>"
        f"<p>主办：{county.name}人民政府办公室　承办：{county.name}大数据发展管理中心</p>"
        f"<p>浙ICP备{county.adcode}99号-1　浙公网安备 {county.adcode}02000001号　"
        f"网站标识码：{site_code(county)}</p></div>"
    )


def shortened(title: str, length: int) -> str:
    """A link text as the CMS cuts it."""
    return title if len(title) <= length else title[: length - 1] + "…"


def article_metas(article: Article) -> str:
    """Title, time and source as the guideline for government sites wants them in the head."""
    entry = article.entry
    return f"""<meta name="ArticleTitle" content="{escape(entry.title)}">
<meta name="PubDate" content="{entry.published_at.strftime("%Y-%m-%d %H:%M")}">
<meta name="ContentSource" content="{escape(entry.source)}">"""


def body_html(article: Article, style: BodyStyle) -> str:
    """The text as markup; taking the tags away gives the text again, indents apart."""
    lines = article.text.split("\n")
    first, last = article.table or (len(lines), len(lines))
    dice = random.Random(f"{article.entry.id}:{style}")
    signed: list[str] = []
    ends = article.part == article.parts - 1
    if article.entry.kind == "report" and ends and len(lines) > 2 and style != "breaks":
        lines, signed = lines[:-2], lines[-2:]
    parts = [_paragraphs(lines[:first], style, dice)]
    if article.table:
        parts.append(_table(lines[first:last]))
        parts.append(_paragraphs(lines[last:], style, dice))
    parts += [f'<p style="text-align: right;">{escape(line)}</p>' for line in signed]
    if article.file:
        href, name = (escape(word) for word in article.file)
        parts.append(f'<p>附件：<a href="{href}" target="_blank">{name}</a></p>')
    return "\n".join(part for part in parts if part)


def _paragraphs(lines: list[str], style: BodyStyle, dice: random.Random) -> str:
    if style == "breaks":
        return "<br>\n".join(f"　　{escape(line)}" for line in lines) + "<br/>" if lines else ""
    if style == "word":
        return "\n".join(_word_paragraph(line, dice) for line in lines)
    return "\n".join(f'<p style="text-indent: 2em;">{escape(line)}</p>' for line in lines)


def _word_paragraph(line: str, dice: random.Random) -> str:
    """A paragraph as pasted from Word: spans that break anywhere, even inside a number."""
    font = 'style="font-family: 仿宋_GB2312; font-size: 21px;"'
    pieces, done = [], 0
    while done < len(line):
        step = dice.randint(5, 48)
        piece = escape(line[done : done + step])
        lang = ' lang="EN-US"' if piece.isascii() else ""
        inner = f"<span{lang}>{piece}</span>" if dice.random() < 0.4 else piece
        pieces.append(f"<span {font}>{inner}</span>")
        done += step
    indent = f"<span {font}>&nbsp;&nbsp;&nbsp;&nbsp;</span>"
    return (
        '<p class="MsoNormal" style="text-indent:32.0pt;line-height:28.0pt">'
        f"{indent}{''.join(pieces)}<span {font}><o:p></o:p></span></p>"
    )


def _table(rows: list[str]) -> str:
    body = "\n".join(
        "<tr>" + "".join(f"<td><p>{escape(cell)}</p></td>" for cell in row.split("\t")) + "</tr>"
        for row in rows
    )
    return f'<table border="1" cellspacing="0" cellpadding="0"><tbody>\n{body}\n</tbody></table>'
