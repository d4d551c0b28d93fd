"""The account of one edition, as the command line gives it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from tests.crawler.site import STORIES, publish_new_line
from tests.scheduler.conftest import DAY, Newsroom, Ran

Jianbao = Callable[..., Ran]


@pytest.fixture
def gapped(newsroom: Newsroom, jianbao: Jianbao) -> Newsroom:
    """A crawled edition: the second page and one of six articles are not there, one number is announced by nobody."""
    site = newsroom.site
    publish_new_line(site, "/YJRB", DAY, {"01": ("要闻", (*STORIES[:3], *STORIES[4:7]))})
    del site.answers[f"/YJRB/content/{DAY:%Y%m/%d}/content_{STORIES[5].number}.html"]
    start = f"{site.address}/YJRB/layout/{{day:%Y%m/%d}}/node_01.html"
    text = f"id: daily\nname: 云江日报\nfamily: edition\nstart: {start}\n"
    (newsroom.home / "sources" / "daily.yaml").write_text(text, encoding="utf-8")
    jianbao("crawl", "daily", "--day", str(DAY))
    return newsroom


def test_gaps_of_an_edition_are_named(gapped: Newsroom, jianbao: Jianbao) -> None:
    """An article that could not be had and a number that no page announces are named, and the exit code is 1."""
    ran = jianbao("source", "edition", "daily", str(DAY))

    assert ran.code == 1
    assert STORIES[5].title in ran.out
    assert f"number skipped: {STORIES[3].number}" in ran.out
    assert "1 of 2 pages, 5 of 6 articles; no two reads agree yet" in ran.err


def test_account_of_an_edition_as_json(gapped: Newsroom, jianbao: Jianbao) -> None:
    """With --json the same account is data."""
    told = jianbao("source", "edition", "daily", str(DAY), "--json").told

    assert (told["announced"], len(told["missing"]), told["skipped"], told["is_whole"]) == (
        6,
        1,
        [STORIES[3].number],
        False,
    )
    assert told["layout_pages"] == [{"label": "01", "name": "要闻", "announced": 6, "stored": 5}]


def test_a_run_shows_the_gaps_of_its_edition(gapped: Newsroom, jianbao: Jianbao) -> None:
    """`run show` counts pages and articles expected and got, and names each page, article and number that lacks."""
    number = jianbao("run", "list", "--json").told[0]["id"]
    ran = jianbao("run", "show", str(number))

    assert f"edition {DAY}" in ran.out
    assert "1 of 2 pages, 5 of 6 articles; no two reads agree yet" in ran.out
    assert "page missing: " in ran.out
    assert f"article missing: {STORIES[5].title}" in ran.out
    assert f"number skipped: {STORIES[3].number}" in ran.out
    (told,) = jianbao("run", "show", str(number), "--json").told["editions"]
    assert (told["day"], told["pages_expected"], told["is_whole"]) == (str(DAY), 2, False)


def test_gaps_are_told_in_chinese_too(gapped: Newsroom, jianbao: Jianbao) -> None:
    """With --language zh the counts and every gap are Chinese."""
    ran = jianbao("--language", "zh", "source", "edition", "daily", str(DAY))

    assert f"缺文章：{STORIES[5].title}" in ran.out
    assert f"跳号：{STORIES[3].number}" in ran.out
    assert "版面 1/2，文章 5/6；尚无两次读取一致" in ran.err


def test_day_without_an_edition_is_told(tmp_path: Path) -> None:
    """A day that the archive knows nothing of ends with 2 and the command that asks for it."""
    told = CliRunner().invoke(
        main.jianbao, ["--home", str(tmp_path), "source", "edition", "zhenjiang-daily", "2024-02-21"]
    )
    assert told.exit_code != 0
    assert "no edition of zhenjiang-daily" in str(told.exception) + told.output
