"""A small library in a real archive."""

from datetime import date

import pytest
from sqlalchemy import Engine

from archive.db import writing
from archive.models import Attachment, Mention, Placement, Source, Theme
from archive.search import Backend, backend
from tests.archive.search.corpus import Piece, put

LIBRARY = (
    Piece(
        number=1,
        title="干出创新引领产业强市龙腾之势",
        kicker="市委市政府召开大会\n马明龙讲话",
        body="本报讯 昨日，全市召开创新引领产业强市大会。会议强调，产业是城市的根基，"
        "创新是产业的灵魂。\n要抓住5G基站建设。",
        people=("胡建伟",),
        persons=("马明龙",),
        orgs=("云江市委", "市政府"),
        themes=("tech-innovation", "economy"),
        published_on=date(2024, 2, 20),
        page_label="A01",
        cluster=1,
    ),
    Piece(
        number=2,
        title="创新引领产业强市大会召开",
        body="昨日，创新引领产业强市大会召开。",
        source="yunjiang-evening",
        themes=("tech-innovation",),
        published_on=date(2024, 2, 21),
        page_label="01",
        cluster=1,
    ),
    Piece(
        number=3,
        title="人才公寓管理办法出台",
        body="首批房源六百套，租金低於市場價。記者鎮江報道。",
        people=("Li Ming",),
        persons=("馬明龍",),
        themes=("housing",),
        published_on=date(2024, 3, 1),
        kind="policy",
        language="zh-Hant",
        cluster=3,
    ),
    Piece(
        number=4,
        title="城市更新",
        body="GDP增长百分之五。今年房价平稳，创新不多。",
        source="beihe-news",
        place="cn-hubei-beihe",
        themes=("housing", "economy"),
        published_on=None,
        cluster=4,
    ),
)


@pytest.fixture
def searcher(engine: Engine) -> Backend:
    """The search engine of a small library of four articles."""
    found = backend(engine)
    with writing(engine) as session:
        names = {"yunjiang-daily": "云江日报", "yunjiang-evening": "云江晚报", "beihe-news": "北河新闻"}
        session.add_all(Source(id=number, name=name, family="edition") for number, name in names.items())
        session.add(Theme(id="housing", zh="住房", en="Housing"))
        put(session, found, LIBRARY)
    return found


@pytest.fixture
def details(engine: Engine, searcher: Backend) -> Backend:
    """The same engine; its articles also stand in editions, name people and bodies, and one has an attachment."""
    with writing(engine) as session:
        for number, day, label in (
            (1, date(2024, 2, 20), "A01"),
            (2, date(2024, 2, 21), "01"),
            (2, date(2024, 3, 5), "A01"),
        ):
            session.add(
                Placement(article_id=number, edition_on=day, page_label=label, url=f"http://paper.test/{number}")
            )
        session.add(Attachment(article_id=3, url="http://paper.test/3.pdf", name="办法", kind="pdf"))
        for piece in LIBRARY:
            named = [("person", name) for name in piece.persons] + [("org", name) for name in piece.orgs]
            session.add_all(
                Mention(article_id=piece.number, kind=kind, name=name, start=0, end=1) for kind, name in named
            )
    return searcher
