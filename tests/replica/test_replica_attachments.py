"""A report that is a file: each family's way to it, and how it is sent."""

import io
import re
import zipfile
from dataclasses import replace
from email.message import Message
from urllib.parse import unquote, urljoin

import pytest

from replica import Replica, extra_counties_a, extra_counties_b
from replica.attachment import Attachment
from replica.counties import COUNTIES, CountyFacts
from replica.families import FAMILIES
from zonereports.document import find_attachments, read
from zonereports.fetch import decode

BY_FAMILY: dict[str, CountyFacts] = {
    county.family: county
    for county in (
        *extra_counties_b.EXTRA_COUNTIES,
        *extra_counties_a.EXTRA_COUNTIES,
        *COUNTIES,
    )
}
SPELT = {
    "jpage": "/module/download/downfile.jsp?classid=0&showname=",
    "jpaas": "/api-gateway/jpaas-web-server/front/document/download?fileUrl=",
    "trs": "/zwgk_229/zfxxgk/ghjh/2026",
    "longxun": "/group6/M00/",
    "openness": "/file_cz/2/202602/",
    "ucap": "/heluo/c100120/202602/",
    "vsb": "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&",
    "epoint": "/EpointWebBuilder/downloadztbattach?attachGuid=",
    "gkmlpt": "/attachment/0/8401/",
    "static_list": "/upload/2026/02/",
}


def published(county: CountyFacts, habit: Attachment, get, quirks=frozenset()):
    """A report put up as a file: the truth of it, and what its page and its file answer."""
    plain = replace(county, quirks=county.quirks - {"browsers_only"} | quirks)
    with Replica(counties=(plain,)) as replica:
        truth = replica.publish(county.key, year=2025, on="2026-02-09", attachment=habit)
        told = truth["attachment"]
        base = replica.base_url(county.key)
        page = get(truth["url"], headers={"Referer": base})
        file = get(told["url"], headers={"Referer": base})
        refused = get(told["url"], allow_redirects=False)
        return truth, page, file, refused, base


def shown(page) -> str:
    """A page's text, with what its scripts spell in escapes."""
    text, _ = decode(page.content, page.headers["Content-Type"])
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def words(text: str) -> str:
    return "".join(text.split())


def test_every_family_has_a_way_to_files():
    assert set(SPELT) == set(FAMILIES) == set(BY_FAMILY)


@pytest.mark.parametrize("kind", ["docx", "doc", "pdf"])
@pytest.mark.parametrize("family", sorted(SPELT))
def test_a_page_leads_to_the_file_that_holds_the_report(get, family, kind):
    truth, page, file, _, base = published(BY_FAMILY[family], Attachment(kind), get)
    told = truth["attachment"]
    assert told["url"].startswith(base + SPELT[family])
    text = shown(page)
    assert "详见附件" in text
    assert words(truth["text"])[:40] not in words(text)
    if family != "gkmlpt":  # its body stands in a script
        linked = find_attachments(page.content, url=truth["url"])
        assert told["url"] in {urljoin(truth["url"], link.url) for link in linked}
        assert told["name"] in {link.title for link in linked}
    document = read(file.content, url=told["url"], content_type=file.headers["Content-Type"])
    said = words(document.text)
    assert words(truth["text"]) in said or kind == "pdf"
    # Lines of a PDF break anywhere: each number stands there, with what is before it.
    assert all(words(one["quote"]) in said for one in truth["observations"])


@pytest.mark.parametrize("family", sorted(SPELT))
def test_a_row_leads_to_the_file_itself(get, family):
    truth, _, file, _, base = published(
        BY_FAMILY[family], Attachment("docx", led_by="listing"), get
    )
    assert truth["url"] == truth["attachment"]["url"]
    names = zipfile.ZipFile(io.BytesIO(file.content)).namelist()
    assert "word/document.xml" in names


