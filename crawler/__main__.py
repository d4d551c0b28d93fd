"""`python -m crawler`: crawl the named sources, or replay a folder of saved pages, in one process.

Prints one JSON line for each source on stdout when its crawl ends; everything else goes to stderr. Exit code 0 when
all runs are done, 1 when one failed or was blocked, 2 when the order itself was wrong.
"""

import argparse
import asyncio
import json
import os
import select
import signal
import stat
import sys
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

# Imported late, deep in Scrapy's start, this module searches all modules loaded by then: .25 s of every start.
import scrapy.core.downloader.handlers.http11  # noqa: F401
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from archive.config import load_config
from archive.errors import AskedWrongly, JianbaoError
from crawler import logs
from crawler.defaults import scrapy_settings
from crawler.registry import load_registry
from crawler.registry.kept import KeptRegistry
from crawler.registry.loader import spider_of
from crawler.saved import HOST, SavedSite, find_pages
from crawler.spiders.base import SourceSpider
from crawler.spiders.core import KINDS
from crawler.spiders.discover import DiscoverSpider
from crawler.spiders.replay import ReplaySpider, replay_source
from crawler.standing import StandingCrawler, first_line, told_config
from crawler.telling import tell, tell_error
from crawler.walk import Walk, read_steps
from pipelines.stages import hand_in, open_house

