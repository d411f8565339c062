"""A text as the grammar reads it: one script, one width, no residue, every character traceable."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from zonereports.observations.tables import Table, find_tables

_TRADITIONAL = (
    "經開區黨會擴議報預計總產業規發設園萬億個戶與實際資額貿進銷稅財務項簽約專創勞動員點長減擬續築標準頃畝"
    "廠樓棟處條種類層級場圍國內結構優環變達過還運營轉調檢課題補貼獎單對門間關閉聯網電訊號線機車輛輕藥醫"
    "療養農鄉鎮縣廣東華貴慶濟濱漢灣蘇魯遼寧穩質強術參與積極導領軍隊團組織書記團體系統籌備樣板帶圖護綠"
    "藍節約費項據顯著幫扶難訴問題幹幾兩雙歲時間後來從業僅佔較為億輪餘萬壓歷屆選舉辦領導認證復審備齊協"
    "鏈條極視聽講學習讀寫論壇誠邀談話語計劃則別劑動勢勵勝務勻協單卻參員啟圓執塊墊壘夠夢奪娛媽嬰孫學寬"
    "寶實寫將專尋對導屬島峽嶺幣幫庫應廢廳張彈強彎徑復徹恆態慮憂懷戰戲擇擊據掃採換損搶擔擋攜攝"
    "數斷時晝曬朧極棄構槍樂樁橋檔檢歐歡歸殘氣決沒沖況測湊渦溝滅滬滯漁潔澤濃濕灘營爐爭獨獲現瑪環畫當"
    "發監盤確碼礎礦禮稱積窮競筆籤簡糧紀紅納純紙級紛細終組給絡統絲維綜緊緣編練縮繞繼續罰羅聖聯聲職"
    "腦膠臨舉舊艦艙藝蘊虛術衛裝裏補見規視親覺觀觸訂計訊討訓託記訪設許訴評試詢該詳認誌誠誤說請諾謀講"
    "證識議護譽負貢責貨販貫貸費賀資賓賞賠質賬購賽贈趕趨跡踐車軌軟載較輔輝輪輸轄辭邊遠適遷選遺鄰醞釋"
    "鋁鋒鋪鋼錄錢錦鍵鍋鍛鎮鏡鐵鑄鑒閑閒閥閱闊隊階際陳陸陽險隨雜離電靈靜韓頁項順須預頒領頭頻題額願風"
    "飛飯飲飾餐館驗驅驟體鮮鳳鴻麗麥齊齡齒龍龐頂頓顧顆顯類灣滿漲潛潤熱煙燒燈爾牆獎狀產畢異療瘋皚盡礙"
    "祿禍稅穀穩窯竄筍範篩籃籌粵糾紋紐紡紮紹紳絕緒綱網綿緩緯縣縱縫績織繕繪繳纖罷羨翹聞肅腎腫膚膩臟"
    "芻莊莖蕭薦薩蘭處號蟲蠻襯襲訛訝詞詩譯譜讓貓貝貞貪貼貿賈賭賴贊趙躍踴轎轟辦農達違邏郵鄭醜釀鈔鈣"
    "鉛銀銅銘銳鋰錫鎖鎳鏟鐘鑫閃閉閩闖闢陣陰陝陳隱隻雖雙雞雲霧韌頌頗顏顛颱餓饋駐駕駛騎騰驕魚鯨鳥鷹麵"
    "債償攬貳註冊冊國關點線臺衝劃創於彙儘遊閤"
)
_SIMPLIFIED = (
    "经开区党会扩议报预计总产业规发设园万亿个户与实际资额贸进销税财务项签约专创劳动员点长减拟续筑标准顷亩"
    "厂楼栋处条种类层级场围国内结构优环变达过还运营转调检课题补贴奖单对门间关闭联网电讯号线机车辆轻药医"
    "疗养农乡镇县广东华贵庆济滨汉湾苏鲁辽宁稳质强术参与积极导领军队团组织书记团体系统筹备样板带图护绿"
    "蓝节约费项据显著帮扶难诉问题干几两双岁时间后来从业仅占较为亿轮余万压历届选举办领导认证复审备齐协"
    "链条极视听讲学习读写论坛诚邀谈话语计划则别剂动势励胜务匀协单却参员启圆执块垫垒够梦夺娱妈婴孙学宽"
    "宝实写将专寻对导属岛峡岭币帮库应废厅张弹强弯径复彻恒态虑忧怀战戏择击据扫采换损抢担挡携摄"
    "数断时昼晒胧极弃构枪乐桩桥档检欧欢归残气决没冲况测凑涡沟灭沪滞渔洁泽浓湿滩营炉争独获现玛环画当"
    "发监盘确码础矿礼称积穷竞笔签简粮纪红纳纯纸级纷细终组给络统丝维综紧缘编练缩绕继续罚罗圣联声职"
    "脑胶临举旧舰舱艺蕴虚术卫装里补见规视亲觉观触订计讯讨训托记访设许诉评试询该详认志诚误说请诺谋讲"
    "证识议护誉负贡责货贩贯贷费贺资宾赏赔质账购赛赠赶趋迹践车轨软载较辅辉轮输辖辞边远适迁选遗邻酝释"
    "铝锋铺钢录钱锦键锅锻镇镜铁铸鉴闲闲阀阅阔队阶际陈陆阳险随杂离电灵静韩页项顺须预颁领头频题额愿风"
    "飞饭饮饰餐馆验驱骤体鲜凤鸿丽麦齐龄齿龙庞顶顿顾颗显类湾满涨潜润热烟烧灯尔墙奖状产毕异疗疯皑尽碍"
    "禄祸税谷稳窑窜笋范筛篮筹粤纠纹纽纺扎绍绅绝绪纲网绵缓纬县纵缝绩织缮绘缴纤罢羡翘闻肃肾肿肤腻脏"
    "刍庄茎萧荐萨兰处号虫蛮衬袭讹讶词诗译谱让猫贝贞贪贴贸贾赌赖赞赵跃踊轿轰办农达违逻邮郑丑酿钞钙"
    "铅银铜铭锐锂锡锁镍铲钟鑫闪闭闽闯辟阵阴陕陈隐只虽双鸡云雾韧颂颇颜颠台饿馈驻驾驶骑腾骄鱼鲸鸟鹰面"
    "债偿揽贰注册册国关点线台冲划创于汇尽游合"
)
_FOLD = {
    **{0xFF01 + i: 0x21 + i for i in range(94)},
    **{ord(a): ord(b) for a, b in zip(_TRADITIONAL, _SIMPLIFIED, strict=True) if a != b},
    **dict.fromkeys((0x3000, 0x00A0, 0x2002, 0x2003, 0x2009, 0x202F, 0x0D, 0x09), 0x20),
    ord("﹪"): ord("%"),
    ord("﹑"): ord("、"),
    ord("〜"): ord("~"),
    ord("―"): ord("—"),
    ord("−"): ord("-"),
    ord("‐"): ord("-"),
    ord("㎡"): ord("㎡"),
    ord("“"): ord("“"),
    ord("「"): ord("“"),
    ord("」"): ord("”"),
    ord("\v"): ord("\n"),
    ord("\f"): ord("\n"),
    0x2028: ord("\n"),
    0x2029: ord("\n"),
}
_TAB_KEPT = {key: value for key, value in _FOLD.items() if key != 0x09}

# Marks that print nothing: zero-width joiners, direction marks, the byte order mark.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]+")
# A site's converter from simplified to traditional left the reading of some characters: 經(jīng).
_READING_NOTE = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňɡ]{1,6}\)")
_SPLICE = re.compile(r"\n {0,8}(\d{1,3})、")
_SPLICED_NUMBER = re.compile(r"(?<=\d)\n {0,8}\d{1,3}、(?=\d)")
_SPACED_POINT = re.compile(r"(?<=\d)(?: +\.|\.) *(?=\d)")
_CHINESE_YEAR = re.compile(
    "(?<![一二三四五六七八九十〇○零])[一二][九〇○零][一二三四五六七八九〇○零]{2}(?= ?年)"
)
_YEAR_FIGURES = {ord(c): str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    ord("○"): "0", ord("零"): "0",
}  # fmt: skip
# Numerals as cheques have them, where a unit follows: 叁万平方米.
_FORMAL = re.compile(
    "(?<![大内登着队])[壹贰叁肆伍陆柒捌玖][壹贰叁肆伍陆柒捌玖拾佰仟万亿零]{0,12}[拾佰仟万亿](?=元|美元|平方米|亩|人|家|个|吨)"
)
_PLAIN_NUMERALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_SPLIT_FIGURE = re.compile(
    r"(?<=[\u4e00-\u9fff] )[1-9]( )(?=\d{2,3}(?:\.\d+)? ?(?:家|个|亿元|万元|亩|户|人))"
    r"|(?<=[\u4e00-\u9fff])[1-9]( )(?=\d{2,3}(?:\.\d+)? ?(?:家|个|亿元|万元|亩|户|人))"
)
# Words that a line of any width may break in the middle.
_CUT = frozenset(
    "增长 同比 下降 亿元 万元 完成 实现 产值 投资 企业 项目 税收 收入 平方 方米 达到".split()
)
# 7 860万元: a number of a recognised or typeset page, its thousands set apart by blanks.
_SPACED_THOUSANDS = re.compile(
    r"(?<=[\u4e00-\u9fff])( ?)[1-9]\d{0,2}(?: \d{3})+(?=(?:\.\d+)? ?(?:[万亿]?(?:美)?元|[万亿]?平方米|亩|人|吨|千瓦时))"
)
_WRAP = re.compile(r"\n {0,8}(?=\S)")
_BLANKS = re.compile(r" +")
_EMPTY_LINES = re.compile(r"\n[ \n]*\n")
_SENTENCE_END = frozenset("。!?;:\n")
_LIST_MARK = re.compile(
    r"[(]?[一二三四五六七八九十\d]{1,3}[、.)](?!\d)|[①-⑳]|第[一二三四五六七八九十]+[章节条]"
)
_GOES_ON_NUMBER = re.compile(
    r"\d+(?: ?\. ?\d+)? ?(?:%|(?:[十百千]?[万亿])?(?:美|港|欧)?元|亩|平方米|平方公里|公里)"
)
_PAGE_LINE = 60  # shorter lines are headings and items, which end without a stop by right


@dataclass(frozen=True, slots=True)
class Reading:
    """The text that the grammar scans, and where each of its characters stands in the source."""

    source: str
    text: str
    at: array[int]
    tables: tuple[Table, ...]
    residue: tuple[tuple[int, int], ...]
    """Spans of the source that page splicing left behind."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets of text[start:end]; end must exceed start."""
        return self.at[start], self.at[end - 1] + 1

    def phrase(self, start: int, end: int) -> str:
        """Words in the source's script, without residue that stands among them."""
        if self.at[end - 1] - self.at[start] == end - 1 - start:
            return self.quote(start, end)
        return "".join(self.source[self.at[i]] for i in range(start, end))

    def quote(self, start: int, end: int) -> str:
        """The source's own characters for text[start:end]."""
        return self.source[self.at[start] : self.at[end - 1] + 1]


