"""Self-written news for tests of the archive: as many different articles as wanted, the same ones each time."""

import random
from datetime import date, timedelta
from typing import Any

from archive.records import Draft, Evidence, Mention, Person, Placement, Role, Tag
from pipelines.dedup import fingerprint

WHO = [
    "市水务局",
    "云江港集团",
    "城东街道",
    "第二中学",
    "市图书馆",
    "农科所",
    "交警支队",
    "河西菜场",
    "文旅局",
    "云江医院",
]
WHEN = ["昨天上午", "本周三", "连日来", "开春以后", "午后时分", "上月底", "入夏之前", "清晨五点"]
DID = ["清理", "测量", "修补", "登记", "抽查", "培训", "搬迁", "试用", "移栽", "检修", "编写", "展出"]
WHAT = [
    "沿江护坡",
    "旧书目录",
    "水稻新苗",
    "路口信号灯",
    "老旧电梯",
    "冷库温控表",
    "校车座椅",
    "灯谜册子",
    "木船桅杆",
    "家庭病床",
]
HOW = [
    "由三个小组分头进行",
    "请来退休师傅把关",
    "比原计划提前收尾",
    "逐户听取居民意见",
    "全程向社会公开",
    "先在两处试点",
]
WHY = ["为的是汛期安心", "好让孩子们早些用上", "以免来年返工", "让老人少跑一趟", "给后来者留个底", "省下的钱另作他用"]
DAY = date(2026, 3, 10)

UNRELATED = (
    "候鸟监测站公布了越冬观察结果：湿地里停留的白琴鹭比去年多出四成，最北的一群在芦苇荡里过了元宵才启程。\n"
    "观鸟人顾小满守在木栈道尽头，用旧望远镜记下每一次起落。她说，水位退得慢，浅滩上的螺蛳才够它们吃到三月。"
)
"""A text that shares no phrase with any that `write_text` makes."""


def write_text(seed: int, sentences: int = 8) -> str:
    """Return an article of about 30 characters a sentence, two sentences a paragraph; another seed, another text."""
    chance = random.Random(seed)
    said = [
        f"{chance.choice(WHEN)}，{chance.choice(WHO)}{chance.choice(DID)}{chance.choice(WHAT)}"
        f"{chance.randrange(3, 900)}处，{chance.choice(HOW)}，{chance.choice(WHY)}。"
        for _ in range(sentences)
    ]
    return "\n".join("".join(said[start : start + 2]) for start in range(0, sentences, 2))


def write_title(seed: int) -> str:
    """Return a headline that fits no other seed below 1,000."""
    return f"{WHO[seed % 10]}{DID[seed // 10 % 12]}{WHAT[seed // 120 % 10]}"


def news(seed: int, **changes: Any) -> Draft:
    """Return a draft with fingerprint, people, a theme and a mention; fields can be given otherwise."""
    title, text = changes.pop("title", write_title(seed)), changes.pop("text", write_text(seed))
    fields: dict[str, Any] = {
        "url": f"http://paper.test/content_{seed}.html",
        "source": "yunjiang-daily",
        "kicker": "城事",
        "people": (Person(name="陶然", role=Role.REPORTER, role_raw="记者"),),
        "published_on": DAY + timedelta(days=seed % 3),
        "language": "zh-Hans",
        "tags": (
            Tag(theme="city-life", score=2.0, evidence=(Evidence(field="text", start=0, end=2, term="x", weight=2.0),)),
        ),
        "mentions": (Mention(kind="org", name=text[5:8], start=5, end=8),),
        "fingerprint": fingerprint(text),
        "reader": "rooms-1",
    }
    return Draft(title=title, text=text, **(fields | changes))


def printed(day: date, page: str, order: int = 1) -> Placement:
    """Return a place in print."""
    return Placement(edition_on=day, page_label=page, page_name="要闻", order=order)
