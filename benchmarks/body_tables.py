"""Tables as counties set them, with the lines and cells that a reader of the page sees.

The convention of the lines: a row is one line, cells joined by tabs; a head of several rows is one
line whose cells name all their levels; a label that spans rows stands in each; an empty cell stays.
"""

from __future__ import annotations

from benchmarks.body_prose import Html

Cells = tuple[tuple[str, str, str, str], ...]

PLAIN = Html(
    """<p style="text-align:center">主要经济指标完成情况表</p><table border="1"><tr><td>指标</td><td>单位</td><td>完成</td><td>同比增长（%）</td></tr>
<tr><td>规上工业总产值</td><td>亿元</td><td>117.42</td><td>8.6</td></tr><tr><td>固定资产投资</td><td>亿元</td><td>23.9</td><td>-3.1</td></tr>
<tr><td>新签约项目</td><td>个</td><td>31</td><td>24.0</td></tr></table>""",
    (
        "主要经济指标完成情况表",
        "指标\t单位\t完成\t同比增长（%）",
        "规上工业总产值\t亿元\t117.42\t8.6",
        "固定资产投资\t亿元\t23.9\t-3.1",
        "新签约项目\t个\t31\t24.0",
    ),
    (
        ("规上工业总产值", "完成", "117.42", "亿元"),
        ("规上工业总产值", "同比增长（%）", "8.6", "%"),
        ("固定资产投资", "完成", "23.9", "亿元"),
        ("固定资产投资", "同比增长（%）", "-3.1", "%"),
        ("新签约项目", "完成", "31", "个"),
        ("新签约项目", "同比增长（%）", "24.0", "%"),
    ),
)

TWO_HEADS = Html(
    """<table class="MsoTableGrid"><thead><tr><th rowspan="2">指标名称</th><th colspan="2">2023年</th><th colspan="2">2024年</th></tr>
<tr><th>目标</th><th>完成</th><th>目标</th><th>完成</th></tr></thead><tbody><tr><td>税收收入（万元）</td><td>6400</td><td>6712</td><td>7000</td><td>7355</td></tr>
<tr><td>技改投资（万元）</td><td>21000</td><td>20480</td><td>23000</td><td>25117</td></tr></tbody></table>""",
    (
        "指标名称\t2023年目标\t2023年完成\t2024年目标\t2024年完成",
        "税收收入（万元）\t6400\t6712\t7000\t7355",
        "技改投资（万元）\t21000\t20480\t23000\t25117",
    ),
    tuple(
        (row, head, value, "万元")
        for row, values in (
            ("税收收入（万元）", ("6400", "6712", "7000", "7355")),
            ("技改投资（万元）", ("21000", "20480", "23000", "25117")),
        )
        for head, value in zip(
            ("2023年目标", "2023年完成", "2024年目标", "2024年完成"), values, strict=True
        )
    ),
)

TWO_HEADS_TD = Html(
    """<table><tr><td rowspan=2><p>园区</p></td><td colspan=2><p>工业产值</p></td><td colspan=2><p>到位资金</p></td><td rowspan=2>备注</td></tr>
<tr><td>本年</td><td>增长%</td><td>本年</td><td>增长%</td></tr><tr><td>东区</td><td>61.3</td><td>7.7</td><td>9.05</td><td>12.4</td><td>&nbsp;</td></tr>
<tr><td>西区</td><td>28.8</td><td>5.2</td><td>3.6</td><td>-1.9</td><td></td></tr></table>""",
    (
        "园区\t工业产值本年\t工业产值增长%\t到位资金本年\t到位资金增长%\t备注",
        "东区\t61.3\t7.7\t9.05\t12.4\t",
        "西区\t28.8\t5.2\t3.6\t-1.9\t",
    ),
    (
        ("东区", "工业产值本年", "61.3", ""),
        ("东区", "到位资金本年", "9.05", ""),
        ("东区", "到位资金增长%", "12.4", "%"),
        ("西区", "工业产值本年", "28.8", ""),
        ("西区", "工业产值增长%", "5.2", "%"),
        ("西区", "到位资金增长%", "-1.9", "%"),
    ),
)

