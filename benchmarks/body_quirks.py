"""What goes wrong between an editor and a page: each a change of the body or of the whole page."""

from __future__ import annotations

import html
import json
import re

from benchmarks.body_markup import plain
from benchmarks.body_prose import Report
from benchmarks.body_shells import related


def _paragraphs(body: str) -> list[str]:
    return re.split(r"(?<=</p>)\n", body)


def related_inside(body: str, told: Report) -> str:
    """The list of related reports stands in the body's own container."""
    return (
        body
        + related(told, "relate")
        + '<p class="pl">责任编辑：<span>陆青禾</span>　　校对：<span>安然</span></p>'
    )


def nested_zoom(body: str, _: Report) -> str:
    """#zoom in #zoom, in three boxes."""
    return f'<div class="art"><div id="zoom"><div class="art_con">{body}</div></div></div>'


def closed_early(body: str, _: Report) -> str:
    """A </div> too many in the middle: half of the report stands outside of its container."""
    parts = _paragraphs(body)
    half = len(parts) // 2
    return "\n".join([*parts[:half], "</div></div>", *parts[half:]])


def whole_document(body: str, told: Report) -> str:
    """A whole file of Word's within the container: its own head, title and style sheet."""
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator '
        f'content="Microsoft Word 12"><title>{told.title}</title><style>p.MsoNormal{{margin:0}}</style></head>'
        f"<body lang=ZH-CN><div class=Section1 style='layout-grid:15.6pt'>{body}</div></body></html>"
    )


def two_copies(body: str, told: Report) -> str:
    """Desktop and phone copies in one box, which a style sheet tells apart by width."""
    return (
        "<style>@media (max-width:768px){.pcshow{display:none}}@media (min-width:769px){.wapshow{display:none}}</style>"
        f'<div class="pcshow">{body}</div><div class="wapshow">{body}</div>'
    )


def phone_copy_hidden(body: str, told: Report) -> str:
    """The phone's copy is hidden outright and made of other markup."""
    bare = "".join(f"<section>{line}</section>" for line in told.lines)
    return f'<div class="pc">{body}</div><div class="mobile" style="display: none;">{bare}</div>'


def tools_inside(body: str, told: Report) -> str:
    """Title, line of facts, tools and share links stand within the container."""
    return (
        f'<p align="center"><strong>{told.title}</strong></p><p align="center">发布时间：2023-01-15　'
        "浏览次数：<span id=c></span>　【字体：大 中 小】　【打印】</p>"
        f"{body}<p>扫一扫，手机查看</p><p>分享到：微信 微博 QQ空间</p><p>【打印】【关闭】</p>"
    )