NO_LOADER = "scrapy.spiderloader.DummySpiderLoader"
"""For a process whose registry is its own: the loader would read all source files once more, and the settings."""
LOOPBACK = "crawler.loopback.LoopbackHandler"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments order and return the exit code."""
    order = _parser().parse_args(arguments)
    logs.set_up(order.log_level)
    try:
        if order.discover:
            return _discover(order)
        if order.standing:
            return _standing(order)
        if order.walk:
            return _walk(order)
        return _replay(order) if order.replay else _crawl(order)
    except JianbaoError as error:
        tell_error(error)
        return error.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crawler", description=__doc__)
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="source ids; one at most with --replay")
    parser.add_argument("--home", type=Path, help="home folder; default: JIANBAO_HOME")
    parser.add_argument("--now", default="", metavar="ISO", help="the moment the crawl takes for now, with its zone")
    parser.add_argument("--day", default="", metavar="YYYY-MM-DD", help="edition to crawl; default: the source's today")
    parser.add_argument("--kind", choices=KINDS[:2], default="crawl", help="backfill mails nobody")
    parser.add_argument("--owner", default="", help="holder of the lease; default: host and process number")
    letters = parser.add_mutually_exclusive_group()
    letters.add_argument("--alert", dest="alert", action="store_const", const="yes", help="what is new may be mailed")
    letters.add_argument("--no-alert", dest="alert", action="store_const", const="no", help="mail nobody")
    parser.add_argument("--replay", type=Path, metavar="DIR", help="crawl the saved pages of a folder, on loopback")
    parser.add_argument(
        "--walk", metavar="DAYS", help="crawl stretches of days one after the other, as FIRST..LAST,DAY"
    )
    parser.add_argument("--most", default="", metavar="N", help="enter at most so many addresses in the account")
    parser.add_argument("--only", default="", metavar="URL", help="fetch this one article of the source")
    parser.add_argument("--discover", metavar="URL", help="say what a site offers, as one JSON object; stores nothing")
    parser.add_argument("--standing", action="store_true", help="stay, and take orders as JSON lines on stdin")
    parser.add_argument("--log-level", choices=logs.LEVELS, default="warning", help="of the log on stderr")
    return parser


def _crawl(order: argparse.Namespace) -> int:
    if not order.sources:
        raise AskedWrongly("no source is named", mend="name one or more; `scrapy list` shows their ids")
    config = load_config(order.home)
    registry = load_registry(config, strict=False)
    named = [registry.get(source_id) for source_id in dict.fromkeys(order.sources)]
    spiders: list[tuple[type[SourceSpider], dict[str, Any]]] = [
        (spider_of(source), {**_said(order), "day": order.day, "kind": order.kind}) for source in named
    ]
    return _run(scrapy_settings(config), spiders)


def _standing(order: argparse.Namespace) -> int:
    """Crawl what is ordered on stdin until it closes."""
    first = first_line()
    config = told_config(order.home, first)
    hand_in(config)
    settings = {**scrapy_settings(config), "SPIDER_LOADER_CLASS": NO_LOADER}
    open_house(settings["JIANBAO_HOME"])
    process = AsyncCrawlerProcess(Settings({**settings, "LOG_INSTALL_ROOT_HANDLER": False}))
    kept = KeptRegistry()
    # Now, while nobody waits: the first order comes when whoever gives orders is up too.
    kept.load(config)
    StandingCrawler(process, lambda: kept.load(config), {"owner": order.owner}).run(first)
    return 0


def _discover(order: argparse.Namespace) -> int:
    """Look at a site and print what it offers."""
    settings = scrapy_settings(load_config(order.home))
    settings["EXTENSIONS"] = {**settings["EXTENSIONS"], "crawler.report.Report": None}
    settings["ITEM_PIPELINES"] = {}
    process = AsyncCrawlerProcess(Settings({**settings, "LOG_INSTALL_ROOT_HANDLER": False}))
    _end_with_parent()
    crawler = process.create_crawler(DiscoverSpider)
    process.crawl(crawler, url=order.discover)
    process.start()
    spider = crawler.spider
    if not isinstance(spider, DiscoverSpider):
        return 1
    sys.stdout.write(json.dumps(spider.said(), ensure_ascii=False) + "\n")
    return 0 if spider.offers else 1


def _walk(order: argparse.Namespace) -> int:
    """Crawl one source for each stretch of days in turn; one JSON line each, with `day` and `until`."""
    config = load_config(order.home)
    if len(order.sources) != 1:
        raise AskedWrongly("a walk is through the days of one source", mend="name one source")
    source = load_registry(config, strict=False).get(order.sources[0])
    steps = read_steps(order.walk)
    settings = scrapy_settings(config)
    open_house(settings["JIANBAO_HOME"])
    process = AsyncCrawlerProcess(Settings({**settings, "LOG_INSTALL_ROOT_HANDLER": False}))
    _end_with_parent()
    walk = Walk(process, spider_of(source), steps, {**_said(order), "kind": order.kind})
    walk.begin(lambda crawler, error, step: tell(crawler, error, day=str(step.day), until=str(step.until)))
    process.start()
    return 0 if walk.outcomes.count("done") == len(steps) else 1


def _replay(order: argparse.Namespace) -> int:
    config = load_config(order.home)
    named = load_registry(config).get(order.sources[0]) if order.sources else None
    source = replay_source(named)
    pages = find_pages(order.replay)
    spider = type("replay", (ReplaySpider,), {"name": source.id, "source": source})
    site = SavedSite(pages)
    site.start()
    settings = scrapy_settings(config)
    settings["DOWNLOAD_HANDLERS"] |= {"http": LOOPBACK, "https": LOOPBACK}
    # Loopback needs no pause; one after the other, so that the same folder always gives the same archive.
    settings |= {
        "JIANBAO_REPLAY_HOST": HOST,
        "JIANBAO_REPLAY_PORT": site.port,
        "JIANBAO_DELAY_S": 0.0,
        "CONCURRENT_REQUESTS": 1,
    }
    try:
        told = {**_said(order), "kind": "replay", "pages": tuple(page.url for page in pages)}
        return _run(settings, [(spider, told)])
    finally:
        site.stop()


def _said(order: argparse.Namespace) -> dict[str, Any]:
    return {"now": order.now, "owner": order.owner, "alert": order.alert or "", "most": order.most, "only": order.only}


def _run(settings: dict[str, Any], spiders: Sequence[tuple[type[SourceSpider], dict[str, Any]]]) -> int:
    """Crawl with all spiders at once and return the exit code."""
    open_house(settings["JIANBAO_HOME"])
    process = AsyncCrawlerProcess(Settings({**settings, "LOG_INSTALL_ROOT_HANDLER": False}))
    _end_with_parent()
    outcomes: list[str] = []
    for spider, told in spiders:
        crawler = process.create_crawler(spider)
        process.crawl(crawler, **told).add_done_callback(partial(_ended, crawler, outcomes))
    if spiders:
        process.start()
    return 0 if outcomes.count("done") == len(spiders) else 1


def _ended(crawler: Crawler, outcomes: list[str], done: "asyncio.Task[None]") -> None:
    outcomes.append(tell(crawler, done.exception()))


def _end_with_parent() -> None:
    """Stop when stdin, held open by whoever started us, closes: a crawl does not outlive a killed clock.

    Only a pipe that is open and silent now is such a leash; cron and shells hand over closed or other ones.
    """
    stdin = sys.stdin.fileno() if sys.stdin and not sys.stdin.closed else -1
    if stdin < 0 or not stat.S_ISFIFO(os.fstat(stdin).st_mode) or select.select([stdin], [], [], 0)[0]:
        return

    def watch() -> None:
        while os.read(stdin, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="leash", daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
