"""Listing and switching sources: the directory that comes with the program, and the home's own files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli.main import jianbao
from scheduler.cli.source import is_in


def run(home: Path, *words: str) -> Result:
    """Run one command on a home that has the packaged sources."""
    return CliRunner().invoke(jianbao, ["--home", str(home), *words], catch_exceptions=False)


def test_the_list_shows_what_the_clock_crawls(tmp_path: Path) -> None:
    """Without --all the list holds the enabled sources and says how many are switched off."""
    told = run(tmp_path, "source", "list")
    assert "zhenjiang-daily" in told.output
    assert "akesu-daily" not in told.output
    assert "more are switched off" in told.output


def test_a_place_narrows_the_list(tmp_path: Path) -> None:
    """--place gives the sources of a place and of the places in it."""
    told = run(tmp_path, "source", "list", "--all", "--place", "cn-xinjiang")
    assert "akesu-daily" in told.output
    assert "zhenjiang-daily" not in told.output


@pytest.mark.parametrize(
    ("place", "wanted", "lies"),
    [
        ("cn-jiangsu", "cn-jiangsu", True),
        ("cn-jiangsu-zhenjiang", "cn-jiangsu", True),
        ("cn-jiangsux", "cn-jiangsu", False),
    ],
)
def test_a_place_lies_in_another_by_its_parts(place: str, wanted: str, lies: bool) -> None:
    """A longer name lies in a shorter one only at a hyphen."""
    assert is_in(place, wanted) is lies


def test_enabling_a_packaged_source_writes_a_file_of_its_own(tmp_path: Path) -> None:
    """A source that came switched off gets a file in the home folder and is then listed and on the board."""
    told = run(tmp_path, "source", "enable", "akesu-daily")

    assert told.exit_code == 0
    assert "enabled:" not in (tmp_path / "sources" / "akesu-daily.yaml").read_text(encoding="utf-8")
    assert "akesu-daily" in run(tmp_path, "source", "list").output
    assert "akesu-daily" in run(tmp_path, "status").output


def test_the_board_holds_only_what_somebody_wants(tmp_path: Path) -> None:
    """The status board names the enabled sources, not the whole directory."""
    run(tmp_path, "db", "upgrade")
    told = run(tmp_path, "status").output
    assert "zhenjiang-daily" in told
    assert "akesu-daily" not in told


def test_check_tells_what_is_doubtful(tmp_path: Path) -> None:
    """Two sources that begin at one address are well each, and named together; the program's own have no doubts."""
    (tmp_path / "sources").mkdir()
    for name in ("one", "two"):
        text = f"id: {name}\nname: 云江{name}\nfamily: feed\nstart: http://X.test/feed\n"
        (tmp_path / "sources" / f"{name}.yaml").write_text(text, encoding="utf-8")

    told = json.loads(run(tmp_path, "source", "check", "--json").output)

    assert len(told["well"]) > 400
    (doubt,) = told["doubts"]
    assert doubt.endswith("two.yaml:4: x.test/feed is where one begins too")


def test_disabling_tells_the_state_as_json(tmp_path: Path) -> None:
    """With --json the switches say whether the clock crawls the source."""
    told = run(tmp_path, "source", "disable", "zhenjiang-daily", "--json")
    assert json.loads(told.stdout)["clock"] is False
    told = run(tmp_path, "source", "enable", "zhenjiang-daily", "--json")
    assert json.loads(told.stdout)["clock"] is True
