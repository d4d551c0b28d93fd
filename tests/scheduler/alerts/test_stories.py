"""Every item of a letter carries a sentence that stands literally in the stored article."""

from typing import Any

import pytest

from archive import read
from archive.query import parse
from archive.read.views import ArticleView
from archive.records import Evidence, Placement, Tag
from pipelines.dedup import fingerprint
from scheduler.alerts.letter import Story
from scheduler.alerts.stories import story_of, web_address, why
from tests.scheduler.alerts.conftest import TEXT, Desk, tag

pytestmark = pytest.mark.both_databases

WORDS = TEXT.format(number=1)


def view(desk: Desk, number: int = 1, **changes: Any) -> ArticleView:
    """The article with this number, stored and read back."""
    return read.article(desk.engine, desk.publish(number, **changes).article_id)


def item(article: ArticleView, *queries: str, language: str = "zh") -> Story:
    """The item that these queries make of an article."""
    return story_of(
        article,
        [parse(query) for query in queries],
        language=language,
        archive_url="https://news.test/article/1",
        searches=queries,
    )


def test_the_sentence_with_the_querys_words(desk: Desk) -> None:
    """The sentence that the words stand in is shown, its marks on the words, its offset in the text."""
    found = why(view(desk), [parse("房源")])
    assert found.text == "办法自四月一日起施行，首批房源共1套。"
    assert [found.text[mark.start : mark.end] for mark in found.marks] == ["房源"]
    assert WORDS[found.start : found.start + len(found.text)] == found.text


def test_all_the_readers_words_are_marked(desk: Desk) -> None:
    """The sentence of the first query carries the marks of the others too."""
    found = why(view(desk), [parse("房源"), parse("四月 -五月")])
    assert [found.text[mark.start : mark.end] for mark in found.marks] == ["四月", "房源"]


def test_a_query_of_filters_shows_what_earned_the_theme(desk: Desk) -> None:
    """A search for a theme has no words in the text; the words that earned the theme are shown in their sentence."""
    found = why(view(desk, tags=(tag(WORDS, "首批房源"),)), [parse("theme:talent")])
    assert found.text == "办法自四月一日起施行，首批房源共1套。"
    assert [found.text[mark.start : mark.end] for mark in found.marks] == ["首批房源"]


def test_without_words_or_themes_the_first_sentence_is_shown(desk: Desk) -> None:
    """A match in the title alone still shows a sentence of the text, without marks."""
    found = why(view(desk), [parse("开工")])
    assert (found.text, found.marks) == ("本报讯 市政府昨日印发人才公寓管理办法。", ())


def test_an_article_without_text_shows_its_title(desk: Desk) -> None:
    """A picture story has nothing but its title."""
    assert why(view(desk, text=""), [parse("开工")]).text == "云江市第1批人才公寓开工"


def test_the_title_is_marked_too(desk: Desk) -> None:
    """Words of the query are marked in the headline."""
    story = item(view(desk), "人才公寓")
    assert [story.title[mark.start : mark.end] for mark in story.title_marks] == ["人才公寓"]


def test_themes_are_named_with_their_words(desk: Desk) -> None:
    """A theme has its name in the reader's language and the words that earned it; central ones come first."""
    tags = (tag(WORDS, "房源", "housing", central=False), tag(WORDS, "人才公寓"))
    article = view(desk, tags=tags)
    assert [(theme.name, theme.words) for theme in item(article, "人才").themes] == [
        ("人才政策", ("人才公寓",)),
        ("住房保障", ("房源",)),
    ]
    assert [theme.name for theme in item(article, "人才", language="en").themes] == ["Talent policy", "Housing"]


def test_one_theme_by_two_methods_is_named_once(desk: Desk) -> None:
    """A theme that a rule and a person gave is one theme, and the one that is central counts."""
    tags = (tag(WORDS, "人才公寓", central=False), Tag(theme="talent", score=1.0, central=True, method="human"))
    assert [theme.name for theme in item(view(desk, tags=tags), "人才").themes] == ["人才政策"]


def test_evidence_outside_the_text_harms_nothing(desk: Desk) -> None:
    """Offsets that do not fit the stored text give no words and no error."""
    wrong = Evidence(field="text", start=5000, end=5004, term="x", weight=1.0)
    article = view(desk, tags=(Tag(theme="talent", score=1.0, central=True, evidence=(wrong,)),))
    story = item(article, "theme:talent")
    assert (story.themes[0].words, story.sentence.text) == ((), "本报讯 市政府昨日印发人才公寓管理办法。")


def test_other_sources_that_printed_it_are_named(desk: Desk) -> None:
    """A story printed by two papers names the other one."""
    assert item(view(desk, 1), "人才").also == ()
    more = "市住房保障中心负责人介绍，申请人须在本市缴纳社会保险满六个月，且名下没有住房，审核期为十五个工作日。"
    long = f"{WORDS}\n{more}"
    one = view(desk, 2, text=long, title="人才公寓办法出台", fingerprint=fingerprint(long))
    view(desk, 3, text=long, title="人才公寓办法出台", source="yunjiang-evening", fingerprint=fingerprint(long))
    assert item(read.article(desk.engine, one.id), "人才").also == ("yunjiang-evening",)


def test_the_layout_page_is_named(desk: Desk) -> None:
    """Label and name of the first layout page it stood on."""
    placement = Placement(edition_on=desk.now.date(), page_label="A01", page_name="要闻", order=1)
    assert item(view(desk, placement=placement), "人才").page == "A01 要闻"
    assert item(view(desk, 2), "人才").page == ""


def test_only_web_addresses_become_links() -> None:
    """An address that a browser would run, or that is broken, is left out."""
    assert web_address("http://paper.test/1.html?a=1") == "http://paper.test/1.html?a=1"
    for hostile in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "", "http://", "http://[", "x"):
        assert web_address(hostile) == ""
    assert web_address("http://paper.test/\nBcc: x") == ""
