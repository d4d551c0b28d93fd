"""The accelerator: searches say the same with it as without, whatever state it is in."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, text

from archive.analysis import similar
from archive.config import Config, load_config
from archive.db import connect, reading, writing
from archive.models import Tag
from archive.query import Text, Tree, parse
from archive.search import accelerate, answer, backend, documents, newest_hits, reindex
from archive.search.accelerator import Busy, accelerated, drop, feed, standing
from archive.search.accelerator.folder import current, feeding, read_mark
from archive.search.accelerator.folder import opened as opened_generation
from archive.search.accelerator.postings import Writing, on_disk
from archive.search.base import Asked
from archive.search.settings import accelerator_folder
from tests.archive.search.corpus import STORED_AT, Piece, put
from tests.archive.search.test_exact import libraries, opened, trees

pytest.importorskip("tantivy")

QUERIES = (
    *("创", "国", "创 -产", "title:创", "创 OR 大", "创新", "产业 创", "-创 大", "创 date:2024", "创 has:attachment"),
    *("g", "5G", "5G 创", '"5G 基"', "创新 NEAR/3 产", "word:创", "创 theme:housing", "kicker:创 OR 基站"),
)
FORGET = ("DELETE FROM tag WHERE article_id = :id", "DELETE FROM article WHERE id = :id")
PIECES = [
    Piece(
        number=number,
        title="创新" if number % 3 else "强市大会",
        kicker="市委开会\n创" if number % 5 == 0 else "",
        body="本报讯 国家创新，创产业。" * (number % 4 + 1) + ("大国" if number % 2 else "5G基站"),
        published_on=date(2024, 1, 1 + number % 28),
        themes=("housing",) if number % 4 == 0 else (),
    )
    for number in range(1, 41)
]


def _tag(number: int, theme: str) -> Tag:
    return Tag(article_id=number, theme=theme, score=1.0, central=True, method="rule", tagged_at=STORED_AT)


class Pair:
    """One archive, opened twice: searched through its accelerator, and without."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.folder = accelerator_folder(config)
        self.plain = connect(config.database)
        self.fast = connect(config.database, upgrade=False)
        accelerate(self.fast, config)

    def put(self, pieces: list[Piece]) -> None:
        """Store articles and index them."""
        with writing(self.plain) as session:
            put(session, backend(self.plain), pieces)
            session.add_all(_tag(piece.number, theme) for piece in pieces for theme in piece.themes)

    def change(self, number: int, title: str) -> None:
        """Give an article another headline."""
        with writing(self.plain) as session:
            session.execute(text("UPDATE article SET title = :title WHERE id = :id"), {"title": title, "id": number})
            session.expire_all()
            backend(self.plain).add_all(session, documents(session, [number]))

    def remove(self, number: int) -> None:
        """Forget an article."""
        with writing(self.plain) as session:
            for statement in FORGET:
                session.execute(text(statement), {"id": number})
            backend(self.plain).remove(session, number)

    def feed(self) -> None:
        """Bring the accelerator up to the archive."""
        feed(self.plain, self.folder)

    def agree(self) -> None:
        """Both ways say the same of every query: totals, ids, order, scores, facets, marks, the newest, the similar."""
        for query in QUERIES:
            assert answer(self.fast, query) == answer(self.plain, query), query
            assert answer(self.fast, query, sort="date", limit=3) == answer(self.plain, query, sort="date", limit=3)
            assert newest_hits(self.fast, query, limit=5) == newest_hits(self.plain, query, limit=5), query
            for engine in (self.fast, self.plain):
                with reading(engine) as session:
                    ids = backend(engine).ids(session, parse(query)).tolist()
                    assert backend(engine).total(session, parse(query)) == len(ids), query
        with reading(self.plain) as session:
            numbers = session.scalars(text("SELECT id FROM article ORDER BY id LIMIT 3")).all()
        for number in numbers:
            assert similar(self.fast, number) == similar(self.plain, number)

    @property
    def helps(self) -> bool:
        """Whether searches are answered through it."""
        return standing(self.plain, self.folder).is_used


@pytest.fixture
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """An archive of some articles with its accelerator."""
    for engine in opened(request, tmp_path, getattr(request, "param", "sqlite")):
        address = engine.url.render_as_string(hide_password=False)
        settings_file = tmp_path / "jianbao.toml"
        settings_file.write_text(f'[database]\nurl = "{address}"\n[search]\naccelerator = true\n', encoding="utf-8")
        found = Pair(load_config(tmp_path, environment={}))
        found.put(PIECES)
        found.feed()
        assert found.helps
        yield found
        found.plain.dispose()
        found.fast.dispose()


