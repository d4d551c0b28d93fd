"""What the store makes of a draft at an address that it has met."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from archive import read
from archive.captures import Captures
from archive.config import Config
from archive.db import writing
from archive.duplicates import short_keys
from archive.models import Revision
from archive.models import Tag as TagRow
from archive.records import (
    Capture,
    Mention,
    Outcome,
    Person,
    Tag,
)
from archive.store import Store
from tests.archive.look import count, events, found, keys_of
from tests.archive.news import UNRELATED, news, write_text

pytestmark = pytest.mark.both_databases

HOUR = timedelta(hours=1)


# A draft at a known address


def test_same_text_is_unchanged(store: Store, engine: Engine, now: datetime) -> None:
    """Met again with the same text, an article is only seen again; no event is written."""
    first = store.save(news(1), now=now)

    again = store.save(news(1), now=now + HOUR)

    assert (again.outcome, again.article_id) == (Outcome.UNCHANGED, first.article_id)
    assert read.article(engine, first.article_id).last_seen_at == now + HOUR
    assert len(events(engine)) == 1


def test_changed_text_becomes_a_revision(store: Store, engine: Engine, now: datetime) -> None:
    """A changed text at a known address is kept as a new revision, and the old text stays readable."""
    draft = news(1)
    first = store.save(draft, now=now)

    again = store.save(news(1, text=draft.text + "\n后续进展本报将继续关注。"), now=now + HOUR)

    assert (again.outcome, again.article_id) == (Outcome.REVISED, first.article_id)
    texts = read.revisions(engine, first.article_id)
    assert [(one.number, one.seen_at) for one in texts] == [(1, now), (2, now + HOUR)]
    assert texts[0].text == draft.text
    assert texts[1].text.endswith("继续关注。")


def test_revision_never_alerts(store: Store, engine: Engine, now: datetime) -> None:
    """A story that was news once is not news again when its text changes."""
    draft = news(1)
    store.save(draft, now=now)
    store.save(replace(draft, title=draft.title + "（更新）"), now=now)

    assert [(kind, alertable) for kind, _, alertable in events(engine)] == [("new", True), ("revised", False)]


def test_revision_replaces_what_was_read_from_the_old_text(store: Store, engine: Engine, now: datetime) -> None:
    """Themes, people, mentions, keys and index follow the new text; nothing of the old one is left in them."""
    old = news(1, text=write_text(1) + "\n旧句提到萤火虫。")
    changed_text = write_text(1) + "\n新句提到蒲公英，篇幅也长一些。"
    changed = news(
        1,
        text=changed_text,
        people=(Person(name="白露"),),
        tags=(Tag(theme="green", score=1.0),),
        mentions=(Mention(kind="org", name="新句", start=0, end=2),),
    )
    number = store.save(old, now=now).article_id

    store.save(changed, now=now)

    view = read.article(engine, number)
    assert [person.name for person in view.people] == ["白露"]
    assert [tag.theme for tag in view.tags] == ["green"]
    assert [mention.name for mention in view.mentions] == ["新句"]
    assert changed.fingerprint is not None
    assert keys_of(engine, number) >= set(short_keys(changed.fingerprint))
    assert (found(engine, "萤火虫"), found(engine, "蒲公英")) == ([], [number])


def test_theme_given_by_a_person_survives_a_revision(store: Store, engine: Engine, now: datetime) -> None:
    """No later reading takes away what a person decided."""
    draft = news(1)
    number = store.save(draft, now=now).article_id
    with writing(engine) as session:
        session.add(TagRow(article_id=number, theme="by-hand", score=1.0, central=True, method="human", tagged_at=now))

    store.save(replace(draft, title=draft.title + "（更新）"), now=now)

    assert {tag.theme for tag in read.article(engine, number).tags} == {"by-hand", "city-life"}


def test_day_once_known_is_kept(store: Store, engine: Engine, now: datetime) -> None:
    """A later reading that finds no day does not erase the one that was found."""
    draft = news(1)
    number = store.save(draft, now=now).article_id

    store.save(replace(draft, title="改题", published_on=None), now=now)

    assert read.article(engine, number).published_on == draft.published_on


def test_other_news_at_a_known_address_opens_another_article(store: Store, engine: Engine, now: datetime) -> None:
    """A live page that carries unrelated news now keeps its earlier article under an address of its own."""
    first = store.save(news(1), now=now)
    url = news(1).url

    second = store.save(news(9, url=url, text=UNRELATED), now=now + HOUR)

    assert second.outcome is Outcome.NEW
    assert read.article(engine, second.article_id).url == url
    assert read.article(engine, first.article_id).url == f"{url}#seen-2026-03-10-{first.article_id}"
    assert store.known([url])[url].article_id == second.article_id
    assert count(engine, Revision) == 0


def test_same_text_read_by_newer_rooms_gets_its_themes_anew(store: Store, engine: Engine, now: datetime) -> None:
    """A re-read with another taxonomy is no change of the article, but its themes and the index follow."""
    draft = news(1)
    number = store.save(draft, now=now).article_id

    again = store.save(replace(draft, reader="rooms-2", tags=(Tag(theme="green", score=1.0),)), now=now)

    assert again.outcome is Outcome.UNCHANGED
    assert [tag.theme for tag in read.article(engine, number).tags] == ["green"]
    assert (found(engine, "theme:green"), found(engine, "theme:city-life")) == ([number], [])


def test_old_capture_read_again_does_not_undo_a_revision(
    store: Store, engine: Engine, config: Config, now: datetime
) -> None:
    """Reading captures again in their order leaves the newest text in place and adds no revision."""
    captures = Captures(engine, config.captures)
    drafts = []
    for step, addition in enumerate(("", "\n后续进展本报将继续关注。")):
        bytes_then = Capture(
            url=news(1).url,
            final_url=news(1).url,
            status=200,
            headers=(),
            body=addition.encode(),
            fetched_at=now + step * HOUR,
            source="yunjiang-daily",
        )
        drafts.append(news(1, text=write_text(1) + addition, capture=captures.keep(bytes_then)))
    captures.close()
    number = store.save(drafts[0], now=now).article_id
    store.save(drafts[1], now=now)

    outcomes = [store.save(draft, now=now + 2 * HOUR).outcome for draft in drafts]

    assert outcomes == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert [one.number for one in read.revisions(engine, number)] == [1, 2]


def test_reread_of_the_same_capture_is_told_apart_from_an_edit(
    store: Store, engine: Engine, config: Config, now: datetime
) -> None:
    """A text that changed because the reader did is marked, so that no paper is blamed for it."""
    captures = Captures(engine, config.captures)
    ref = captures.keep(
        Capture(url=news(1).url, final_url=news(1).url, status=200, headers=(), body=b"x", fetched_at=now, source="a")
    )
    captures.close()
    number = store.save(news(1, capture=ref), now=now).article_id

    store.save(news(1, text=write_text(1) + "\n页脚。", capture=ref, reader="rooms-2"), now=now)

    assert [one.is_reread for one in read.revisions(engine, number)] == [False, True]


# Twins of a known address


def test_the_secure_twin_of_an_address_is_the_same_article(store: Store, engine: Engine, now: datetime) -> None:
    """The same page at https, at www. or at m. is no article of its own, and is known from then on."""
    first = store.save(news(1, url="http://paper.test/a/1.html"), now=now)

    for url in ("https://paper.test/a/1.html", "http://www.paper.test/a/1.html", "https://m.paper.test/a/1.html"):
        again = store.save(news(1, url=url), now=now + HOUR)

        assert (again.outcome, again.article_id) == (Outcome.UNCHANGED, first.article_id)
        assert store.known([url])[url].article_id == first.article_id


def test_a_changed_text_at_the_twin_is_a_revision(store: Store, engine: Engine, now: datetime) -> None:
    """One revision is kept, whichever of the two addresses is visited next."""
    first = store.save(news(1, url="http://paper.test/a/1.html"), now=now)
    longer = write_text(1) + "\n本报将继续关注。"

    changed = store.save(news(1, text=longer, url="https://paper.test/a/1.html"), now=now + HOUR)
    same = store.save(news(1, text=longer, url="http://paper.test/a/1.html"), now=now + 2 * HOUR)

    assert (changed.outcome, changed.article_id) == (Outcome.REVISED, first.article_id)
    assert same.outcome is Outcome.UNCHANGED
    assert count(engine, Revision) == 1


def test_a_twin_with_other_news_is_an_article(store: Store, now: datetime) -> None:
    """Where www. carries something else than m., both keep their address."""
    first = store.save(news(1, url="http://m.paper.test/1.html"), now=now)
    second = store.save(news(2, url="http://www.paper.test/1.html", text=UNRELATED), now=now)

    assert second.outcome is Outcome.NEW
    assert store.known(["http://m.paper.test/1.html"])["http://m.paper.test/1.html"].article_id == first.article_id
