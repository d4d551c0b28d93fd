"""Pairs of self-written news, each labelled by hand with how the second relates to the first."""

from dataclasses import replace
from datetime import date

from archive.records import NewsText, Relation
from tests.archive.news import write_text

FLOOD = NewsText(
    title="云江部署枯水期河道整治",
    text=(
        "本报讯（记者 林晚）云江市昨日召开全市水利工作会议，部署今年河道整治任务。"
        "会议要求，各县区要抓住枯水期的有利时机，"
        "对城区十七条支流开展清淤，拆除沿岸违章棚屋，恢复原有滩地。\n"
        "市水务局负责人介绍，去冬以来全市已完成清淤土方240万方，新建护岸36公里，两座老旧泵站的机组更换进入调试阶段。"
        "沿江六个圩区的排涝能力将由五年一遇提高到十年一遇，惠及居民约11万人。\n"
        "会议强调，汛前检查不能走过场，查出的问题要列出清单，明确责任人和完成日期，逐项销号。"
    ),
    published_on=date(2026, 3, 2),
)
POWER = NewsText(
    title="停电公告",
    text=(
        "为提高供电可靠性，云江供电公司定于3月12日6时至11时对城东区柳堤路42号变电站线路进行检修，届时柳堤路、学士街"
        "部分居民小区将停电。请有关用户提前做好准备。停电期间线路随时可能恢复送电，请注意用电安全。如遇天气变化，"
        "检修时间将顺延。咨询电话请见缴费单背面。"
    ),
    published_on=date(2026, 3, 9),
)
MARKET = NewsText(
    title="市区农副产品价格监测",
    text=(
        "据市价格监测中心数据，3月9日市区主要农副产品价格总体平稳。精瘦肉平均零售价每500克15.8元，环比下跌3%；鸡蛋每500克"
        "4.6元；青菜每500克2.2元。监测的26种蔬菜平均价格为每500克3.1元。预计近期市场供应充足，市民可合理选购。"
    ),
    published_on=date(2026, 3, 9),
)
WEATHER = NewsText(
    title="云江天气预报",
    text=(
        "市气象台发布：今天夜里到明天多云转阴，局部有小雨，东南风三到四级，气温9到16度，早晚有雾，请注意行车安全。"
        "后天阴有小雨，气温8到13度。气象台提醒市民适时增减衣物，驾车出行注意减速慢行，保持车距。"
    ),
    published_on=date(2026, 3, 9),
)
SESSION = NewsText(
    title="市政协主席团举行第二次会议",
    text=(
        "市政协主席团第二次会议9日下午举行。会议听取了各组讨论情况的汇报，审议通过了选举办法草案，决定提交全体会议表决。"
        "会议还审议通过了关于常务委员会工作报告的决议草案。主席团成员出席会议，有关方面负责人列席会议。会议由主席团召集人主持。"
    ),
    published_on=date(2026, 3, 9),
)
OBITUARY = NewsText(
    title="老匠人沈启文逝世",
    text=(
        "云江水车制作技艺代表性传承人沈启文，因病于2026年3月2日在云江逝世，享年91岁。沈启文十四岁学艺，一生修造水车三百余架，"
        "带出徒弟二十多人，他整理的图谱收入市博物馆。"
    ),
    published_on=date(2026, 3, 3),
)
FUNERAL = "".join(
    f"{word}街的街坊说起他修过的{word}号水车，至今记得清早的水声，也记得他收工时哼的那支小调。"
    for word in "甲乙丙丁戊己庚辛"
)
COMMENT = "".join(f"第{word}条街的老住户各有说法，有人记得旧渡口，有人惦念晒场。" for word in "甲乙丙丁戊己庚辛壬癸")


def _later(news: NewsText, days: int, **changes: str) -> NewsText:
    day = date.fromordinal(news.published_on.toordinal() + days) if news.published_on else None
    return replace(news, published_on=day, **changes)


def _with(news: NewsText, *pairs: tuple[str, str], days: int = 0, title: str = "") -> NewsText:
    text = news.text
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return _later(news, days, text=text, title=title or news.title)


FLOOD_PARTS = FLOOD.text.split("\n")
PAIRS: tuple[tuple[NewsText, NewsText, Relation], ...] = (
    (FLOOD, replace(FLOOD, text=FLOOD.text.replace("\n", "")), Relation.EXACT),
    (POWER, replace(POWER, text=POWER.text.replace("3月12日", "３月１２日")), Relation.EXACT),
    (FLOOD, _with(FLOOD, ("（记者 林晚）", "（综合报道）")), Relation.COPY),
    (FLOOD, _with(FLOOD, ("强调", "指出"), ("介绍", "表示"), title="云江全面整治河道"), Relation.COPY),
    (FLOOD, _with(FLOOD, ("会议", "會議"), ("责任", "責任"), ("明确", "确定")), Relation.COPY),
    (POWER, replace(POWER, text=POWER.text + "\n云江供电公司"), Relation.COPY),
    (FLOOD, replace(FLOOD, text=FLOOD.text.split("两座老旧")[0]), Relation.TRUNCATED),
    (FLOOD, replace(FLOOD, text=FLOOD_PARTS[0], title="枯水期整治河道"), Relation.TRUNCATED),
    (replace(FLOOD, text=write_text(3, 20)), replace(FLOOD, text=write_text(3, 8)), Relation.TRUNCATED),
    (FLOOD, _with(FLOOD, ("240万", "204万"), title="更正：云江部署枯水期河道整治"), Relation.REVISION),
    (FLOOD, _with(FLOOD, ("36公里", "38公里"), title="CORRECTED - 云江部署枯水期河道整治"), Relation.REVISION),
    (POWER, _with(POWER, ("6时", "7时"), title="停电公告（更正）"), Relation.REVISION),
    (POWER, _with(POWER, ("3月12日", "3月19日"), days=7), Relation.TEMPLATE),
    (POWER, _with(POWER, ("柳堤路", "青石路"), ("城东", "城西")), Relation.TEMPLATE),
    (MARKET, _with(MARKET, ("15.8", "16.2"), ("3月9日", "3月10日"), days=1), Relation.TEMPLATE),
    (MARKET, _with(MARKET, ("4.6", "4.9")), Relation.TEMPLATE),
    (WEATHER, _with(WEATHER, ("9到16", "11到18"), ("8到13", "9到14"), days=1), Relation.TEMPLATE),
    (WEATHER, _later(WEATHER, 7), Relation.TEMPLATE),
    (SESSION, _with(SESSION, ("第二次", "第三次"), title="市政协主席团举行第三次会议"), Relation.TEMPLATE),
    (OBITUARY, _later(OBITUARY, 6, title="数百市民送别沈启文", text=OBITUARY.text + FUNERAL), Relation.FOLLOWUP),
    (
        _later(FLOOD, 0, text=FLOOD_PARTS[0]),
        _later(FLOOD, 5, title="云江整治河道见闻", text=FLOOD_PARTS[0] + FUNERAL),
        Relation.FOLLOWUP,
    ),
    (
        FLOOD,
        _later(FLOOD, 1, title="街坊谈水", text=f"{COMMENT}\n{FLOOD_PARTS[1]}\n{COMMENT[::-1]}{FUNERAL}"),
        Relation.QUOTES,
    ),
    (FLOOD, POWER, Relation.DIFFERENT),
    (MARKET, WEATHER, Relation.DIFFERENT),
    (OBITUARY, SESSION, Relation.DIFFERENT),
)