def test_a_file_may_stand_beside_the_whole_text(get):
    truth, page, file, *_ = published(BY_FAMILY["trs"], Attachment("doc", led_by="beside"), get)
    assert words(truth["text"])[:40] in words(read(page.content, url=truth["url"]).text)
    assert file.content.startswith(b"\xd0\xcf\x11\xe0")


def test_a_name_comes_in_the_header_as_people_and_servers_write_it(get):
    def disposition(named):
        truth, _, file, *_ = published(BY_FAMILY["trs"], Attachment(named=named), get)
        return truth["attachment"]["name"], file.headers.get("Content-Disposition")

    assert disposition("none")[1] is None
    name, told = disposition("utf8")
    message = Message()
    message["Content-Disposition"] = told
    assert message.get_filename() == name
    name, told = disposition("gbk")
    assert told.encode("latin-1").decode("gb18030") == f'attachment; filename="{name}"'
    name, told = disposition("latin1_of_utf8")
    assert told.encode("latin-1").decode() == f"attachment;filename={name}"


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [("octet_stream", "application/octet-stream"), ("as_html", "text/html;charset=UTF-8")],
)
def test_a_file_is_sent_under_a_wrong_type(get, sent, wanted):
    _, _, file, *_ = published(BY_FAMILY["jpage"], Attachment("doc", sent=sent), get)
    assert file.headers["Content-Type"] == wanted
    assert file.content.startswith(b"\xd0\xcf\x11\xe0")


def test_a_file_is_sent_without_a_type(get):
    _, _, file, *_ = published(BY_FAMILY["jpage"], Attachment("pdf", sent="no_type"), get)
    assert "Content-Type" not in file.headers
    assert file.content.startswith(b"%PDF")


def test_jcms_sends_a_file_that_is_named_by_its_token_alone(get):
    county = BY_FAMILY["jpage"]
    with Replica(counties=(county,)) as replica:
        truth = replica.publish(county.key, year=2025, attachment="pdf")
        path, _, query = truth["attachment"]["url"].partition("?")
        token = query.rpartition("&")[2]
        assert get(f"{path}?{token}").content.startswith(b"%PDF")
        assert get(f"{path}?filename=0.pdf").status_code == 404


def test_jpaas_redirects_to_where_the_file_is_stored(get):
    truth, _, file, refused, base = published(BY_FAMILY["jpaas"], Attachment("pdf"), get)
    assert refused.status_code == 302
    assert refused.headers["Location"].startswith("/cms_files/filemanager/")
    assert file.url == base + refused.headers["Location"]
    assert unquote(truth["attachment"]["url"]).endswith("fileName=" + truth["attachment"]["name"])


def test_vsb_sends_a_file_to_those_who_come_from_its_page(get):
    _, _, file, refused, _ = published(BY_FAMILY["vsb"], Attachment("pdf"), get)
    assert (file.status_code, refused.status_code) == (200, 403)


@pytest.mark.parametrize("family", ["vsb", "epoint"])
def test_a_captcha_stands_before_a_file(get, family):
    _, _, file, *_ = published(
        BY_FAMILY[family], Attachment("pdf"), get, quirks=frozenset({"captcha"})
    )
    assert file.status_code == 200
    assert "请输入验证码" in file.text


def test_a_correction_reaches_the_file(get):
    county = BY_FAMILY["longxun"]
    with Replica(counties=(county,)) as replica:
        truth = replica.publish(county.key, year=2025, attachment="docx")
        before = get(truth["attachment"]["url"])
        done = replica.revise(county.key, url=truth["url"])
        after = get(truth["attachment"]["url"])
        assert before.headers["ETag"] != after.headers["ETag"]
        text = read(after.content, url=truth["attachment"]["url"]).text
        assert done["new"] in text
        unchanged = get(
            truth["attachment"]["url"], headers={"If-None-Match": after.headers["ETag"]}
        )
        assert unchanged.status_code == 304
