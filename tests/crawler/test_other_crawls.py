"""Feeds, listings and troubles, crawled from a site on loopback by one process, as the clock starts it."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from archive import runs
from archive.db import reading
from archive.models import Article, Run
from tests.conftest import REPO
from tests.crawler.conftest import Crawled, Home
from tests.crawler.site import (
    STORIES,
    Answer,
    Site,
    opened_site,
    publish_feed,
    publish_list,
    publish_whole_feed,
    web_article,
)

NOW = "2024-02-20T09:00:00+08:00"
DAY = date(2024, 2, 20)
WALL = "<script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script>"


@dataclass(slots=True, kw_only=True)
class City:
    """Seven sources crawled in one process."""

    site: Site
    engine: Engine
    crawled: Crawled
    paths: list[str]
    week_later: Crawled
    paths_week_later: list[str]

    def of(self, source: str) -> dict[str, Any]:
        """The JSON line of one source."""
        return next(told for told in self.crawled.told if told["source"] == source)

    def titles(self, source: str) -> set[str]:
        """Titles stored for one source."""
        with reading(self.engine) as session:
            return set(session.scalars(select(Article.title).where(Article.source == source)))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A feed, two lists, a wall, a page that robots.txt forbids, a host in trouble: all in one process."""
    site = Site()
    site.start()
    home = Home(tmp_path_factory.mktemp("city") / "home")
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY), (STORIES[1], DAY)))
    publish_list(site, "/gov", ((STORIES[2], DAY), (STORIES[3], DAY)), pages=2)
    publish_list(site, "/gov", ((STORIES[4], date(2024, 2, 19)),), pages=2, page=2)
    del site.answers[f"/gov/202402/t{STORIES[3].number}.shtml"]
    publish_list(site, "/short", ((STORIES[5], DAY),))
    site.say(
        f"/short/202402/t{STORIES[5].number}.shtml", "<html><head><title>通知</title></head><body>略</body></html>"
    )
    site.say("/portal/list.shtml", WALL, status=521)
    publish_list(site, "/private", ((STORIES[6], DAY),))
    site.say("/robots.txt", "User-agent: jianbao\nDisallow: /private/\n", content_type="text/plain")
    site.say("/broken.xml", "<html><body>维护中</body></html>")
    address = site.address
    home.source("yunjiang-radio", f"name: 云江之声\nfamily: feed\nstart: {address}/feed.xml\n")
    home.source("yunjiang-gov", f"name: 云江市人民政府\nfamily: listing\nstart: {address}/gov/list.shtml\n")
    home.source("yunjiang-short", f"name: 短讯\nfamily: listing\nstart: {address}/short/list.shtml\n")
    home.source("yunjiang-portal", f"name: 云江网\nfamily: listing\nstart: {address}/portal/list.shtml\n")
    home.source("yunjiang-private", f"name: 内部\nfamily: listing\nstart: {address}/private/list.shtml\n")
    home.source("yunjiang-broken", f"name: 坏\nfamily: feed\nstart: {address}/broken.xml\n")
    publish_whole_feed(site, "/whole.xml", STORIES[7])
    home.source("yunjiang-whole", f"name: 全\nfamily: feed\nstart: {address}/whole.xml\nfeed:\n  full_text: yes\n")
    sources = ["whole", "radio", "gov", "short", "portal", "private", "broken"]
    crawled = home.run("--now", NOW, *(f"yunjiang-{name}" for name in sources))
    paths = site.paths()
    site.forget()
    week_later = home.run("--now", "2024-02-27T09:00:00+08:00", "yunjiang-short")
    engine = home.open()
    yield City(
        site=site,
        engine=engine,
        crawled=crawled,
        paths=paths,
        week_later=week_later,
        paths_week_later=site.paths(),
    )
    engine.dispose()
    site.stop()


def test_one_process_crawls_them_all(city: City) -> None:
    """Each source gets its own line and run, and a failed one makes the exit code 1."""
    assert len(city.crawled.told) == 7, city.crawled.stderr
    assert len({told["run"] for told in city.crawled.told}) == 7
    assert city.crawled.code == 1


