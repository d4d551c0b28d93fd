"""Second polls: what has not changed costs a request without a body, is not kept twice, and is still believed in."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Engine, func, select
from warcio.archiveiterator import ArchiveIterator

from archive import runs
from archive.captures import Captures
from archive.db import reading
from archive.models import Article, Capture
from archive.records import Ledger
from crawler.policy.conditional import LIAR_CHECK
from tests.crawler.conftest import Crawled, Home
from tests.crawler.site import STORIES, Answer, Site, publish_feed, publish_list, publish_new_line

DAY = date(2024, 2, 20)
NEXT_DAY = "2024-02-21T09:00:00+08:00"
FIRST, SECOND = "2024-02-20T09:00:00+08:00", "2024-02-20T09:30:00+08:00"
LARGEST_BODIES = 1024


def rows(home: Home) -> tuple[int, int]:
    """How many captures and articles the archive holds."""
    engine = home.open()
    with reading(engine) as session:
        found = session.scalar(select(func.count(Capture.id))), session.scalar(select(func.count(Article.id)))
    engine.dispose()
    return found[0] or 0, found[1] or 0


def kinds(home: Home) -> list[str]:
    """The types of all WARC records that the home keeps."""
    found = []
    for path in sorted((home.folder / "captures").iterdir()):
        with path.open("rb") as file:
            found += [record.rec_type for record in ArchiveIterator(file)]
    return found


def poll_twice(site: Site, home: Home, source: str) -> tuple[Crawled, tuple[int, int], tuple[int, int]]:
    """Crawl, note what is stored, crawl again half an hour later; return the second crawl and both notes."""
    home.run("--now", FIRST, source)
    before = rows(home)
    site.forget()
    again = home.run("--now", SECOND, source)
    return again, before, rows(home)


def test_unchanged_feed_costs_one_request_without_body(site: Site, home: Home) -> None:
    """The second poll of a feed asks for the feed alone, gets a 304, counts its articles as unchanged."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY), (STORIES[1], DAY)))
    home.source("radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")

    again, before, after = poll_twice(site, home, "radio")

    assert site.paths() == ["/feed.xml"]
    ledger = again.only["ledger"]
    assert (ledger["discovered"], ledger["unchanged"]) == (2, 2)
    assert ledger["bytes"] <= LARGEST_BODIES
    assert (before, after) == ((3, 2), (3, 2))


def test_unchanged_list_costs_one_request_without_body(site: Site, home: Home) -> None:
    """The second poll of a list asks for its first page alone and stores nothing."""
    publish_list(site, "/gov", ((STORIES[2], DAY), (STORIES[3], DAY)), pages=2)
    publish_list(site, "/gov", ((STORIES[4], DAY),), pages=2, page=2)
    home.source("gov", f"name: 云江市人民政府\nfamily: listing\nstart: {site.address}/gov/list.shtml\n")

    again, before, after = poll_twice(site, home, "gov")

    assert site.paths() == ["/gov/list.shtml"]
    assert again.only["ledger"]["bytes"] <= LARGEST_BODIES
    assert before == after


def test_unchanged_edition_costs_no_bodies(site: Site, home: Home) -> None:
    """The second look at an edition walks all its layout pages by 304, and finds every article unchanged."""
    publish_new_line(site, "/YJRB/PC", DAY, {"01": ("要闻", STORIES[:3]), "02": ("综 合", STORIES[3:5])})
    printed = f"<period><period_date>{DAY}</period_date><front_page>node_01.html</front_page></period>"
    month = f"<period_list>{printed}</period_list>"
    site.say("/YJRB/PC/layout/202402/period.xml", month, content_type="text/xml")
    root = f"{site.address}/YJRB/PC/layout/{{day:%Y%m}}"
    home.source(
        "daily",
        f'name: 云江日报\nfamily: edition\nstart: "{root}/{{day:%d}}/node_01.html"\n'
        f'edition:\n  calendar: "{root}/period.xml"\n',
    )

    again, before, after = poll_twice(site, home, "daily")

    ledger = again.only["ledger"]
    assert (ledger["discovered"], ledger["unchanged"]) == (5, 5)
    assert ledger["bytes"] <= LARGEST_BODIES
    assert before == after
    entries = [one for one in site.asked if "/layout/" in one.path]
    assert len(entries) == 3
    assert all(one.conditional for one in entries)


