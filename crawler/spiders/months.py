"""Read the month file of an e-paper: on which days there was a paper, and where its front page is.

Three shapes are in use: `period.xml` and `paper_existed.xml` (`period_date`, `front_page`), `navi.xml` (`date`, `url`).
"""

import re
from datetime import date

from scrapy import Selector

DAY_TAGS = ("period_date", "date")
PAGE_TAGS = ("front_page", "url")
DIGITS = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})")


def read_month(text: str) -> dict[date, str] | None:
    """Return day → front page as written there (a file name or address); None when this is no month file."""
    # Old month files close tags in other case than they open them; the lenient reader does not mind.
    page = Selector(text=text.replace("\x00", "") or "<none/>", type="html")
    for day_tag, page_tag in zip(DAY_TAGS, PAGE_TAGS, strict=True):
        found: dict[date, str] = {}
        for node in page.xpath(f"//*[{day_tag}]"):
            day = _day(node.xpath(f"string({day_tag})").get(""))
            if day:
                found[day] = node.xpath(f"string({page_tag})").get("").strip()
        if found:
            return found
    return {} if page.xpath("//period_list|//period|//papers|//paper_existed") else None


def _day(text: str) -> date | None:
    found = DIGITS.search(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
