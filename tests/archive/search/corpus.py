"""Small archives for the tests of searching, and a search by scanning that knows no index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from archive.models import Article, Cluster
from archive.query import And, Days, Near, Not, Or, Text, Tree
from archive.query.fold import RUN, fold, is_cjk
from archive.query.tree import Filter
from archive.query.words import stands_as_word
from archive.search import Backend, IndexDoc

STORED_AT = datetime(2026, 3, 10, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Piece:
    """An article as these tests need it."""

    number: int
    title: str = "无题"
    body: str = ""
    kicker: str = ""
    source: str = "yunjiang-daily"
    place: str = "cn-jiangsu-yunjiang"
    people: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    published_on: date | None = date(2026, 3, 10)
    kind: str = "news"
    language: str = "zh-Hans"
    page_label: str = ""
    persons: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    cluster: int = 0
    fields: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.fields = {"title": self.title, "kicker": self.kicker, "body": self.body}


def as_doc(piece: Piece) -> IndexDoc:
    """What the index is told of an article."""
    return IndexDoc(
        article_id=piece.number,
        source=piece.source,
        place=piece.place,
        title=piece.title,
        kicker=piece.kicker,
        body=piece.body,
        people=piece.people,
        persons=piece.persons,
        orgs=piece.orgs,
        themes=piece.themes,
        published_on=piece.published_on,
        kind=piece.kind,
        language=piece.language,
        page_label=piece.page_label,
    )


def as_article(piece: Piece) -> Article:
    """Its row."""
    return Article(
        id=piece.number,
        source=piece.source,
        url=f"http://paper.test/{piece.number}",
        cluster_id=piece.cluster or piece.number,
        kind=piece.kind,
        title=piece.title,
        kicker=piece.kicker,
        text=piece.body,
        published_on=piece.published_on,
        language=piece.language,
        text_sha256="",
        text_seen_at=STORED_AT,
        first_seen_at=STORED_AT,
        last_seen_at=STORED_AT,
    )


def put(session: Session, searcher: Backend, pieces: Iterable[Piece]) -> None:
    """Store articles with their clusters and index them."""
    given = list(pieces)
    session.add_all(as_article(piece) for piece in given)
    sizes: dict[int, int] = {}
    for piece in given:
        number = piece.cluster or piece.number
        sizes[number] = sizes.get(number, 0) + 1
    for number, size in sizes.items():
        session.merge(Cluster(id=number, lead_id=number, size=size))
    session.flush()
    searcher.add_all(session, map(as_doc, given))


def scan(tree: Tree, pieces: Sequence[Piece]) -> set[int]:
    """Return the numbers of the articles that a tree means, by reading every text."""
    return {piece.number for piece in pieces if _holds(tree, piece)}


def _holds(tree: Tree, piece: Piece) -> bool:
    if isinstance(tree, And):
        return all(_holds(part, piece) for part in tree.parts)
    if isinstance(tree, Or):
        return any(_holds(part, piece) for part in tree.parts)
    if isinstance(tree, Not):
        return not _holds(tree.part, piece)
    if isinstance(tree, Filter):
        return tree.value in _values(tree.field, piece)
    if isinstance(tree, Days):
        day = piece.published_on
        return day is not None and (tree.since or date.min) <= day <= (tree.until or date.max)
    if isinstance(tree, Near):
        fields = _fields(piece, tree.left.field)
        both = all(any(_places(word, units) for units in fields) for word in (tree.left, tree.right))
        return both and any(_stand_near(tree, [unit for unit, _ in units]) for units in fields)
    if tree.is_word:
        names = [tree.field] if tree.field else list(piece.fields)
        return any(stands_as_word(tree, fold(piece.fields[name])) for name in names)
    return any(_places(tree, units) for units in _fields(piece, tree.field))


def _values(name: str, piece: Piece) -> list[str]:
    kept = {
        "source": [piece.source],
        "author": list(piece.people),
        "theme": list(piece.themes),
        "place": [piece.place],
        "type": [piece.kind],
        "lang": [piece.language],
        "page": [piece.page_label],
    }
    return [fold(value) for value in kept[name]]


Unit = tuple[str, int]
"""One CJK character or one other run, and the number of its run in the text."""


def _fields(piece: Piece, name: str | None) -> list[list[Unit]]:
    texts = [piece.fields[name]] if name else list(piece.fields.values())
    return [_units(RUN.findall(fold(text))) for text in texts]


def _units(runs: Iterable[str]) -> list[Unit]:
    return [(unit, number) for number, run in enumerate(runs) for unit in (run if is_cjk(run) else (run,))]


def _places(text: Text, units: Sequence[Unit]) -> list[int]:
    wanted = _units(text.runs)
    return [start for start in range(len(units) - len(wanted) + 1) if _fits(wanted, units[start:])]


def _fits(wanted: Sequence[Unit], units: Sequence[Unit]) -> bool:
    """Same units, and one run of the words is one run of the text, two are two."""
    first = units[0][1] - wanted[0][1]
    return all(
        unit == found and run_found - run == first
        for (unit, run), (found, run_found) in zip(wanted, units, strict=False)
    )


def _stand_near(near: Near, row: list[str]) -> bool:
    """The field is one row of units: punctuation counts nowhere."""
    left, right = ([unit for unit, _ in _units(word.runs)] for word in (near.left, near.right))
    return any(
        0 <= second - first - len(left) <= near.distance or 0 <= first - second - len(right) <= near.distance
        for first in range(len(row))
        for second in range(len(row))
        if row[first : first + len(left)] == left and row[second : second + len(right)] == right
    )