CAPTION_UNIT = Html(
    """<table width="600"><caption>2024年财政收支情况<br>单位：万元</caption><tr><th>项目</th><th>年初预算</th><th>全年执行</th></tr>
<tr><td>一般公共预算收入</td><td>18,600.00</td><td>19,243.57</td></tr><tr><td>其中：税收收入</td><td>15,200.00</td><td>15,871.03</td></tr>
<tr><td>合　计</td><td>33,800.00</td><td>35,114.60</td></tr></table>""",
    (
        "2024年财政收支情况",
        "单位：万元",
        "项目\t年初预算\t全年执行",
        "一般公共预算收入\t18,600.00\t19,243.57",
        "其中：税收收入\t15,200.00\t15,871.03",
        "合　计\t33,800.00\t35,114.60",
    ),
    (
        ("一般公共预算收入", "年初预算", "18,600.00", "万元"),
        ("一般公共预算收入", "全年执行", "19,243.57", "万元"),
        ("其中：税收收入", "全年执行", "15,871.03", "万元"),
        ("合　计", "全年执行", "35,114.60", "万元"),
    ),
)

TITLE_ROWS = Html(
    """<table border=1><tr><td colspan=4 align=center>重点项目推进情况</td></tr><tr><td colspan=4 align=right>单位：亿元</td></tr>
<tr><td>序号</td><td>项目名称</td><td>总投资</td><td>年度完成</td></tr><tr><td>1</td><td>磁材扩建</td><td>4.8</td><td>1.15</td></tr>
<tr><td>2</td><td>竹纤维餐具</td><td>2.2</td><td>0.94</td></tr></table>""",
    (
        "重点项目推进情况",
        "单位：亿元",
        "序号\t项目名称\t总投资\t年度完成",
        "1\t磁材扩建\t4.8\t1.15",
        "2\t竹纤维餐具\t2.2\t0.94",
    ),
    (
        ("磁材扩建", "总投资", "4.8", "亿元"),
        ("磁材扩建", "年度完成", "1.15", "亿元"),
        ("竹纤维餐具", "总投资", "2.2", "亿元"),
        ("竹纤维餐具", "年度完成", "0.94", "亿元"),
    ),
)

GROUPS = Html(
    """<table><tbody><tr><td>类别</td><td>内容</td><td>数量</td><td>备注</td></tr><tr><td rowspan="3">招商</td><td>签约项目（个）</td><td>27</td><td>含外资2个</td></tr>
<tr><td>开工项目（个）</td><td>19</td><td></td></tr><tr><td>投产项目（个）</td><td>11</td><td></td></tr>
<tr><td rowspan="2">用地</td><td>供地（亩）</td><td>417.6</td><td></td></tr><tr><td>盘活（亩）</td><td>88</td><td></td></tr></tbody></table>""",
    (
        "类别\t内容\t数量\t备注",
        "招商\t签约项目（个）\t27\t含外资2个",
        "招商\t开工项目（个）\t19\t",
        "招商\t投产项目（个）\t11\t",
        "用地\t供地（亩）\t417.6\t",
        "用地\t盘活（亩）\t88\t",
    ),
    (
        ("签约项目（个）", "数量", "27", "个"),
        ("开工项目（个）", "数量", "19", "个"),
        ("投产项目（个）", "数量", "11", "个"),
        ("供地（亩）", "数量", "417.6", "亩"),
        ("盘活（亩）", "数量", "88", "亩"),
    ),
)

