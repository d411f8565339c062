"""What is to be done next: goals in numbers, then measures."""

GOALS = (
    "{y+1}，{zone}将[锚定/紧扣]“«双百|slogan»”目标，力争实现〈规上工业总产值〉{out goal}，增长{out pace q=over}以上；"
    "〈固定资产投资〉突破{fai goal q=over}，增长{fai pace}；〈税收收入〉{tax goal}；"
    "〈实际利用外资〉不低于{fdi goal q=at_least}。",
    "{y+1}工作的主要预期目标是：〈规上工业增加值〉增长{va pace}，〈工业投资〉达到{ind goal}，"
    "〈高新技术产业增加值〉占比[保持/稳定]在{htv share q=approx}左右；〈出口〉{exp goal}，〈研发费用〉增长{rd pace q=over}以上。",
)

HALF_YEAR_GOALS = (
    "下半年，{zone}将对照年初确定的目标，[查漏补缺/挂图作战]，确保全年〈规上工业总产值〉达到{out goal p=year}，"
    "〈固定资产投资〉完成{fai goal p=year}，〈税收收入〉力争突破{tax goal p=year q=over}。",
)

PLANS = {
    "investment": (
        "[坚定不移抓招商/在招商引资上求突破]。聚焦{industry}、{industry2}产业链，"
        "{next}力争〈新签约项目〉{projects_signed n=16..40:个 q=over}以上，〈协议投资〉{projects_signed_investment n=50..160:亿元}，"
        "其中«10亿元|threshold»以上〈项目〉不少于{projects_signed n=2..5:个 q=at_least}。",
        "[大力实施精准招商/持续推进驻点招商]。新设〈驻点招商机构〉{- n=2..4:个 cn}，"
        "{next}外出招商不少于{- n=40..90:次 q=at_least label=外出招商}，引进〈链主企业〉{- n=2..5:家 cn}。",
    ),
    "projects": (
        "[全力以赴抓项目/在项目建设上求实效]。计划〈新开工项目〉{projects_started n=10..22:个}、"
        "〈竣工项目〉{projects_completed n=8..18:个}，〈完成投资〉{- n=20..60:亿元}；"
        "加快{company}等项目建设，力争早开工、早投产、早达效。",
        "[强化要素保障/做实项目前期]。供应〈工业用地〉{land_supplied n=300..900:亩}，"
        "争取〈专项债资金〉{special_bond_funds d=1.5..5.5:亿元}，新增〈标准厂房〉约{- n=8..25:万平方米 q=approx}。",
    ),
    "enterprises": (
        "[持之以恒育企业/在企业培育上求提升]。新增〈规上工业企业〉{enterprises_ads_new n=8..20:家}，"
        "新认定〈高新技术企业〉{enterprises_hightech_new n=6..18:家}，力争〈上市企业〉实现新突破；"
        "盘活〈低效用地〉{land_revitalised n=150..600:亩}。",
    ),
    "services": (
        "[用心用情优服务/在营商环境上求优化]。常态化开展“三服务”活动，〈走访企业〉实现规上企业全覆盖，"
        "兑现〈奖补资金〉{subsidies_paid n=2500..8000:万元}，组织〈银企对接〉{- n=4..12:场}。",
    ),
    "platform": (
        "[加快完善园区配套/在平台提能上求进展]。实施{park}基础设施〈提升工程〉{- n=6..16:项}，"
        "〈总投资〉{- d=2.5..9.5:亿元}，建成〈主次干道〉{- n=2..5:条 cn}，启用人才公寓{- n=200..800:套 label=人才公寓}。",
    ),
    "safety": (
        "[毫不松懈守底线/在安全稳定上求平安]。推进安全生产治本攻坚，〈重大隐患〉整改率达到{- n=100..100:% m=share}，"
        "〈培训员工〉{- n=3000..9000:人次}，〈一般生产安全事故〉控制在{- n=2..5:起 q=at_most}以内。",
        "坚持党建统领，推进清廉园区建设，〈新建党支部〉{party_branches_new n=3..8:个}，锻造忠诚干净担当的干部队伍。",
    ),
}