def test_feed_entries_are_stored(city: City) -> None:
    """The articles that a feed links to are stored, without the tracking words of the link."""
    assert city.titles("yunjiang-radio") == {STORIES[0].title, STORIES[1].title}
    assert f"/radio/{STORIES[0].number}.html" in city.paths


def test_full_text_feed_needs_no_second_request(city: City) -> None:
    """A feed that holds whole articles is read without fetching their pages."""
    assert city.titles("yunjiang-whole") == {STORIES[7].title}
    assert "/whole/1.html" not in city.paths


def test_list_is_followed_to_its_next_page(city: City) -> None:
    """A list written by createPageHTML is read on its second page too, and menu links are not taken for articles."""
    assert city.titles("yunjiang-gov") == {STORIES[2].title, STORIES[4].title}
    assert "/gov/list_2.shtml" in city.paths
    assert "/other/list.shtml" not in city.paths


def test_missing_article_is_counted(city: City) -> None:
    """An address that answers 404 counts as failed under that name, and the run is done all the same."""
    told = city.of("yunjiang-gov")
    assert (told["outcome"], told["ledger"]["failed"]) == ("done", {"http-404": 1})
    assert told["ledger"]["discovered"] == 3


def test_rejected_page_is_counted_under_its_reason(city: City) -> None:
    """A page without an article counts as rejected, with the reading rooms' reason."""
    ledger = city.of("yunjiang-short")["ledger"]
    assert ledger["stored"] == 0
    assert sum(ledger["rejected"].values()) == 1


def test_rejected_page_is_not_asked_for_a_week_later(city: City) -> None:
    """An old page that was no article is read again from its capture, so that its site is left in peace."""
    assert city.paths_week_later == ["/short/list.shtml"]
    assert city.week_later.only["ledger"]["rejected"] == city.of("yunjiang-short")["ledger"]["rejected"]


def test_links_to_other_sites_are_left_out(city: City) -> None:
    """A row that leads to a host of others is not this source's article: it is neither asked for nor counted."""
    assert city.of("yunjiang-short")["ledger"]["discovered"] == 1


def test_wall_blocks_the_source_with_evidence(city: City) -> None:
    """A 521 with a script ends as blocked, says what was seen, and is asked once."""
    told = city.of("yunjiang-portal")
    assert told["outcome"] == "blocked"
    assert "status 521" in told["detail"]
    assert city.paths.count("/portal/list.shtml") == 1


def test_robots_refusal_is_obeyed(city: City) -> None:
    """What robots.txt forbids is not asked for, and the run says so."""
    told = city.of("yunjiang-private")
    assert (told["outcome"], "/private/list.shtml" in city.paths) == ("failed", False)
    assert told["detail"].endswith("/private/list.shtml: robots")


def test_page_that_is_no_feed_fails_the_run(city: City) -> None:
    """HTML where a feed was expected makes the run a failed one."""
    told = city.of("yunjiang-broken")
    assert (told["outcome"], told["detail"].endswith("broken.xml: not-a-feed")) == ("failed", True)


def test_stored_runs_equal_what_was_told(city: City) -> None:
    """The ledger in the archive is the ledger on stdout."""
    for told in city.crawled.told:
        kept = runs.show(city.engine, told["run"])
        assert (kept.outcome, kept.ledger.discovered) == (told["outcome"], told["ledger"]["discovered"])
        assert kept.ledger.adds_up


def test_unknown_source_is_answered_with_the_nearest(site: Site, home: Home) -> None:
    """A misspelt source ends with code 2 and the id that was meant."""
    home.source("yunjiang-radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")

    crawled = home.run("yunjiang-radoi")

    assert (crawled.code, crawled.told) == (2, [])
    assert "write 'yunjiang-radio'" in crawled.stderr


