"""What the index finds is what a scan of all texts finds, for any text and any query."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from archive.config import DatabaseConfig
from archive.db import connect
from archive.query import And, Days, Near, Not, Or, Text, Tree, canonical, parse
from archive.query.fold import runs
from archive.query.tree import Filter, affirms
from archive.search import backend
from archive.search.columns import Columns
from archive.search.engines import INDEXES
from archive.search.values import ArchiveValues
from tests.archive.search.corpus import Piece, put, scan

# Few characters, so that words meet: Chinese both ways, Latin of both widths, digits, marks, ligatures, kana, hangul.
SIGNS = "创新產产业强市大gＧd5５々〇①㎡ﬁéカ가 ，。\n_·・-“e\u0301"
DAYS = (None, date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29), date(2025, 6, 15))
THEMES = ("housing", "talent")
SOURCES = ("yunjiang-daily", "yunjiang-evening")

texts = st.text(alphabet=SIGNS, max_size=24)
words = st.text(alphabet=SIGNS, min_size=1, max_size=6).map(runs).filter(bool)
distances = st.integers(0, 6)
few = st.text(alphabet="创新a ，", max_size=16)
short = st.text(alphabet="创新a", min_size=1, max_size=2).map(runs)


@st.composite
def libraries(draw: st.DrawFn) -> list[Piece]:
    """Some articles."""
    return [
        Piece(
            number=number * 3,
            title=draw(texts),
            kicker=draw(texts),
            body=draw(texts),
            source=draw(st.sampled_from(SOURCES)),
            themes=tuple(draw(st.sets(st.sampled_from(THEMES)))),
            published_on=draw(st.sampled_from(DAYS)),
        )
        for number in range(1, draw(st.integers(2, 7)))
    ]


fields = st.sampled_from((None, None, "title", "kicker", "body"))
as_words = st.sampled_from((False, False, True))
terms = st.builds(lambda found, name, whole: Text(runs=found, field=name, is_word=whole), words, fields, as_words)
nears = st.builds(
    lambda left, right, name, distance: Near(
        left=Text(runs=left, field=name), right=Text(runs=right, field=name), distance=distance
    ),
    words,
    words,
    fields,
    distances,
)
filters = st.one_of(
    st.sampled_from([Filter(field="theme", value=theme) for theme in (*THEMES, "unknown")]),
    st.sampled_from([Filter(field="source", value=source) for source in SOURCES]),
    st.builds(
        lambda pair: Days(since=pair[0], until=pair[1]),
        st.sampled_from([(date(2024, 1, 1), None), (None, date(2024, 1, 1)), (date(2023, 12, 31), date(2024, 2, 29))]),
    ),
)
leaves: st.SearchStrategy[Tree] = st.one_of(terms, terms, nears, filters)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda part: Not(part=part), inner),
        st.builds(lambda parts: And(parts=tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda parts: Or(parts=tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=6,
).filter(affirms)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One database for all examples; each example is rolled back."""
    yield from opened(request, tmp_path_factory.mktemp("exact"), request.param)


@pytest.fixture(scope="module")
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    """One of each kind of database."""
    folder = tmp_path_factory.mktemp("pair")
    for lite in opened(request, folder, "sqlite"):
        for server in opened(request, folder, "postgresql"):
            yield lite, server


def opened(request: pytest.FixtureRequest, folder: Path, kind: str) -> Iterator[Engine]:
    """A fresh archive in a database of a kind."""
    url = f"sqlite:///{folder / 'archive.db'}"
    if kind == "postgresql":
        template = request.getfixturevalue("postgres_template")
        url = request.getfixturevalue("postgres_server").create(f"exact_{uuid4().hex}", template=template)
    engine = connect(DatabaseConfig(url=url))
    yield engine
    engine.dispose()


@contextmanager
def holding(engine: Engine, library: list[Piece]) -> Iterator[Session]:
    """A session that sees an archive with the library in it, which is forgotten afterwards."""
    with Session(engine, autoflush=False) as session:
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        put(session, backend(engine), library)
        yield session
        session.rollback()


def found(engine: Engine, library: list[Piece], tree: Tree) -> set[int]:
    """What the index finds in a library that is forgotten afterwards."""
    with holding(engine, library) as session:
        return set(backend(engine).ids(session, tree).tolist())


