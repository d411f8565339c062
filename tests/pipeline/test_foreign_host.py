"""A report that a listing links on another host: refused by name, and nothing else is lost."""

from datetime import date

import pytest

from tests.pipeline.village import articles, notices, title_of
from zonereports.errors import Refused
from zonereports.fetch import Fetcher
from zonereports.fetch.errand import Errand
from zonereports.pipeline import probe

DAY = date(2025, 1, 10)


@pytest.fixture
def listed(village):
    """A listing with three reports; the one of 2023 lies on another host."""
    elsewhere = village.url.replace("127.0.0.1", "localhost") + village.report(2023)
    rows = notices(0, 6, DAY)
    rows.insert(1, (title_of(2024), village.report(2024), DAY))
    rows.insert(3, (title_of(2023), elsewhere, DAY))
    rows.append((title_of(2022), village.report(2022), DAY))
    village.lists(rows)
    return elsewhere


def test_the_answer_names_the_host_and_the_line_to_add_and_the_rest_is_published(listed, crawl):
    check = crawl()
    assert (check.answer, check.error) == ("could not look", "Refused")
    assert "host localhost is not allowed" in check.detail
    assert listed in check.detail
    assert "this line of its YAML allows it: other_hosts: [localhost]" in check.detail
    assert articles(crawl.pipeline) == ["2022.html", "2024.html"]
    assert len(check.new_captures) == 2
    crawl.pipeline.publish()
    rows = crawl.pipeline.lake.query("select title from documents order by title").to_pylist()
    assert [row["title"] for row in rows] == [title_of(2022), title_of(2024)]


def test_the_line_does_what_the_answer_promised(listed, crawl, tmp_path, village):
    told = crawl().detail.rpartition("allows it: ")[2].strip()
    assert "/gk/t20230110_2023.html" not in village.asked
    check = crawl(more=f"{told}\n")
    assert (check.answer, check.error) == ("new", None), check.detail
    assert articles(crawl.pipeline) == ["2022.html", "2023.html", "2024.html"]


def test_a_probe_shows_the_host_and_the_line(listed, village):
    with Fetcher(
        user_agent="t", contact="mailto:t@t.example", allow_addresses=["127.0.0.0/8"]
    ) as fetcher:
        told = probe(f"{village.url}/gk/index.html", fetcher=fetcher, pace_s=0).warnings
    assert "1 row leads to localhost, which is refused until the YAML names it" in told
    assert "if they are the site's own, add the line: other_hosts: [localhost]" in told


@pytest.mark.parametrize(
    ("allowed", "url", "line"),
    [
        ({"www.a.gov.cn"}, "http://b.a.gov.cn/x", "other_hosts: [b.a.gov.cn]"),
        (
            {"www.a.gov.cn", "b.a.gov.cn"},
            "http://c.example/x",
            "other_hosts: [b.a.gov.cn, www.a.gov.cn, c.example]",
        ),
        (
            {"www.a.gov.cn", ".a.gov.cn"},
            "http://xa.gov.cn/x",
            "other_hosts: [same_domain, www.a.gov.cn, xa.gov.cn]",
        ),
        ({"www.a.gov.cn", ".a.gov.cn"}, "http://b.c.a.gov.cn/x", None),
        ({"www.a.gov.cn", ".a.gov.cn"}, "http://a.gov.cn/x", None),
    ],
)
def test_the_line_keeps_what_was_allowed_before(allowed, url, line):
    errand = Errand("qingshan", "article", 3.0, frozenset(allowed))
    if line is None:
        errand.check_allowed(url)
        return
    with pytest.raises(Refused) as refused:
        errand.check_allowed(url)
    assert refused.value.next_step.endswith(f": {line}")