BLANK_CORNER = Html(
    """<table><tr><th></th><th>2022年</th><th>2023年</th><th>2024年</th></tr><tr><th>规上企业（家）</th><td>84</td><td>91</td><td>97</td></tr>
<tr><th>高企（家）</th><td>22</td><td>30</td><td>41</td></tr><tr><th>用电量（万千瓦时）</th><td>40218</td><td>43377</td><td>47150</td></tr></table>""",
    (
        "\t2022年\t2023年\t2024年",
        "规上企业（家）\t84\t91\t97",
        "高企（家）\t22\t30\t41",
        "用电量（万千瓦时）\t40218\t43377\t47150",
    ),
    (
        ("规上企业（家）", "2022年", "84", "家"),
        ("规上企业（家）", "2024年", "97", "家"),
        ("高企（家）", "2023年", "30", "家"),
        ("用电量（万千瓦时）", "2022年", "40218", "万千瓦时"),
        ("用电量（万千瓦时）", "2024年", "47150", "万千瓦时"),
    ),
)

BLUE_HEAD = Html(
    """<table style="width:100%"><tr style="background:#1f4e79"><td style="color:#fff">产业</td><td style="color:#ffffff">产值（亿元）</td><td style="color:white">占比（%）</td></tr>
<tr><td>新材料</td><td>52.6</td><td>41.3</td></tr><tr bgcolor="#336699"><td><font color="#FFFFFF">装备制造</font></td><td><font color="#FFFFFF">38.17</font></td><td><font color="#FFFFFF">30</font></td></tr></table>""",
    ("产业\t产值（亿元）\t占比（%）", "新材料\t52.6\t41.3", "装备制造\t38.17\t30"),
    (
        ("新材料", "产值（亿元）", "52.6", "亿元"),
        ("新材料", "占比（%）", "41.3", "%"),
        ("装备制造", "产值（亿元）", "38.17", "亿元"),
        ("装备制造", "占比（%）", "30", "%"),
    ),
)

SPLIT_CELLS = Html(
    """<div align="center"><table border="0" cellspacing="0" style="border-collapse:collapse"><tr style="height:20.0pt"><td><p class="MsoNormal" align="center"><span>项</span><span>目</span><o:p></o:p></p></td>
<td><p><span>投资额</span></p><p><span>（万元）</span></p></td><td><p>进度</p></td></tr><tr><td><p><span>科创</span>
<span>大厦</span></p></td><td><p><span lang=EN-US>12</span><span lang=EN-US>,</span><span lang=EN-US>480</span><span lang=EN-US>.5</span></p></td><td><p><span>63</span><span>%</span></p></td></tr>
<tr style="display:none"><td>模板行</td><td>99999</td><td>0%</td></tr><tr><td><p>公寓二期</p></td><td><p>7<span>3</span>60</p></td><td><p>&nbsp;100<span>%</span></p></td></tr></table></div>""",
    ("项目\t投资额（万元）\t进度", "科创大厦\t12,480.5\t63%", "公寓二期\t7360\t100%"),
    (
        ("科创大厦", "投资额（万元）", "12,480.5", "万元"),
        ("科创大厦", "进度", "63%", "%"),
        ("公寓二期", "投资额（万元）", "7360", "万元"),
        ("公寓二期", "进度", "100%", "%"),
    ),
)

