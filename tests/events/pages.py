"""Pages of invented reports, in the templates of two kinds of site, with furniture that moves."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zonereports.document import read
from zonereports.events import Event, History, Sighting, record_events
from zonereports.state import State

TEXTS = Path(__file__).parents[1] / "golden" / "observations"
START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
TITLE = "青山经济开发区2023年工作总结"
SIGNED = "2024年1月8日"


def page(
    text,
    *,
    signed=SIGNED,
    title=TITLE,
    views=35,
    family="jcms",
    nonce="a1",
    day="2024-01-09",
    nav="首页",
    related="县政府召开常务会议",
    share="分享到微信",
    swapped=False,
    indent="",
    files=(),
):
    """A report as a page; everything beside text, signature and title is furniture."""
    paragraphs = [*text.splitlines(), "青山经济开发区管理委员会", signed]
    body = f"\n{indent}".join(
        f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in line.split(chr(9)))}</tr></table>"
        if "\t" in line
        else (
            f'<p class="a" style="b">{line}</p>'
            if not swapped
            else f'<p style="b" class="a">{line}</p>'
        )
        for line in paragraphs
    )
    links = "".join(f'<p><a href="{url}">{name}</a></p>' for url, name in files)
    head = (
        f"<html><head><meta charset='utf-8'><title>{title}</title>"
        f"<meta name='ArticleTitle' content='{title}'><meta name='PubDate' content='{day}'>"
        f"<script nonce='{nonce}'>var t='{nonce}';</script></head><body>"
        f"<div class='nav'><a href='/'>{nav}</a> &gt; <a href='/gk/'>信息公开</a></div>"
    )
    if family == "jcms":
        head += (
            f"<h1>{title}</h1><div class='info'>发布时间：{day} 来源：县园区办 浏览次数：{views}</div>"
            f"<div id='zoom'>{body}{links}</div>"
        )
    else:
        head += (
            f"<div class='detail'><h2 class='t'>{title}</h2>"
            f"<p class='m'>日期：{day} 点击：{views}</p>"
            f"<div class='TRS_Editor'>{body}{links}</div></div>"
        )
    return (
        f"{head}<div class='share'>{share}</div><div class='rel'>相关链接：<a href='/a'>{related}</a>"
        f"</div><div class='foot'>版权所有 青山县人民政府</div></body></html>"
    ).encode()


class Watcher:
    """Looks at addresses through `read` and a history, and keeps what it says."""

    def __init__(self, folder):
        self.state = State(f"sqlite:///{folder / 'state.db'}")
        self.seen = {}
        self.history = History(self.state, self.seen.get)

    def sighting(self, body, url="https://www.qingshan.example/gk/1.html", at=0, **facts):
        document = read(body, url=url)
        one = Sighting(
            url=url,
            capture_id=f"{at:04d}{zlib.crc32(url.encode()):012d}",
            seen_at=START + timedelta(hours=at),
            site="qingshan",
            text=document.text,
            title=document.title,
            zone=document.zone,
            report_year=document.report_year,
            period_kind=document.period_kind,
            published_at=document.published_at,
            signed_on=document.signed_on,
            **facts,
        )
        self.seen[one.capture_id] = one
        return one

    def keep(self, step) -> list[Event]:
        self.history.take(step)
        with self.state.begin() as connection:
            self.history.store(connection, step)
            return record_events(connection, step.events)