on_both = pytest.mark.parametrize("pair", ["sqlite", "postgresql"], indirect=True)


@contextmanager
def only_accelerated(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note what the accelerator is asked and answers."""
    asked: list[str] = []
    original = accelerated.Accelerated._guarded

    def noting(self: accelerated.Accelerated, ask: Callable[[], object]) -> object:
        found = original(self, ask)
        asked.append("answered" if found is not None else "not")
        return found

    monkeypatch.setattr(accelerated.Accelerated, "_guarded", noting)
    yield asked


@on_both
def test_all_answers_are_the_same(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an accelerator that has everything each query is answered as without it, and it does answer."""
    with only_accelerated(monkeypatch) as asked:
        pair.agree()

    assert asked.count("answered") > len(QUERIES)
    assert "not" not in asked


@on_both
def test_what_is_newer_is_found_before_it_is_fed(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles stored, changed and removed since the last round are found as they are, through the accelerator."""
    pair.put([replace(PIECES[0], number=100 + n, title="国创") for n in range(5)])
    pair.change(3, "大国")
    pair.remove(4)
    with only_accelerated(monkeypatch) as asked:
        pair.agree()

    assert "answered" in asked
    assert "not" not in asked
    assert standing(pair.plain, pair.folder).behind == 7


@on_both
def test_updates_and_deletes_leave_no_stale_hit(pair: Pair) -> None:
    """After a round nothing is behind, and what was changed or removed is found no more as it was."""
    pair.change(3, "龙腾")
    pair.remove(4)
    pair.feed()
    pair.agree()

    assert standing(pair.plain, pair.folder).behind == 0
    assert standing(pair.plain, pair.folder).articles == len(PIECES) - 1
    assert answer(pair.fast, "龙").total == 1


def test_a_session_that_is_older_sees_its_own_state(pair: Pair) -> None:
    """A session opened before a change and a round sees neither."""
    with reading(pair.fast) as session:
        before = backend(pair.fast).ids(session, parse("创")).tolist()
        pair.change(1, "龙腾")
        pair.put([replace(PIECES[0], number=200)])
        pair.feed()
        pair.agree()

        assert backend(pair.fast).ids(session, parse("创")).tolist() == before


def test_many_changes_are_left_to_the_archive(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """With more changes than are taken into memory the archive answers alone, until the next round."""
    monkeypatch.setattr("archive.search.accelerator.view.MOST_BEHIND", 3)
    monkeypatch.setattr("archive.search.accelerator.standings.MOST_BEHIND", 3)
    pair.put([replace(PIECES[0], number=100 + n) for n in range(4)])
    pair.agree()
    assert not pair.helps

    pair.feed()

    pair.agree()
    assert pair.helps


def _tear(folder: Path) -> None:
    for path in folder.iterdir():
        if path.suffix in (".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm"):
            os.truncate(path, path.stat().st_size // 2)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def _scramble(folder: Path) -> None:
    (folder / "meta.json").write_bytes(b"\x00\xff" * 40)


@pytest.mark.parametrize("harm", [_tear, _empty, _scramble, shutil.rmtree])
def test_a_damaged_one_is_passed_over_and_mended(pair: Pair, harm: Callable[[Path], None]) -> None:
    """Torn, emptied, scrambled or gone: searches answer as before, and the next round makes it anew."""
    generation = current(pair.folder)
    assert generation is not None
    harm(generation)
    pair.agree()

    assert feed(pair.plain, pair.folder).rebuilt
    pair.agree()
    assert pair.helps
    assert not generation.exists()


def test_one_of_another_version_is_made_anew(pair: Pair) -> None:
    """One that another version of the program made is not asked, and a new one takes its place when it is whole."""
    generation = current(pair.folder)
    assert generation is not None
    mark = read_mark(opened_generation(generation))
    assert mark is not None
    writer = Writing(on_disk(generation))
    writer.mark(replace(mark, version="0.1").written())
    writer.commit()
    writer.close()
    pair.agree()
    assert not pair.helps

    assert feed(pair.plain, pair.folder).rebuilt
    pair.agree()
    assert pair.helps


def test_one_of_another_archive_is_not_asked(pair: Pair) -> None:
    """When the archive does not know the last commit, as after a restored backup, the archive answers alone."""
    with writing(pair.plain) as session:
        session.execute(text("DELETE FROM setting WHERE key LIKE 'accelerator.%'"))
    pair.agree()
    assert not pair.helps

    assert feed(pair.plain, pair.folder).rebuilt
    pair.agree()


def test_a_reindexed_archive_is_fed_anew(pair: Pair) -> None:
    """A rebuilt index forgets which articles were removed, so the accelerator is made anew and has none of them."""
    pair.remove(7)
    reindex(pair.plain)
    pair.agree()

    assert feed(pair.plain, pair.folder).rebuilt
    pair.agree()


def test_only_one_feeds_at_a_time(pair: Pair) -> None:
    """While another process feeds, a round says so and touches nothing; searches go on."""
    pair.change(2, "龙腾")
    with feeding(pair.folder), pytest.raises(Busy):
        pair.feed()
    pair.agree()


def test_a_dropped_one_is_gone_and_searches_go_on(pair: Pair) -> None:
    """Dropping it removes its folder; searches of a process that had it open answer as before."""
    pair.agree()

    assert drop(pair.folder)
    assert not pair.folder.exists()
    assert not drop(pair.folder)
    pair.agree()


def test_a_round_that_finds_nothing_new_writes_nothing(pair: Pair) -> None:
    """A round without changes leaves every file as it is."""
    generation = current(pair.folder)
    assert generation is not None
    before = {path: path.stat().st_mtime_ns for path in generation.iterdir()}

    pair.feed()

    assert {path: path.stat().st_mtime_ns for path in generation.iterdir()} == before


def test_without_the_library_the_archive_answers(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where tantivy is not installed the setting changes nothing for readers, and standing names the mend."""
    monkeypatch.setattr("archive.search.engines.is_installed", lambda _name: False)
    monkeypatch.setattr("archive.search.accelerator.standings.is_installed", lambda _name: False)
    other = connect(pair.config.database, upgrade=False)
    accelerate(other, pair.config)

    assert answer(other, "创") == answer(pair.plain, "创")
    assert "pip install" in standing(pair.plain, pair.folder).mend
    other.dispose()


def test_a_huge_word_is_found(pair: Pair) -> None:
    """A run of letters longer than tantivy keeps is found as by the archive."""
    huge = "a" * 70_000
    pair.put([replace(PIECES[0], number=300, body=f"创{huge}新")])
    pair.feed()

    with reading(pair.fast) as session:
        assert backend(pair.fast).ids(session, Text(runs=(huge,))).tolist() == [300]
        assert backend(pair.fast).total(session, Text(runs=(huge,))) == 1
    pair.agree()


@pytest.fixture(scope="module")
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """One archive with an accelerator for all examples."""
    home = tmp_path_factory.mktemp("accelerated")
    (home / "jianbao.toml").write_text("[search]\naccelerator = true\n", encoding="utf-8")
    found = Pair(load_config(home, environment={}))
    yield found
    found.plain.dispose()
    found.fast.dispose()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=libraries(), later=libraries(), tree=trees)
def test_any_query_is_answered_alike(shelf: Pair, first: list[Piece], later: list[Piece], tree: Tree) -> None:
    """Whatever is asked of whatever articles, on the disk or newer than it: the same ids, total, order and scores."""
    _empty_archive(shelf.plain)
    shelf.put(first)
    shelf.feed()
    numbers = {piece.number for piece in first}
    shelf.put(
        [piece for piece in (replace(one, number=one.number + 12) for one in later) if piece.number not in numbers]
    )
    found = []
    for engine in (shelf.plain, shelf.fast):
        with reading(engine) as session:
            searcher = backend(engine)
            page = searcher.find(session, tree)
            found.append((page.ids, page.scores, page.total, page.matched.tolist(), searcher.newest(session, tree, 3)))
            assert searcher.total(session, tree) == page.total

    assert found[0] == found[1]


def _empty_archive(engine: Engine) -> None:
    with writing(engine) as session:
        for number in session.scalars(text("SELECT id FROM article")).all():
            backend(engine).remove(session, number)
            for statement in FORGET:
                session.execute(text(statement), {"id": number})


def test_the_port_is_whole() -> None:
    """The accelerator answers everything that an index is asked."""
    asked = {name for name in vars(Asked) if not name.startswith("_")}

    assert asked <= set(vars(accelerated.Accelerated))
