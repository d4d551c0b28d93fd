"""However articles change and go, the index finds what the articles of now say, and nothing that they said before."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from archive.models import Article
from archive.query import Tree
from archive.search import backend
from tests.archive.search.corpus import Piece, as_article, as_doc, scan
from tests.archive.search.test_exact import holding, libraries, opened, relaxed, trees


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One database for all examples; each example is rolled back."""
    yield from opened(request, tmp_path_factory.mktemp("stale"), request.param)


@settings(relaxed, max_examples=60)
@given(library=libraries(), others=libraries(), data=st.data(), tree=trees)
def test_changed_and_removed_articles_leave_no_stale_hit(
    shelf: Engine, library: list[Piece], others: list[Piece], data: st.DataObject, tree: Tree
) -> None:
    """After any row of changes, removals and returns, a query finds what a scan of the articles of now finds."""
    now = {piece.number: piece for piece in library}
    with holding(shelf, library) as session:
        for number, other in data.draw(st.lists(st.tuples(st.sampled_from(sorted(now)), st.sampled_from(others)))):
            if number in now and data.draw(st.booleans()):
                _remove(session, shelf, number)
                del now[number]
            else:
                now[number] = replace(other, number=number)
                _write(session, shelf, now[number])
        found = set(backend(shelf).ids(session, tree).tolist())

    assert found == scan(tree, list(now.values()))


def _remove(session: Session, engine: Engine, number: int) -> None:
    backend(engine).remove(session, number)
    session.delete(session.get_one(Article, number))
    session.flush()


def _write(session: Session, engine: Engine, piece: Piece) -> None:
    session.merge(as_article(piece))
    session.flush()
    backend(engine).add(session, as_doc(piece))
