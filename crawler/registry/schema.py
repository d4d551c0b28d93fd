"""What a source file may say: the typed records of one YAML file.

Reading the file is `read`, judging what it says is `check`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from pipelines.items import ReadRules

FAMILIES = ("edition", "feed", "sitemap", "listing", "jsonapi", "govsite")
LINES = (
    *("auto", "founder-new", "founder-old", "joyhua", "shtml", "articel", "szbz", "qpaper", "uniflows", "day-folder"),
)
GOV_LISTS = (
    *("auto", "static", "index", "jpaas", "truecms", "ewb", "dataproxy", "xxgk", "lists-do", "gi-class", "cpage"),
    "channel",
)
"""Ways in which government sites write their lists; see crawler/spiders/gov."""
HOUSE_ZONE = "Asia/Shanghai"


@dataclass(slots=True, kw_only=True)
class EditionOptions:
    """`edition:` how the dated numbers of a paper are found and read."""

    line: str = "auto"
    """Software of the paper, which tells addresses of layout pages and articles apart: `founder-new`, `founder-old`,
    `joyhua`, `shtml`, `articel`, `szbz`, `qpaper`, `uniflows`, `day-folder`, or `auto` (tell by the address)."""
    calendar: str = ""
    """Template of the month file that lists the days with a paper: period.xml, paper_existed.xml, navi.xml or
    index.json; empty when there is none."""
    weekdays: str = "day"
    """Days on which the paper appears, such as `mon-fri`."""
    published_at: str = ""
    """Time of day from which the edition is complete, such as 06:30; empty when unknown."""


@dataclass(slots=True, kw_only=True)
class ListingOptions:
    """`listing:` how the lists of a site are read."""

    links: str = ""
    """CSS selector of the article links; empty means every link whose row carries a date."""
    date: str = ""
    """CSS selector of the day inside the row of a link; empty means the first day written in the row."""
    next: str = ""
    """CSS selector of the link to the next list page; empty means 下一页, rel=next or createPageHTML."""
    max_pages: int = 5
    """List pages read in one run at most, for each start address."""


@dataclass(slots=True, kw_only=True)
class GovOptions:
    """`gov:` how the lists and documents of a government site are read."""

    list: str = "auto"
    """How the site writes its lists: `static`, `index`, `jpaas`, `truecms`, `ewb`, `dataproxy`, `xxgk`, `lists-do`,
    `gi-class`, `cpage`, `channel`, or `auto` (tell by the page)."""
    column: str = ""
    """Number or id of the column as the site's service calls it; empty means as the page or its address says."""
    links: str = ""
    """CSS selector of the article links; empty means every link whose row carries a date."""
    date: str = ""
    """CSS selector of the day inside the row of a link; empty means the first day written in the row."""
    page_size: int = 20
    """Rows asked for at a time, where the site lets one choose; some answer a wish for more than 50 with nothing."""
    max_pages: int = 5
    """List pages read in one run at most, for each list."""
    max_age_days: int = 0
    """A list is left when all rows of a page are older than so many days; 0 means no bound."""
    attachments: bool = True
    """True when the documents linked in an article are fetched and kept."""
    max_attachments: int = 10
    """Documents fetched for one article at most."""
    max_attachment_mb: int = 10
    """Largest document that is fetched, in megabytes."""


@dataclass(slots=True, kw_only=True)
class FeedOptions:
    """`feed:` how the entries of an RSS, Atom or JSON feed are read."""

    full_text: bool | None = None
    """True when the entries hold the whole article, so that its page is not fetched; None means tell by each entry."""


@dataclass(slots=True, kw_only=True)
class SitemapOptions:
    """`sitemap:` what is taken from the sitemaps of a site. A robots.txt as `start` names them too."""

    days: int = 3
    """A poll takes addresses that are at most this many days old."""
    match: str = ""
    """Regular expression that the addresses of articles match; empty means all."""
    max_files: int = 50
    """Sitemap files read in one run at most."""


