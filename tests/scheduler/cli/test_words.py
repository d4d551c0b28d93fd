"""What operators read of runs and sources in Chinese."""

from collections.abc import Callable
from string import Formatter

from scheduler.cli.words import WORDS
from tests.scheduler.conftest import Newsroom, Ran

Jianbao = Callable[..., Ran]


def test_translations_have_the_same_fields() -> None:
    """Each Chinese text says the values that the English one says."""

    def fields(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert all(fields(chinese) == fields(english) for english, chinese in WORDS.items())


def test_run_and_checks_are_told_in_chinese(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """With --language zh the account of a run and the check of source files are in Chinese, without it in English."""
    newsroom.add_feed("radio", 0)
    jianbao("crawl", "radio")

    chinese, english = jianbao("--language", "zh", "run", "show", "1"), jianbao("run", "show", "1")
    checked = jianbao("--language", "zh", "source", "check")

    assert "收录" in chinese.out
    assert "1（修订 0，并入 0）" in chinese.out
    assert "1 (0 revisions, 0 folded)" in english.out
    assert "1 个信源没有问题" in checked.out
