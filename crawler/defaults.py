"""Scrapy's settings, built from the configuration: safe, polite and quiet.

Pure. `crawler.settings` is the same for the `scrapy` command. Why a setting differs from Scrapy's own default stands
beside it.
"""

from importlib.util import find_spec
from typing import Any

from archive.config import Config
from crawler.config import CrawlConfig
from crawler.policy.causes import PASSING_STATUSES
from crawler.policy.identity import user_agent
from pipelines.readers import own_share

MEGABYTE = 1024 * 1024


def scrapy_settings(config: Config) -> dict[str, Any]:
    """Return the settings for every crawl of a home folder."""
    crawl = config.section("crawl", CrawlConfig)
    return {**_house(config, crawl), **_safety(crawl), **_manners(crawl), **_parts(), **_quiet()}


def _house(config: Config, crawl: CrawlConfig) -> dict[str, Any]:
    """What our own parts read."""
    return {
        "BOT_NAME": "jianbao",
        "JIANBAO_HOME": str(config.home),
        "JIANBAO_ALLOW_PRIVATE": crawl.allow_private,
        "JIANBAO_PROXY": crawl.proxy,
        "JIANBAO_DELAY_S": crawl.delay_s,
        "JIANBAO_MAX_WAIT_S": crawl.max_wait_s,
        "JIANBAO_READERS": own_share() if crawl.readers < 0 else crawl.readers,
        # Larger pages are read in another process. This many bytes take some 40 ms at most, as long as ten requests.
        "JIANBAO_READ_HERE": 200_000,
        # A fifth less CPU a request than Python's own loop (measured); it does not run on Windows.
        "ASYNCIO_EVENT_LOOP": "uvloop.Loop" if find_spec("uvloop") else None,
        "SPIDER_LOADER_CLASS": "crawler.registry.loader.SourceLoader",
        "SPIDER_MODULES": [],
        # It reads the source text of a callback at every answer; the type checker sees the same mistake once.
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
    }


def _safety(crawl: CrawlConfig) -> dict[str, Any]:
    return {
        # On by default since Scrapy 2.19: an HTTP port on which anyone with the token runs Python.
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "DOWNLOAD_TIMEOUT": crawl.timeout_s,
        "DOWNLOAD_MAXSIZE": crawl.max_body_mb * MEGABYTE,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": crawl.verify_tls,
        "TWISTED_DNS_RESOLVER": "crawler.policy.guard.GuardedResolver",
        "DNS_TIMEOUT": crawl.timeout_s,
        "REDIRECT_MAX_TIMES": 5,
        "CLOSESPIDER_PAGECOUNT": crawl.max_pages,
        "CLOSESPIDER_TIMEOUT": crawl.max_minutes * 60,
        # `file:`, `ftp:` and `s3:` addresses in a hostile page lead nowhere.
        "DOWNLOAD_HANDLERS": {
            "data": None,
            "file": None,
            "ftp": None,
            "s3": None,
            "http": "crawler.policy.handler.PoliteHandler",
            "https": "crawler.policy.handler.PoliteHandler",
        },
        "COOKIES_ENABLED": False,
        "HTTPPROXY_ENABLED": bool(crawl.proxy),
        "FEEDS": {},
    }


def _manners(crawl: CrawlConfig) -> dict[str, Any]:
    return {
        "USER_AGENT": user_agent(crawl),
        "ROBOTSTXT_OBEY": True,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
        },
        "CONCURRENT_REQUESTS_PER_DOMAIN": crawl.concurrency,
        # Few in flight: when the clock stops a crawl, those still waiting for their turn must fit into its patience.
        "CONCURRENT_REQUESTS": max(4, crawl.concurrency),
        # Our own gate waits, for all crawls of the process together; see policy.throttle.
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": False,
        "RETRY_TIMES": crawl.retry_times,
        "RETRY_HTTP_CODES": list(PASSING_STATUSES),
        "METAREFRESH_ENABLED": False,
    }


def _parts() -> dict[str, Any]:
    """Scrapy's parts that are replaced by ours, and in which order ours stand."""
    ours = "crawler.policy"
    theirs = "scrapy.downloadermiddlewares"
    spiders = "scrapy.spidermiddlewares"
    return {
        "DOWNLOADER_MIDDLEWARES": {
            f"{theirs}.robotstxt.RobotsTxtMiddleware": None,
            f"{theirs}.retry.RetryMiddleware": None,
            f"{theirs}.httpauth.HttpAuthMiddleware": None,
            f"{theirs}.offsite.OffsiteMiddleware": None,
            f"{theirs}.stats.DownloaderStats": None,
            f"{ours}.guard.AddressGuard": 50,
            f"{ours}.robots.Robots": 100,
            f"{ours}.retry.PatientRetry": 550,
            f"{ours}.proxy.HouseProxy": 740,
        },
        # Every request passes through each of these; ours says itself how far it goes and what an answer means.
        "SPIDER_MIDDLEWARES": {
            f"{spiders}.depth.DepthMiddleware": None,
            f"{spiders}.httperror.HttpErrorMiddleware": None,
            f"{spiders}.urllength.UrlLengthMiddleware": None,
        },
        "ITEM_PIPELINES": {"pipelines.stages.Understand": 100, "pipelines.stages.Keep": 200},
        "EXTENSIONS": {
            "crawler.report.Report": 10,
            "scrapy.extensions.logstats.LogStats": None,
            "scrapy.extensions.feedexport.FeedExporter": None,
            # Switched off above; here not even loaded, for a quicker start and less memory.
            "scrapy.extensions.telnet.TelnetConsole": None,
            "scrapy.extensions.remote_control.RemoteControl": None,
            "scrapy.extensions.memdebug.MemoryDebugger": None,
            "scrapy.extensions.spiderstate.SpiderState": None,
            "scrapy.extensions.throttle.AutoThrottle": None,
        },
        # First found, first asked: articles come in the order of print, so the front page holds the first placement.
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        # Scrapy's default of 100 starts 100 tasks for every response: 1 needs half the CPU (measured: 0.52 to 0.62),
        # and two of them already shuffle the order of print. The stages hold the thread anyway.
        "CONCURRENT_ITEMS": 1,
        # The account knows what was met; Scrapy's filter would drop requests without a word.
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    }


def _quiet() -> dict[str, Any]:
    return {
        "LOG_LEVEL": "INFO",
        "LOG_VERSIONS": [],
        "LOG_FORMATTER": "crawler.logs.QuietFormatter",
        "STATS_DUMP": False,
        "LOGSTATS_INTERVAL": 0,
        "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
    }
