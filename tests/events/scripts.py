"""Chains of sightings, and the events that they mean."""

import zlib
from datetime import date, timedelta

from tests.events.pages import START
from zonereports.events import Sighting
from zonereports.sites import Link

A, B, C = (f"https://www.qingshan.example/gk/{name}.html" for name in "abc")
CITY = "https://www.chengzhou.example/kfq/1.html"
WORDS = (
    "全年实现规上工业总产值{output}亿元，同比增长9.3%；完成固定资产投资12.05亿元，其中工业投资7.8亿元，增长15.2%。"
    "新增规上工业企业6家，新签约项目{projects}个，总投资33.6亿元。走访企业120余次，帮助解决问题45个，兑现奖补资金860万元。"
    "推动主导产业延链补链，领导干部联系企业，及时协调用工、用地、融资难题，道路、管网和标准厂房建设按期完成。"
    "全年排查隐患640条，整改628条，其余12条正在整改，未发生较大以上安全事故，生态环境保护各项任务全面落实到位。"
)
TEXT = WORDS.format(output="86.4", projects=18)
EDITED = WORDS.format(output="86.7", projects=18)
OTHER = WORDS.format(output="86.4", projects=81)
NEXT = (
    "全年实现规上工业总产值97.1亿元，同比增长12.4%；完成固定资产投资15.5亿元，其中工业投资9.2亿元，增长17.9%。"
    "新增规上工业企业8家，新签约项目23个，总投资41.9亿元。走访企业150余次，帮助解决问题52个，兑现奖补资金975万元。"
    "推动主导产业延链补链，领导干部联系企业，及时协调用工、用地、融资难题，道路、管网和标准厂房建设按期完成。"
    "全年排查隐患702条，整改695条，其余7条正在整改，未发生较大以上安全事故，生态环境保护各项任务全面落实到位。"
)
REPOSTED = TEXT.replace("，", ",").replace("。", "。\n").replace("86.4", "８６.４")


def seen(hours, url=A, text=TEXT, **facts):
    """A sighting some hours after the start."""
    given = {
        "site": "qingshan",
        "title": "青山经济开发区2025年工作总结",
        "zone": "青山经济开发区",
        "report_year": 2025,
        "published_at": date(2026, 1, 4),
        **facts,
    }
    return Sighting(
        url=url,
        capture_id=f"{hours:04d}{zlib.crc32(url.encode()):012d}",
        seen_at=START + timedelta(hours=hours),
        text=text,
        **given,
    )


def gone(hours, url=A):
    return (START + timedelta(hours=hours), url)


LATER = {"published_at": date(2026, 2, 1)}
FILE, SECOND = Link("https://www.qingshan.example/f/1.pdf", "附件1"), Link("/f/2.pdf", "附件2")
NEXT_YEAR = {"text": NEXT, "report_year": 2026, "title": "青山经济开发区2026年工作总结"}

