"""What can be ordered, given by hand, against a site on loopback and real files."""

from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine

from archive import read, runs
from archive.errors import AskedWrongly, SourceError
from archive.records import Outcome, Reason
from scheduler import orders, readings
from scheduler.crawling import Company
from tests.crawler.site import STORIES, publish_feed
from tests.scheduler.conftest import DAY, Newsroom


def due_at(engine: Engine, source: str) -> datetime | None:
    """When a source is due."""
    return next(state.next_due_at for state in runs.states(engine) if state.id == source)


def test_a_crawl_stores_articles_and_sets_the_next_due_time(
    newsroom: Newsroom, engine_of: Engine, present: datetime
) -> None:
    """A crawl by hand stores what the feed lists, and the source is due again after its period."""
    newsroom.add_feed("yunjiang-radio", 0, 1)
    heard: list[str] = []

    ends = orders.crawl(
        newsroom.config, ["yunjiang-radio"], now=present, company=Company(told=lambda end: heard.append(end.source))
    )

    assert [(end.outcome, end.ledger.stored) for end in ends] == [("done", 2)]
    assert heard == ["yunjiang-radio"]
    due = due_at(engine_of, "yunjiang-radio")
    assert due is not None
    assert present + timedelta(hours=2) <= due <= present + timedelta(hours=2, minutes=2)


def test_a_failed_crawl_is_due_again_soon(newsroom: Newsroom, engine_of: Engine, present: datetime) -> None:
    """After a failure the source is due in ten minutes, not at its usual time, and holds no lease."""
    newsroom.add_source(
        "yunjiang-gone", f"name: 无\nfamily: feed\nstart: {newsroom.site.address}/gone.xml\nevery: 6 hours\n"
    )

    (end,) = orders.crawl(newsroom.config, ["yunjiang-gone"], now=present)

    assert end.outcome == "failed"
    due = due_at(engine_of, "yunjiang-gone")
    assert due is not None
    assert timedelta(minutes=10) <= due - present <= timedelta(minutes=11)
    assert runs.states(engine_of)[0].lease_until is None


def test_a_crawler_process_past_its_limit_is_ended_and_its_run_closed(
    newsroom: Newsroom, engine_of: Engine, present: datetime
) -> None:
    """A crawl that takes too long and does not end when asked is killed; its run is closed as failed and says so."""
    newsroom.add_feed("yunjiang-radio", 0)
    newsroom.configure(crawl_limit_s=2.5, drain_s=0.3)
    held = newsroom.site.answers["/yunjiang-radio.xml"].held_until = Event()

    (end,) = orders.crawl(newsroom.config, ["yunjiang-radio"], now=present)
    held.set()

    assert end.outcome == "failed"
    assert "time limit" in end.detail
    (run,) = runs.history(engine_of)
    assert (run.outcome, run.ledger.adds_up) == ("failed", True)


def test_an_unknown_source_is_refused_with_the_nearest(newsroom: Newsroom, present: datetime) -> None:
    """A misspelt source id is answered with the right one, before any process starts."""
    newsroom.add_feed("yunjiang-radio", 0)

    with pytest.raises(SourceError) as caught:
        orders.crawl(newsroom.config, ["yunjiang-rado"], now=present)

    assert caught.value.mend == "write 'yunjiang-radio'"


def test_a_second_crawl_of_a_source_is_refused_and_changes_no_due_time(
    newsroom: Newsroom, engine_of: Engine, present: datetime
) -> None:
    """While a run of a source goes on another crawl is refused, and the source stays due as it was."""
    newsroom.add_feed("yunjiang-radio", 0)
    orders.enlist(newsroom.config)
    runs.begin(engine_of, "yunjiang-radio", kind="crawl", now=present, owner="another")

    (end,) = orders.crawl(newsroom.config, ["yunjiang-radio"], now=present)

    assert end.outcome == "refused"
    assert due_at(engine_of, "yunjiang-radio") is None


