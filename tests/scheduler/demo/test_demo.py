"""The demo is the end-to-end test: real clock, real spiders, real mail server, two days of a small city."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from archive import read, runs
from archive.captures import Captures
from archive.db import connect
from archive.search import answer
from scheduler.demo.home import READER, SOURCES
from scheduler.demo.play import Shown, Stage, play, staged
from tests.postgres import Server

FIRST, SECOND = date(2026, 3, 10), date(2026, 3, 11)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The furnished home, with the city and the mail server around it; the archive on either database."""
    database = str(request.getfixturevalue("shown_on_postgres")) if request.param == "postgresql" else ""
    with staged(tmp_path_factory.mktemp("demo") / "home", database=database) as furnished:
        yield furnished


@pytest.fixture(scope="module")
def shown_on_postgres(postgres_server: Server, postgres_template: str) -> Iterator[str]:
    """The address of a PostgreSQL archive for both mornings."""
    name = f"demo_{uuid4().hex}"
    yield postgres_server.create(name, template=postgres_template)
    postgres_server.drop(name)


@pytest.fixture(scope="module")
def shown(stage: Stage) -> Shown:
    """Both mornings, played once for all tests here."""
    return play(stage, tell=lambda end: None, begin=lambda day: None)


@pytest.fixture
def archive(stage: Stage, shown: Shown) -> Iterator[Engine]:
    """The archive that the demo filled."""
    engine = connect(stage.config.database)
    yield engine
    engine.dispose()


def test_every_source_is_crawled_on_both_mornings(shown: Shown) -> None:
    """The clock runs each of the five sources once a morning."""
    for morning in shown.mornings:
        assert sorted(end.source for end in morning.ends) == sorted(SOURCES)


def test_every_account_adds_up(archive: Engine) -> None:
    """In every run, discovered addresses equal those with an outcome."""
    history = runs.history(archive, limit=50)
    assert len(history) == 10
    assert all(run.ledger.adds_up for run in history)


def test_all_articles_of_the_city_are_stored_and_none_invented(stage: Stage, archive: Engine) -> None:
    """The archive holds exactly the stories that the city published, by title."""
    world = stage.site.world
    printed = {
        (paper, p.story.title)
        for paper in ("daily", "evening")
        for d in world.days
        for page in world.edition(paper, d)
        for p in page.stories
    }
    posted = {(channel, p.story.title) for channel in ("gov", "radio") for p in world.posted(channel, SECOND)}
    names = {
        "yunjiang-daily": "daily",
        "yunjiang-evening": "evening",
        "yunjiang-government": "gov",
        "yunjiang-radio": "radio",
    }
    stored = [(names[line.source], line.title) for line in read.recent(archive, limit=200)]
    assert set(stored) == printed | posted
    # 停水通知 stands twice in the evening paper, on two days, with other streets.
    assert len(stored) == len(printed | posted) + 1


def test_copies_fold_and_siblings_do_not(archive: Engine) -> None:
    """The reprints of the flats story are one story; two water-cut notices with other streets stay two."""
    flats = answer(archive, "title:人才公寓 -title:通知")
    assert (flats.total, flats.stories) == (3, 1)
    assert answer(archive, "title:停水通知").stories == 2


def test_a_story_on_two_pages_of_one_edition_has_two_placements(archive: Engine) -> None:
    """The flats story stands on pages 01 and 03 of the daily and is stored once."""
    found = answer(archive, "title:云江出台人才公寓管理办法")
    assert found.total == 1
    placements = read.article(archive, found.hits[0].article_id).placements
    assert [(p.edition_on, p.page_label) for p in placements] == [(SECOND, "01"), (SECOND, "03")]


def test_a_changed_page_is_a_revision_with_its_old_text(archive: Engine) -> None:
    """The road works notice that changed overnight has two revisions, and both texts can be read."""
    number = answer(archive, "title:交通管制").hits[0].article_id
    texts = [revision.text for revision in read.revisions(archive, number)]
    assert len(texts) == 2
    assert "3月15日" in texts[0]
    assert "3月18日" in texts[1]


def test_the_walled_portal_is_reported_as_blocked(archive: Engine) -> None:
    """The source behind the anti-bot wall is marked blocked with the evidence."""
    state = next(one for one in runs.states(archive) if one.id == "yunjiang-portal")
    assert state.state == "blocked"
    assert "521" in state.state_detail


def test_letters_tell_each_story_once_with_the_sentence_that_matched(shown: Shown) -> None:
    """The first crawl mails nothing; on the second morning both stories reach the reader, each once.

    One letter or two: the clock may look for matches between two sources.
    """
    first, second = shown.mornings
    assert first.letters == ()
    texts = []
    for letter in second.letters:
        assert letter["To"] == READER
        plain = letter.get_body(("plain",))
        html = letter.get_body(("html",))
        assert plain is not None
        assert html is not None
        assert "<mark" in html.get_content()
        texts.append(plain.get_content())
    told = "\n".join(texts)
    assert "【人才公寓】" in told
    assert told.count("原文：") == 2
    assert "住房与房地产" in told


def test_the_wait_for_the_letter_is_told(shown: Shown) -> None:
    """A letter comes, and how long it took from the start of the demo is known."""
    assert shown.letter_after_s is not None
    assert shown.letter_after_s > 0


def test_every_article_points_to_a_capture_that_proves_it(stage: Stage, archive: Engine) -> None:
    """Each article's capture can be read back, and its digest holds."""
    captures = Captures(archive, stage.config.captures)
    for line in read.recent(archive, limit=200):
        capture = read.article(archive, line.id).capture
        assert capture is not None
        assert captures.read(capture.ref).body
    captures.close()


def test_tags_carry_words_that_stand_in_the_text(archive: Engine) -> None:
    """Each evidence span of each automatic tag slices to words of the stored title or text."""
    for line in read.recent(archive, limit=200):
        article = read.article(archive, line.id)
        for tag in article.tags:
            for one in tag.evidence:
                words = getattr(article, one.field)[one.start : one.end]
                assert words
                assert len(words) == one.end - one.start


def test_the_command_shows_the_story_and_leaves_nothing(tmp_path: Path) -> None:
    """`jianbao demo --exit` ends well, prints the letter, and removes its home."""
    program = Path(sys.executable).parent / "jianbao"
    ran = subprocess.run(
        [program, "demo", "--exit"],
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), "HOME": str(tmp_path), "LANG": "C.UTF-8"},
    )
    assert ran.returncode == 0, ran.stderr
    assert "A letter has arrived" in ran.stdout
    assert "人才公寓" in ran.stdout
    assert not list(tmp_path.glob("jianbao-demo-*"))


def test_a_policy_document_keeps_its_record_and_its_form(archive: Engine) -> None:
    """The government's circular has the facts of its policy table, its stated subject, and its form with its words."""
    (hit,) = answer(archive, "人才公寓 source:yunjiang-government").hits
    view = read.article(archive, hit.article_id)
    (form,) = view.attachments
    assert view.policy_facts["genre"] == "通知"
    assert view.policy_facts["number"] in view.text
    assert "索 引 号" not in view.text
    assert form.capture_id is not None
    assert form.text.splitlines()[0] == "云江市人才公寓申请表.docx"