def fold(text: str) -> str:
    """Bring script and width to one form, character by character: the length stays."""
    return text.translate(_FOLD)


def read(source: str) -> Reading:
    """Fold a text and leave out what is no part of its sentences."""
    flat = _CHINESE_YEAR.sub(_arabic_year, source.translate(_FOLD))
    flat = _FORMAL.sub(_plain_numerals, flat)
    tables = find_tables(source.translate(_TAB_KEPT) if "\t" in source else flat)
    splices = _page_splices(flat)
    drops = [*splices, *_spans(_INVISIBLE, flat), *_spans(_READING_NOTE, flat)]
    spaced = _point_blanks(flat)
    spaced += [
        (m.start() + i, m.start() + i + 1)
        for m in _SPACED_THOUSANDS.finditer(flat)
        for i in range(len(m[1]), m.end() - m.start())
        if flat[m.start() + i] == " "
    ]
    if spaced:  # the same recognition splits whole numbers: 1 36家
        spaced += [m.span(m.lastindex or 0) for m in _SPLIT_FIGURE.finditer(flat)]
    drops += spaced
    drops += _wraps(flat, tables)
    drops += [(t.start, t.end) for t in tables]
    drops += _idle_blanks(flat)
    drops += [(a + 1, b) for a, b in _spans(_EMPTY_LINES, flat)]
    pieces: list[str] = []
    at: array[int] = array("l")
    position = 0
    for start, end in _union(drops):
        if start > position:
            pieces.append(flat[position:start])
            at.extend(range(position, start))
        position = max(position, end)
    pieces.append(flat[position:])
    at.extend(range(position, len(flat)))
    residue = tuple((a + flat[a:b].index("\n") + 1, b) for a, b in splices)
    return Reading(source, "".join(pieces), at, tables, residue)


