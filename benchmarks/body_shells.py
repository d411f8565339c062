"""The ten CMS families' pages around a body, each with its own furniture."""

from __future__ import annotations

import json
from collections.abc import Callable

from benchmarks.body_prose import Report

Shell = Callable[[Report, str], str]

_MENU = "政务公开 政务服务 互动交流 走进{c} 新闻中心 专题专栏 数据开放 营商环境".split()
_TEASERS = (
    ("{c}县召开工业经济运行调度会", "01-18"),
    ("{z}2022年工作总结", "01-09"),
    ("关于印发《{c}县促进工业经济若干政策》的通知", "01-05"),
    ("一季度全县新签约项目26个", "04-02"),
    ("{c}县2023年国民经济和社会发展统计公报", "03-28"),
)


def _menu(report: Report) -> str:
    items = "".join(
        f'<li><a href="/c{n}/">{name.format(c=report.county)}</a></li>'
        for n, name in enumerate(_MENU)
    )
    return f'<ul class="nav">{items}</ul>'


def related(report: Report, name: str = "xgxx") -> str:
    """A box of related reports, with their days."""
    items = "".join(
        f'<li><a href="/art/{n}.html" title="{t.format(c=report.county, z=report.zone)}">'
        f"{t.format(c=report.county, z=report.zone)}</a><span>2024-{day}</span></li>"
        for n, (t, day) in enumerate(_TEASERS)
    )
    return f'<div class="{name}"><h4>相关信息</h4><ul>{items}</ul></div>'


def footer(report: Report) -> str:
    """The foot that the guideline asks for."""
    return (
        f'<div class="footer"><p>主办：{report.county}县人民政府办公室　承办：{report.county}县数据资源管理局</p>'
        "<p>网站标识码：3399990007　<a href='#'>某ICP备19007311号</a>　某公网安备 33999902000117号</p>"
        "<p>联系电话：0579-00001234　<a href='/map'>网站地图</a></p></div>"
    )


def _head(report: Report, *, metas: bool = True, extra: str = "") -> str:
    meta = (
        f'<meta name="SiteName" content="{report.county}县人民政府">'
        f'<meta name="ArticleTitle" content="{report.title}">'
        f'<meta name="PubDate" content="{report.year + 1}-01-15 09:20">'
        f'<meta name="ContentSource" content="{report.zone}">'
        if metas
        else ""
    )
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">'
        f"<title>{report.title}_{report.county}县人民政府</title>{meta}{extra}"
        "<style>.nav li{float:left}</style><script>var webid=7;</script></head>"
    )


def _attachments(report: Report) -> str:
    return "".join(
        f'<p>附件：<a href="/module/download/downfile.jsp?filename=9{n}.docx">{name}</a></p>'
        for n, name in enumerate(report.attachments, 1)
    )


def jcms(report: Report, body: str) -> str:
    """大汉 JCMS: a disclosure table over the title, marks around #zoom."""
    return f"""{_head(report)}<body><div id="header">{_menu(report)}</div>
<div class="wz">当前位置：<a href="/">首页</a> &gt;&gt; <a href="/col/col1/">政务公开</a> &gt;&gt; 工作总结</div>
<table class="xxgk" width="100%"><tr><td>索引号：</td><td>B2099/{report.year + 1}-00117</td>
<td>公开方式：</td><td>主动公开</td></tr><tr><td>文号：</td><td></td><td>公开日期：</td><td>{report.year + 1}-01-15</td></tr>
<tr><td>发布单位：</td><td>{report.zone}</td><td>有效性：</td><td>有效</td></tr></table>
<h1 class="title">{report.title}</h1>
<div class="sp_time">时间：{report.year + 1}-01-15 09:20　来源：{report.zone}　浏览次数：<script>hits(7)</script>
字体：[<a>大</a> <a>中</a> <a>小</a>]　<a href="javascript:print()">打印</a></div>
<!--ZJEG_RSS.content.begin--><meta name="ContentStart"><div id="zoom">{body}{_attachments(report)}</div>
<meta name="ContentEnd"><!--ZJEG_RSS.content.end-->
<div class="fx">分享到：<a>微信</a><a>微博</a></div><div class="bz">责任编辑：陆青禾</div>
<div class="ewm"><img src="/qr.png">扫一扫在手机打开当前页</div>
<ul class="sx"><li>上一篇：<a href="a.html">{report.county}县统计局{report.year}年工作总结</a></li>
<li>下一篇：<a href="b.html">没有了</a></li></ul>{related(report)}{footer(report)}</body></html>"""


