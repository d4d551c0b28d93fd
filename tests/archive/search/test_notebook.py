"""The notebook door: an archive opened in one line, for reading only."""

import doctest
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

import archive
from archive import open_archive
from archive.config import Config
from archive.errors import AskedWrongly, DatabaseError, NotFound
from archive.search import Backend


def test_search_facets_and_articles(config: Config, searcher: Backend) -> None:
    """An open archive answers queries, counts them and hands out articles."""
    with open_archive(config.home) as archive:
        assert archive.search("创新 theme:housing").hits[0].article_id == 4
        assert [count.value for count in archive.facets("人才")["source"]] == ["yunjiang-daily"]
        assert archive.search("房价 NEAR/5 创新").total == 1
        assert archive.article(3).title == "人才公寓管理办法出台"
        with pytest.raises(NotFound):
            archive.article(99)


def test_results_are_looked_at_as_a_whole(config: Config, searcher: Backend) -> None:
    """Timeline, comparison, keyness, companions and similar articles come through the same door."""
    with open_archive(config.home) as archive:
        assert [point.label for point in archive.timeline("创新", "year").points] == ["2024"]
        assert archive.compare("创新", "产业").common == {(0, 1): 2}
        assert archive.keyness("创新").total == (3, 1)
        assert archive.together("创新").total == 3
        assert archive.similar(4) == ()


def test_whole_articles_are_given_one_by_one(config: Config, searcher: Backend) -> None:
    """Articles come newest first with the columns of the exports."""
    with open_archive(config.home) as archive:
        found = [article["id"] for article in archive.articles("创新 OR 人才")]
        assert next(archive.articles("人才"))["title"] == "人才公寓管理办法出台"

    assert found == [3, 2, 1, 4]


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_tables_of_other_libraries_are_made_where_they_are(config: Config, searcher: Backend, name: str) -> None:
    """With the library there is a table of the articles; without it, an error says how to get it."""
    with open_archive(config.home) as archive:
        make = archive.to_pandas if name == "pandas" else archive.to_polars
        if find_spec(name) is not None:
            assert len(make("创新")) == 3
        else:
            with pytest.raises(AskedWrongly, match=f"{name} is not installed"):
                make("创新")


def test_an_open_archive_cannot_be_changed(config: Config, searcher: Backend) -> None:
    """Writing through the door's engine fails, and the article stays."""
    with open_archive(config.home) as archive:
        with pytest.raises(OperationalError, match="readonly"), archive.engine.begin() as connection:
            connection.execute(text("DELETE FROM article"))

        assert archive.search("人才").total == 1


def test_no_archive_is_said_and_none_is_made(tmp_path: Path) -> None:
    """A folder without an archive is an error with a mend, and stays without one."""
    with pytest.raises(DatabaseError, match="there is no archive in") as caught:
        open_archive(tmp_path)

    assert "jianbao import" in caught.value.mend
    assert not (tmp_path / "archive.db").exists()


def test_an_archive_of_another_version_is_not_read(config: Config, searcher: Backend) -> None:
    """Tables of another version are an error with a mend, not a wrong answer."""
    with open_archive(config.home, read_only=False) as archive, archive.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseError, match="has schema 9999"):
        open_archive(config.home)


def test_importing_the_archive_loads_no_library() -> None:
    """`import archive` leaves SQLAlchemy and numpy alone, so it costs next to nothing."""
    code = "import sys, archive; print(sorted({'sqlalchemy', 'numpy', 'alembic'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=600)

    assert done.stdout.strip() == "[]"


def test_the_examples_of_the_door_are_true(
    config: Config, details: Backend, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every example in the docstrings of the notebook door gives what it says, over this small library."""
    for name in ("pandas", "polars"):
        pytest.importorskip(name)
    (tmp_path / "press").symlink_to(config.home)
    monkeypatch.chdir(tmp_path)

    outcome = doctest.testmod(archive, raise_on_error=False)

    assert outcome.attempted == 15
    assert outcome.failed == 0
