"""What is found among a few articles held in memory is what the index finds."""

from hypothesis import given
from sqlalchemy import Engine

from archive.query import Days, Tree, canonical, parse
from archive.query.tree import Filter
from archive.search import Few, backend
from tests.archive.search.corpus import Piece, as_doc
from tests.archive.search.test_exact import holding, libraries, relaxed, shelf, trees

__all__ = ["shelf"]


@relaxed
@given(library=libraries(), tree=trees)
def test_a_few_articles_give_what_the_index_gives(shelf: Engine, library: list[Piece], tree: Tree) -> None:
    """Words, phrases, NEAR, `word:`, fields and filters mixed in any way find the same articles on both databases."""
    asked = parse(canonical(tree))
    numbers = [piece.number for piece in library]
    with holding(shelf, library) as session:

        def filtered(leaf: Filter | Days) -> frozenset[int]:
            return frozenset(backend(shelf).ids(session, leaf, within=numbers).tolist())

        few = Few(map(as_doc, library), filtered)
        assert few.ids(asked, frozenset(numbers)) == set(backend(shelf).ids(session, asked).tolist())


def test_only_the_articles_asked_about_are_found() -> None:
    """An article that has the word but is not asked about is not among what is found."""
    few = Few([as_doc(Piece(number=1, body="创新")), as_doc(Piece(number=2, body="创新"))], lambda leaf: frozenset())

    assert few.ids(parse("创新"), frozenset({2})) == {2}
    assert few.ids(parse("创新"), frozenset()) == frozenset()