# name: (sightings and disappearances, (kind, address, hour, version) of each event, versions)
SCRIPTS = {
    "seen once": ([seen(0)], ["first a 0 1"]),
    "seen again": ([seen(0), seen(1), seen(2)], ["first a 0 1"]),
    "punctuation and width": ([seen(0), seen(1, text=REPOSTED)], ["first a 0 1"]),
    "a digit": ([seen(0), seen(1, text=EDITED)], ["first a 0 1", "corrected a 1 2"]),
    "a digit and back": (
        [seen(0), seen(1, text=EDITED), seen(2)],
        ["first a 0 1", "corrected a 1 2", "corrected a 2 3"],
    ),
    "two texts that take turns": (
        [seen(n, text=(TEXT, EDITED)[n % 2]) for n in range(12)],
        ["first a 0 1", "corrected a 1 2", "corrected a 2 3", "alternates a 3 4"],
    ),
    "three texts that take turns": (
        [seen(n, text=(TEXT, EDITED, OTHER)[n % 3]) for n in range(12)],
        [
            "first a 0 1",
            "corrected a 1 2",
            "corrected a 2 3",
            "corrected a 3 4",
            "alternates a 4 5",
        ],
    ),
    "two texts that take turns, and a new one": (
        [
            *(seen(n, text=(TEXT, EDITED)[n % 2]) for n in range(7)),
            *(seen(n, text=(TEXT, EDITED, OTHER)[n % 3]) for n in range(8, 16)),
        ],
        [
            "first a 0 1",
            "corrected a 1 2",
            "corrected a 2 3",
            "alternates a 3 4",
            "corrected a 8 5",
        ],
    ),
    "two years in the title that take turns": (
        [seen(n, report_year=2025 - n % 2) for n in range(9)],
        ["first a 0 1", "corrected a 1 2", "corrected a 2 3", "alternates a 3 4"],
    ),
    "a change that is taken back and another one": (
        [seen(0), seen(1, text=EDITED), seen(2), seen(3, text=OTHER)],
        ["first a 0 1", "corrected a 1 2", "corrected a 2 3", "corrected a 3 4"],
    ),
    "a file that a person brought is no turn": (
        [
            seen(0, "file:/home/someone/1.txt", site=None),
            seen(1),
            seen(2, text=EDITED),
            seen(3),
        ],
        ["first a 1 2", "corrected a 2 3", "corrected a 3 4"],
    ),
    "two texts that take turns, and the page is taken down": (
        [*(seen(n, text=(TEXT, EDITED)[n % 2]) for n in range(7)), gone(8)],
        [
            "first a 0 1",
            "corrected a 1 2",
            "corrected a 2 3",
            "alternates a 3 4",
            "withdrawn a 8 4",
        ],
    ),
    "the year of the title": (
        [seen(0), seen(1, report_year=2024, title="青山经济开发区2024年工作总结")],
        ["first a 0 1", "corrected a 1 2"],
    ),
    "the day of the signature": (
        [seen(0, signed_on=date(2026, 1, 2)), seen(1, signed_on=date(2026, 1, 3))],
        ["first a 0 1", "corrected a 1 2"],
    ),
    "a signature left out and set again": (
        [
            seen(0, signed_on=date(2026, 1, 2)),
            seen(1),
            seen(2, signed_on=date(2026, 1, 2)),
        ],
        ["first a 0 1"],
    ),
    "withdrawn": ([seen(0), gone(1)], ["first a 0 1", "withdrawn a 1 1"]),
    "withdrawn and back": (
        [seen(0), gone(1), seen(2)],
        ["first a 0 1", "withdrawn a 1 1", "reposted a 2 1"],
    ),
    "withdrawn and back corrected": (
        [seen(0), gone(1), seen(2, text=EDITED)],
        ["first a 0 1", "withdrawn a 1 1", "corrected a 2 2", "reposted a 2 1"],
    ),
    "withdrawn twice": (
        [seen(0), gone(1), seen(2), gone(3)],
        ["first a 0 1", "withdrawn a 1 1", "reposted a 2 1", "withdrawn a 3 1"],
    ),
    "the same in another column": ([seen(0), seen(1, B)], ["first a 0 1"]),
    "posted again with a later date": (
        [seen(0), seen(1, B, **LATER)],
        ["first a 0 1", "reposted b 1 1"],
    ),
    "a later date at its address": (
        [seen(0), seen(1, **LATER), seen(2), seen(3, **LATER)],
        ["first a 0 1", "reposted a 1 1"],
    ),
    "moved, the new one seen first": (
        [seen(0), seen(1, B), gone(2)],
        ["first a 0 1", "moved b 2 1"],
    ),
    "moved, the old one gone first": (
        [seen(0), gone(1), seen(2, B)],
        ["first a 0 1", "withdrawn a 1 1", "moved b 2 1"],
    ),
    "moved by a redirect": (
        [seen(0), seen(1, redirects_to=B), seen(2, redirects_to=B), seen(3, B)],
        ["first a 0 1", "moved b 1 1"],
    ),
    "leads to the home page": (
        [
            seen(0),
            seen(1, redirects_to=C, text="青山县人民政府门户网站"),
            seen(2, redirects_to=C, text="青山县"),
        ],
        ["first a 0 1", "withdrawn a 1 1"],
    ),
    "moved and corrected at once": (
        [seen(0), gone(1), seen(2, B, text=EDITED)],
        ["first a 0 1", "withdrawn a 1 1", "corrected b 2 2", "moved b 2 1"],
    ),
    "a copy with another digit": (
        [seen(0), seen(1, B, text=EDITED)],
        ["first a 0 1", "differs b 1 1"],
    ),
    "two addresses that disagree for ever": (
        [
            seen(0),
            seen(1, B, text=EDITED),
            *(seen(n, u, t) for n in range(2, 30, 2) for u, t in ((A, TEXT), (B, EDITED))),
        ],
        ["first a 0 1", "differs b 1 1"],
    ),
    "a copy whose two wordings take turns": (
        [seen(0), seen(1, B), *(seen(n, B, (EDITED, TEXT)[n % 2]) for n in range(2, 12))],
        ["first a 0 1", "differs b 2 1"],
    ),
    "a copy that is corrected as the report was": (
        [seen(0), seen(1, B), seen(2, text=EDITED), seen(3, B, text=EDITED)],
        ["first a 0 1", "corrected a 2 2"],
    ),
    "a copy that differs stays when the report goes": (
        [seen(0), seen(1, B, text=EDITED), gone(2)],
        ["first a 0 1", "corrected b 1 2", "differs b 1 1", "moved b 2 1"],
    ),
    "a copy is taken down": ([seen(0), seen(1, B), gone(2, B)], ["first a 0 1"]),
    "the city posts it too": (
        [seen(0), seen(1, CITY, site="chengzhou", zone="青山经开区")],
        ["first a 0 1"],
    ),
    "the next year": ([seen(0), seen(1, B, **NEXT_YEAR)], ["first a 0 1", "first b 1 1"]),
    "the next year in the very same words": (
        [seen(0), seen(1, B, report_year=2026, title="青山经济开发区2026年工作总结")],
        ["first a 0 1", "first b 1 1"],
    ),
    "another zone in the very same words": (
        [seen(0), seen(1, B, zone="白河工业园区", title="白河工业园区2025年工作总结")],
        ["first a 0 1", "first b 1 1"],
    ),
    "another quarter in almost the same words": (
        [
            seen(0, title="青山经济开发区2025年一季度工作总结", period_kind="quarter"),
            seen(1, B, EDITED, title="青山经济开发区2025年三季度工作总结", period_kind="quarter"),
        ],
        ["first a 0 1", "first b 1 1"],
    ),
    "the address shows the next year's report": (
        [seen(0), seen(1, **NEXT_YEAR)],
        ["first a 0 1", "first a 1 1", "withdrawn a 1 1"],
    ),
    "two reports that take turns at one address": (
        [seen(n, **(NEXT_YEAR if n % 2 else {})) for n in range(12)],
        [
            "first a 0 1",
            "first a 1 1",
            "withdrawn a 1 1",
            "reposted a 2 1",
            "withdrawn a 2 1",
            "alternates a 3 1",
        ],
    ),
    "another report in its place, and taken back": (
        [seen(0), seen(1, **NEXT_YEAR), seen(2), seen(3), seen(4)],
        ["first a 0 1", "first a 1 1", "withdrawn a 1 1", "reposted a 2 1", "withdrawn a 2 1"],
    ),
    "two reports that take turns, and one is corrected": (
        [
            *(seen(n, **(NEXT_YEAR if n % 2 else {})) for n in range(7)),
            seen(8, text=EDITED),
            seen(9, **NEXT_YEAR),
        ],
        [
            "first a 0 1",
            "first a 1 1",
            "withdrawn a 1 1",
            "reposted a 2 1",
            "withdrawn a 2 1",
            "alternates a 3 1",
            "corrected a 8 2",
        ],
    ),
    "two reports that take turns, and the page is taken down": (
        [*(seen(n, **(NEXT_YEAR if n % 2 else {})) for n in range(7)), gone(8)],
        [
            "first a 0 1",
            "first a 1 1",
            "withdrawn a 1 1",
            "reposted a 2 1",
            "withdrawn a 2 1",
            "alternates a 3 1",
            "withdrawn a 8 1",
        ],
    ),
    "a page that says 详见附件 alone": (
        [
            seen(0, text="详见附件。", title="青山经济开发区2025年工作总结"),
            seen(1, B, text="详见附件。", title="青山经济开发区2025年工作要点"),
        ],
        ["first a 0 1", "first b 1 1"],
    ),
    "a file is added": (
        [
            seen(0),
            seen(1, attachments=(FILE,)),
            seen(2, attachments=(FILE,)),
            seen(3, attachments=(FILE, SECOND)),
            seen(4),
            seen(5, attachments=(SECOND,)),
        ],
        ["first a 0 1", "attachment added a 1 1", "attachment added a 3 1"],
    ),
    "a person brings it before the county": (
        [seen(0, "file:/home/someone/1.txt", site=None), seen(1)],
        ["first a 1 2"],
    ),
    "a person brings a copy": (
        [seen(0), seen(1, "file:/home/someone/1.txt", site=None)],
        ["first a 0 1"],
    ),
    "a person brings a copy that differs": (
        [seen(0), seen(1, "file:/home/someone/b.html", EDITED, site=None)],
        ["first a 0 1", "differs b 1 1"],
    ),
}
