"""A county site whose pages a test writes by hand, to see how far a listing is read."""

import threading
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TODAY = datetime.now(UTC).date()
TEXT = """<p>{year}年，青山经济开发区坚持项目为王，各项工作稳步推进，现将有关情况总结如下。</p>
<p>一、主要指标完成情况</p>
<p>全年实现规上工业总产值{level}.4亿元，同比增长9.3%；完成固定资产投资12.{year}亿元，新增规上工业企业6家。</p>
<p>全年签约项目18个，总投资33.6亿元；走访企业120余次，帮助解决问题45个，兑现奖补资金860万元。</p>
<p>二、主要工作</p><p>一是抓招商，围绕主导产业开展推介活动，引进一批延链补链项目；二是抓服务，实行领导联系企业制度，及时协调用工、用地、融资等难题；三是抓配套，完成道路、管网和标准厂房建设，园区承载能力不断提升。</p>
<p>三、下一步打算</p><p>继续抓好招商引资、企业服务、安全生产和环境保护各项工作，确保全面完成年度目标任务。</p>"""


class Village:
    """A county site of pages given by the test; notes what it is asked."""

    def __init__(self):
        self.pages = {}
        self.headers = {}
        self.asked = []
        village = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                village.asked.append(self.path)
                status, kind, body = village.pages.get(self.path, (404, "text/html", b"404"))
                headers = village.headers.get(self.path, {})
                tag = headers.get("ETag")
                if status == 200 and tag and self.headers.get("If-None-Match") == tag:
                    status, body = 304, b""
                self.send_response(status)
                self.send_header("Content-Type", kind)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def put(self, path, html, *, status=200, kind="text/html; charset=utf-8", headers=None):
        body = html if isinstance(html, bytes) else html.encode()
        self.pages[path] = (status, kind, body)
        self.headers[path] = headers or {}

    def report(self, year):
        """A report's page; its address."""
        path = f"/gk/t{year}0110_{year}.html"
        title = title_of(year)
        self.put(
            path,
            f"<html><head><title>{title}</title><meta name='ArticleTitle' content='{title}'></head>"
            f"<body><h1>{title}</h1><div id='zoom'>{TEXT.format(year=year, level=year % 97)}</div>"
            "</body></html>",
        )
        return path

    def lists(self, *pages):
        """A static list of pages, each a list of (title, path, day)."""
        for number, rows in enumerate(pages):
            self.put(
                page_path(number), list_page(rows, number + 1 if pages[number + 1 :] else None)
            )

    def asked_lists(self):
        return [path for path in self.asked if path.startswith("/gk/index")]

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def title_of(year):
    return f"青山经济开发区{year}年工作总结"


def page_path(number):
    return f"/gk/index_{number}.html" if number else "/gk/index.html"


def list_page(rows, following=None):
    items = "".join(
        f'<li><a href="{path}" title="{title}">{title[:8]}…</a><span>{day}</span></li>'
        for title, path, day in rows
    )
    pager = f'<a href="{page_path(following)}">下一页</a>' if following else "<span>末页</span>"
    return f"<html><body><ul class='list'>{items}</ul><div class='page'>{pager}</div></body></html>"


def notices(first, count, day):
    return [
        (f"关于第{n}号道路养护工程的公告", f"/gk/t20200101_{n}.html", day - timedelta(days=n % 5))
        for n in range(first, first + count)
    ]


def five_pages(village):
    """Reports of 2024 down to 2020, one on each page, among notices of the same year."""
    pages = []
    for number, year in enumerate(range(2024, 2019, -1)):
        day = date(year + 1, 1, 10)
        rows = notices(number * 4, 4, day)
        rows.insert(2, (title_of(year), village.report(year), day))
        pages.append(rows)
    # An old notice is pinned on top of the first page.
    pages[0].insert(0, ("关于规范信息公开工作的通知", "/gk/t20100101_1.html", date(2010, 1, 1)))
    village.lists(*pages)


def articles(pipeline):
    return sorted(c.url.rsplit("_", 1)[1] for c in pipeline.archive.captures(kind="article"))
