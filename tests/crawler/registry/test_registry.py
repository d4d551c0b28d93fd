"""All source files of a home."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.config import Config
from archive.errors import SourceError
from crawler.config import PACKAGED_SOURCES
from crawler.registry import load_registry, load_sources
from crawler.registry.check import SAMPLE_DAY, fill_day, names_day
from crawler.registry.schema import SourceFile
from tests.conftest import REPO

FEED = "name: 云江之声\nfamily: feed\nstart: http://radio.test/feed.xml\n"


def packaged() -> tuple[SourceFile, ...]:
    """The source files that come with the program."""
    return load_sources([PACKAGED_SOURCES]).all()


def test_packaged_sources_load_quickly() -> None:
    """Every packaged source file reads and checks in under two seconds of computing."""
    begun = time.process_time()
    assert packaged()
    assert time.process_time() - begun < 2


def test_the_city_papers_are_there() -> None:
    """镇江日报 and 京江晚报 are packaged with the addresses that public scrapers use."""
    starts = {source.name: fill_day(source.start[0], SAMPLE_DAY) for source in packaged()}
    assert starts["镇江日报"] == "http://szb.jsw.com.cn/ZJRB/PC/layout/202402/20/node_01.html"
    assert starts["京江晚报"] == "http://szb.jsw.com.cn/JJWB/PC/layout/202402/20/node_001.html"


def test_packaged_editions_change_with_the_day() -> None:
    """Every packaged paper has a template of the day, so that a missed day can be asked for."""
    assert all(names_day(one.start[0]) for one in packaged() if one.family == "edition")


def test_files_lie_where_their_place_is() -> None:
    """The folder of a packaged file is its place: cn-jiangsu-zhenjiang lies in cn/jiangsu/zhenjiang."""
    for source in packaged():
        assert Path(source.path).parent == PACKAGED_SOURCES / Path(*source.place.split("-")), source.id


def test_home_adds_its_own_sources(config: Config) -> None:
    """Files in the home folder's `sources` count beside the packaged ones."""
    folder = config.home / "sources"
    folder.mkdir()
    (folder / "radio.yaml").write_text(f"id: yunjiang-radio\n{FEED}", encoding="utf-8")
    ids = [source.id for source in load_registry(config).all()]
    assert {"yunjiang-radio", "zhenjiang-daily"} <= set(ids)
    assert ids == sorted(ids)


def test_unknown_id_names_the_nearest(tmp_path: Path) -> None:
    """A misspelt id is answered with the one that was meant."""
    (tmp_path / "radio.yaml").write_text(f"id: yunjiang-radio\n{FEED}", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        load_sources([tmp_path]).get("yunjiang-rado")
    assert caught.value.mend == "write 'yunjiang-radio'"


def test_absent_folder_counts_as_empty(tmp_path: Path) -> None:
    """A home without a `sources` folder has no sources of its own."""
    assert load_sources([tmp_path / "none"]).all() == ()


def test_reading_sources_imports_no_scrapy() -> None:
    """The control desk can read the registry without paying for Scrapy."""
    code = "import sys, crawler.registry, crawler.config; sys.exit('scrapy' in sys.modules or 'twisted' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPO, check=False).returncode == 0


def test_a_file_of_the_home_counts_before_one_of_the_program(tmp_path: Path) -> None:
    """Two folders may have the same id: the later folder's file is the one that counts."""
    theirs, own = tmp_path / "packaged", tmp_path / "own"
    for folder, state in ((theirs, "false"), (own, "true")):
        folder.mkdir()
        (folder / "radio.yaml").write_text(f"id: radio\n{FEED}enabled: {state}\n", encoding="utf-8")

    registry = load_sources([theirs, own])

    assert [source.id for source in registry.all()] == ["radio"]
    assert registry.get("radio").enabled
    assert Path(registry.get("radio").path).parent == own


def test_a_second_file_with_an_id_is_left_out_while_the_clock_runs(tmp_path: Path) -> None:
    """In one folder an id may stand once; not strict, the second file is a fault and hinders nobody."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(f"id: radio\n{FEED}", encoding="utf-8")

    with pytest.raises(SourceError, match="is taken by"):
        load_sources([tmp_path])
    registry = load_sources([tmp_path], strict=False)

    assert Path(registry.get("radio").path).name == "a.yaml"
    assert len(registry.faults) == 1