def jcms_old(report: Report, body: str) -> str:
    """JCMS of 2009: nested layout tables, comments that name the fields, no id anywhere."""
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{report.title}</title></head><body bgcolor="#FFFFFF"><table width=980 align=center><tr><td colspan=2>
<img src="/top.jpg"></td></tr><tr><td width=200 valign=top><table><tr><td><a href="/1">机构职能</a></td></tr>
<tr><td><a href="/2">政策法规</a></td></tr><tr><td><a href="/3">规划计划</a></td></tr></table></td>
<td><table width="100%"><tr><td align=center class="bt"><!--<$[标题]>begin-->{report.title}<!--<$[标题]>end--></td></tr>
<tr><td align=center>发布日期：{report.year + 1}-01-15　浏览次数：<script>c()</script></td></tr>
<tr><td class="bt_content"><!--<$[信息内容]>begin-->{body}<!--<$[信息内容]>end--></td></tr>
<tr><td align=right>【<a>打印本页</a>】【<a>关闭窗口</a>】</td></tr></table></td></tr>
<tr><td colspan=2 align=center>版权所有：{report.county}县人民政府　技术支持：县信息中心</td></tr></table></body></html>"""


def jpaas(report: Report, body: str) -> str:
    """大汉 jpaas: a sidebar of teasers, a pager that a script fills."""
    return f"""{_head(report, extra='<meta name="ColId" content="8821">')}<body><header>{_menu(report)}</header>
<div class="crumb">您当前的位置：首页 > 信息公开 > {report.zone} > 总结计划</div>
<div class="left"><div class="xxgk-table"><dl><dt>索引号</dt><dd>11339/2024-31</dd></dl><dl><dt>发布机构</dt>
<dd>{report.zone}</dd></dl><dl><dt>生成日期</dt><dd>{report.year + 1}-01-12</dd></dl></div>
<div class="main"><div class="article-title">{report.title}</div>
<div class="info"><span>发布时间：{report.year + 1}-01-15</span><span>来源：{report.zone}</span><span>访问量：<i id="cnt"></i></span></div>
<div class="wzzw-article">{body}{_attachments(report)}</div>
<div class="tools"><a>打印</a><a>收藏</a><a>关闭</a></div></div></div>
<div class="right">{related(report, "hot")}<div class="tj"><p>{report.county}县聚焦主导产业，前三季度新增规上企业18家，
同比多增5家。<a href="/t">[详细]</a></p></div></div>
<div class="pager" url="/api-gateway/jpaas-publish-server/front/page/build/unit" querydata="{{'webId':'52'}}"></div>
{footer(report)}</body></html>"""


def trs(report: Report, body: str) -> str:
    """拓尔思 TRS: .TRS_Editor with a style sheet of its own, files beside the page."""
    return f"""{_head(report)}<body><div class="top">{_menu(report)}</div><div class="container">
<div class="BreadcrumbNav">当前位置：<a>首页</a>&gt;<a>政府信息公开</a>&gt;<a>规划计划</a></div>
<div class="table"><table><tr><th>索 引 号</th><td>0117/2024-00093</td><th>主题分类</th><td>工业</td></tr>
<tr><th>发布机构</th><td>{report.zone}</td><th>发文日期</th><td>{report.year + 1}年01月12日</td></tr>
<tr><th>名　　称</th><td colspan="3">{report.title}</td></tr></table></div>
<h2 class="title">{report.title}</h2><div class="xq">发布时间：{report.year + 1}-01-15　【字体：<a>大</a> <a>中</a> <a>小</a>】</div>
<div class="view TRS_UEDITOR trs_paper_default"><div class="TRS_Editor"><style type="text/css">.TRS_Editor P{{line-height:2}}
.TRS_Editor TABLE{{margin:0}}</style>{body}</div></div>
<div class="fj">相关附件：<script>var files="<a href='./P020240115.pdf'>附件.pdf</a>"</script></div>
<script>createPageHTML(1, 0, "t20240115_7", "html");</script></div>{footer(report)}</body></html>"""


def longxun(report: Report, body: str) -> str:
    """龙讯: labels split into characters, the line under h1.wztit, 扫一扫 under the body."""
    return f"""{_head(report, extra='<meta name="SiteId" content="6787021">')}<body>{_menu(report)}