def _arabic_year(year: re.Match[str]) -> str:
    return year[0].translate(_YEAR_FIGURES)


def _plain_numerals(numeral: re.Match[str]) -> str:
    return numeral[0].translate(_PLAIN_NUMERALS)


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [m.span() for m in pattern.finditer(text)]


def _union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged


def _page_splices(flat: str) -> list[tuple[int, int]]:
    r"""Page numbers that a document library put into running text: 以\n2、下45个."""
    marks = list(_SPLICE.finditer(flat))
    if not marks:
        return []
    numbers = [int(m[1]) for m in marks]
    rising = all(b - a == 1 for a, b in zip(numbers, numbers[1:], strict=False))
    broken = [_breaks_off(flat, m) for m in marks]
    if rising and numbers[0] <= 2 and sum(broken) * 2 > len(marks):
        return [m.span() for m in marks]
    certain = {m.span() for m, broke in zip(marks, broken, strict=True) if broke}
    return sorted(certain | set(_spans(_SPLICED_NUMBER, flat)))


def _breaks_off(flat: str, mark: re.Match[str]) -> bool:
    start = mark.start()
    line = start - (flat.rfind("\n", max(0, start - 4 * _PAGE_LINE), start) + 1)
    return start > 0 and flat[start - 1] not in _SENTENCE_END and line > _PAGE_LINE


