"""The `[crawl]` section of the configuration. Imports no Scrapy: the control desk reads it too."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGED_SOURCES = Path(__file__).parent / "sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlConfig:
    """`[crawl]`: manners and limits of every crawl; a source file may be gentler or, with a reason, bolder."""

    packaged_sources: bool = True
    """Offer the source files that come with the program beside those in the home folder's `sources`."""
    contact: str = ""
    """Address or page of a person, sent with every request, so that a site can complain; please fill it in."""
    delay_s: float = 1.0
    """Pause between the beginnings of two requests to one host, in seconds."""
    concurrency: int = 2
    """Requests to one host at a time."""
    timeout_s: float = 30.0
    """How long a request may take, in seconds."""
    max_body_mb: int = 8
    """Larger answers are broken off, in megabytes."""
    retry_times: int = 2
    """How often a request that failed for a passing reason is tried again."""
    max_wait_s: float = 60.0
    """Longest pause that a site may ask for by Crawl-delay or Retry-After within a run; longer ends its turn."""
    max_pages: int = 20000
    """Pages of all kinds that one run of a source fetches at most; the next run goes on with what was found."""
    max_minutes: float = 240.0
    """How long one run of a source may take, in minutes; the next run goes on with what was found."""
    recheck_days: int = 2
    """Articles at most this many days old are asked again for changes; older known ones are left in peace."""
    allow_private: bool = False
    """Permit addresses inside private networks; true only for tests and for sources of your own."""
    verify_tls: bool = True
    """Refuse sites whose certificate does not hold."""
    readers: int = -1
    """Processes that read large pages beside the crawler; 0 reads all in the crawler, -1 takes all cores but one."""
    proxy: str = ""
    """Address of an HTTP proxy for all requests, such as http://proxy.example:3128; empty means none."""


def program_version() -> str:
    """Return the version of this program, `0` when it runs from an uninstalled checkout."""
    try:
        return version("jianbao")
    except PackageNotFoundError:
        return "0"


def source_folders(config: CrawlConfig, home: Path) -> tuple[Path, ...]:
    """Return the folders whose source files count: the packaged ones (when wanted) and `<home>/sources`."""
    own = home / "sources"
    return (PACKAGED_SOURCES, own) if config.packaged_sources else (own,)
