"""Lines of e-paper software, told by the addresses of their layout pages and articles. Reads no page.

Shares of 481 Chinese papers (census of published address templates, 2022-23): founder-old 46.6 %, founder-new 33.7 %,
joyhua 4.2 %, shtml 3.5 %, articel 3.3 %, szbz 2.1 %, qpaper 1.0 %, uniflows 1.0 %, day-folder 0.6 %.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_PATH = 500
"""The longest path of the census has 62 characters; a longer one is no page of a paper and not worth a search."""
NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Address shapes of one line, searched in the path; a group `page` is the number of the layout page."""

    name: str
    page: re.Pattern[str]
    """Layout pages."""
    article: re.Pattern[str]
    index: re.Pattern[str] = NEVER
    """The first layout page under a name that does not say which it is, such as index.htm."""
    pdf_first: bool = False
    """In the list of pages the PDF stands before its page instead of behind it."""

    def is_page(self, url: str) -> bool:
        """True when the address is that of a layout page."""
        path = _path(url)
        return bool(self.page.search(path) or self.index.search(path))

    def is_article(self, url: str) -> bool:
        """True when the address is that of an article."""
        return bool(self.article.search(_path(url))) and not self.is_page(url)

    def is_index(self, url: str) -> bool:
        """True when the address is that of the first layout page under a general name."""
        return bool(self.index.search(_path(url)))

    def page_of(self, url: str) -> str:
        """Return the page that the address of a layout page or article names, such as 01 or A1; empty when none.

        >>> LINES["articel"].page_of("http://x.test/content/20240220/Articel02003BC.htm")
        '02'
        """
        path = _path(url)
        for pattern in (self.article, self.page):
            found = pattern.search(path)
            if found and found.groupdict().get("page"):
                return found["page"].upper()
        return ""


def _path(url: str) -> str:
    path = urlsplit(url).path
    return path if len(path) <= LONGEST_PATH else ""


def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + r"$", re.IGNORECASE)


NODE = r"/(?:node_|nbs\.|n_|col|l(?:rb)?)[\w.]*\d\w*\.s?html?"
"""Both Founder lines: node_2.htm, node_A01.html, nbs.D110000x_01.htm, col_01.html, lRB01.html, n_01.html."""
STORY = r"/(?:content_|nw\.|con|c)_?\w*\d[\w.-]*\.s?html?"

LINES = {
    line.name: line
    for line in (
        # The older line names the day 2024-02/20 and numbers layout pages through all days.
        Line(name="founder-old", page=_shape(r"/\d{4}-\d{2}/\d{2}" + NODE), article=_shape(STORY)),
        # The newer one names it 202402/20 and its files by the label of the page.
        Line(
            name="founder-new",
            page=_shape(r"/\d{6}/\d{2}/(?:node_?|n_|col_?|l)(?:RB|WB)?(?P<page>[A-Z]{0,2}\d{1,3}[A-Z]?)\.s?html?"),
            article=_shape(STORY),
        ),
        Line(
            name="joyhua",
            page=_shape(r"/\d{8}/html/page_(?P<page>[A-Z]{0,2}\d{1,3})\.html?"),
            index=_shape(r"/\d{8}/html/index\.html?"),
            article=_shape(
                r"/\d{8}/html/(?:content_\d{8}(?P<page>\d{3})\d{3}|content_\w+|page_\w+_content_\w+)\.html?"
            ),
        ),
        Line(
            name="shtml",
            page=_shape(r"/\d{8}/v(?P<page>[A-Z]{0,2}\d{1,3})\.shtml"),
            index=_shape(r"/shtml/\w+/\d{8}/index\.shtml"),
            article=_shape(r"/\d{8}/\d+\.shtml"),
        ),
        # Page01BC.htm and Articel01002BC.htm (sic); the letters differ by paper and change over the years.
        Line(
            name="articel",
            page=_shape(r"/\d{8}/Page(?P<page>[A-Z]?\d{2})[A-Z]{0,2}\.html?"),
            pdf_first=True,
            article=_shape(r"/\d{8}/Artic(?:el|le)(?P<page>[A-Z]?\d{2})\d{3}[A-Z]{0,2}\.html?"),
        ),
        Line(
            name="szbz",
            page=_shape(r"/szbz/\d{8}/szbz(?P<page>[A-Z]\d{1,3}|\d{1,2})\.html?"),
            index=_shape(r"/szbz/\d{8}/Index\.html?"),
            article=_shape(r"/szbz/\d{8}/szbz\d{3,}\.html?"),
        ),
        # Qpaper_11593.html: the number counts pages of all days.
        Line(
            name="qpaper",
            page=_shape(r"/\d{4}-\d{2}-\d{2}/Qpaper_\d+\.html?"),
            index=_shape(r"/\d{4}-\d{2}-\d{2}/Qpaper\.html?"),
            article=_shape(r"/\d{4}-\d{2}-\d{2}/\d+\.html?"),
        ),
        Line(
            name="uniflows",
            page=_shape(r"/\d{4}/\d{2}/\d{2}/(?P<page>[A-Z]?\d{1,3})/default\.html?"),
            article=_shape(r"/\d{4}/\d{2}/\d{2}/(?P<page>[A-Z]?\d{1,3})/\w+_\d+\.html?"),
        ),
        Line(
            name="day-folder",
            page=_shape(r"/(\d{8})/\1_(?P<page>\w{2,4})/\1_(?P=page)\.html?"),
            article=_shape(r"/(\d{8})/\1_(?P<page>\w{2,4})/\1_(?P=page)_\d+\.html?"),
        ),
    )
}
"""By name, as in the key `line` of a source file."""
ANY = Line(name="", page=_shape(NODE), article=_shape(STORY))
"""What is tried on pages whose address tells no line: the files of both Founder lines."""


LETTERS = re.compile(r"(/Page[A-Z]?\d{2})([A-Z]{0,2})(\.html?)", re.IGNORECASE)
"""The letters of a paper in the addresses of the line `articel`, which change over the years."""


def with_letters_of(wanted: str, seen: str) -> str:
    """Return the address of a layout page with the letters that a page of the same line has today; empty when alike.

    >>> with_letters_of("http://x.test/content/20240220/Page01BC.htm", "/content/20260309/Page01DA.htm")
    'http://x.test/content/20240220/Page01DA.htm'
    """
    old, new = LETTERS.search(wanted), LETTERS.search(seen)
    if not (old and new) or old[2] == new[2]:
        return ""
    return f"{wanted[: old.start()]}{old[1]}{new[2]}{old[3]}{wanted[old.end() :]}"


def line_of(url: str, line: str = "auto") -> Line:
    """Return the line that the address of a layout page belongs to, else the one called `line`, else any."""
    told = next((one for one in LINES.values() if one.is_page(url)), None)
    return told or LINES.get(line, ANY)
