"""The same story at several places of one edition: one article, several placements, the fuller text."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from archive import read
from archive.models import Article
from archive.records import Draft, Outcome
from archive.store import Store
from tests.archive.look import count, found
from tests.archive.news import DAY, news, printed, write_text

pytestmark = pytest.mark.both_databases

HOUR = timedelta(hours=1)
Order = tuple[Callable[[], Draft], Callable[[], Draft]]
STUB_URL, JUMP_URL = "http://paper.test/A01/1.html", "http://paper.test/A05/9.html"
WHOLE = write_text(1, 24)


def _stub(**changes: object) -> Draft:
    """The beginning of the story, on page one."""
    text = WHOLE[: len(WHOLE) // 3] + "（下转A05版）"
    return news(1, **{"text": text, "url": STUB_URL, "placement": printed(DAY, "A01"), "published_on": DAY, **changes})


def _jump(**changes: object) -> Draft:
    """The whole of it, inside."""
    return news(1, **{"text": WHOLE, "url": JUMP_URL, "placement": printed(DAY, "A05"), "published_on": DAY, **changes})


@pytest.mark.parametrize("order", [(_stub, _jump), (_jump, _stub)], ids=["stub-first", "jump-first"])
def test_stub_and_jump_page_are_one_article(store: Store, engine: Engine, now: datetime, order: Order) -> None:
    """Whichever is met first, one article has both places and the fuller text, and search finds it by its end."""
    first = store.save(order[0](), now=now)
    second = store.save(order[1](), now=now)

    assert (second.outcome, second.article_id) == (Outcome.PLACED, first.article_id)
    assert count(engine, Article) == 1
    shown = read.article(engine, first.article_id)
    assert (shown.text, shown.url) == (WHOLE, JUMP_URL)
    assert {place.page_label for place in shown.placements} == {"A01", "A05"}
    assert found(engine, WHOLE.rstrip("。").split("\n")[-1].split("，")[1]) == [first.article_id]


def test_the_stub_stays_readable_as_a_revision(store: Store, engine: Engine, now: datetime) -> None:
    """What stood on page one is not lost when the jump page fills it out."""
    store.save(_stub(), now=now)
    number = store.save(_jump(), now=now).article_id

    assert [one.text for one in read.revisions(engine, number)] == [_stub().text, WHOLE]


@pytest.mark.parametrize("again", [_stub, _jump])
def test_both_places_met_again_are_unchanged(
    store: Store, engine: Engine, now: datetime, again: Callable[[], Draft]
) -> None:
    """A second crawl of the edition, also with a line more on page one, changes nothing."""
    number = store.save(_stub(), now=now).article_id
    store.save(_jump(), now=now)

    assert store.save(again(), now=now + HOUR).outcome is Outcome.UNCHANGED
    longer_stub = _stub(text=WHOLE[: len(WHOLE) // 2] + "（下转A05版）")
    assert store.save(longer_stub, now=now + HOUR).outcome is Outcome.UNCHANGED
    assert read.article(engine, number).text == WHOLE


def test_a_cut_copy_in_the_next_edition_is_an_article(store: Store, now: datetime) -> None:
    """The day after, the shorter text is an article of its own in the same story."""
    first = store.save(_jump(), now=now)
    later = DAY + timedelta(days=1)
    second = store.save(_stub(placement=printed(later, "A01"), published_on=later), now=now + HOUR)

    assert second.outcome is Outcome.NEW
    assert second.cluster_id == first.cluster_id


def test_a_brief_inside_a_round_up_is_news_of_its_own(store: Store, engine: Engine, now: datetime) -> None:
    """A short text that a longer one of the edition takes in, under another title, is neither placed nor folded."""
    brief = news(1, text=write_text(1, 5), placement=printed(DAY, "A02"), published_on=DAY)
    round_up = news(
        2,
        title="一周民生要闻回顾",
        text=f"{write_text(2, 8)}\n{brief.text}\n{write_text(3, 8)}",
        placement=printed(DAY, "A04"),
        published_on=DAY,
    )
    first = store.save(brief, now=now)
    second = store.save(round_up, now=now)

    assert second.outcome is Outcome.NEW
    assert second.cluster_id != first.cluster_id
    assert [one.relation for one in read.article(engine, second.article_id).near] == ["quotes"]


def test_web_version_of_a_placed_story_joins_it(store: Store, now: datetime) -> None:
    """The web site's page, with an editor's line, is an article of the cluster of the print."""
    store.save(_stub(), now=now)
    in_print = store.save(_jump(), now=now)
    web = news(1, text=f"{WHOLE}\n（责任编辑：白露）", url="http://www.paper.test/1.html", source="yunjiang-web")

    on_the_web = store.save(web, now=now)

    assert (on_the_web.outcome, on_the_web.cluster_id) == (Outcome.NEW, in_print.cluster_id)