def page_separators(body: str, _: Report) -> str:
    """Marks at which the system would split the page, left in."""
    parts = _paragraphs(body)
    parts.insert(len(parts) // 3, "<TRS_PAGE_SEPARATOR></TRS_PAGE_SEPARATOR>")
    parts.insert(2 * len(parts) // 3, "<p>_ueditor_page_break_tag_</p>")
    return "\n".join(parts)


def pager_inside(body: str, _: Report) -> str:
    """One of several parts: a pager closes it."""
    return body + (
        '<div class="page"><a href="t1.html">上一页</a> <span>1</span> <a href="t1_1.html">2</a> '
        '<a href="t1_2.html">3</a> <a href="t1_1.html">下一页</a> <span>共3页</span></div>'
    )


def editors_in_a_row(body: str, _: Report) -> str:
    """Several editors' boxes, one after the other, each with a part."""
    parts = _paragraphs(body)
    third = len(parts) // 3
    pieces = (parts[:third], parts[third : 2 * third], parts[2 * third :])
    box = '</div><div class="TRS_Editor">'
    return box.join("\n".join(piece) for piece in pieces)


def quoted(body: str, _: Report) -> str:
    """Paragraphs in a quotation, a centred one, one with a footnote's mark."""
    parts = _paragraphs(body)
    parts[1] = f"<blockquote>{parts[1]}</blockquote>"
    parts[-2] = f"<center>{parts[-2]}</center>"
    parts[-1] = f'<blockquote style="margin:0"><blockquote>{parts[-1]}</blockquote></blockquote>'
    return "\n".join(parts)


def abstract_in_known_box(page: str, told: Report) -> str:
    """A box with a well known name holds the abstract; the report stands in one of no known name."""
    opening = told.lines[0]
    box = f'<div class="article-content"><p>{opening[:46]}……</p></div>'
    return page.replace('<div class="pg-txt-9">', f'{box}<div class="pg-txt-9">', 1)


def overview_repeats_opening(page: str, told: Report) -> str:
    """内容概述 repeats the report's first sentences above it."""
    return page.replace(f"<b>内容概述：</b>{told.title}", f"<b>内容概述：</b>{told.lines[0]}", 1)


def video_inside(body: str, _: Report) -> str:
    """A player, a frame and a picture with a text of its own in the middle of the body."""
    parts = _paragraphs(body)
    parts.insert(
        3,
        '<p style="text-align:center"><video src="/v.mp4" controls>您的浏览器不支持视频播放，请升级。</video></p>'
        '<iframe src="/player.html">您的浏览器不支持框架，请升级后访问。</iframe>'
        '<p><img src="1.jpg" alt="园区航拍图，2023年摄"></p><object><param name="a"><embed src="a.swf"></object>',
    )
    return "\n".join(parts)


_BAIT = "2099年完成工业投资777.7亿元，增长77.7%。"


def hidden_inside(body: str, _: Report) -> str:
    """Six ways to hide a sentence."""
    parts = _paragraphs(body)
    hidden = (
        f'<p style="display:none">{_BAIT}</p>',
        f'<div style="visibility: hidden;">{_BAIT}</div>',
        f'<p style="font-size:0px;line-height:0">{_BAIT}</p>',
        f'<div style="height:0;overflow:hidden">{_BAIT}</div>',
        f"<p hidden>{_BAIT}</p>",
        f'<style>.yc9{{display:none}}</style><p class="yc9">{_BAIT}</p>',
    )
    for number, box in enumerate(hidden):
        parts.insert(2 * number + 1, box)
    return "\n".join(parts)


def white_on_white(body: str, _: Report) -> str:
    """White text on the white page, fully transparent text."""
    parts = _paragraphs(body)
    parts.insert(1, f'<p style="color:#fff">{_BAIT}</p>')
    parts.insert(3, f'<p><font color="white">{_BAIT}</font></p>')
    parts.insert(5, f'<p style="color: rgb(255, 255, 255);">{_BAIT}</p>')
    parts.insert(6, f'<p style="color:transparent">{_BAIT}</p>')
    return "\n".join(parts)


def off_screen(body: str, _: Report) -> str:
    """Text beyond the edge, clipped to nothing, without width."""
    parts = _paragraphs(body)
    parts.insert(1, f'<div style="position:absolute;left:-9999px">{_BAIT}</div>')
    parts.insert(3, f'<p style="text-indent:-9999px">{_BAIT}</p>')
    parts.insert(5, f'<span style="position:absolute;clip:rect(0,0,0,0)">{_BAIT}</span>')
    parts.insert(6, f'<div style="width:0px;overflow:hidden">{_BAIT}</div>')
    return "\n".join(parts)


def crumb_and_title_inside(body: str, told: Report) -> str:
    """Breadcrumb, title and line of facts once more, within the container."""
    return (
        f"<div>当前位置：首页 > 政务公开 > 工作总结</div><h2>{told.title}</h2>"
        f"<p>发布日期：{told.year + 1}-01-15　来源：{told.zone}</p>{body}"
    )


def linked_terms(body: str, _: Report) -> str:
    """Terms in the text are links."""
    body = body.replace("项目", '<a href="/so?q=1">项目</a>').replace("企业", "<a>企业</a>")
    return body.replace("工业", '<a href="/so?q=2"><u>工业</u></a>')


def teasers_with_sentences(page: str, told: Report) -> str:
    """A column of teasers that are sentences with figures, longer than a paragraph."""
    teasers = "".join(
        f'<div class="tz"><a href="/n{n}">{told.county}县{n}月份经济运行简报</a><p>{n}月份，全县实现工业产值'
        f"{n + 20}.{n}亿元，同比增长{n}.{n}%，其中战略性新兴产业占比{n + 30}.2%，新开工项目{n}个。</p></div>"
        for n in range(2, 7)
    )
    return page.replace(
        '<div class="links">', f'<div class="side9">{teasers}</div><div class="links">', 1
    )


def reader_comments(page: str, told: Report) -> str:
    """Readers' comments under the report."""
    comments = "".join(
        f'<div class="pl_item"><span>网友{n}：</span><p>{said}</p></div>'
        for n, said in enumerate(
            ("希望公交线路早日开通，方便职工上下班。", "招聘会什么时候办，留个电话吧！")
        )
    )
    return page.replace(
        "<p>上一篇", f'<div class="comment-list"><h4>网友评论</h4>{comments}</div><p>上一篇', 1
    )


def page_ends_early(page: str, told: Report) -> str:
    """</body></html> in the middle of the page; what follows is shown all the same."""
    lines = plain(told).split("\n")
    middle = lines[len(lines) // 2]
    return page.replace(middle, f"</body></html>\n{middle}", 1)


def frames_and_scripts(page: str, told: Report) -> str:
    """Frames, scripts and styles with Chinese sentences in them around the report."""
    noise = (
        "<script>var tip='温馨提示：您即将离开本站，是否继续？2023年，100亿元。';</script>"
        "<noscript>请启用脚本，以便正常浏览本站，谢谢。</noscript><iframe src='/w.html'></iframe>"
        '<script type="text/template"><p>{{title}}，{{summary}}。共{{count}}条，用时1.5秒。</p></script>'
        "<textarea style='display:none'>备注：2099年目标777亿元，请勿删除。</textarea>"
    )
    return page.replace("<h1>", f"{noise}<h1>", 1).replace(
        '<div class="attr2">', f'{noise}<div class="attr2">', 1
    )


def _out_of(page: str) -> tuple[str, str]:
    start = page.index('<div class="pg-txt-9">') + len('<div class="pg-txt-9">')
    end = page.index('</div><div class="pg-ft">')
    return page[:start] + page[end:], page[start:end]


def body_into_state(page: str, told: Report) -> str:
    """The body is a string in window.__INITIAL_STATE__, which a script shows."""
    shell, body = _out_of(page)
    state = {"site": {"name": told.county}, "detail": {"title": told.title, "contentHtml": body}}
    text = json.dumps(state, ensure_ascii=False).replace("</", "<\\/")
    return shell.replace("</body>", f"<script>window.__INITIAL_STATE__={text};</script></body>")


def body_into_next_data(page: str, told: Report) -> str:
    """The body is a string in a script of type application/json."""
    shell, body = _out_of(page)
    data = {"props": {"pageProps": {"list": [{"title": "通知"}], "article": {"body": body}}}}
    text = json.dumps(data).replace("</", "<\\/")
    tag = f'<script id="__NEXT_DATA__" type="application/json">{text}</script>'
    return shell.replace("</body>", f"{tag}</body>")


def body_into_textarea(page: str, told: Report) -> str:
    """The body waits, escaped, in a hidden textarea."""
    shell, body = _out_of(page)
    box = f'<textarea id="htmlContent" style="display:none">{html.escape(body)}</textarea>'
    return shell.replace("</body>", f"{box}<script>show('htmlContent')</script></body>")