def test_list_without_validators_is_known_by_its_bytes(site: Site, home: Home) -> None:
    """Where the server sends no validator the list comes again, but is not kept again and leads to no request."""
    publish_list(site, "/gov", ((STORIES[2], DAY),))
    for answer in site.answers.values():
        answer.validators = False
    home.source("gov", f"name: 云江市人民政府\nfamily: listing\nstart: {site.address}/gov/list.shtml\n")

    again, before, after = poll_twice(site, home, "gov")

    assert site.paths() == ["/gov/list.shtml"]
    assert again.only["ledger"]["unchanged"] == 1
    assert before == after


def test_article_that_failed_is_found_again_through_a_304(site: Site, home: Home) -> None:
    """An article that was missing at the first poll is stored at the second, though the feed has not changed."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY), (STORIES[1], DAY)))
    late = f"/radio/{STORIES[1].number}.html"
    site.answers[late] = Answer(body=b"", status=404, validators=False, then=site.answers[late])
    home.source("radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")

    again, _, after = poll_twice(site, home, "radio")

    assert site.paths() == ["/feed.xml", late]
    assert again.only["ledger"]["stored"] == 1
    assert after == (3, 2)


def test_article_that_came_again_unchanged_is_kept_as_a_revisit(site: Site, home: Home) -> None:
    """A server without validators sends the same page again: its capture is a revisit, which is read back whole."""
    publish_list(site, "/gov", ((STORIES[2], DAY),))
    for answer in site.answers.values():
        answer.validators = False
    home.source("gov", f"name: 云江市人民政府\nfamily: listing\nstart: {site.address}/gov/list.shtml\n")
    home.run("--now", FIRST, "gov")
    site.forget()

    again = home.run("--now", NEXT_DAY, "gov").only

    article = f"/gov/{DAY:%Y%m}/t{STORIES[2].number}.shtml"
    assert site.paths() == ["/gov/list.shtml", article]
    assert (again["ledger"]["unchanged"], again["ledger"]["stored"]) == (1, 0)
    engine = home.open()
    captures = Captures(engine, home.folder / "captures")
    bodies = [capture.body for _, capture in captures.walk() if capture.url.endswith(article)]
    captures.close()
    engine.dispose()
    assert bodies == [site.answers[article].body] * 2
    assert kinds(home).count("revisit") == 1


def test_article_answered_by_304_is_not_kept_again(site: Site, home: Home) -> None:
    """An article that its server calls unchanged is counted so, and leaves no record."""
    publish_list(site, "/gov", ((STORIES[2], DAY),))
    home.source("gov", f"name: 云江市人民政府\nfamily: listing\nstart: {site.address}/gov/list.shtml\n")
    home.run("--now", FIRST, "gov")
    before = kinds(home)
    site.forget()

    again = home.run("--now", NEXT_DAY, "gov").only

    assert [one.conditional for one in site.asked if one.path.endswith(f"t{STORIES[2].number}.shtml")] == [True]
    assert (again["ledger"]["unchanged"], again["ledger"]["bytes"]) == (1, 0)
    assert kinds(home) == before


def test_server_that_lies_is_found_out(site: Site, home: Home) -> None:
    """A feed that changed under its old ETag is read whole at every twelfth poll."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY),))
    feed = site.answers["/feed.xml"]
    feed.validators, feed.headers = False, {"ETag": '"always"'}
    home.source("radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
    home.run("--now", FIRST, "radio")
    engine = home.open()
    while runs.count(engine, "radio") < LIAR_CHECK - 2:
        _empty_run(engine)
    site.forget()
    home.run("--now", SECOND, "radio")
    trusting = [one.conditional for one in site.asked if one.path == "/feed.xml"]
    site.forget()
    home.run("--now", SECOND, "radio")
    doubting = [one.conditional for one in site.asked if one.path == "/feed.xml"]
    engine.dispose()

    assert (trusting, doubting) == ([True], [False])


def _empty_run(engine: Engine) -> None:
    at = datetime(2024, 2, 20, 1, 10, tzinfo=UTC)
    number = runs.begin(engine, "radio", kind="crawl", now=at, owner="test")
    runs.finish(engine, number, now=at, ledger=Ledger(), outcome="done")


def test_how_long_a_feed_stays_as_it_is_is_told(site: Site, home: Home) -> None:
    """The line of a crawl says how long the server's Cache-Control keeps the feed, the age of the answer taken off."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY),))
    site.answers["/feed.xml"] = replace(
        site.answers["/feed.xml"], headers={"Cache-Control": "public, max-age=1200", "Age": "100"}
    )
    home.source("radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")

    assert home.run("--now", FIRST, "radio").only["fresh_s"] == 1100