def scored(engine: Engine, library: list[Piece], tree: Tree) -> list[tuple[int, float]]:
    """What the index finds in a library and how well it matches."""
    index = INDEXES[engine.dialect.name]()
    lengths = Columns()
    with holding(engine, library) as session:
        values = ArchiveValues(session)
        matched = index.ids(session, tree, values, None)
        lengths.refresh(session)
        scores = index.scores(session, tree, values, matched, lengths) if len(matched) else matched
        return list(zip(matched.tolist(), scores.tolist(), strict=True))


relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(library=libraries(), word=terms)
def test_a_word_finds_what_a_scan_finds(shelf: Engine, library: list[Piece], word: Text) -> None:
    """A word or phrase of 1 to 6 signs, in any field or a named one, finds exactly the articles where it stands."""
    assert found(shelf, library, word) == scan(word, library)


@relaxed
@given(title=few, body=few, left=short, right=short, name=fields, distance=st.integers(0, 4))
def test_near_finds_what_a_scan_finds(
    shelf: Engine, title: str, body: str, left: tuple[str, ...], right: tuple[str, ...], name: str, distance: int
) -> None:
    """NEAR counts the units between two words that share no place, exactly, in either order and in one field."""
    library = [Piece(number=1, title=title, body=body), Piece(number=2, title=body, body=body + title)]
    near = Near(left=Text(runs=left, field=name), right=Text(runs=right, field=name), distance=distance)

    assert found(shelf, library, near) == scan(near, library)


@pytest.mark.parametrize("pair", [("创新", "产业"), ("产业", "创新"), ("gdp", "创"), ("创新强市", "5g基站")])
def test_near_is_exact_at_its_limit(shelf: Engine, pair: tuple[str, str]) -> None:
    """With four units between two words, punctuation and line breaks aside, NEAR/4 finds them and NEAR/3 does not."""
    library = [Piece(number=1, body=f"前{pair[0]}，甲\n乙。word丙{pair[1]}后")]

    assert found(shelf, library, parse(f"{pair[0]} NEAR/4 {pair[1]}")) == {1}
    assert found(shelf, library, parse(f"{pair[1]} NEAR/4 {pair[0]}")) == {1}
    assert found(shelf, library, parse(f"{pair[0]} NEAR/3 {pair[1]}")) == set()


def test_near_reads_a_field_as_one_row_of_units(shelf: Engine) -> None:
    """Punctuation inside a word of NEAR is passed over, in articles that have both words as written as well."""
    library = [
        Piece(number=1, title="我国", body="爱我，国家要发展"),
        Piece(number=2, title="别国", body="爱我，国家要发展"),
        Piece(number=3, title="我国", body="爱我，家国，发展"),
    ]

    assert found(shelf, library, parse("我国 NEAR/3 发展")) == {1}
    assert found(shelf, library, parse("我国 NEAR/1 发展")) == set()
    assert found(shelf, library, parse("body:(我国 NEAR/3 发展)")) == set()


@relaxed
@given(library=libraries(), tree=trees)
def test_both_databases_answer_alike(pair: tuple[Engine, Engine], library: list[Piece], tree: Tree) -> None:
    """On SQLite and PostgreSQL a query finds the same articles and scores each the same."""
    lite, server = (scored(engine, library, tree) for engine in pair)

    assert lite == server


@relaxed
@given(library=libraries(), tree=trees)
def test_a_query_finds_what_a_scan_finds(shelf: Engine, library: list[Piece], tree: Tree) -> None:
    """AND, OR, NOT, NEAR, fields and filters mixed in any way, through text and back, find what a scan finds."""
    written = canonical(tree)

    assert found(shelf, library, parse(written)) == scan(tree, library), written


@relaxed
@given(library=libraries(), start=st.integers(0, 23), length=st.integers(1, 6))
def test_every_piece_of_a_text_finds_its_article(shelf: Engine, library: list[Piece], start: int, length: int) -> None:
    """Any piece of 1 to 6 CJK characters cut out of a text finds the article it was cut from."""
    cut = library[0].body[start : start + length]
    sought = runs(cut)
    if len(sought) != 1 or len(sought[0]) != len(cut) or not all("\u4e00" <= sign <= "\u9fff" for sign in cut):
        return

    assert library[0].number in found(shelf, library, Text(runs=sought))