@dataclass(slots=True, kw_only=True)
class JsonOptions:
    """`jsonapi:` where in the answers of an interface the articles stand. Paths are keys joined by dots."""

    preset: str = ""
    """`wordpress` for the REST interface of WordPress, which needs no other key; empty means the keys below."""
    items: str = ""
    """Path of the list of articles; empty when the answer is that list."""
    url: str = "url"
    """Path of the address, or a template such as http://x.test/news/{id}.html with paths in braces."""
    title: str = "title"
    """Path of the headline."""
    date: str = "date"
    """Path of the day: text, or seconds or milliseconds since 1970."""
    body: str = ""
    """Path of the whole text as HTML; empty when only its page has it."""
    first_page: int = 1
    """Number that stands for {page} in `start` first."""
    max_pages: int = 5
    """Pages read in one run at most, for each start address."""


@dataclass(slots=True, kw_only=True)
class SourceFile:
    """One source as its YAML file defines it. Field names are the keys of the file."""

    id: str
    """Lower-case words joined by hyphens; never changed once articles are stored."""
    name: str
    """Name as printed, such as 镇江日报."""
    family: str
    """Way of publishing: edition, feed, sitemap, listing, jsonapi or govsite."""
    start: tuple[str, ...]
    """Addresses where a crawl begins. For editions a template with {day:%Y%m}/{day:%d} or an index page;
    the later ones are tried when the earlier ones lead to no edition."""
    place: str = ""
    """Where it is local to, from country to city, such as cn-jiangsu-zhenjiang."""
    language: str = ""
    """BCP 47 tag, such as zh-Hans."""
    enabled: bool = True
    """False keeps the clock away; it can still be crawled by hand."""
    rank: int = 100
    """When two sources print the same text on one day, the smaller rank leads the duplicate cluster."""
    every: str = ""
    """Timetable, such as `day at 06:40 Asia/Shanghai` or `30 min`; empty means by hand only."""
    timezone: str = ""
    """IANA name of the source's clock; empty means that of `every`, else Asia/Shanghai."""
    hosts: tuple[str, ...] = ()
    """Hosts that belong to the source, with their sub-domains; empty means those of `start`, and for feeds any."""
    delay_s: float | None = None
    """Seconds between two requests to one host; None means the configured pause."""
    concurrency: int | None = None
    """Requests to one host at a time; None means the configured number."""
    robots: str = "obey"
    """`obey` or `ignore` what robots.txt asks."""
    robots_reason: str = ""
    """Why robots.txt may be ignored; needed for `robots: ignore`."""
    user_agent: str = ""
    """Sent instead of the house's own, for sites that refuse unknown programs; empty means the house's."""
    tls: str = ""
    """How its server is spoken to: `old` for old servers that today's rules refuse, a PEM file below the home folder
    with the certificates to trust instead of the system's, or both; empty means by today's rules."""
    recheck_days: int | None = None
    """Articles at most this many days old are asked again for changes; None means the configured number."""
    min_chars: int | None = None
    """Shorter texts are rejected as too-short; None means the readers' own floor."""
    edition: EditionOptions = field(default_factory=EditionOptions)
    listing: ListingOptions = field(default_factory=ListingOptions)
    feed: FeedOptions = field(default_factory=FeedOptions)
    gov: GovOptions = field(default_factory=GovOptions)
    sitemap: SitemapOptions = field(default_factory=SitemapOptions)
    jsonapi: JsonOptions = field(default_factory=JsonOptions)
    read: tuple[ReadRules, ...] = ()
    """Dated selectors for the readers; empty when the house's readers know the markup."""
    path: str = field(default="", metadata={"key": False})
    """Where the file lies; not a key of it."""
    lines: Mapping[str, int] = field(default_factory=dict, metadata={"key": False}, repr=False)
    """Key → line number from 1, for messages; not a key of the file."""

    @property
    def zone(self) -> ZoneInfo:
        """The source's clock."""
        return ZoneInfo(self.timezone or (self.every.split()[-1] if "/" in self.every else HOUSE_ZONE))

    def rules_on(self, day: date) -> ReadRules:
        """Return the selectors in force on `day`: the newest that began on or before it."""
        begun = [rules for rules in self.read if rules.since is None or rules.since <= day]
        chosen = max(begun, key=lambda rules: rules.since or date.min, default=ReadRules())
        if self.min_chars is None or chosen.min_chars != ReadRules().min_chars:
            return chosen
        return replace(chosen, min_chars=self.min_chars)
