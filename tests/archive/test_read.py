"""Reading the archive: one article with all that is known of it, lists, editions, totals."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event

from archive import read
from archive.captures import Captures
from archive.config import Config
from archive.errors import NotFound
from archive.records import Caption, Capture, LayoutEntry, LayoutPage, Person, Role, SourceRow, Tag, ThemeName
from archive.runs import enlist
from archive.store import Store
from tests.archive.news import DAY, news, printed, write_text

pytestmark = pytest.mark.both_databases

DAY_LATER = timedelta(days=1)
LARGE = ("article", "address", "revision", "placement", "dedup_edge", "tag", "mention", "article_person")


@pytest.fixture
def papers(engine: Engine) -> None:
    """Two enlisted papers."""
    enlist(
        engine,
        [
            SourceRow(id="yunjiang-daily", name="云江日报", family="edition", place="cn-test", rank=1),
            SourceRow(id="yunjiang-evening", name="云江晚报", family="edition", rank=2),
        ],
    )


def test_article_never_stored_is_not_found(engine: Engine) -> None:
    """Asking for a number that is not there is told as such."""
    with pytest.raises(NotFound, match="7"):
        read.article(engine, 7)


def test_article_names_its_source(store: Store, engine: Engine, papers: None, now: datetime) -> None:
    """The view carries the source's printed name and place."""
    view = read.article(engine, store.save(news(1), now=now).article_id)

    assert (view.source.name, view.source.place) == ("云江日报", "cn-test")


def test_themes_are_named(store: Store, engine: Engine, now: datetime) -> None:
    """A registered theme shows its names, an unknown one its id; the strongest stands first."""
    store.register_themes([ThemeName(id="green", zh="生态", en="Green")])
    tags = (Tag(theme="odd", score=1.0), Tag(theme="green", score=3.0, central=True))

    view = read.article(engine, store.save(news(1, tags=tags), now=now).article_id)

    assert [(tag.zh, tag.en, tag.central) for tag in view.tags] == [("生态", "Green", True), ("odd", "odd", False)]


def test_photographers_are_read_back_from_captions(store: Store, engine: Engine, now: datetime) -> None:
    """A person named below a picture stands in its caption and among the people."""
    caption = Caption(text="江边的早晨", after=1, people=(Person(name="石磊", role=Role.PHOTOGRAPHER, role_raw="摄"),))

    view = read.article(engine, store.save(news(1, captions=(caption,)), now=now).article_id)

    assert view.captions == (caption,)
    assert [person.name for person in view.people] == ["陶然", "石磊"]


def test_members_show_who_printed_the_story(store: Store, engine: Engine, papers: None, now: datetime) -> None:
    """The whole cluster is shown, the lead first, each copy with its relation."""
    lead = store.save(news(1, published_on=DAY), now=now).article_id
    copy = store.save(
        news(1, url="http://evening.test/1", source="yunjiang-evening", published_on=DAY + DAY_LATER), now=now
    ).article_id

    members = read.article(engine, copy).members

    assert [(one.article_id, one.source_name, one.is_lead) for one in members] == [
        (lead, "云江日报", True),
        (copy, "云江晚报", False),
    ]
    assert (members[1].relation, members[1].folded_onto, members[1].coverage) == ("exact", lead, (1.0, 1.0))


def test_capture_is_named(store: Store, engine: Engine, config: Config, now: datetime) -> None:
    """The view leads to the bytes that the article was read from."""
    captures = Captures(engine, config.captures)
    ref = captures.keep(
        Capture(
            url="http://a.test/",
            final_url="http://a.test/",
            status=200,
            headers=(),
            body=b"x",
            fetched_at=now,
            source="a",
        )
    )
    captures.close()

    view = read.article(engine, store.save(news(1, capture=ref), now=now).article_id)

    assert view.capture is not None
    assert captures.read(view.capture.ref).body == b"x"


def test_recent_articles_are_newest_first(store: Store, engine: Engine, now: datetime) -> None:
    """Lists go by day; an article without a day counts by the day on which it was seen."""
    old = store.save(news(1, published_on=DAY - DAY_LATER), now=now).article_id
    undated = store.save(news(2, published_on=None), now=now).article_id
    new = store.save(news(3, published_on=DAY + DAY_LATER), now=now).article_id

    assert [line.id for line in read.recent(engine)] == [new, undated, old]


def test_recent_can_be_narrowed(store: Store, engine: Engine, now: datetime) -> None:
    """By source, by theme, and to one article a story."""
    first = store.save(news(1, published_on=DAY), now=now).article_id
    copy = store.save(news(1, url="http://b.test/1", source="b", published_on=DAY + DAY_LATER), now=now).article_id
    green = store.save(news(2, published_on=DAY, tags=(Tag(theme="green", score=1.0),)), now=now).article_id

    assert [line.id for line in read.recent(engine, source="b")] == [copy]
    assert [line.id for line in read.recent(engine, theme="green")] == [green]
    assert {line.id for line in read.recent(engine, leads_only=True)} == {first, green}


