"""The pages with suggestions by meaning: lists of their own, only where they are switched on."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from archive.captures import Captures
from archive.config import Config, load_config
from archive.web.app import create_app
from tests.archive.web.conftest import TestClient

NOW = datetime(2026, 3, 11, tzinfo=UTC)
Open = Callable[[bool], TestClient]


@pytest.fixture
def pages(embedded: Engine, config: Config) -> Iterator[Open]:
    """Opens the pages over the small archive, with suggestions or without."""
    captures = Captures(embedded, config.captures)

    def made(semantic: bool) -> TestClient:
        settings = load_config(config.home, environment={"JIANBAO_SEARCH_SEMANTIC": str(semantic).lower()})
        return TestClient(create_app(embedded, captures, settings, clock=lambda: NOW), base_url="http://localhost")

    yield made
    captures.close()


def box(page: str) -> list[int]:
    """Numbers of the articles in the list by meaning."""
    part = page.partition('id="meaning"')[2].partition("</section>")[0]
    return [int(number) for number in re.findall(r'href="/article/(\d+)"', part)]


def test_a_search_offers_a_list_by_meaning_and_shows_it_when_asked(pages: Open) -> None:
    """The list stands under the results only when asked for; total, JSON and CSV are those of the exact answer."""
    client = pages(True)

    plain = client.get("/search?q=敬老&lang=zh").text
    wider = client.get("/search?q=敬老&lang=zh&meaning=1").text

    assert box(plain) == []
    assert 'meaning=1#meaning">再找意思相近的文章' in plain
    assert {2, 3} & set(box(wider))
    assert "共 1 篇" in plain
    assert "共 1 篇" in wider
    assert client.get("/search.json?q=敬老&meaning=1").json() == client.get("/search.json?q=敬老").json()
    assert client.get("/search.csv?q=敬老&meaning=1").text == client.get("/search.csv?q=敬老").text


def test_an_article_names_what_is_near_it(pages: Open) -> None:
    """Beside an article stand those nearest to it by meaning, without itself, labelled as a guess."""
    page = pages(True).get("/article/1?lang=en").text

    assert 2 in box(page) or 3 in box(page)
    assert 1 not in box(page)
    assert "Guessed by a language model" in page


def test_nothing_is_guessed_unless_switched_on(pages: Open) -> None:
    """Without `[search] semantic` neither page has a list or offers one, whatever the address says."""
    client = pages(False)

    for address in ("/search?q=敬老&meaning=1", "/article/1"):
        assert "meaning" not in client.get(address).text.replace("meaning=1", "")
