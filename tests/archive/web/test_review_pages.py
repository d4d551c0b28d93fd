"""The page of articles that were read with doubt."""

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.captures import Captures
from archive.config import load_config
from archive.db import connect
from archive.read.reviews import count_waiting, list_reviews
from archive.store import Store
from archive.web.app import create_app
from pipelines.dedup import same
from tests.archive.news import news

pytestmark = pytest.mark.both_databases

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have another HTTP library than the one that is installed
    from starlette.testclient import TestClient

NOW = datetime(2026, 3, 11, 22, 40, tzinfo=UTC)
FLAGS = ("needs_review", "day_disagrees")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestClient]:
    """A person at the desk of an archive with one doubtful article and one sure one."""
    config = load_config(tmp_path / "home", environment={})
    engine = connect(config.database)
    captures = Captures(engine, config.captures)
    store = Store(engine, same=same)
    store.save(news(1, flags=FLAGS, confidence={"title": 0.9, "published_on": 0.5}), now=NOW)
    store.save(news(2), now=NOW)
    app = create_app(engine, captures, config, clock=lambda: NOW)
    with TestClient(app, base_url="http://localhost", client=("127.0.0.1", 50000)) as client:
        client.engine = engine  # type: ignore[attr-defined] # for looking behind the page
        yield client
    captures.close()
    engine.dispose()


def test_what_waits_is_listed_with_its_reason(desk: TestClient) -> None:
    """The doubtful article stands there with its reason and its least sure field; the sure one does not."""
    shown = desk.get("/reviews?lang=en").text

    assert "/article/1" in shown
    assert "/article/2" not in shown
    assert "days disagree" in shown
    assert "published_on 0.50" in shown


@pytest.mark.parametrize("decision", ["accepted", "dismissed"])
def test_a_decision_takes_it_off_the_list(desk: TestClient, decision: str) -> None:
    """After the button the article waits no longer."""
    answer = desk.post("/reviews", data={"article": "1", "decision": decision}, follow_redirects=False)

    assert answer.status_code == 303
    assert "/article/1" not in desk.get("/reviews").text


def test_a_changed_text_waits_again(desk: TestClient) -> None:
    """What was decided holds for the text that was looked at."""
    engine = desk.engine  # type: ignore[attr-defined] # see the fixture
    desk.post("/reviews", data={"article": "1", "decision": "accepted"})
    assert count_waiting(engine) == 0

    old = news(1, flags=FLAGS)
    Store(engine, same=same).save(news(1, flags=FLAGS, text=old.text + "\n市民对此表示欢迎，纷纷前来参观。"), now=NOW)

    assert [one.article_id for one in list_reviews(engine)] == [1]


def test_a_reader_may_not_decide(desk: TestClient) -> None:
    """Whoever is not at the desk reads how to get there, and nothing changes."""
    answer = desk.post(
        "/reviews", data={"article": "1", "decision": "accepted"}, headers={"x-forwarded-for": "1.2.3.4"}
    )

    assert answer.status_code == 400
    assert count_waiting(desk.engine) == 1  # type: ignore[attr-defined] # see the fixture


def test_a_broken_form_is_told(desk: TestClient) -> None:
    """A form without a decision of ours is refused."""
    assert desk.post("/reviews", data={"article": "1", "decision": "burn"}).status_code == 400
    assert desk.post("/reviews", data={"article": "x", "decision": "accepted"}).status_code == 400


def test_the_board_of_sources_tells_how_many_wait(desk: TestClient) -> None:
    """The board of sources leads to the page while something waits."""
    assert 'href="/reviews"' in desk.get("/sources").text
    desk.post("/reviews", data={"article": "1", "decision": "accepted"})
    assert 'href="/reviews"' not in desk.get("/sources").text