<div class="wzdh">您现在所在的位置：<a>首页</a> > <a>信息公开</a> > <a>{report.zone}</a> > <a>规划计划</a></div>
<table class="table_suoyin"><tr><th><span>索</span><span>引</span><span>号：</span></th><td>003/{report.year + 1}01-00007</td>
<th>组配分类：</th><td>工作总结</td></tr><tr><th><span>发</span><span>布</span><span>机</span><span>构：</span></th><td>{report.zone}</td>
<th>发布日期：</th><td>{report.year + 1}-01-15</td></tr></table>
<h1 class="wztit">{report.title}</h1><div class="wzbjxx"><span class="fbsj">发布时间：{report.year + 1}-01-15 09:51</span>
<span class="res">信息来源：{report.zone}</span><span>阅读次数：</span><span>字体：[ 大 中 小 ]</span></div>
<div class="newscontnet minh300"><div class="wzcon j-fontContent clearfix">{body}{_attachments(report)}</div>
<div class="bdsharebuttonbox"><span>分享到：</span></div><div class="ewm">扫一扫在手机打开当前页</div></div>
<div class="wz_fy"><p>上一条：<a>{report.zone}{report.year - 1}年工作总结</a></p><p>下一条：<a>{report.zone}领导分工</a></p></div>
<script>Ls.pagination({{pageCount:1}})</script>{footer(report)}</body></html>"""


def openness(report: Report, body: str) -> str:
    """The Openness family: the header table twice, for desktop and phone."""
    rows = (
        f"<tr><td>索引号</td><td>OP{report.year}-77</td><td>组配分类</td><td>总结计划</td></tr><tr><td>发布机构</td>"
        f"<td>{report.zone}</td><td>发布日期</td><td>{report.year + 1}-01-15</td></tr>"
        f"<tr><td>名称</td><td colspan=3>{report.title}</td></tr>"
    )
    return f"""{_head(report, metas=False)}<body>{_menu(report)}<div class="gk_main">
<div class="pc"><table>{rows}</table></div><div class="wap"><table>{rows}</table></div>
<div class="xl_tit">{report.title}</div><div class="xl_info">发布时间：{report.year + 1}-01-15　来源：{report.zone}　字体[<a>大</a> <a>中</a> <a>小</a>]</div>
<div class="xl_cont" id="xxgk_con">{body}{_attachments(report)}</div><div class="close">关闭×</div></div>
<div class="leftnav"><a>机构概况</a><a>领导信息</a><a>年度报告</a><a>依申请公开</a></div>{footer(report)}</body></html>"""


def ucap(report: Report, body: str) -> str:
    """开普云 UCAP: an element of its own around the body, a tree of columns at the left."""
    return f"""{_head(report)}<body>{_menu(report)}<div class="tree"><ul><li><a>机构设置</a></li><li><a>规划总结</a>
<ul><li><a>{report.year - 2}年</a></li><li><a>{report.year - 1}年</a></li></ul></li></ul></div>
<div class="detail"><ul class="metadata"><li><b>索引号：</b>014{report.year}/2024-05</li><li><b>发文机构：</b>{report.zone}</li>
<li><b>内容概述：</b>{report.title}</li></ul><div class="title">{report.title}</div>
<div class="ly">来源：{report.zone}　发布日期：{report.year + 1}-01-15 10:00　[ 字号：大 中 小 ]</div>
<div id="UCAP-CONTENT"><ucapcontent>{body}{_attachments(report)}</ucapcontent></div>
<div class="qr">扫描二维码在手机上查看</div><p class="editor">编辑：俞小满　审核：白露</p></div>{footer(report)}</body></html>"""


def vsb(report: Report, body: str) -> str:
    """博达 VSB: a form around the article, a number behind the id of the body."""
    return f"""{_head(report)}<body>{_menu(report)}<form name="_newscontent_fromname"><div class="content-t">
<h2 align="center">{report.title}</h2><div class="sub">作者：　时间：{report.year + 1}.01.15　点击数：<script>_showDynClicks("wbnews",7,31)</script></div></div>
<div id="vsb_content_2"><div class="v_news_content">{body}</div></div>
<div>{"".join(f'<p>附件【<a href="/system/_content/download.jsp?wbfileid={n}">{name}</a>】已下载<span>0</span>次</p>' for n, name in enumerate(report.attachments))}</div></form>
<div class="sxt"><p>上一条：<a>{report.county}县开展安全生产大检查</a></p><p>下一条：<a>{report.zone}招聘公告</a></p></div>
<p class="gb">【<a href="javascript:window.close()">关闭</a>】</p>{footer(report)}</body></html>"""


def epoint(report: Report, body: str) -> str:
    """新点 Epoint: ewb classes."""
    return f"""{_head(report)}<body>{_menu(report)}<div class="ewb-container"><div class="ewb-location"><span>当前位置：</span>
