"""Furniture that the pages of a source repeat."""

from pipelines.extract.furniture import Furniture, learn_furniture, without_furniture
from pipelines.extract.tree import Block, blocks, parse

PROMO = "下载云江客户端，看更多本地新闻"


def page(number: int, text: str) -> str:
    """One article of a source whose pages carry a menu and a promotion, with words of its own."""
    own = "".join(f"<p>{text}{number}之{part}，市民纷纷前往。</p>" for part in range(6))
    return f"<html><body><ul><li>要闻</li><li>民生</li></ul><h1>第{number}条</h1>{own}<p>{PROMO}！</p></body></html>"


PAGES = [page(1, "书房"), page(2, "公园"), page(3, "老街"), page(4, "码头")]


def test_repeated_blocks_are_furniture() -> None:
    """What several articles carry is furniture; what only one carries is not. Marks do not matter."""
    furniture = learn_furniture(PAGES)

    assert furniture.pages == 4
    assert furniture.holds(Block(text=PROMO))
    assert furniture.holds(Block(text="要闻"))
    assert not furniture.holds(Block(text="书房1之0，市民纷纷前往。"))


def test_reading_without_furniture() -> None:
    """The blocks of a page are those of its article once the source's furniture is taken out."""
    root = parse(page(9, "书场"))
    assert root is not None

    left = [block.text for block in without_furniture(blocks(root), learn_furniture(PAGES))]

    assert left == ["第9条", *[f"书场9之{part}，市民纷纷前往。" for part in range(6)]]


def test_one_article_captured_often() -> None:
    """Captures of the same article count once, so its own paragraphs never become furniture."""
    furniture = learn_furniture([PAGES[0], PAGES[0], PAGES[0], PAGES[0]])

    assert furniture == Furniture(pages=1)


def test_few_pages_teach_nothing() -> None:
    """From fewer than three articles nothing is learned."""
    assert learn_furniture(PAGES[:2]).hashes == frozenset()


def test_page_of_nothing_else_is_kept() -> None:
    """Where furniture is all there is, it stays: an empty text would hide the mistake."""
    assert without_furniture([Block(text=PROMO)], learn_furniture(PAGES)) == [Block(text=PROMO)]


def test_broken_pages_are_passed_over() -> None:
    """Pages without anything to parse do not stop the learning."""
    assert learn_furniture(["", *PAGES]).pages == 4
