"""Articles that continue on further pages."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.records import Caption, Draft, Person, Rejected, Role
from pipelines.items import FetchedPage
from pipelines.parts import MAX_PARTS, further_pages, join
from pipelines.understand import read

PEOPLE = '<a href="c1001-31-2.html">【2】</a><a href="c1001-31-3.html">【3】</a><a href="c1001-31-2.html">下一页</a>'
FETCHED_AT = datetime(2026, 3, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("markup", "url", "numbers"),
    [
        (PEOPLE, "http://a.test/n1/c1001-31.html", ("c1001-31-2.html", "c1001-31-3.html")),
        ('<a href="c1001-31.html">【1】</a>' + PEOPLE, "http://a.test/n1/c1001-31-2.html", ("c1001-31-3.html",)),
        ('<a href="/a/9_2.html">下一页</a>', "http://a.test/a/9.html", ("9_2.html",)),
        (
            '<script>createPageHTML(3, 0, "t2_9", "htm");</script>',
            "http://a.test/t2_9.htm",
            ("t2_9_1.htm", "t2_9_2.htm"),
        ),
        ('<a href="?id=7&amp;page=2">2</a>', "http://a.test/show?id=7", ("show?id=7&page=2",)),
        ('<link rel="next" href="/2026/slug/2/">', "http://a.test/2026/slug/", ("2/",)),
        ('<a rel="next" href="/2026/slug/2/">Continue</a>', "http://a.test/2026/slug/", ("2/",)),
    ],
)
def test_further_pages_of_an_article(markup: str, url: str, numbers: tuple[str, ...]) -> None:
    """Pagers of content management systems give the pages behind the one at hand, in order."""
    found = further_pages(markup, url)

    assert len(found) == len(numbers)
    assert all(address.endswith(end) for address, end in zip(found, numbers, strict=True))


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<a href="10.html">下一页</a>', "http://a.test/a/9.html"),
        ('<a href="content_32.html">下一页</a>', "http://a.test/content_31.html"),
        ('<a href="?page=2">2</a>', "http://a.test/show?id=7"),
        ('<a href="/b/9_2.html">2</a>', "http://a.test/a/9.html"),
        ('<a href="http://b.test/a/9_2.html">2</a>', "http://a.test/a/9.html"),
        ('<a href="9_2.html">相关文章</a>', "http://a.test/a/9.html"),
        ('<a href="9_2.html">3</a>', "http://a.test/a/9.html"),
        ('<a href="http://[bad/9_2.html">2</a>', "http://a.test/a/9.html"),
        ('<script>createPageHTML("page_div", 3, 1, "list", "shtml", 60)</script>', "http://a.test/list.shtml"),
        ('<a href="2.html">2</a>', "http://a.test/"),
    ],
)
def test_other_links_are_no_further_pages(markup: str, url: str) -> None:
    """The next article, a related one, another site, a list's pager: none continues the article."""
    assert further_pages(markup, url) == ()


def test_an_endless_pager_is_cut() -> None:
    """No article has more parts than the limit."""
    links = "".join(f'<a href="9_{number}.html">{number}</a>' for number in range(2, 100))

    assert len(further_pages(links, "http://a.test/9.html")) == MAX_PARTS - 1


def _draft(text: str, *people: Person) -> Draft:
    return Draft(url="http://a.test/9.html", source="a", title="题", text=text, people=people)


def test_captions_of_later_parts_keep_their_places() -> None:
    """A picture of the second page stands behind the paragraphs of the first."""
    first = replace(_draft("一。\n二。"), captions=(Caption(text="甲", after=1),))
    second = replace(_draft("三。"), captions=(Caption(text="乙", after=1),))

    assert [(each.text, each.after) for each in join([first, second]).captions] == [("甲", 1), ("乙", 3)]


def test_parts_are_one_article() -> None:
    """Texts follow each other, a part that repeats an earlier one adds nothing, the last page's editor is kept."""
    writer, editor = Person(name="李二"), Person(name="王五", role=Role.EDITOR)

    whole = join([_draft("一。", writer), _draft("二。", Person(name="张三")), _draft("一。"), _draft("三。", editor)])

    assert whole.text == "一。\n二。\n三。"
    assert whole.people == (writer, editor)
    assert whole.flags == ()


def test_a_missing_part_is_flagged() -> None:
    """An article of which a page is missing says so."""
    assert join([_draft("一。")], whole=False).flags == ("needs_review", "part_missing")


def _page(number: int, text: str) -> FetchedPage:
    body = f"<html><head><title>长街新貌</title></head><body><h1>长街新貌</h1><div>{text}</div></body></html>"
    return FetchedPage(
        url=f"http://a.test/9{f'_{number}' if number > 1 else ''}.html",
        source="a",
        source_name="云江日报",
        body=body.encode(),
        fetched_at=FETCHED_AT,
    )


def test_understanding_joins_the_parts() -> None:
    """A page with its parts is read as one article under the address of the first."""
    page = _page(1, "<p>" + "长街的灯亮了，行人也多了，店铺一家接一家开门。" * 4 + "</p>")
    page.parts = (_page(2, "<p>" + "河边的路修好了，老人们天天来散步，孩子们放风筝。" * 4 + "</p>"),)

    drafts = read(page)

    assert not isinstance(drafts, Rejected)
    assert [draft.url for draft in drafts] == ["http://a.test/9.html"]
    assert len(drafts[0].text.split("\n")) == 2


def test_a_part_without_text_is_flagged() -> None:
    """A part that holds nothing does not end the article, and is told."""
    page = _page(1, "<p>" + "长街的灯亮了，行人也多了，店铺一家接一家开门。" * 4 + "</p>")
    page.parts = (_page(2, ""),)

    drafts = read(page)

    assert not isinstance(drafts, Rejected)
    assert drafts[0].flags == ("needs_review", "part_missing")
