"""Splitting and merging stories on the page that lays two articles side by side."""

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.captures import Captures
from archive.config import load_config
from archive.db import connect
from archive.store import Store
from archive.web.app import create_app
from pipelines.dedup import fingerprint, same
from tests.archive.news import news

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have another HTTP library than the one that is installed
    from starlette.testclient import TestClient

NOW = datetime(2026, 3, 11, 22, 40, tzinfo=UTC)
WHY = "/article/1/why/2?lang=en"
REGROUP = "/article/1/why/2/regroup"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[TestClient]:
    """A person at the desk of an archive with two copies of one text, articles 1 and 2, in story 1."""
    config = load_config(tmp_path / "home", environment={})
    engine = connect(config.database)
    captures = Captures(engine, config.captures)
    store = Store(engine, same=same)
    for paper in ("a", "b"):
        store.save(news(1, url=f"http://{paper}.test/1", source=paper), now=NOW)
    pages = create_app(engine, captures, config, clock=lambda: NOW, same=same, fingerprint=fingerprint)
    with TestClient(pages, base_url="http://localhost", client=("127.0.0.1", 50000)) as client:
        yield client
    captures.close()
    engine.dispose()


def test_a_copy_is_taken_out_and_joined_again(app: TestClient) -> None:
    """The button splits, the same page then merges, and each word bears the name of who said it."""
    assert "Take article 2 out" in app.get(WHY).text

    parted = app.post(REGROUP, data={"a": "1", "b": "1"})
    shown = app.get(WHY).text
    assert parted.status_code == 200
    assert "Why they are two stories" in shown
    assert "Decided by desk: kept apart by a person" in shown

    app.post(REGROUP, data={"a": "1", "b": "2"})
    shown = app.get(WHY).text
    assert "Why they are one story" in shown
    assert "Decided by desk: put together by a person" in shown


def test_a_form_of_a_state_that_is_gone_changes_nothing(app: TestClient) -> None:
    """Sent twice, the button does not undo itself: the second one is refused."""
    app.post(REGROUP, data={"a": "1", "b": "1"})
    again = app.post(REGROUP, data={"a": "1", "b": "1"})

    assert again.status_code == 400
    assert "Why they are two stories" in app.get(WHY).text


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"x-forwarded-for": "192.0.2.1"}])
def test_others_split_nothing(app: TestClient, headers: dict[str, str]) -> None:
    """A form of another site, and one of a reader who is not at the desk, are refused."""
    answer = app.post(REGROUP, data={"a": "1", "b": "1"}, headers=headers)

    assert answer.status_code == 400
    assert "Why they are one story" in app.get(WHY).text


def test_readers_see_no_buttons(app: TestClient) -> None:
    """Who is not at the desk reads the grounds and finds no form."""
    shown = app.get(WHY, headers={"x-forwarded-for": "192.0.2.1"}).text

    assert "Why they are one story" in shown
    assert "/regroup" not in shown
