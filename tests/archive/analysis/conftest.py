"""A small archive over three months, with a gap, two papers, names and a duplicate cluster."""

from datetime import date

import pytest
from sqlalchemy import Engine

from archive.db import writing
from archive.models import Mention, Source
from archive.search import Backend, backend
from tests.archive.search.corpus import Piece, put

BRIDGE = "云江二桥合龙，滨江新区到老城只要十分钟，桥面铺装下月完成。"
CHESS = "少年棋院的孩子们在文化宫下棋，教练讲解残局。"
PAPER, OTHER = "yunjiang-daily", "yunjiang-evening"

PIECES = (
    Piece(number=1, title="云江二桥合龙", body=BRIDGE, published_on=date(2026, 1, 5), persons=("苏晚舟",)),
    Piece(number=2, title="二桥铺装", body=f"{BRIDGE}监理进场。", published_on=date(2026, 1, 5), persons=("苏晚舟",)),
    Piece(number=3, title="合龙之后", body=f"{BRIDGE}公交改线。", source=OTHER, published_on=date(2026, 1, 7)),
    Piece(number=4, title="云江二桥合龙", body=BRIDGE, source=OTHER, published_on=date(2026, 1, 7), cluster=1),
    Piece(number=5, title="棋院春赛", body=f"{CHESS}春赛开幕。", published_on=date(2026, 1, 8), persons=("陆小棋",)),
    Piece(number=6, title="棋院冬赛", body=f"{CHESS}冬赛闭幕。", published_on=date(2026, 3, 2), persons=("陆小棋",)),
    Piece(number=7, title="棋院收徒", body=f"{CHESS}收徒二十人。", published_on=date(2026, 3, 2)),
    Piece(number=8, title="二桥通车", body="二桥昨日通车，合龙至今两月。", published_on=date(2026, 3, 4), cluster=8),
    Piece(number=9, title="无日之桥", body="二桥旧闻一则。", published_on=None),
)


@pytest.fixture
def library(engine: Engine) -> Engine:
    """The archive, filled."""
    with writing(engine) as session:
        session.add_all(Source(id=name, name=name, family="edition", place="cn-yunjiang") for name in (PAPER, OTHER))
        put(session, backend(engine), PIECES)
        for piece in PIECES:
            for name in piece.persons:
                session.add(Mention(article_id=piece.number, kind="person", name=name, start=0, end=3))
    return engine


@pytest.fixture
def searcher(library: Engine) -> Backend:
    """Its search engine."""
    return backend(library)
