"""Read sitemap files: sitemaps, news sitemaps, sitemap indexes, gzipped ones, and the Sitemap lines of a robots.txt.

Pure: bytes in, entries out. Format: sitemaps.org protocol 0.9 and Google's news extension; tags are matched by their
local names, as sites mistake the namespaces. Entities are not resolved and what is unpacked is bounded.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from lxml import etree

from crawler.addresses import canonical, day_in

LARGEST_BYTES = 50 * 1024 * 1024
"""A sitemap may hold 50 MiB unpacked, says the protocol; more is cut off."""
GZIP = b"\x1f\x8b"
ROBOTS_LINE = re.compile(r"(?im)^\s*sitemap:\s*(\S+)")
MONTH_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_/]?(0[1-9]|1[0-2])(?!\d)")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapEntry:
    """One address in a sitemap."""

    url: str
    day: date | None = None
    """Day of publication, else of the last change, else the day that the address names."""
    title: str = ""
    """Title given by a news sitemap."""
    language: str = ""
    """BCP 47 tag given by a news sitemap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFile:
    """What one sitemap file says: either articles or further files."""

    entries: tuple[MapEntry, ...] = ()
    files: tuple[MapEntry, ...] = ()
    """Further sitemap files; their day is that of the last change."""


def unpack(body: bytes) -> bytes:
    """Return the bytes of a sitemap, unpacked when they are gzip, at most `LARGEST_BYTES` of them.

    What a damaged archive gives up to its fault is returned.
    """
    if not body.startswith(GZIP):
        return body[:LARGEST_BYTES]
    reader, found = zlib.decompressobj(wbits=31), b""
    try:
        found = reader.decompress(body, LARGEST_BYTES)
    except zlib.error:
        return b""
    return found


def read_sitemap(body: bytes, *, zone: ZoneInfo) -> MapFile | None:
    """Return what a sitemap says, days on the clock of `zone`; None when it is none."""
    data = unpack(body)
    # No bytes go to the parser without a look: an entity bomb needs a declaration, and a sitemap has none.
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or b"<!ENTITY" in data[:4096]:
        return _from_text(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False, load_dtd=False)
    root = etree.fromstring(data, parser)
    if root is None or _name(root) not in ("urlset", "sitemapindex"):
        return None
    entries = tuple(_entries(root, zone))
    return MapFile(files=entries) if _name(root) == "sitemapindex" else MapFile(entries=entries)


def month_in(url: str) -> tuple[int, int] | None:
    """Return year and month that the name of a sitemap file carries, such as sitemap-2024-02.xml; None when none.

    >>> month_in("http://x.test/sitemap-pt-post-2024-02.xml")
    (2024, 2)
    """
    found = MONTH_IN_NAME.search(url.rpartition("//")[2].partition("/")[2])
    return (int(found[1]), int(found[2])) if found else None


def _from_text(data: bytes) -> MapFile | None:
    """Read the Sitemap lines of a robots.txt, or a list of addresses, one a line."""
    text = data.decode("utf-8", "replace")
    named = ROBOTS_LINE.findall(text)
    if named:
        return MapFile(files=tuple(MapEntry(url=url) for url in dict.fromkeys(named)))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and all(line.startswith(("http://", "https://")) for line in lines):
        return MapFile(entries=tuple(MapEntry(url=canonical(line), day=day_in(line)) for line in lines))
    return None


def _entries(root: etree._Element, zone: ZoneInfo) -> Iterator[MapEntry]:
    for node in root:
        said = {_name(one): " ".join((one.text or "").split()) for one in node.iter() if isinstance(one.tag, str)}
        url = said.get("loc", "")
        if not url.startswith(("http://", "https://")):
            continue
        try:
            address = canonical(url)
        except ValueError:
            continue
        day = read_stamp(said.get("publication_date", ""), zone) or read_stamp(said.get("lastmod", ""), zone)
        # The day in the address is that of publication; a site that changes its template touches every lastmod.
        printed = day_in(address) if "publication_date" not in said else None
        yield MapEntry(url=address, day=printed or day, title=said.get("title", ""), language=said.get("language", ""))


def read_stamp(text: str, zone: ZoneInfo) -> date | None:
    """Return the day of a W3C date or moment on the clock of `zone`; None when it is none.

    >>> read_stamp("2024-02-19T20:00:00Z", ZoneInfo("Asia/Shanghai"))
    datetime.date(2024, 2, 20)
    """
    try:
        if DAY.match(text):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return moment.astimezone(zone).date() if moment.tzinfo else moment.date()
    except OverflowError:
        return moment.replace(tzinfo=UTC).date()


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""
