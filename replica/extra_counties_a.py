"""Further invented counties, for `Replica(counties=…)`: one for each of four more CMS families."""

from __future__ import annotations

from replica.counties import CountyFacts, ZoneFacts

EXTRA_COUNTIES: tuple[CountyFacts, ...] = (
    CountyFacts(
        key="lanshi",
        name="澜石县",
        word="县",
        adcode="339911",
        family="jpaas",
        zones=(
            ZoneFacts(
                key="lanshi-jkq",
                name="澜石经济开发区",
                short="澜石经济开发区",
                level="provincial",
                issuer="澜石经济开发区管理委员会",
                industries=("精密铸造", "智能电器", "食品加工"),
                parks=("河西产业园", "澜东小微园"),
                aliases=("澜石经开区", "澜石县经济开发区"),
            ),
        ),
        host="127.0.1.111",
        quirks=frozenset({"control_characters", "double_slash"}),
    ),
    CountyFacts(
        key="baizhou",
        name="柏舟县",
        word="县",
        adcode="339912",
        family="longxun",
        zones=(
            ZoneFacts(
                key="baizhou-jkq",
                name="柏舟经济开发区",
                short="柏舟经济开发区",
                level="provincial",
                issuer="柏舟经济开发区管理委员会",
                industries=("光伏组件", "家用电器", "粮油食品"),
                parks=("城南产业园", "柏东工业园"),
                aliases=("柏舟经开区", "柏舟县经济开发区"),
            ),
            ZoneFacts(
                key="baizhou-gyy",
                name="柏舟循环经济产业园",
                short="柏舟循环经济产业园",
                level="county",
                issuer="柏舟循环经济产业园管理委员会",
                industries=("再生金属", "环保装备", "新型材料"),
                parks=("东片区", "西片区"),
                aliases=("柏舟循环园",),
            ),
        ),
        host="127.0.1.112",
        body_style="word",
        quirks=frozenset({"shell", "split_labels"}),
    ),
    CountyFacts(
        key="wuling",
        name="梧岭县",
        word="县",
        adcode="339913",
        family="openness",
        zones=(
            ZoneFacts(
                key="wuling-gyyq",
                name="梧岭工业园区",
                short="梧岭县工业园区",
                level="county",
                issuer="梧岭工业园区管理委员会",
                industries=("矿山机械", "特色农产品加工", "新型建材"),
                parks=("北坡片区", "梧桥片区"),
                aliases=("梧岭县工业园区",),
            ),
        ),
        host="127.0.1.113",
        body_style="breaks",
        table=True,
        quirks=frozenset({"table_twice"}),
    ),
    CountyFacts(
        key="heting",
        name="鹤汀区",
        word="区",
        adcode="339914",
        family="gkmlpt",
        zones=(
            ZoneFacts(
                key="heting-gxq",
                name="鹤汀高新技术产业开发区",
                short="鹤汀高新区",
                level="national",
                issuer="鹤汀高新技术产业开发区管理委员会",
                industries=("智能终端", "激光装备", "生物医药"),
                parks=("创新谷", "南湾科技园"),
                aliases=("鹤汀高新区",),
            ),
        ),
        host="127.0.1.114",
        body_style="word",
    ),
)