_LONG_A = (
    "紧盯长三角、珠三角等重点区域，组建3支专业招商小分队驻点招商，全年外出拜访企业214家次，邀请客商来园考察96批次，"
    "签约亿元以上项目17个，协议总投资68.3亿元，其中制造业项目14个；建立项目签约、开工、投产全周期管理机制，"
    "实行一个项目、一名领导、一套班子、一抓到底，全年新开工项目15个，竣工9个，项目履约率、开工率、资金到位率分别达到91%、83%和64%，均居全县前列；"
    "同时围绕强链补链，编制产业招商图谱2张，梳理目标企业120家，储备在谈项目33个，为来年工作打下扎实基础；"
    "举办产业对接会6场、银企洽谈会4场，促成上下游配套合作28对，授信11.7亿元；兑现招商奖励620万元，评选招商能手8名，形成人人关心招商、个个参与招商的浓厚氛围。"
)
_LONG_B = (
    "投入1.9亿元完善基础设施，建成道路4.4公里、综合管廊1.2公里，改造老旧厂房6.7万平方米；"
    "推行标准地加承诺制加全代办，企业开办时间压缩到0.5个工作日，累计代办审批事项305件。"
)
LONG_CELLS = Html(
    f"""<table border="1"><tr><td>序号</td><td>重点工作</td><td>完成情况</td><td>责任单位</td></tr><tr><td>1</td><td>招商引资</td><td>{_LONG_A}</td><td>招商局</td></tr>
<tr><td>2</td><td>园区建设</td><td><p>{_LONG_B}</p></td><td>规建局</td></tr></table>""",
    (
        "序号\t重点工作\t完成情况\t责任单位",
        f"1\t招商引资\t{_LONG_A}\t招商局",
        f"2\t园区建设\t{_LONG_B}\t规建局",
    ),
)

IN_LAYOUT = Html(
    """<table width="100%" cellpadding="0"><tr><td><p>附：全年主要指标如下。</p></td></tr><tr><td align="center"><table border="1"><tr><td>指标</td><td>实绩</td><td>增幅</td></tr>
<tr><td>进出口总额（万美元）</td><td>8360</td><td>5.5%</td></tr><tr><td>实际使用外资（万美元）</td><td>1275</td><td>-18.2%</td></tr></table></td></tr></table>""",
    (
        "附：全年主要指标如下。",
        "指标\t实绩\t增幅",
        "进出口总额（万美元）\t8360\t5.5%",
        "实际使用外资（万美元）\t1275\t-18.2%",
    ),
    (
        ("进出口总额（万美元）", "实绩", "8360", "万美元"),
        ("进出口总额（万美元）", "增幅", "5.5%", "%"),
        ("实际使用外资（万美元）", "实绩", "1275", "万美元"),
        ("实际使用外资（万美元）", "增幅", "-18.2%", "%"),
    ),
)

SIDE_BY_SIDE = Html(
    """<table><tr><td>指标</td><td>数值</td><td>指标</td><td>数值</td></tr><tr><td>在园企业</td><td>236家</td><td>从业人员</td><td>1.84万人</td></tr>
<tr><td>已建成区</td><td>9.6平方公里</td><td>研发机构</td><td>37个</td></tr></table><p>注：数据截至12月31日。</p>""",
    (
        "指标\t数值\t指标\t数值",
        "在园企业\t236家\t从业人员\t1.84万人",
        "已建成区\t9.6平方公里\t研发机构\t37个",
        "注：数据截至12月31日。",
    ),
    (
        ("在园企业", "数值", "236家", "家"),
        ("从业人员", "数值", "1.84万人", "万人"),
        ("已建成区", "数值", "9.6平方公里", "平方公里"),
        ("研发机构", "数值", "37个", "个"),
    ),
)

ONE_ROW_SPAN = Html(
    """<table><tr><th>月份</th><th>产值（亿元）</th><th>累计（亿元）</th></tr><tr><td>10月</td><td>9.8</td><td rowspan="2">117.4</td></tr>
<tr><td>11月</td><td>10.3</td></tr><tr><td>全年预计</td><td colspan="2">128</td></tr></table>""",
    (
        "月份\t产值（亿元）\t累计（亿元）",
        "10月\t9.8\t117.4",
        "11月\t10.3\t",
        "全年预计\t128\t",
    ),
    (
        ("10月", "产值（亿元）", "9.8", "亿元"),
        ("10月", "累计（亿元）", "117.4", "亿元"),
        ("11月", "产值（亿元）", "10.3", "亿元"),
        ("全年预计", "产值（亿元）", "128", "亿元"),
    ),
)
