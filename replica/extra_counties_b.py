"""More invented counties, one for each of further CMS families; not among the default six.

    Replica(counties=EXTRA_COUNTIES)

They live on 127.0.1.30 upwards, so that they can stand beside the six.
"""

from __future__ import annotations

from replica.counties import BodyStyle, CountyFacts, ZoneFacts


def _county(
    key: str,
    name: str,
    number: int,
    family: str,
    zone: ZoneFacts,
    body_style: BodyStyle,
    quirks: frozenset[str] = frozenset(),
    per_page: int = 15,
) -> CountyFacts:
    return CountyFacts(
        key=key,
        name=name,
        word=name[-1],
        adcode=str(339930 + number),
        family=family,
        zones=(zone,),
        body_style=body_style,
        host=f"127.0.1.{30 + number}",
        per_page=per_page,
        quirks=quirks,
    )


EXTRA_COUNTIES: tuple[CountyFacts, ...] = (
    _county(
        "shuangtan",
        "双潭县",
        0,
        "trs",
        ZoneFacts(
            key="shuangtan-jkq",
            name="双潭经济开发区",
            short="双潭经开区",
            level="provincial",
            issuer="双潭经济开发区管理委员会",
            industries=("农机装备", "食品加工", "电子陶瓷"),
            parks=("北坡产业园", "河口片区"),
            aliases=("双潭经开区", "双潭县经济开发区"),
        ),
        "word",
    ),
    _county(
        "heluo",
        "荷洛县",
        1,
        "ucap",
        ZoneFacts(
            key="heluo-gyyq",
            name="荷洛工业园区",
            short="荷洛工业园区",
            level="provincial",
            issuer="荷洛工业园区管理委员会",
            industries=("电线电缆", "家具制造", "稀土材料"),
            parks=("荷东小微园", "洛北片区"),
            aliases=("荷洛县工业园区",),
        ),
        "clean",
    ),
    _county(
        "jinping",
        "锦坪市",
        2,
        "vsb",
        ZoneFacts(
            key="jinping-gxq",
            name="锦坪高新技术产业开发区",
            short="锦坪高新区",
            level="national",
            issuer="锦坪高新技术产业开发区管理委员会",
            industries=("生物制药", "光电信息", "绿色铝材"),
            parks=("科创新城", "坪西产业园"),
            aliases=("锦坪高新区",),
        ),
        "clean",
    ),
    _county(
        "tongshan",
        "桐杉区",
        3,
        "epoint",
        ZoneFacts(
            key="tongshan-jkq",
            name="桐杉经济开发区",
            short="桐杉经济开发区",
            level="provincial",
            issuer="桐杉经济开发区管理委员会",
            industries=("汽车电子", "精密模具", "医疗耗材"),
            parks=("杉湖产业园", "桐南片区"),
            aliases=("桐杉经开区", "桐杉区经济开发区"),
        ),
        "word",
    ),
    _county(
        "qiaozhou",
        "乔洲县",
        4,
        "jpage",
        ZoneFacts(
            key="qiaozhou-jkq",
            name="乔洲经济开发区",
            short="乔洲经济开发区",
            level="provincial",
            issuer="乔洲经济开发区管理委员会",
            industries=("化纤织造", "水暖阀门", "智能仪表"),
            parks=("洲头产业园", "桥南小微园"),
            aliases=("乔洲经开区", "乔洲县经济开发区"),
        ),
        "clean",
        frozenset({"by_number", "referer", "polluted_text"}),
        per_page=5,
    ),
    _county(
        "mianxi",
        "绵汐县",
        5,
        "jpage",
        ZoneFacts(
            key="mianxi-gyyq",
            name="绵汐工业园区",
            short="绵汐县工业园区",
            level="county",
            issuer="绵汐工业园区管理委员会",
            industries=("竹制品", "童装服饰", "新型纸品"),
            parks=("汐东片区", "绵北小微园"),
            aliases=("绵汐县工业园区",),
        ),
        "breaks",
        frozenset({"disclosure"}),
    ),
)
