"""Indicators of which a zone has one value a period, and which numbers are that value."""

from __future__ import annotations

import re

from zonereports.observations.observation import Observation

# Others (funds, lands, projects) are stated for many occasions under the same name.
SINGLE = frozenset(
    """
    gdp industrial_output industrial_output_ads industrial_value_added industrial_value_added_ads
    hightech_output hightech_value_added strategic_emerging_output new_product_output
    operating_revenue profit_total profit_tax_total tax_revenue fiscal_revenue
    general_public_budget_revenue retail_sales electricity_consumption fixed_asset_investment
    industrial_investment external_funds_in_place manufacturing_investment technical_upgrading_investment
    hightech_investment private_investment rd_expenditure trade_total exports fdi_utilized
    enterprises_ads
    """.split()
)
STOCKS = frozenset(("enterprises_ads",))
CAN_FALL = frozenset(("profit_total", "profit_tax_total"))
BOUND = ("named", "table", "counted")
"""Rules that bind a number to a name of its own."""
# Words before a number that make it one part's: 其中, 产值超亿元企业实现, one branch of industry.
_PARTIAL = re.compile(
    "其中|主导产业|支柱产业|行业|占|全[县市省国]|目标|任务|[^,;。]产业(?:规上|实现|完成)|企业(?:实现|完成)|重点企业|分别|新增|当月|单月|"
    "前\\d+[强家]|每|平均|外资企业|民营|税源|历史|首次|首破|欠|入库税|期间|规划|[一二三四]五”|[两三四五]年(?:来|间)|累计投[资入]"
)


def lead_of(flat: str, o: Observation) -> str:
    """The words before a number in its sentence, thirty characters at most."""
    words = flat[max(0, o.start - 30) : o.start]
    return re.split("[。\n]", words)[-1]


def is_partial(lead: str) -> bool:
    """Whether the words before a number make it one part's."""
    return _PARTIAL.search(lead) is not None
