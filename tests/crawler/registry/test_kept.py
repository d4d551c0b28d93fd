"""The registry of a process that stays."""

from pathlib import Path

import pytest

from archive.config import load_config
from archive.errors import SourceError
from crawler.registry.kept import KeptRegistry

FEED = "id: {0}\nname: {0}\nfamily: feed\nstart: http://paper.test/{0}.xml\n"


def test_changed_files_are_read_again_and_only_these_matter(tmp_path: Path) -> None:
    """The same registry comes back until a file is changed, added or taken away."""
    (tmp_path / "jianbao.toml").write_text("[crawl]\npackaged_sources = false\n", encoding="utf-8")
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "a.yaml").write_text(FEED.format("a"), encoding="utf-8")
    config, kept = load_config(tmp_path, environment={}), KeptRegistry()
    first = kept.load(config)
    assert kept.load(config) is first

    (folder / "b.yaml").write_text(FEED.format("b"), encoding="utf-8")
    assert [one.id for one in kept.load(config).all()] == ["a", "b"]
    (folder / "a.yaml").write_text(FEED.format("a").replace("name: a", "name: another"), encoding="utf-8")
    assert kept.load(config).get("a").name == "another"
    (folder / "b.yaml").unlink()
    assert "b" not in kept.load(config)


def test_whoever_starts_is_told_of_mistakes(tmp_path: Path) -> None:
    """A file with a mistake is raised when asked strictly, and left out otherwise."""
    (tmp_path / "jianbao.toml").write_text("[crawl]\npackaged_sources = false\n", encoding="utf-8")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.yaml").write_text(FEED.format("a").replace("family", "famliy"), encoding="utf-8")
    config, kept = load_config(tmp_path, environment={}), KeptRegistry()

    with pytest.raises(SourceError):
        kept.load(config, strict=True)
    assert kept.load(config).all() == ()
