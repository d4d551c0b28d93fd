"""Marks of furniture in a page's markup."""

import pytest

from pipelines.extract.furniture_marks import in_furniture
from pipelines.extract.tree import parse


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        ('<div class="related-news">{}</div>', True),
        ("<aside>{}</aside>", True),
        ('<div id="comments"><p>{}</p></div>', True),
        ('<div class="article-body">{}</div>', False),
        ('<div class="has-sidebar"><main>{}</main></div>', False),
    ],
)
def test_marks(around: str, expected: bool) -> None:
    """Related articles, comments and asides are furniture; what stands in the main part of a page is not."""
    root = parse(f"<html><body>{around.format('<b>here</b>')}</body></html>")
    assert root is not None

    assert in_furniture(root.xpath("//b")[0]) is expected
