"""The Founder engine's markup, where the frozen pages do not reach."""

from typing import Any

import pytest

from pipelines.extract.founder import is_layout_address, read_founder
from pipelines.extract.tree import blocks, parse

URL = "http://szb.paper.test/html/2026-03/10/content_1.htm"


def founder(html: str) -> Any:
    """The page as the engine's reader sees it."""
    root = parse(html)
    assert root is not None
    return read_founder(root, html, URL, blocks(root))


def test_page_of_another_make_is_not_touched() -> None:
    """Without the engine's body there is nothing to read."""
    assert founder("<html><body><h1>题</h1><p>字。</p></body></html>") is None


def test_text_between_the_comments_serves_without_its_element() -> None:
    """The two comments alone mark the body."""
    page = founder(
        "<body><td class=font01>题</td><!--enpcontent--><p>一。</p><p>二。</p><!--/enpcontent--><p>脚</p></body>"
    )

    assert [block.text for block in page.blocks] == ["一。", "二。"]


def test_comment_fills_what_the_skin_leaves_out() -> None:
    """Title and kicker of the comment serve where the page shows none."""
    page = founder(
        "<body><founder-content><p>一。</p></founder-content><!--enpproperty <title>题</title>"
        "<introtitle>引</introtitle><author>不可信</author>/enpproperty--></body>"
    )

    assert (page.known.title, page.known.kicker, page.known.people) == ("题", "引", ())
    assert page.known.provenance["title"] == "enpproperty"


def test_list_of_all_pages_is_not_the_articles_page() -> None:
    """The page number is that of the heading, not of the first link in the list of pages."""
    page = founder(
        "<body><a id=pageLink href=node_2.htm>第01版：头版</a><table><tr><td>第A12版：<b>综 合</b></td></tr></table>"
        "<founder-content><p>一。</p></founder-content></body>"
    )

    assert (page.known.page_label, page.known.page_name) == ("A12", "综合")


def test_tags_of_the_older_variant() -> None:
    """The variant with elements of its own gives title and page number."""
    page = founder(
        "<body><founder-title>题</founder-title><founder-pagenum>03</founder-pagenum>"
        "<founder-content><p>一。</p></founder-content></body>"
    )

    assert (page.known.title, page.known.page_label) == ("题", "03")


@pytest.mark.parametrize(
    ("url", "is_layout"),
    [
        ("http://p.test/html/2026-03/10/node_2.htm", True),
        ("http://p.test/PC/layout/202603/10/node_A01.html?x=1", True),
        ("http://p.test/html/2026-03/10/nbs.D110000kjrb_01.htm", True),
        ("http://p.test/html/2026-03/10/content_55012.htm?div=-1", False),
        ("http://p.test/nw.D110000kjrb_20260310_1-01.htm", False),
    ],
)
def test_layout_page_is_known_by_its_address(url: str, is_layout: bool) -> None:
    """Addresses of layout pages and of articles are told apart."""
    assert is_layout_address(url) is is_layout