def _point_blanks(flat: str) -> list[tuple[int, int]]:
    """Blanks that character recognition put around a decimal point: 24. 3 亿元."""
    found = []
    for m in _SPACED_POINT.finditer(flat):
        if m.end() - m.start() == 1:
            continue
        head = m.start()
        while head and flat[head - 1].isdigit():
            head -= 1
        line_start = flat.rfind("\n", max(0, head - 80), head) + 1
        listed = (
            not flat[line_start:head].strip()
            and (
                line_start < 2
                or flat[max(0, line_start - 40) : line_start - 1].rstrip(" ")[-1:] in _SENTENCE_END
            )
            if line_start >= head - 8
            else False
        )
        if not listed:
            point = flat.index(".", m.start())
            found += [(m.start(), point), (point + 1, m.end())]
    return [span for span in found if span[1] > span[0]]


def _wraps(flat: str, tables: tuple[Table, ...]) -> list[tuple[int, int]]:
    """Line ends inside a sentence, as a page of fixed width has them."""
    blocked = [(t.start - 1, t.end) for t in tables]
    found = []
    block = 0
    for m in _WRAP.finditer(flat):
        start, end = m.span()
        while start and flat[start - 1] == " " and m.start() - start < 8:
            start -= 1
        while block < len(blocked) and blocked[block][1] < start:
            block += 1
        if block < len(blocked) and blocked[block][0] <= start:
            continue
        before = flat[start - 1] if start else "\n"
        if before in _SENTENCE_END:
            continue
        line_start = flat.rfind("\n", max(0, start - 2 * _PAGE_LINE), start) + 1
        length = start - line_start
        goes_on = before in ",、(—-" or (
            25 <= length <= _PAGE_LINE and _looks_broken(flat, line_start, start, end)
        )
        goes_on = goes_on or (
            flat[start:end] == "\n" and length >= 12 and flat[start - 1 : start] + flat[end] in _CUT
        )
        goes_on = goes_on or (
            flat[start:end] == "\n"
            and _GOES_ON_NUMBER.match(flat, end) is not None
            and before > "\u2e7f"
            and "," in flat[line_start:start]
            and any(c.isdigit() for c in flat[line_start:start])
        )
        decimal = re.match(r"\d+\s?\.\s?\d", flat[end : end + 8])
        if goes_on and (decimal or not _LIST_MARK.match(flat, end)):
            found.append((start, end))
    return found


def _looks_broken(flat: str, line_start: int, start: int, end: int) -> bool:
    """A full line that holds a stop or a comma and whose next line is not indented."""
    line = flat[line_start:start]
    return flat[start:end].count(" ") == 0 and any(c in line for c in ",。;、:")


def _idle_blanks(flat: str) -> list[tuple[int, int]]:
    """Blanks beside a Chinese character or a mark: they separate nothing."""
    found = []
    for m in _BLANKS.finditer(flat):
        a, b = m.span()
        left = flat[a - 1] if a else "\n"
        right = flat[b] if b < len(flat) else "\n"
        if (left > "\u2e7f" and right > "\u2e7f" and b - a == 1) or (
            (left.isdigit() and right > "\u2e7f")
            or (left > "\u2e7f" and right.isdigit())
            or (left.isdigit() and right == "%")
        ):
            found.append((a, b))
        elif b - a > 1:
            found.append((a + 1, b))
    return found
