"""Furniture learned while the pages of a source are stored."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Engine

from archive.records import Draft
from archive.store import Store
from pipelines.dedup import same
from pipelines.furnishing import Furnishing
from pipelines.items import FetchedPage
from pipelines.stages import Keep, Understand, Understood
from pipelines.understand import Rooms, understand

NOW = datetime(2026, 3, 10, 1, tzinfo=UTC)
QUOTED = "“云江老街的石板路，每一块都有名字。”县志办的老馆员在接受采访时这样说，在场的人都笑了。"
HEAD = "云江日报社主办，每天早晨六点与您见面，欢迎拨打热线提供新闻线索。"
PROMO = "下载云江客户端，第一时间看家乡的新闻，还能预约挂号、查公交、交水费。"
RELATED = "云江大桥下月通车，两岸居民过江只要五分钟，公交线路同步调整。"
NAMES = "东西南北中上下左右前后春夏秋冬山水"


def page(number: int, *, quotes: bool = False) -> FetchedPage:
    """One article of a portal without a known template, with head, promotion and a related piece in its text."""
    name = NAMES[number % len(NAMES)]
    own = "".join(
        f"<p>{name}街第{part}段改造工程在{number}月动工，{name}街居民说，{'路' * (part + number)}宽了，灯也亮。</p>"
        for part in range(1, 4)
    )
    quote = f"<p>{QUOTED}</p>" if quotes else ""
    body = (
        f"<html><head><title>{name}街改造第{number}期工程动工</title></head><body><div>{HEAD}</div>"
        f"<h1>{name}街改造第{number}期工程动工</h1><div class=c><p>{own}{quote}<p>{RELATED}</p><p>{PROMO}</p></div>"
        "</body></html>"
    )
    return FetchedPage(
        url=f"http://portal.test/2026/03/{number:02}.html",
        source="portal",
        source_name="云江网",
        body=body.encode(),
        fetched_at=NOW,
        headers={"content-type": "text/html; charset=utf-8"},
    )


def crawl(pages: list[FetchedPage], rooms: Rooms, furnishing: Furnishing) -> list[Draft]:
    """Read and store the pages one after another, as a crawl does; return their drafts."""
    reader, keeper = Understand(lambda: rooms, furnishing), Keep(Store(furnishing.engine, same=same), furnishing)
    drafts = []
    for each in pages:
        read = reader.process_item(each)
        assert isinstance(read, Understood), read
        drafts += read.drafts
        keeper.process_item(read)
    return drafts


def test_what_pages_repeat_vanishes(rooms: Rooms, engine: Engine) -> None:
    """From the fourth page on, head, related piece and promotion are no text any more; the article's own is."""
    drafts = crawl([page(number) for number in range(1, 6)], rooms, Furnishing(engine))

    assert PROMO in drafts[0].text
    for draft in drafts[3:]:
        assert all(each not in draft.text for each in (HEAD, RELATED, PROMO))
        assert draft.text.count("改造工程在") == 3


def test_an_article_quoted_twice_stays(rooms: Rooms, engine: Engine) -> None:
    """A paragraph that two of six articles share is news on both, and on the next that quotes it."""
    pages = [page(number, quotes=number in (2, 4)) for number in range(1, 7)]
    furnishing = Furnishing(engine)
    crawl(pages, rooms, furnishing)

    later = crawl([page(7, quotes=True)], rooms, furnishing)

    assert QUOTED in later[0].text


def test_the_version_of_the_furniture_is_recorded(rooms: Rooms, engine: Engine) -> None:
    """The draft names the version of the furniture it was read with; without furniture it names none."""
    drafts = crawl([page(number) for number in range(1, 5)], rooms, Furnishing(engine))

    assert "furniture" not in drafts[0].reader
    assert ", furniture " in drafts[3].reader


def test_same_furniture_same_draft(rooms: Rooms, engine: Engine) -> None:
    """The same page with the same furniture gives an equal draft, each time."""
    furnishing = Furnishing(engine)
    crawl([page(number) for number in range(1, 5)], rooms, furnishing)
    fetched = replace(page(9), furniture=furnishing.of("portal"))

    assert repr(understand(fetched, rooms)) == repr(understand(fetched, rooms))


def test_copies_teach_nothing(rooms: Rooms, engine: Engine) -> None:
    """The same article at five addresses is one story: its paragraphs never become furniture."""
    furnishing = Furnishing(engine)
    crawl([replace(page(1), url=f"http://portal.test/2026/03/9{n}.html") for n in range(5)], rooms, furnishing)

    assert furnishing.of("portal") == frozenset()


def test_sources_do_not_share_furniture(rooms: Rooms, engine: Engine) -> None:
    """What one source repeats is nothing to another."""
    furnishing = Furnishing(engine)
    crawl([page(number) for number in range(1, 5)], rooms, furnishing)

    assert furnishing.of("portal")
    assert furnishing.of("other") == frozenset()
