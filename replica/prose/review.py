"""What was done: openings, the state of the economy, and one topic after another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A numbered part of the review: one of its headings, then some of its paragraphs."""

    headings: tuple[str, ...]
    paragraphs: tuple[str, ...]
    at_most: int = 2


OPENINGS = (
    "{span}，在{cw}委、{cw}政府的坚强领导下，{zone}紧扣[高质量发展首要任务/先进制造业强{cw}目标]，"
    "以“«1+3+N|slogan»”产业体系为主线，[抓招商、促项目、优服务、守底线/稳运行、扩投资、强企业、保安全]，"
    "各项工作[取得新的成效/稳步向前推进]。现将有关情况[报告/总结]如下：",
    "今年以来，{zone}深入贯彻{cw}委全会和经济工作会议部署，围绕{industry}、{industry2}[两大/双]主导产业，"
    "[攻坚克难、真抓实干/凝心聚力、奋勇争先]，较好地完成了{span}各项目标任务。现将工作情况[总结/汇报]如下：",
    "{span}是{zone}爬坡过坎、转型提质的关键一年。一年来，全区上下以“«三比三看|slogan»”活动为抓手，"
    "坚持项目为王、企业为本，推动园区建设[迈上新台阶/开创新局面]。主要情况如下：",
)

ECONOMY = (
    "{span}，全区[实现/累计完成]〈规上工业总产值〉{out}，{out grew}，占全{cw}比重{out share}；"
    "〈规上工业增加值〉{va}，{va grew}，其中〈高新技术产业增加值〉{htv}，占比{htv of=va}；"
    "〈战略性新兴产业产值〉{sei}，{sei grew}。",
    "〈固定资产投资〉完成{fai}，{fai grew}，其中〈工业投资〉{ind}（去年同期{ind prior}），"
    "占全{cw}比重为{ind share}；〈制造业投资〉{mfg}，{mfg grew}；〈技改投资〉{upg}，{upg grew}。",
    "实现〈税收收入〉{tax}，{tax grew}，完成年度目标任务的{tax done}；"
    "规上工业企业〈营业收入〉{rev}，〈利润总额〉{profit}，{profit grew}。",
    "外向型经济[总体平稳/承压前行]，完成〈进出口总额〉{trade}，{trade grew}，其中〈出口〉{exp}，{exp grew}；"
    "〈实际利用外资〉{fdi}，完成{cw}定目标的{fdi done}。",
    "〈规上工业亩均增加值〉达到{mu_va}，〈亩均税收〉{mu_tax}，{mu_tax grew}；"
    "〈工业用电量〉{elec}，{elec grew}。在全省同类平台〈综合考评〉中位列{- n=6..28:位 第 m=rank}，"
    "较上年前移{- n=2..9:位 m=delta label=综合考评}。",
    "企业创新投入[持续加大/稳步增加]，规上工业〈研发费用〉{rd}，{rd grew}；"
    "〈新产品产值〉{new}，占规上工业总产值的{new of=out}，比上年提高{new_product_output d=0.3..3.8:个百分点 m=delta}。",
)

