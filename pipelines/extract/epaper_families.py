"""Articles of the e-paper software beside Founder's: each line's own marks for headline and body.

Selectors as public scrapers of 71 papers rely on them (2016-23). A page is read here only when address and marks both
fit. What the reader finds is handed on in the record of the Founder pages: both are print.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.clean import tidy_line
from pipelines.extract.dates import day_in_address
from pipelines.extract.founder import FounderPage
from pipelines.extract.reading import Reading, first_of, reading
from pipelines.extract.tree import blocks, elements, text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """The marks of one line. Of `beside`, what stands before the title is the kicker, behind it the subtitle."""

    name: str
    address: re.Pattern[str]
    body: tuple[str, ...]
    title: tuple[str, ...]
    beside: str


def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + r"$", re.IGNORECASE)


_LINES = (
    _Marks(
        name="cms-content",
        address=_shape(r"/\d{4}-\d{2}/\d{2}/content_\d+\.html?"),
        body=("cms-content",),
        title=("#news_content h1",),
        beside="#news_content h3",
    ),
    _Marks(
        name="joyhua",
        address=_shape(r"/\d{8}/html/(?:page_\w+_)?content_\w+\.html?"),
        body=(".bmnr_con_con", "#zoom"),
        title=(".bmnr_con_biaoti",),
        beside=".bmnr_con_yinti, .bmnr_con_futi",
    ),
    _Marks(
        name="shtml",
        address=_shape(r"/\d{8}/\d+\.shtml"),
        body=("#content_div", ".para"),
        title=(".detailCon h1", ".content h1", ".d_t_b", ".f-20 strong"),
        beside=".detailCon h5, .content h5",
    ),
    _Marks(
        name="articel",
        address=_shape(r"/\d{8}/Artic(?:el|le)\w+\.html?"),
        body=("#contenttext", ".contenttext"),
        title=(".neirong h2", ".news_title h1"),
        beside=".neirong h3, .neirong h4",
    ),
    _Marks(
        name="qpaper",
        address=_shape(r"/\d{4}-\d{2}-\d{2}/\d+\.html?"),
        body=("#content",),
        title=("td.title",),
        beside="td.title1, td.title2",
    ),
    _Marks(
        name="uniflows",
        address=_shape(r"/\d{4}/\d{2}/\d{2}/\w{1,4}/\w+_\d+\.html?"),
        body=("#pgcontent",),
        title=(".content_title",),
        beside=".yinti_title, .futi_title",
    ),
    _Marks(
        name="day-folder",
        address=_shape(r"/(\d{8})_\w{2,4}/\1_\w+_\d+\.html?"),
        body=("td.font6",),
        title=("td.font01",),
        beside="td.font02",
    ),
)


def read_family(root: HtmlElement, url: str) -> FounderPage | None:
    """Read a page of one of the lines; None when it is of none of them or holds no article."""
    path = urlsplit(url).path
    for marks in _LINES:
        if marks.address.search(path):
            title, body = _first(root, marks.title), _first(root, marks.body)
            if title is not None and body is not None:
                return FounderPage(known=_known(root, marks, title, url), blocks=blocks(body), captions=())
    return None


def _first(root: HtmlElement, selectors: tuple[str, ...]) -> HtmlElement | None:
    return next((each for css in selectors for each in elements(root, css) if text_of(each).strip()), None)


def _known(root: HtmlElement, marks: _Marks, title: HtmlElement, url: str) -> Reading:
    before, after = _around(root, marks.beside, title)
    raw = "\n".join(filter(None, (tidy_line(line) for line in text_of(title).splitlines())))
    day = day_in_address(url)
    return first_of(
        (
            reading(f"{marks.name} markup", title=tidy_line(raw), title_raw=raw, kicker=before, subtitle=after),
            reading("address", published_on=day, published_raw=day.isoformat() if day else ""),
        )
    )


def _around(root: HtmlElement, beside: str, title: HtmlElement) -> tuple[str, str]:
    """Return the lines of the headline before and behind the title."""
    order = {each: place for place, each in enumerate(root.iter())}
    before: list[str] = []
    after: list[str] = []
    for each in elements(root, beside):
        if line := tidy_line(text_of(each)):
            (before if order[each] < order[title] else after).append(line)
    return " ".join(before), " ".join(after)
