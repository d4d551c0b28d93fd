"""Scrapy's settings as we give them: safe, polite and quiet."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings
from scrapy.utils.misc import build_from_crawler, load_object
from scrapy.utils.test import get_crawler

from archive.config import Config, load_config
from crawler.defaults import MEGABYTE, scrapy_settings


@pytest.fixture
def settings(config: Config) -> dict[str, Any]:
    """The settings of an empty home."""
    return scrapy_settings(config)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REMOTE_CONTROL_ENABLED", False),
        ("TELNETCONSOLE_ENABLED", False),
        ("ROBOTSTXT_OBEY", True),
        ("COOKIES_ENABLED", False),
        ("DOWNLOAD_TIMEOUT", 30.0),
        ("DOWNLOAD_MAXSIZE", 8 * MEGABYTE),
        ("DOWNLOAD_VERIFY_CERTIFICATES", True),
        ("CONCURRENT_ITEMS", 1),
        ("HTTPPROXY_ENABLED", False),
        ("METAREFRESH_ENABLED", False),
        ("AUTOTHROTTLE_ENABLED", False),
        ("JIANBAO_ALLOW_PRIVATE", False),
        ("JIANBAO_DELAY_S", 1.0),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", 2),
        ("RETRY_HTTP_CODES", [408, 429, 500, 502, 503, 504, 522, 524]),
    ],
)
def test_safe_defaults(settings: dict[str, Any], name: str, value: object) -> None:
    """Each safe default is set, whatever Scrapy's own is."""
    assert settings[name] == value


def test_only_http_is_downloaded(settings: dict[str, Any]) -> None:
    """Every other scheme that Scrapy can download is switched off."""
    base: Mapping[str, Any] = Settings()["DOWNLOAD_HANDLERS_BASE"]
    off = {scheme for scheme, handler in settings["DOWNLOAD_HANDLERS"].items() if handler is None}
    assert set(base) - off == {"http", "https"}


def test_every_part_named_exists(settings: dict[str, Any]) -> None:
    """All middlewares, pipelines and extensions named can be loaded."""
    for group in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES", "EXTENSIONS"):
        for path in settings[group]:
            assert load_object(path)
    assert load_object(settings["TWISTED_DNS_RESOLVER"])
    assert load_object(settings["SPIDER_LOADER_CLASS"])


def test_identity_is_honest(tmp_path: Path) -> None:
    """The name sent is the program's, with the contact where one is configured, and never a browser's."""
    (tmp_path / "jianbao.toml").write_text('[crawl]\ncontact = "mailto:desk@paper.test"\n', encoding="utf-8")
    agent = scrapy_settings(load_config(tmp_path, environment={}))["USER_AGENT"]
    assert agent.startswith("jianbao/")
    assert agent.endswith("(news archive; +mailto:desk@paper.test)")
    assert "Mozilla" not in agent


def test_configuration_reaches_scrapy(tmp_path: Path) -> None:
    """Keys of [crawl] become Scrapy's settings."""
    keys = "timeout_s = 5\nmax_body_mb = 1\nproxy = 'http://p.test:3128'\nverify_tls = false\n"
    (tmp_path / "jianbao.toml").write_text(f"[crawl]\n{keys}", encoding="utf-8")
    given = scrapy_settings(load_config(tmp_path, environment={}))
    assert (given["DOWNLOAD_TIMEOUT"], given["DOWNLOAD_MAXSIZE"]) == (5.0, MEGABYTE)
    assert (given["JIANBAO_PROXY"], given["HTTPPROXY_ENABLED"]) == ("http://p.test:3128", True)
    assert given["DOWNLOAD_VERIFY_CERTIFICATES"] is False


@pytest.mark.parametrize(
    ("group", "parts"),
    [
        (
            "DOWNLOADER_MIDDLEWARES",
            {
                "DownloadTimeoutMiddleware",
                "DefaultHeadersMiddleware",
                "UserAgentMiddleware",
                "HttpCompressionMiddleware",
                "RedirectMiddleware",
            },
        ),
        ("SPIDER_MIDDLEWARES", {"StartSpiderMiddleware", "RefererMiddleware"}),
        ("EXTENSIONS", {"CoreStats", "LogCount", "CloseSpider"}),
    ],
)
def test_few_of_scrapys_own_parts_are_at_work(settings: dict[str, Any], group: str, parts: set[str]) -> None:
    """Of the parts that Scrapy would build for a crawl only these come to life: none listens, none keeps cookies."""
    crawler = get_crawler(settings_dict={**settings, "MEMUSAGE_ENABLED": False})
    alive = set()
    for path, place in {**crawler.settings[f"{group}_BASE"], **crawler.settings[group]}.items():
        part = load_object(path)
        if place is None or part.__module__.startswith("crawler."):
            continue
        with suppress(NotConfigured):
            alive.add(type(build_from_crawler(part, crawler)).__name__)
    assert alive - {"MetaCopyDetectionMiddleware", "SpiderState"} == parts
