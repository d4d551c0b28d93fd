"""Label lines beside an article."""

from datetime import date

from pipelines.extract.labels import read_labels, read_tail
from pipelines.extract.tree import Block

TITLE = Block(text="社区食堂开张", tag="h1")


def labelled(*lines: str) -> list[Block]:
    """A headline with lines below it."""
    return [TITLE, *(Block(text=line) for line in lines)]


def test_label_line_gives_day_origin_and_author() -> None:
    """The usual line below a headline is read whole."""
    found = read_labels(labelled("发布时间：2026-03-10 09:05 来源：云江日报 作者：韩江月 浏览：12"), TITLE.text)

    assert (found.published_on, found.agency) == (date(2026, 3, 10), "云江日报")
    assert [person.name for person in found.people] == ["韩江月"]


def test_empty_label_gives_nothing() -> None:
    """A label without a value does not take the next label for its value."""
    found = read_labels(labelled("来源：作者：编辑："), TITLE.text)

    assert (found.agency, found.people) == ("", ())


def test_day_of_a_sentence_is_not_the_day_of_publication() -> None:
    """A day inside the text below the headline is an event's."""
    found = read_labels(labelled("2025年12月1日，食堂开工建设，历时三个月完工。"), TITLE.text)

    assert found.published_on is None


def test_labels_far_from_the_headline_are_not_read() -> None:
    """The sidebar's days do not count."""
    found = read_labels(labelled(*["一行字"] * 20, "2026-03-10 09:05"), TITLE.text)

    assert found.published_on is None


def test_labels_behind_the_text() -> None:
    """An origin named behind the article is read."""
    assert read_tail([Block(text="本文来源：新华社 责任编辑：姚远")]).agency == "新华社"


def test_placeholders_of_a_system_are_nobody() -> None:
    """Where nobody filled a name in, the system's own words for that are no origin and no author."""
    found = read_labels(labelled("时间:2026-03-02 08:10来源:未知 作者:admin 点击:次"), TITLE.text)

    assert (found.published_on, found.agency, found.people) == (date(2026, 3, 2), "", ())


def test_a_button_behind_the_origin_is_no_part_of_it() -> None:
    """A portal's button stands without a space behind the link to the origin."""
    found = read_labels(labelled("2026-03-09 11:32:17 来源: 云江晚报举报"), TITLE.text)

    assert found.agency == "云江晚报"
