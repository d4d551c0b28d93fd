"""Self-written news of a city that does not exist."""

import pytest

from archive.records import NewsText

REPORT = (
    "本报讯（记者 林晚）云江市昨日召开全市水利工作会议，部署今年河道整治任务。会议要求，各县区要抓住枯水期的有利时机，"
    "对城区十七条支流开展清淤，拆除沿岸违章棚屋，恢复原有滩地。\n"
    "市水务局负责人介绍，去冬以来全市已完成清淤土方240万方，新建护岸36公里，两座老旧泵站的机组更换进入调试阶段。"
    "沿江六个圩区的排涝能力将由五年一遇提高到十年一遇，惠及居民约11万人。\n"
    "会议强调，汛前检查不能走过场，查出的问题要列出清单，明确责任人和完成日期，逐项销号。对拖延不改的单位，将通报批评。\n"
    "据了解，今年的整治资金以市级财政为主，县区配套，另有一部分来自专项债券。施工期间，部分滨江步道将分段封闭。"
)

NOTICE = (
    "尊敬的用户：因线路检修，兹定于3月12日8时至17时对和平路以南、青石巷以东区域停止供水，请提前储水。"
    "停水期间请关好自来水龙头，以免来水时造成损失。恢复供水时管网内可能有少量浑水，请放水数分钟后使用。"
    "如有疑问，请拨打供水热线咨询。云江市自来水公司感谢您的理解和支持，并将尽力缩短施工时间，减少对生活的影响。"
)


@pytest.fixture
def report() -> NewsText:
    """One report of about 250 units."""
    return NewsText(title="云江部署枯水期河道整治", text=REPORT)


@pytest.fixture
def notice() -> NewsText:
    """One notice of a kind that comes again and again."""
    return NewsText(title="停水公告", text=NOTICE)
