"""Who we say we are: an honest name, a version, and a person to complain to. Never a browser's name."""

from crawler.config import CrawlConfig, program_version

PRODUCT = "jianbao"
"""The word that a robots.txt can address us by."""


def user_agent(config: CrawlConfig) -> str:
    """Return what we send as User-Agent, such as `jianbao/0.1.0 (news archive; +mailto:desk@example.org)`."""
    contact = f"; +{config.contact}" if config.contact else ""
    return f"{PRODUCT}/{program_version()} (news archive{contact})"