TOPICS = {
    "investment": Topic(
        headings=(
            "聚力招大引强，[发展后劲不断增强/项目质量稳步提升]",
            "招商引资[量质齐升/再创佳绩]",
        ),
        paragraphs=(
            "[组建/优化]“«1+5|slogan»”专业招商队伍，赴长三角、珠三角等地开展〈招商活动〉{- n=38..120:次 余}，"
            "接待来访〈客商〉{- n=90..320:批次}。{span}新〈签约项目〉{projects_signed n=14..42:个}，"
            "〈协议总投资〉{projects_signed_investment d=35.5..160.8:亿元}，其中«5000万元|threshold»以上制造业〈项目〉"
            "{projects_signed n=6..13:个}，单体投资超«10亿元|threshold»的〈项目〉{projects_signed n=2..4:个 cn}。",
            "坚持以商引商、基金招商，围绕{industry}产业链梳理〈目标企业〉{- n=60..180:家}，"
            "成功引进{company}、{company}等一批链主型企业。〈省外到位资金〉{ext}，{ext grew}。",
            "其中，{company}投资的{industry2}项目〈总投资〉{- d=3.2..15.5:亿元 s=sub}，"
            "〈用地〉{- n=45..160:亩 s=sub}，从洽谈到签约仅用«40天|duration»，刷新了园区招商速度。",
            "〈亿元以上签约项目〉数量是上年的{projects_signed d=1.1..2.4:倍 m=multiple}，"
            "〈制造业项目〉占比超过{projects_signed d=55.0..88.0:% m=share q=over}。",
            "在谈〈储备项目〉{- n=18..46:个}，〈计划总投资〉约{- d=40.0..120.0:亿元 q=approx}，"
            "其中进入合同会签阶段的〈项目〉{- n=5..11:个}。",
        ),
        at_most=3,
    ),
    "projects": Topic(
        headings=(
            "狠抓项目建设，[投资支撑更加有力/实物工作量加快形成]",
            "重点项目[提速推进/加快落地]",
        ),
        paragraphs=(
            "实行“一个项目、一名领导、一套班子”推进机制，{whole}[实施/安排]〈重点在建项目〉"
            "{projects_under_construction n=28..66:个}，〈总投资〉{- d=25.0..70.0:亿元}；"
            "〈新开工项目〉{projects_started n=9..24:个}，〈竣工项目〉{projects_completed n=7..20:个}，"
            "〈投产项目〉{projects_in_production n=6..18:个}。",
            "{company}年产«20万套|name»核心部件项目已完成〈投资〉{- d=1.2..6.8:亿元 s=sub}，"
            "〈厂房〉主体结顶面积{- d=3.5..9.8:万平方米 s=sub}；{company}二期进入设备调试，"
            "已安装〈生产设备〉{- n=60..240:台 s=sub}。",
            "[向上争取/成功申报]〈专项债资金〉{special_bond_funds d=1.5..6.8:亿元}，"
            "争取中央和省级〈补助资金〉{grants_received n=1200..6800:万元}，"
            "有效保障了{park}配套工程等项目资金需求。",
            "要素保障[坚强有力/精准到位]，{span}〈供应工业用地〉{land_supplied n=280..960:亩}，"
            "〈征收土地〉{land_acquired n=320..1300:亩 余}，完成“标准地”出让〈地块〉{- n=6..19:宗}，"
            "出让面积{land_supplied n=210..780:亩 label=地块}。",
        ),
        at_most=3,
    ),
    "enterprises": Topic(
        headings=(
            "梯度培育企业，[市场主体活力迸发/创新动能加速集聚]",
            "企业培育[成效明显/提档升级]",
        ),
        paragraphs=(
            "{by_then}，园区共有〈企业〉{all p=end}，其中〈规上工业企业〉{ads p=end}，"
            "较年初净增{enterprises_ads n=4..13:家 m=delta p=end}；产值超亿元〈企业〉{enterprises_over_100m n=18..62:家 p=end}，"
            "从业人员{emp p=end label=从业人员}。",
            "新增〈规上工业企业〉{enterprises_ads_new n=8..22:家}、新认定〈高新技术企业〉"
            "{enterprises_hightech_new n=5..19:家}，〈高新技术企业〉总数达到{ht}；"
            "培育国家级专精特新“小巨人”〈企业〉{enterprises_srdi n=2..6:家 cn}，"
            "新建省级〈企业研发机构〉{tech_centres_new n=3..9:家}。",
            "持续推进“腾笼换鸟”，整治提升〈高耗低效企业〉{- n=22..75:家}，"
            "盘活〈闲置低效用地〉{land_revitalised n=180..760:亩}，"
            "盘活〈闲置厂房〉{floor_area_revitalised d=4.5..18.6:万平方米}，"
            "腾出的空间全部用于{industry}项目落地。",
            "全{cw}新增〈规上工业企业〉{enterprises_ads_new n=30..58:家 s=parent}，"
            "其中园区贡献{enterprises_ads_new r=0.4..0.7:家}，占全{cw}的{enterprises_ads_new w=%}。",
            "新增〈上市企业〉{enterprises_listed n=2..3:家 cn m=delta}，股改和报会〈企业〉{- n=3..8:家}；"
            "帮助企业获得〈银行授信〉超{financing_raised d=12.0..45.0:亿元 q=over}。",
        ),
    ),
    "services": Topic(
        headings=(
            "优化营商环境，[服务效能持续提升/企业获得感明显增强]",
            "助企服务[走深走实/精准有力]",
        ),
        paragraphs=(
            "深化“[红色管家/联企专员]”制度，{whole}〈走访企业〉{enterprise_visits n=420..1600:家次 余}，"
            "收集〈问题〉{- n=160..480:个}，〈解决问题〉{issues_resolved r=0.92..0.99:个}，"
            "〈办结率〉{- w=%}。",
            "兑现各类〈惠企资金〉{subsidies_paid n=2600..9800:万元}，惠及〈企业〉{- n=90..360:家}；"
            "落实〈减租降费〉{relief_amount n=350..1900:万元 余}。",
            "举办〈招聘会〉{- n=8..26:场}，帮助企业〈招工〉{recruits n=1100..5200:人}，"
            "引进〈高层次人才〉{talents_introduced n=24..130:名}，人才公寓新增〈房源〉{- n=180..760:套}。",
            "政务服务“园区事园区办”事项扩大到〈审批事项〉{- n=62..160:项}，"
            "承诺时限平均压缩至«[3/4/5]个工作日|duration»，“拿地即开工”〈项目〉{- n=4..12:个}。",
        ),
    ),
    "platform": Topic(
        headings=(
            "完善基础配套，[平台能级稳步提升/城市功能不断完善]",
            "园区承载力[显著增强/持续提升]",
        ),
        paragraphs=(
            "完成〈基础设施投资〉{infra}，新建改造〈道路〉{- n=2..6:条 cn}、总长{- d=3.2..12.8:公里 label=道路}，"
            "铺设〈污水管网〉{- d=4.5..19.5:公里}，{park}«110千伏|name»变电站建成投用。",
            "{park}启动区〈规划面积〉{land_area d=2.1..9.6:平方公里 s=sub}，已平整〈场地〉{- n=320..980:亩 s=sub}，"
            "入驻〈企业〉{enterprises_total n=12..48:家 s=sub}；新开工〈标准厂房〉{- d=5.2..22.5:万平方米}，竣工{- d=2.2..9.8:万平方米 label=标准厂房}。",
            "智慧园区平台接入〈企业数据〉{- n=80..260:家}，建成〈充电桩〉{- n=120..480:个}，"
            "新增〈公共停车位〉{- n=260..900:个}，〈光伏装机容量〉达到{- d=18.5..66.0:兆瓦}。",
        ),
    ),
    "environment": Topic(
        headings=("坚持生态优先，[绿色底色更加鲜明/环境质量持续改善]",),
        paragraphs=(
            "扎实推进“污水零直排区”建设，排查〈雨污管网〉{- d=26.0..98.0:公里}，整改〈环保问题〉"
            "{- n=28..96:个}；创建省级〈绿色工厂〉{- n=2..5:家 cn}，"
            "规上工业〈单位增加值能耗〉下降{- d=2.1..6.9:% m=yoy down}。",
        ),
    ),
    "safety": Topic(
        headings=(
            "守牢安全底线，[发展环境平安稳定/本质安全水平提升]",
            "安全生产[形势总体平稳/责任进一步压实]",
        ),
        paragraphs=(
            "[紧盯/聚焦]危化品、有限空间、粉尘涉爆等重点领域，累计〈检查企业〉{enterprises_inspected n=320..1400:家次}，"
            "排查〈隐患〉{hazards_found n=680..3200:处}，〈整改隐患〉{hazards_rectified r=0.965..0.998:处}，"
            "〈整改率〉{- w=%}。",
            "组织〈安全培训〉{- n=14..46:场}，培训〈企业负责人和员工〉{- d=0.4..2.6:万人次}；"
            "开展〈应急演练〉{- n=5..18:次}，{whole}未发生较大以上生产安全事故。",
        ),
    ),
    "party": Topic(
        headings=(
            "强化党建引领，[干事创业氛围浓厚/队伍作风持续优化]",
            "党的建设[全面加强/纵深推进]",
        ),
        paragraphs=(
            "园区现有两新〈党组织〉{party_branches n=36..120:个}，〈党员〉{party_members n=420..1500:名}；"
            "{span}〈新建党支部〉{party_branches_new n=3..9:个}，发展〈产业工人党员〉{- n=6..28:名}。",
            "一体推进学习教育和作风建设，开展〈专题学习〉{- n=10..26:次}，"
            "打造“«15分钟|slogan»党群服务圈”，建成〈党群服务阵地〉{- n=2..6:个 cn}，服务〈职工〉超{- d=1.1..5.8:万人次 q=over}。",
        ),
        at_most=1,
    ),
}
