"""One peer that extracts a page's text, run by the interpreter of its own environment.

Reads pages as lines of base64, and an empty line as the end of a round; answers each round with one
JSON line: the texts, and the CPU seconds. It imports nothing of this repository.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import sys
import time
from collections.abc import Callable

Extract = Callable[[bytes], str]


def _decoded(page: bytes) -> str:
    """What a careful caller does for libraries that want text."""
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        return page.decode("gb18030", "replace")


def trafilatura_precision() -> Extract:
    """Its strict setting."""
    from trafilatura import extract

    return lambda page: extract(page, favor_precision=True, include_comments=False) or ""


def trafilatura_recall() -> Extract:
    """Its generous setting."""
    from trafilatura import extract

    return lambda page: extract(page, favor_recall=True, include_comments=False) or ""


def readability() -> Extract:
    """readability-lxml, its summary as lines; cells joined by tabs."""
    from lxml import html
    from readability import Document

    def read(page: bytes) -> str:
        tree = html.fromstring(Document(_decoded(page)).summary(html_partial=True))
        for node in tree.iter("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4"):
            node.tail = "\n" + (node.tail or "")
        for node in tree.iter("td", "th"):
            node.tail = "\t" + (node.tail or "")
        return str(tree.text_content())

    return read


def justext() -> Extract:
    """JusText with the settings it names language-independent."""
    from justext import justext as paragraphs

    options = {"length_low": 20, "length_high": 40, "stopwords_low": 0, "stopwords_high": 0}

    def read(page: bytes) -> str:
        found = paragraphs(_decoded(page), frozenset(), max_link_density=0.3, **options)
        return "\n".join(part.text for part in found if not part.is_boilerplate)

    return read


def resiliparse() -> Extract:
    """Its main content."""
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page: extract_plain_text(_decoded(page), main_content=True, alt_texts=False)


def boilerpy3() -> Extract:
    """Its extractor for articles."""
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor(raise_on_failure=False)
    return lambda page: extractor.get_content(_decoded(page))


def newspaper4k() -> Extract:
    """An article in Chinese, parsed from what is given."""
    from newspaper import Article

    def read(page: bytes) -> str:
        article = Article("https://www.qingshan.example/a.html", language="zh")
        article.download(input_html=_decoded(page))
        article.parse()
        return str(article.text)

    return read


def goose3() -> Extract:
    """Its cleaned text, with its Chinese stop words."""
    from goose3 import Goose
    from goose3.text import StopWordsChinese

    goose = Goose({"stopwords_class": StopWordsChinese, "enable_image_fetching": False})
    return lambda page: goose.extract(raw_html=_decoded(page)).cleaned_text


def gne() -> Extract:
    """GeneralNewsExtractor, made for Chinese news."""
    from gne import GeneralNewsExtractor

    extractor = GeneralNewsExtractor()
    return lambda page: extractor.extract(_decoded(page))["content"]


def html2text() -> Extract:
    """The whole page as Markdown: what no extraction at all gives."""
    from html2text import HTML2Text

    def read(page: bytes) -> str:
        handler = HTML2Text(bodywidth=0)
        handler.ignore_links = handler.ignore_images = handler.ignore_emphasis = True
        return re.sub(r"^[#>* ]+", "", handler.handle(_decoded(page)), flags=re.MULTILINE)

    return read


_ALL = (
    trafilatura_precision, trafilatura_recall, readability, justext, resiliparse, boilerpy3,
    newspaper4k, goose3, gne, html2text,
)  # fmt: skip
PEERS: dict[str, Callable[[], Extract]] = {make.__name__: make for make in _ALL}


def _safe(extract: Extract, page: bytes) -> str:
    try:
        return extract(page) or ""
    except Exception:  # a page that breaks a peer gives no text; that is its score
        return ""


def main() -> None:
    """Answer rounds until the input ends; an import that fails ends the process first."""
    logging.disable(logging.CRITICAL)
    extract = PEERS[sys.argv[1]]()
    print(json.dumps("ready"), flush=True)
    pages: list[bytes] = []
    for line in sys.stdin:
        if line.strip():
            pages.append(base64.b64decode(line))
            continue
        before = time.process_time()
        texts = [_safe(extract, page) for page in pages]
        print(json.dumps([texts, time.process_time() - before]), flush=True)
        pages = []


if __name__ == "__main__":
    main()