def test_private_addresses_are_refused(site: Site, home: Home) -> None:
    """Without allow_private no request reaches a server on loopback."""
    home.configure(allow_private="false")
    home.source("yunjiang-radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
    home.source(
        "yunjiang-named", f"name: 名\nfamily: feed\nstart: {site.address.replace('127.0.0.1', 'localhost')}/f\n"
    )

    crawled = home.run("yunjiang-radio", "yunjiang-named")

    assert [told["outcome"] for told in crawled.told] == ["failed", "failed"]
    assert all(told["detail"].endswith("private-address") for told in crawled.told)
    assert site.asked == []


def test_sites_in_trouble_are_treated_gently(site: Site, home: Home) -> None:
    """Retry-After is waited for and then the page is had; a server whose robots.txt fails is asked for nothing."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY),))
    article = f"/radio/{STORIES[0].number}.html"
    busy = Answer(body=b"", status=429, headers={"Retry-After": "1"}, then=site.answers[article])
    site.answers[article] = busy
    home.source("busy", f"name: 忙\nfamily: feed\nstart: {site.address}/feed.xml\n")
    with opened_site() as broken:
        broken.say("/robots.txt", "", status=503)
        publish_feed(broken, "/feed.xml", ((STORIES[1], DAY),))
        home.source("down", f"name: 坏\nfamily: feed\nstart: {broken.address}/feed.xml\n")
        crawled = home.run("--now", NOW, "busy", "down")
        assert broken.paths() == []

    told = {one["source"]: one for one in crawled.told}
    assert told["busy"]["ledger"]["stored"] == 1, crawled.stderr
    assert site.paths().count(article) == 2
    assert told["down"]["detail"].endswith("/feed.xml: robots-unreachable")


def test_changed_article_becomes_a_revision(site: Site, home: Home) -> None:
    """A text that changed at its address within the recheck days is stored again, as revised."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY), (STORIES[1], DAY)))
    home.source("yunjiang-radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
    home.run("--now", NOW, "yunjiang-radio")
    article = site.answers[f"/radio/{STORIES[0].number}.html"].body.decode()
    added = "<p>记者下午从指挥部获悉，剪彩仪式定在十月二十八日上午九时举行。</p></div>"
    site.say(f"/radio/{STORIES[0].number}.html", article.replace("</div></body>", f"{added}</body>"))

    crawled = home.run("--now", "2024-02-20T10:00:00+08:00", "yunjiang-radio")

    ledger = crawled.only["ledger"]
    assert (ledger["stored"], ledger["revised"], ledger["unchanged"]) == (1, 1, 1)


def test_a_source_is_never_crawled_twice_at_once(site: Site, home: Home) -> None:
    """While a run of the source is open another crawl asks the site for nothing and says why."""
    publish_feed(site, "/feed.xml", ((STORIES[0], DAY),))
    home.source("yunjiang-radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
    engine = home.open()
    runs.begin(engine, "yunjiang-radio", kind="crawl", now=datetime.now(UTC), owner="another", lease_s=600)
    engine.dispose()

    crawled = home.run("yunjiang-radio")

    assert (crawled.code, crawled.only["outcome"]) == (1, "refused")
    assert "another run" in crawled.only["detail"]
    assert site.asked == []


def test_crawl_ends_well_when_its_parent_goes(site: Site, home: Home) -> None:
    """When the pipe on stdin closes the crawl stops, and its run is closed with an account that adds up."""
    publish_feed(site, "/feed.xml", tuple((story, DAY) for story in STORIES))
    let_go = threading.Event()
    for story in STORIES:
        site.say(f"/radio/{story.number}.html", web_article(story, DAY), held_until=let_go)
    home.source("yunjiang-radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
    crawl = subprocess.Popen(
        [sys.executable, "-m", "crawler", "--home", str(home.folder), "--now", NOW, "yunjiang-radio"],
        cwd=REPO,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert crawl.stdin is not None
    assert crawl.stdout is not None
    site.wait_for(f"/radio/{STORIES[0].number}.html")
    crawl.stdin.close()
    let_go.set()

    assert crawl.wait(600) == 1
    crawl.stdout.close()
    engine = home.open()
    with reading(engine) as session:
        run = session.scalars(select(Run)).one()
        account = runs.show(engine, run.id).ledger
    engine.dispose()
    assert (run.outcome, account.discovered, account.adds_up) == ("failed", len(STORIES), True)
    assert account.failed.get("not-reached", 0) > 0