def test_lines_keep_the_order_asked_for(store: Store, engine: Engine, now: datetime) -> None:
    """Search gives numbers in order, and their lines come in that order; unknown numbers are left out."""
    numbers = [store.save(news(seed), now=now).article_id for seed in range(3)]

    assert [line.id for line in read.lines(engine, [numbers[2], 99, numbers[0]])] == [numbers[2], numbers[0]]


def test_edition_shows_what_was_announced_and_what_is_stored(store: Store, engine: Engine, now: datetime) -> None:
    """Of the two articles that a layout page names one is stored, and the gap is visible."""
    stored = store.save(news(1), now=now).article_id
    entries = (
        LayoutEntry(url=news(1).url, title="甲", order=1),
        LayoutEntry(url="http://paper.test/x", title="乙", order=2),
    )
    for number, label in ((2, "A02"), (1, "A01")):
        store.save_layout(
            LayoutPage(
                source="yunjiang-daily",
                edition_on=DAY,
                label=label,
                name="要闻",
                url=f"http://paper.test/node_{number}.html",
                order=number,
                entries=entries if number == 1 else (),
            )
        )

    (edition,) = read.editions(engine, "yunjiang-daily")
    pages = read.layout(engine, "yunjiang-daily", DAY)

    assert (edition.edition_on, edition.pages, edition.announced, edition.stored) == (DAY, 2, 2, 1)
    assert [page.label for page in pages] == ["A01", "A02"]
    assert [(entry.title, entry.article_id) for entry in pages[0].entries] == [("甲", stored), ("乙", None)]


def test_coverage_counts_articles_a_source_and_day(store: Store, engine: Engine, papers: None, now: datetime) -> None:
    """Days within the span are counted; a source without articles is shown as empty, not left out."""
    store.save(news(1, published_on=DAY), now=now)
    store.save(news(2, published_on=DAY), now=now)
    store.save(news(3, published_on=DAY - 9 * DAY_LATER), now=now)

    shown = {one.source: one.days for one in read.coverage(engine, since=DAY - DAY_LATER, until=DAY)}

    assert shown == {"yunjiang-daily": {DAY: 2}, "yunjiang-evening": {}}


def test_sources_are_listed_by_rank(engine: Engine, papers: None) -> None:
    """Names of all sources, the best rank first."""
    assert [source.name for source in read.sources(engine).values()] == ["云江日报", "云江晚报"]


def test_totals_count_articles_and_stories(store: Store, engine: Engine, now: datetime) -> None:
    """A copy is an article more, but no story more."""
    store.save(news(1, published_on=DAY), now=now)
    store.save(news(1, url="http://b.test/1", source="b", published_on=DAY + DAY_LATER), now=now)

    totals = read.totals(engine)

    assert (totals.articles, totals.stories, totals.sources) == (2, 1, 2)
    assert (totals.first_on, totals.last_on) == (DAY, DAY + DAY_LATER)


def test_empty_archive_can_be_read(engine: Engine) -> None:
    """Before the first crawl all lists are empty and all totals nought."""
    assert read.recent(engine) == ()
    assert read.editions(engine, "yunjiang-daily") == ()
    assert read.layout(engine, "yunjiang-daily", DAY) == ()
    assert read.totals(engine).articles == 0


@pytest.mark.sqlite_only
def test_hot_paths_never_scan_a_large_table(store: Store, engine: Engine, now: datetime) -> None:
    """Saving new, known and changed drafts and showing articles use an index in every statement."""
    for seed in range(8):
        store.save(news(seed, placement=printed(DAY, "A01")), now=now)
    asked: list[tuple[str, object]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, values: object, _x: object, many: bool) -> None:
        if not many and statement.startswith(("SELECT", "UPDATE", "DELETE")):
            asked.append((statement, values))

    number = store.save(news(1, url="http://b.test/1", source="b"), now=now).article_id
    store.save(news(2), now=now)
    store.save(news(3, text=write_text(3) + "\n补充一句。"), now=now)
    store.save(news(4, url="http://paper.test/in", placement=printed(DAY, "A02")), now=now)
    store.known([news(1).url])
    read.article(engine, number)
    read.recent(engine)
    read.layout(engine, "yunjiang-daily", DAY)
    event.remove(engine, "before_cursor_execute", note)

    assert len(asked) > 35
    with engine.connect() as connection:
        for statement, values in asked:
            steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()  # type: ignore[arg-type]  # values as SQLAlchemy bound them
            scans = [step[3] for step in steps if step[3].startswith("SCAN") and step[3].split()[1] in LARGE]
            assert all("USING" in scan for scan in scans), (statement, scans)