def test_a_printed_page_becomes_an_article_with_its_day_and_place(
    newsroom: Newsroom, engine_of: Engine, printed_page: Path, now: datetime
) -> None:
    """The text of a printed page is stored with the day in its file's name, and its file is kept as a capture."""
    done = readings.import_files(newsroom.config, [printed_page], now=now, page="A01")

    (file,) = done.files
    found = read.article(engine_of, file.saved[0].article_id)
    assert found.title == "云江把创新写进每一条街道"
    assert str(found.published_on) == "2026-03-10"
    assert found.placements[0].page_label == "A01"
    assert found.capture is not None
    assert (done.run.outcome, done.run.ledger.discovered, done.run.ledger.stored) == ("done", 1, 1)


def test_a_file_without_an_article_is_counted_with_its_reason(
    newsroom: Newsroom, tmp_path: Path, now: datetime
) -> None:
    """A file that holds no article is rejected with a name, kept as a capture, and the account adds up."""
    empty = tmp_path / "empty.html"
    empty.write_bytes(b"")

    done = readings.import_files(newsroom.config, [empty], now=now)

    rejected = done.files[0].rejected
    assert rejected is not None
    assert rejected.reason is Reason.EMPTY
    assert done.run.ledger.rejected == {"empty": 1}
    assert done.run.ledger.adds_up


def test_the_same_file_again_changes_nothing(newsroom: Newsroom, printed_page: Path, now: datetime) -> None:
    """A file imported twice is unchanged the second time."""
    readings.import_files(newsroom.config, [printed_page], now=now)

    again = readings.import_files(newsroom.config, [printed_page], now=now + timedelta(minutes=1))

    assert [saved.outcome for saved in again.files[0].saved] == [Outcome.UNCHANGED]
    assert again.run.ledger.unchanged == 1


def test_an_import_that_breaks_off_leaves_a_closed_run(
    newsroom: Newsroom, engine_of: Engine, tmp_path: Path, now: datetime
) -> None:
    """When a file cannot be read, the run is closed as failed and the next import may begin."""
    with pytest.raises(AskedWrongly):
        readings.import_files(newsroom.config, [tmp_path / "gone.txt"], now=now)

    assert [run.outcome for run in runs.history(engine_of)] == ["failed"]


def test_rereading_reads_every_capture_and_mails_nobody(
    newsroom: Newsroom, engine_of: Engine, printed_page: Path, now: datetime
) -> None:
    """Captures read again with the same rooms change nothing, in one run a source."""
    readings.import_files(newsroom.config, [printed_page], now=now)

    (run,) = readings.reread(newsroom.config, now=now)

    assert (run.kind, run.outcome, run.ledger.unchanged) == ("reread", "done", 1)


def test_saved_pages_are_replayed_under_their_real_addresses(
    newsroom: Newsroom, engine_of: Engine, tmp_path: Path, present: datetime
) -> None:
    """A folder of saved pages is crawled without asking the web, and its articles have their real addresses."""
    folder = tmp_path / "saved"
    folder.mkdir()
    publish_feed(newsroom.site, "/feed.xml", ((STORIES[0], DAY),))
    path, answer = next((path, one) for path, one in newsroom.site.answers.items() if path != "/feed.xml")
    (folder / "page.html").write_bytes(answer.body)
    (folder / "page.page.json").write_text(f'{{"url": "http://paper.test{path}"}}', encoding="utf-8")

    (end,) = orders.replay(newsroom.config, folder, now=present)

    assert (end.outcome, end.ledger.stored) == ("done", 1)
    assert read.recent(engine_of)[0].url == f"http://paper.test{path}"
    assert newsroom.site.paths() == []


def test_a_new_timetable_begins_at_once(newsroom: Newsroom, engine_of: Engine, now: datetime) -> None:
    """A source whose timetable was changed is due now, another keeps its due time."""
    newsroom.add_feed("yunjiang-radio", 0, every="day at 06:40 Asia/Shanghai")
    newsroom.add_feed("yunjiang-gov", 1)
    orders.enlist(newsroom.config)
    for source in ("yunjiang-radio", "yunjiang-gov"):
        runs.schedule(engine_of, source, now)

    newsroom.add_feed("yunjiang-radio", 0, every="30 min")
    orders.enlist(newsroom.config)

    assert due_at(engine_of, "yunjiang-radio") is None
    assert due_at(engine_of, "yunjiang-gov") == now


