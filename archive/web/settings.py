"""The section `[web]` of `jianbao.toml`: where the pages are served and how they introduce themselves."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from archive.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class WebConfig:
    """`[web]`: address, name and sizes of the web pages."""

    host: str = "127.0.0.1"
    """Interface to listen on; the default answers this machine only."""
    port: int = 8642
    """TCP port."""
    public_url: str = ""
    """Address under which readers reach the pages, such as https://news.example.org; empty means http://host:port."""
    title: str = "简报"
    """Name at the head of every page and in feeds."""
    language: str = "zh"
    """Language of a reader whose browser names neither: zh or en."""
    time_zone: str = "Asia/Shanghai"
    """IANA zone in which times are shown."""
    rows_per_page: int = 20
    """Articles on a page of results, 1 to 100."""
    coverage_days: int = 14
    """Days in the coverage strip of the first page, 1 to 60."""
    query_max_chars: int = 500
    """Longer queries are refused, in characters."""
    csv_max_rows: int = 100_000
    """Rows of a search result as CSV; a longer result is cut there."""

    metrics: str = "desk"
    """Who may read /metrics, for Prometheus: desk (this machine, or people at the desk), open, off."""
    desk: str = "local"
    """Who may use pages that change the archive: local (whoever opens them on this machine, while there is no
    public_url, and people with a link of `jianbao desk`), link (such people alone), off (nobody)."""

    def check(self) -> None:
        """Raise ConfigError when a value cannot be used."""
        _within("rows_per_page", self.rows_per_page, 1, 100)
        _within("coverage_days", self.coverage_days, 1, 60)
        _within("query_max_chars", self.query_max_chars, 1, 5000)
        if self.language not in ("zh", "en"):
            raise ConfigError(f"[web] language = '{self.language}' is not known", mend="write zh or en")
        if self.metrics not in ("desk", "open", "off"):
            raise ConfigError(f"[web] metrics = '{self.metrics}' is not known", mend="write desk, open or off")
        if self.desk not in ("local", "link", "off"):
            raise ConfigError(f"[web] desk = '{self.desk}' is not known", mend="write local, link or off")
        try:
            ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError) as error:  # unknown, malformed, and the name of a folder
            raise ConfigError(
                f"[web] time_zone = '{self.time_zone}' is not known", mend="write an IANA name such as Asia/Shanghai"
            ) from error

    @property
    def address(self) -> str:
        """The address readers use, without a slash at the end."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Host names that are answered; empty means every one.

        A page on the open web can point its own name at a loopback address and read what is served there,
        so an archive that listens on this machine only answers to this machine's names and its public one.
        """
        if self.host not in LOOPBACK:
            return frozenset()
        return LOOPBACK | {urlsplit(self.address).hostname or self.host}


LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def _within(key: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise ConfigError(f"[web] {key} = {value} is out of range", mend=f"write a number from {least} to {most}")
