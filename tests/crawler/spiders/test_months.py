"""Month files: the days on which there was a paper."""

from datetime import date

import pytest

from crawler.spiders.months import read_month

DAY = date(2024, 2, 20)


@pytest.mark.parametrize(
    "text",
    [
        "<?xml version='1.0'?><period_list><period><period_date>2024-02-20</period_date>"
        "<front_page>node_01.html</front_page></period></period_list>",
        "<papers><paper><period_date>2024/2/20</period_date><front_page>node_01.html</front_page></paper></papers>",
        "<navi><item><date>20240220</date><url>node_01.html</url></item></navi>",
        '[{"paperDate": "2024-02-20", "pagePath": "node_01.html"}]',
        '{"list": [{"paperDate": 20240220, "paperCode": "x", "pagePath": "node_01.html"}]}',
    ],
)
def test_four_shapes_are_read(text: str) -> None:
    """Each shape in use gives the day and the file of its front page."""
    assert read_month(text) == {DAY: "node_01.html"}


def test_empty_month_is_a_month_without_papers() -> None:
    """A month file that lists nothing says that there was no paper, not that it is missing."""
    assert read_month("<period_list></period_list>") == {}


@pytest.mark.parametrize(
    "text",
    ["", "<html><body>404</body></html>", "\x00", "<period_date>2024-99-99</period_date>", "{", "[]", "[" * 9999],
)
def test_other_files_are_no_month_file(text: str) -> None:
    """Error pages and noise are not taken for an empty month."""
    assert read_month(text) is None
