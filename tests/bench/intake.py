"""From a fetched page to a stored, tagged, indexed article, beside trafilatura with one ORM commit an item."""

import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import trafilatura
from sqlalchemy import Text, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from archive.config import load_config
from archive.db import connect
from archive.records import Rejected
from archive.store import Store
from pipelines.dedup import same
from pipelines.items import FetchedPage, Hints
from pipelines.understand import open_rooms, understand
from tests.bench.rows import Row

PAGES = 400
WORDS = [
    "市政府",
    "印发",
    "人才公寓",
    "管理办法",
    "科技创新",
    "产业链",
    "园区",
    "项目",
    "建设",
    "企业",
    "群众",
    "社区",
    "医院",
    "学校",
    "交通",
    "环境",
    "治理",
    "改革",
    "推进",
    "落实",
    "完成",
    "增长",
    "投资",
    "服务",
    "平台",
    "机制",
    "规划",
    "保障",
    "提升",
    "发展",
    "会议",
    "强调",
    "指出",
    "记者",
    "了解",
    "今年",
    "目前",
    "全市",
    "计划",
]
TEMPLATE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>云江日报</title></head><body>
<div class="nav"><a href="/">首页</a><a href="/list">目录</a></div>
<div class="newsdetatit"><p id="PreTitle"></p><h3 id="Title">{title}</h3><p id="SubTitle"></p>
<p class="date">2026年03月10日 <span id="nowLayout">第01版：要闻</span></p></div>
<div id="ozoom"><founder-content><!--enpcontent-->{body}<!--/enpcontent-->
<!--enpproperty <date>2026-03-10 00:00:00:0</date><author></author><title>{title}</title>/enpproperty-->
</founder-content></div><div class="footer">云江报业 版权所有</div></body></html>"""


class Base(DeclarativeBase):
    """Tables of the plain pipeline."""


class Item(Base):
    """One row of the plain pipeline."""

    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    body: Mapped[str] = mapped_column(Text)


def pages(count: int = PAGES) -> Iterator[tuple[str, bytes]]:
    """Made-up e-paper articles of about 700 characters, no two alike."""
    rng = random.Random(20260310)
    for number in range(count):
        sentences = ["".join(rng.choices(WORDS, k=9)) + f"{rng.randint(2, 9000)}个。" for _ in range(24)]
        body = "".join(f"<p>    {''.join(sentences[i : i + 4])}</p>" for i in range(0, 24, 4))
        title = "".join(rng.choices(WORDS, k=6)) + str(number)
        yield f"http://paper.test/content_{number}.html", TEMPLATE.format(title=title, body=body).encode()


def measure() -> list[Row]:
    """CPU milliseconds an article, ours and the plain pipeline's, page by page in turn."""
    made = list(pages())
    with tempfile.TemporaryDirectory() as folder:
        ours, peer = _both(made, Path(folder))
    return [
        Row(
            what="page to stored, tagged, indexed article",
            value=ours * 1000 / len(made),
            unit="CPU ms",
            peer="trafilatura + ORM commit",
            peer_value=peer * 1000 / len(made),
            larger_is_better=False,
        )
    ]


def _both(made: list[tuple[str, bytes]], folder: Path) -> tuple[float, float]:
    engine = connect(load_config(folder / "home", environment={}).database)
    store, rooms = Store(engine, same=same), open_rooms()
    plain = create_engine(f"sqlite:///{folder / 'plain.db'}")
    Base.metadata.create_all(plain)
    ours = peer = 0.0
    at = datetime(2026, 3, 10, tzinfo=UTC)
    for url, body in made:
        started = time.process_time()
        page = FetchedPage(
            url=url,
            source="bench",
            source_name="云江日报",
            body=body,
            fetched_at=at,
            headers={"content-type": "text/html; charset=utf-8"},
            hints=Hints(edition_on=date(2026, 3, 10)),
        )
        drafts = understand(page, rooms)
        assert not isinstance(drafts, Rejected)
        for draft in drafts:
            store.save(draft, now=at)
        between = time.process_time()
        found = trafilatura.bare_extraction(body.decode(), url=url, with_metadata=True)
        with Session(plain) as session:
            session.add(Item(url=url, title=str(getattr(found, "title", "")), body=str(getattr(found, "text", ""))))
            session.commit()
        ours += between - started
        peer += time.process_time() - between
    engine.dispose()
    plain.dispose()
    return ours, peer
