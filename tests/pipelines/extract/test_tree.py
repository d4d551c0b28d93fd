"""Blocks of text in reading order."""

from typing import Any

import pytest

from pipelines.extract.tree import MAX_ATTRIBUTES, blocks, elements, has_long_stretch, parse, select, without_scripts


def opened(body: str) -> Any:
    """A parsed page."""
    return parse(f"<html><body>{body}</body></html>")


def texts(body: str) -> list[str]:
    """The texts of the blocks."""
    return [block.text for block in blocks(opened(body))]


def test_every_way_of_breaking_makes_a_block() -> None:
    """Paragraphs, divisions and line breaks all begin a block; emphasis does not."""
    assert texts("<div>一<b>二</b>三<br>四<p>五</p>六</div>") == ["一二三", "四", "五", "六"]


def test_comments_do_not_cut_a_sentence() -> None:
    """Text before and behind a comment is one block."""
    assert texts("<p>前<!-- -->后</p>") == ["前后"]


def test_scripts_and_buttons_are_silent() -> None:
    """What is not readable text makes no block, what follows it does."""
    assert texts("<p>前<script>x()</script>中<button>点</button>后</p>") == ["前中后"]


def test_row_of_a_table_is_one_block() -> None:
    """Cells are parted by a space."""
    assert texts("<table><tr><td>文号</td><td>3号</td></tr><tr><td>甲</td><td>乙</td></tr></table>") == [
        "文号 3号",
        "甲 乙",
    ]


def test_block_knows_links_and_pictures() -> None:
    """The share of links and a picture before it are kept with a block."""
    first, second = blocks(
        opened("<p><a href=x>链接</a>字</p><center><img src=x></center><p style='font-size: 9pt'>说明</p>")
    )

    assert (first.links, first.after_image) == (2, False)
    assert (second.after_image, second.small) == (True, True)


def test_elements_can_be_left_out() -> None:
    """What is left out is not read, the text behind it is."""
    root = opened("<div>前<span id=x>中</span>后</div>")

    assert [block.text for block in blocks(root, leave_out=elements(root, "#x"))] == ["前后"]


def test_bad_selector_finds_nothing() -> None:
    """A selector that cannot be read is an empty answer."""
    assert list(select(opened("<p>一</p>"), "p[")) == []
    assert list(select(opened("<p title=' 二 '>一</p>"), "p::attr(title)")) == ["二"]


@pytest.mark.parametrize("between", [" ", "", "/", " < ", "=1 ", '="1"', "=' >' "])
def test_a_tag_of_endless_attributes_is_cut(between: str) -> None:
    """However a hundred thousand attributes are written, the parser meets a thousand at most, and the text after."""
    endless = between.join(f"a{number}" for number in range(100_000))
    root = parse(f"<html><body><div {endless}>词语</div><p>正文在此。</p></body></html>")

    assert root is not None
    assert all(len(element.attrib) <= MAX_ATTRIBUTES for element in root.iter())
    assert "正文在此。" in root.text_content()


@pytest.mark.parametrize("sign", ["<", ">"])
def test_a_long_stretch_is_found_wherever_brackets_stand(sign: str) -> None:
    """A bracket with twenty thousand other characters behind it is told, one with fewer is not."""
    near = f"{sign}{'字' * 19_999}" * 3
    assert not has_long_stretch(f"{near}{sign}{'字' * 19_999}")
    assert has_long_stretch(f"{near}{sign}{'字' * 20_000}")
    assert has_long_stretch(f"{sign}{'字' * 20_000}{near}")
    assert not has_long_stretch("字" * 50_000)


@pytest.mark.parametrize(
    "page",
    [
        '<script type="application/ld+json">{"a": 1}</script>',
        "<!-- <script> --><p>正文在此。</p><script>var a;</script>",
        "<styled-box><p>正文在此。</p></styled-box><style>p {}</style>",
        '<script type="application/json">{"a": "<style>"}</script><p>正文在此。</p><style>p {}</style>',
        "<p>正文在此。</p><script>var a;",
    ],
)
def test_only_whole_elements_of_code_are_cut_out_before_parsing(page: str) -> None:
    """Data, text behind a commented start tag and elements of other names stay in the page."""
    assert without_scripts(page) == page


def test_code_is_cut_out_before_parsing() -> None:
    """Styles and scripts go, with what stands between their tags and nothing else."""
    page = "<style>p {}</style><p>一</p><script src=a.js></script><p>二</p><!--[if IE]><script>a</script><![endif]-->"
    assert without_scripts(page) == "<p>一</p><p>二</p><!--[if IE]><![endif]-->"
