from zonereports.document import find_attachments

URL = "https://www.lanxi.example/xxgk/202401/t20240105_77.html"
PAGE = """<html><meta charset="utf-8"><body><a href="/">首页</a>
<p>详见附件。</p><p>附件：<a href="./P020240105345678901.pdf">岚溪经开区2023年工作总结</a></p>
<a href="/module/download/downfile.jsp?classid=0&amp;showname=%E6%8C%87%E6%A0%87.xls&amp;filename=9f.xls">下载</a>
<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&amp;wbfileid=9">岚溪指标表</a>
<a href="/group6/M00/01/02/abcdef">附表</a><a href="./P020240105345678901.pdf">再次下载</a>
<a href="javascript:void(0)">打印.pdf</a><a href="mailto:a@b.example">信箱</a><a href="http://[">坏.pdf</a>
<a href="/about.html">关于本站</a></body></html>"""


def test_links_to_files_are_found_whatever_the_family_calls_them():
    found = find_attachments(PAGE.encode(), url=URL)
    assert [
        (link.url.removeprefix("https://www.lanxi.example")[:32], link.title) for link in found
    ] == [
        ("/xxgk/202401/P020240105345678901", "岚溪经开区2023年工作总结"),
        ("/module/download/downfile.jsp?cl", "下载"),
        ("/system/_content/download.jsp?ur", "岚溪指标表"),
        ("/group6/M00/01/02/abcdef", "附表"),
    ]


def test_a_page_without_files_offers_none():
    assert find_attachments(b"<p>x</p>", url=URL) == ()
