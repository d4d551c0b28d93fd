"""Which half of a printed story belongs to which."""

from datetime import date

import pytest

from crawler.spiders.jumps import Printed

DAY = date(2024, 2, 20)


@pytest.fixture
def printed() -> Printed:
    """Two layout pages; a headline on both, and one that stands twice on the second."""
    pages = Printed()
    pages.add(DAY, "01", "云江新桥 合龙", "http://x.test/1")
    pages.add(DAY, "A02", "云江新桥合龙", "http://x.test/2")
    pages.add(DAY, "A02", "简讯", "http://x.test/3")
    pages.add(DAY, "A02", "简讯", "http://x.test/4")
    return pages


def test_other_half_is_found_by_page_and_title(printed: Printed) -> None:
    """The mark names the page with or without zeros, the title must be the same but for gaps."""
    assert printed.behind("通车在即。（下转第A2版）", DAY, "云江新桥合龙") == "http://x.test/2"
    assert printed.before("（上接第1版）市交通局", DAY, "云江新桥合龙") == "http://x.test/1"


@pytest.mark.parametrize(
    ("text", "day", "title"),
    [
        ("通车在即。", DAY, "云江新桥合龙"),
        ("（下转第3版）", DAY, "云江新桥合龙"),
        ("（下转A02版）", DAY, "另一件事"),
        ("（下转A02版）", date(2024, 2, 21), "云江新桥合龙"),
        ("（下转A02版）", DAY, "简讯"),
        ("（下转A02版）", DAY, ""),
    ],
)
def test_no_half_is_guessed(printed: Printed, text: str, day: date, title: str) -> None:
    """Without mark, page, title or day, and with two stories of one title, there is no other half."""
    assert printed.behind(text, day, title) == ""