def test_a_source_without_a_timetable_is_not_for_the_clock(
    newsroom: Newsroom, engine_of: Engine, now: datetime
) -> None:
    """A source file without `every` is enlisted, and never claimed."""
    newsroom.add_source("yunjiang-radio", f"name: 声\nfamily: feed\nstart: {newsroom.site.address}/x.xml\n")
    orders.enlist(newsroom.config)

    assert runs.claim_due(engine_of, now=now, owner="a", lease_s=60, limit=9) == []


PARTS = {
    "c7.html": "昨天上午，江边的老粮仓改成了图书馆，第一批读者里有六十多位小学生，门口排起了长队。",
    "c7_2.html": "图书馆保留了粮仓的木梁，二楼的窗户正对着江面，四万册图书里有三成是市民捐来的乡土文献。",
}


def _parts(folder: Path) -> list[Path]:
    """Two saved pages of one article, the second first."""
    for name, text in PARTS.items():
        pager = '<a href="c7.html">1</a> <a href="c7_2.html">2</a> <a href="c7_2.html">下一页</a>'
        head = "<html><head><title>老粮仓变身图书馆</title></head><body><h1>老粮仓变身图书馆</h1>"
        page = f"{head}<div id=zoom><p>{text}</p>"
        (folder / name).write_text(f"{page}<p>读者说，这样的地方还要多一些。</p></div>{pager}</body></html>", "utf-8")
    return [folder / name for name in reversed(PARTS)]


def test_saved_pages_of_one_article_are_one(newsroom: Newsroom, tmp_path: Path, now: datetime) -> None:
    """Among the files given together the further page is read with the first, in whatever order they come."""
    done = readings.import_files(newsroom.config, _parts(tmp_path), now=now)

    second, first = done.files
    assert (second.is_part, second.saved, first.is_part) == (True, (), False)
    assert len(first.saved) == 1
    assert done.run.ledger.discovered == 1
    assert done.run.ledger.adds_up


def test_an_article_of_several_files_is_read_again_whole(
    newsroom: Newsroom, engine_of: Engine, tmp_path: Path, now: datetime
) -> None:
    """Reading again finds the parts among the captures: nothing changes, and no part becomes an article."""
    (saved,) = readings.import_files(newsroom.config, _parts(tmp_path), now=now).files[1].saved

    (run,) = readings.reread(newsroom.config, now=now + timedelta(hours=1))

    assert run.ledger.discovered == 1
    whole = read.article(engine_of, saved.article_id)
    assert whole is not None
    assert [part in whole.text for part in PARTS.values()] == [True, True]


def test_a_missing_further_page_is_flagged(
    newsroom: Newsroom, engine_of: Engine, tmp_path: Path, now: datetime
) -> None:
    """An article whose last page was not given says that a part is missing."""
    paths = _parts(tmp_path)
    paths[1].write_text(paths[1].read_text("utf-8").replace("下一页", "2</a> <a href=c7_3.html>3"), "utf-8")

    (saved,) = readings.import_files(newsroom.config, paths, now=now).files[1].saved

    whole = read.article(engine_of, saved.article_id)
    assert whole is not None
    assert "part_missing" in whole.flags


@pytest.mark.shared
def test_the_printed_page_of_zhenjiang_gives_exactly_two_articles(
    newsroom: Newsroom, shared: Path, now: datetime
) -> None:
    """From the sample of a real printed page come the report and the commentary, and nothing else."""
    page = shared / "samples" / "zhenjiang-daily-2024-02-20.txt"

    done = readings.import_files(newsroom.config, [page], now=now)

    assert done.files[0].titles == (
        "干出创新引领产业强市龙腾之势 交好“镇江很有前途”时代答卷",
        "坚持创新驱动 引领产业强市",
    )


@pytest.mark.shared
def test_real_saved_pages_are_replayed_whole(newsroom: Newsroom, shared: Path, present: datetime) -> None:
    """The real saved pages are replayed to an account that adds up, with nothing failed."""
    (end,) = orders.replay(newsroom.config, shared / "pages" / "dev", now=present)

    assert end.outcome == "done"
    assert end.ledger.failed == {}
    assert end.ledger.adds_up
    assert end.ledger.stored >= 20