<a>首页</a>＞<a>政务公开</a>＞<span>工作总结</span></div><div class="ewb-article"><h3 class="ewb-article-tt">{report.title}</h3>
<div class="ewb-article-sources"><p>【信息时间：{report.year + 1}-01-15】</p><p>【来源：{report.zone}】</p><p>阅读次数：<span id="infoViewCount"></span></p></div>
<div class="ewb-article-detail" id="infocontent">{body}{_attachments(report)}</div>
<div class="ewb-article-tools"><a>【打印】</a><a>【关闭】</a></div></div></div>{footer(report)}</body></html>"""


def gkmlpt(report: Report, body: str) -> str:
    """Guangdong's gkmlpt: the body is JSON in a script; the page is a shell."""
    detail = json.dumps(
        {"id": 117, "title": report.title, "content": body, "publisher": report.zone},
        ensure_ascii=True,
    ).replace("<", "\\u003C")
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{report.title}_{report.county}县人民政府</title>
<script>window._CONFIG = {{SID:'755117', TREE:[{{"id":1,"name":"工作总结"}}], DETAIL: {detail}}};</script></head>
<body><div id="app"><div class="loading">正在加载，请稍候……</div></div>{footer(report)}</body></html>"""


def tail_layout(report: Report, body: str) -> str:
    """A county's own ASP page: layout tables, text bare in a cell."""
    rows = "".join(
        f"<tr><td>·<a href=/{n}>{n + 2}月工作动态</a></td><td>[{n + 2}-12]</td></tr>"
        for n in range(8)
    )
    return f"""<html><head><title>{report.title}</title></head><body><table width=960><tr><td>首页 | 机构 | 动态 | 公开</td></tr></table>
<table width=960><tr><td width=220 valign=top><table><tr><td colspan=2>最新动态</td></tr>{rows}</table></td>
<td valign=top><table width="100%"><tr><td align=center><font size=5>{report.title}</font></td></tr>
<tr><td align=center>更新时间：{report.year + 1}-1-15　点击：<script src=/count.asp></script></td></tr><tr><td>{body}</td></tr></table></td></tr></table>
<center>{report.county}县人民政府主办　Copyright 2008</center></body></html>"""


def tail_vue(report: Report, body: str) -> str:
    """A young vendor's page: rows that its script never filled, a body of no known name."""
    return f"""{_head(report, metas=False)}<body><div id="app"><div class="tab" v-for="item in list"><a :href="item.url">{{{{ item.title }}}}</a>
<span>{{{{ item.date | format }}}}</span></div><main class="pg-nr"><div class="pg-hd">{report.title}</div>
<div class="pg-sub">{report.year + 1}-01-15 <em>来源：{report.zone}</em> <em>浏览量：{{{{ count }}}}</em></div>
<div class="pg-txt-9">{body}</div><div class="pg-ft">责任编辑：梁一帆</div></main>
<aside class="pg-rt"><h4>热点推荐</h4><ul>{"".join(f'<li><a href="/p/{n}">{report.county}县{n + 3}月份工业用电量增长{n + 4}.2%</a></li>' for n in range(6))}</ul></aside>
</div>{footer(report)}</body></html>"""


def tail_php(report: Report, body: str) -> str:
    """A PHP site: a box named content around everything, the article in a box named nr."""
    return f"""<html><head><meta charset="utf-8"><title>{report.title} - {report.zone}</title></head><body>
<div id="content"><div class="zx">{related(report)}</div><div class="wz_nr"><h1>{report.title}</h1>
<p class="sj">{report.year + 1}-01-15 | 来源：{report.zone} | 点击：<b>31</b></p><div class="nr_9">{body}</div>
<p>上一篇：<a>招商热线</a></p><p>下一篇：<a>园区地图</a></p></div></div>{footer(report)}</body></html>"""


def tail_semantic(report: Report, body: str) -> str:
    """main, article, aside, footer as HTML 5 means them."""
    return f"""{_head(report)}<body><header><nav>{_menu(report)}</nav></header><main><article><header><h1>{report.title}</h1>
<time datetime="{report.year + 1}-01-15">{report.year + 1}年1月15日</time></header>{body}
<footer><p>来源：{report.zone}</p><p>责任编辑：于清</p></footer></article><aside>{related(report)}</aside></main>{footer(report)}</body></html>"""


def tail_menu(report: Report, body: str) -> str:
    """A mega menu of two hundred links before, friendly links after."""
    every = [f'<a href="/m{n}">{report.county}县第{n}号栏目服务指南</a>' for n in range(200)]
    links, some = "".join(every), "".join(every[:60])
    friends = "".join(f"<option>{name}人民政府网站</option>" for name in ("甲县", "乙县", "丙县"))
    return f"""{_head(report)}<body><div class="mega">{links}</div><div class="bigbox"><div class="lt"><ul>{some}</ul></div>
<div class="rt"><h1>{report.title}</h1><div class="attr">发布日期：{report.year + 1}-01-15　信息来源：{report.zone}</div>
<div class="txt-box">{body}</div><div class="attr2"><a>打印</a> <a>关闭</a></div></div></div>
<div class="links">友情链接：<select>{friends}</select></div>{footer(report)}</body></html>"""
