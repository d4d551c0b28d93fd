"""The writer of articles: new drafts, what it knows of addresses, and that all rows stand or fall together."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text

from archive import read
from archive.captures import Captures
from archive.config import Config
from archive.db import reading
from archive.models import Address, Article, ArticlePerson, Cluster, Event, Placement, Source
from archive.models import Mention as MentionRow
from archive.models import Tag as TagRow
from archive.models import Theme as ThemeRow
from archive.records import (
    Capture,
    LayoutEntry,
    LayoutPage,
    NewsText,
    Outcome,
    ThemeName,
    Verdict,
)
from archive.store import Store
from tests.archive.look import count, events, fill_up, found
from tests.archive.news import DAY, UNRELATED, news, printed, write_text

pytestmark = pytest.mark.both_databases

HOUR = timedelta(hours=1)


# A draft at an address never met


def test_new_article_opens_a_story(store: Store, engine: Engine, now: datetime) -> None:
    """A first draft becomes an article that leads a cluster of its own, and one alertable event says so."""
    saved = store.save(news(1), now=now)

    assert (saved.outcome, saved.relation, saved.folded_onto) == (Outcome.NEW, None, None)
    assert events(engine) == [("new", saved.article_id, True)]
    with reading(engine) as session:
        cluster = session.get_one(Cluster, saved.cluster_id)
        assert (cluster.lead_id, cluster.size) == (saved.article_id, 1)


def test_new_article_is_found_at_once(store: Store, engine: Engine, now: datetime) -> None:
    """The search index stands in the commit that stores the article."""
    saved = store.save(news(1, title="云江新开夜间书房"), now=now)

    assert found(engine, "夜间书房") == [saved.article_id]


def test_draft_is_stored_with_all_its_parts(store: Store, engine: Engine, now: datetime) -> None:
    """Fields, people, themes with evidence, mentions and placement are read back as they were given."""
    draft = news(1, placement=printed(DAY, "A01"), provenance={"title": "selector h1"}, credits=("责任编辑 白露",))

    view = read.article(engine, store.save(draft, now=now).article_id)

    assert (view.title, view.kicker, view.text) == (draft.title, draft.kicker, draft.text)
    assert (view.people, view.mentions, view.credits) == (draft.people, draft.mentions, draft.credits)
    assert [(tag.theme, tag.evidence) for tag in view.tags] == [("city-life", draft.tags[0].evidence)]
    assert [(place.page_label, place.url) for place in view.placements] == [("A01", draft.url)]
    assert view.provenance == {"title": "selector h1"}


def test_unknown_source_gets_a_plain_row(store: Store, engine: Engine, now: datetime) -> None:
    """An article given by hand needs no source file, and the clock never crawls its source."""
    store.save(news(1, source="by-hand"), now=now)

    with reading(engine) as session:
        source = session.get_one(Source, "by-hand")
        assert (source.family, source.enabled) == ("import", False)


def test_backfilled_article_never_alerts(store: Store, engine: Engine, now: datetime) -> None:
    """What is stored as no news writes no letter."""
    store.save(news(1), now=now, alertable=False)

    assert [alertable for _, _, alertable in events(engine)] == [False]


def test_draft_without_fingerprint_is_stored_alone(store: Store, now: datetime) -> None:
    """Where no fingerprint was made nothing is compared, and nothing is lost."""
    first = store.save(news(1, fingerprint=None), now=now)
    second = store.save(news(1, url="http://other.test/1", fingerprint=None), now=now)

    assert first.cluster_id != second.cluster_id


def test_characters_no_database_takes_are_replaced(store: Store, engine: Engine, now: datetime) -> None:
    """A NUL or half a surrogate pair from a page neither stops the store nor shifts the text."""
    draft = news(1, title="坏\x00字\ud800符")

    view = read.article(engine, store.save(draft, now=now).article_id)

    assert view.title == "坏\ufffd字\ufffd符"


# Known addresses


def test_known_addresses_are_told_with_their_validators(
    store: Store, engine: Engine, config: Config, now: datetime
) -> None:
    """What an address said last helps to ask politely; unknown addresses are left out."""
    captures = Captures(engine, config.captures)
    ref = captures.keep(
        Capture(
            url=news(1).url,
            final_url=news(1).url,
            status=200,
            headers=(("ETag", '"v1"'), ("Last-Modified", "Tue, 10 Mar 2026 22:40:00 GMT")),
            body=b"x",
            fetched_at=now,
            source="yunjiang-daily",
        )
    )
    captures.close()
    number = store.save(news(1, capture=ref), now=now).article_id

    known = store.known([news(1).url, "http://paper.test/never"])

    assert list(known) == [news(1).url]
    address = known[news(1).url]
    assert (address.article_id, address.etag, address.first_seen_at) == (number, '"v1"', now)


def test_more_addresses_than_a_statement_takes_can_be_asked(store: Store, now: datetime) -> None:
    """A long list of addresses is asked in pieces."""
    store.save(news(1), now=now)

    known = store.known([f"http://paper.test/x{number}" for number in range(40_000)] + [news(1).url])

    assert list(known) == [news(1).url]


def test_touched_address_was_seen(store: Store, now: datetime) -> None:
    """An answer 'not modified' counts as seeing the article; an address never met is left alone."""
    store.save(news(1), now=now)

    store.touch(news(1).url, now=now + HOUR)
    store.touch("http://paper.test/never", now=now)

    assert store.known([news(1).url])[news(1).url].last_seen_at == now + HOUR


def test_an_address_passed_on_is_known_by_its_name(store: Store, now: datetime) -> None:
    """What apps add when an article is passed on hides it from neither look-up nor touch."""
    store.save(news(1), now=now)
    passed_on = f"{news(1).url}?from=timeline&isappinstalled=0"

    store.touch(passed_on, now=now + HOUR)

    known = store.known([passed_on, "http://["])
    assert list(known) == [passed_on]
    assert (known[passed_on].url, known[passed_on].last_seen_at) == (news(1).url, now + HOUR)


# Layout pages and themes


def test_layout_page_is_replaced_by_a_later_look(store: Store, engine: Engine) -> None:
    """The newest look at a layout page counts; stored articles are linked to what it announces."""
    page = LayoutPage(
        source="yunjiang-daily",
        edition_on=DAY,
        label="A01",
        name="要闻",
        url="http://paper.test/node_1.html",
        order=1,
        entries=(LayoutEntry(url="http://paper.test/gone", title="旧", order=1),),
    )
    store.save_layout(page)

    store.save_layout(
        replace(page, name="头版", entries=(LayoutEntry(url="http://paper.test/new", title="新", order=1),))
    )

    (shown,) = read.layout(engine, "yunjiang-daily", DAY)
    assert (shown.name, [entry.title for entry in shown.entries]) == ("头版", ["新"])


def test_theme_names_follow_the_taxonomy(store: Store, engine: Engine) -> None:
    """Registering again renames a theme; one no longer given keeps its name for old articles."""
    store.register_themes([ThemeName(id="a", zh="甲", en="A"), ThemeName(id="b", zh="乙", en="B")])

    store.register_themes([ThemeName(id="a", zh="新甲", en="A")])

    assert {name.id: name.zh for name in read.themes(engine).values()} == {"a": "新甲", "b": "乙"}
    assert count(engine, ThemeRow) == 2


# One transaction


def test_failed_save_leaves_nothing(store: Store, engine: Engine, now: datetime) -> None:
    """When the last step fails, no row and no posting of the article is left."""
    store.save(news(1), now=now)
    fill_up(engine, "event")

    with pytest.raises(Exception, match="full"):
        store.save(news(2, title="流星雨今夜可见"), now=now)

    tables = (Article, Address, ArticlePerson, TagRow, MentionRow, Cluster, Event)
    assert [count(engine, table) for table in tables] == [1] * len(tables)
    assert count(engine, Placement) == 0
    assert found(engine, "流星雨") == []
    assert set(_index_rows(engine)) == {1}


def test_judge_that_fails_leaves_nothing(engine: Engine, now: datetime) -> None:
    """An error in the judge rolls all back; the next save works."""
    store = Store(engine, same=_broken)
    store.save(news(1), now=now)

    with pytest.raises(ZeroDivisionError):
        store.save(news(1, url="http://b.test/1", source="b"), now=now)

    assert count(engine, Article) == 1
    assert store.save(news(2), now=now).outcome is Outcome.NEW


def _broken(_a: NewsText, _b: NewsText) -> Verdict:
    raise ZeroDivisionError


def _index_rows(engine: Engine) -> list[int]:
    key = "rowid" if engine.dialect.name == "sqlite" else "article_id"
    with engine.connect() as connection:
        return [row[0] for row in connection.execute(text(f"SELECT {key} FROM article_fts ORDER BY {key}"))]


def test_index_has_a_row_for_each_article(store: Store, engine: Engine, now: datetime) -> None:
    """After new articles, copies, placements, revisions and other news, index rows and articles agree."""
    for draft in (
        news(1, placement=printed(DAY, "A01")),
        news(1, url="http://paper.test/inside", placement=printed(DAY, "A02")),
        news(1, url="http://b.test/1", source="b"),
        news(2),
        news(2, text=write_text(2) + "\n补充一句。"),
        news(3, url=news(2).url, text=UNRELATED),
    ):
        store.save(draft, now=now)

    with reading(engine) as session:
        numbers = sorted(session.scalars(select(Article.id)))
    assert _index_rows(engine) == numbers
    assert len(numbers) == 4


def test_published_day_may_be_missing(store: Store, engine: Engine, now: datetime) -> None:
    """An article without a day is stored without one, never with the day of the crawl."""
    view = read.article(engine, store.save(news(1, published_on=None), now=now).article_id)

    assert view.published_on is None
    assert isinstance(view.first_seen_at.date(), date)


def test_a_language_tag_without_end_is_cut_at_a_subtag(store: Store, engine: Engine, now: datetime) -> None:
    """A page that names a language of more characters than the archive keeps is stored under its first subtags."""
    saved = store.save(news(1, language="zh-Hant-TW-x-" + "a" * 40), now=now)

    assert read.article(engine, saved.article_id).language == "zh-Hant-TW-x"
