"""A letter says why, escapes what it was given, and stays within its size."""

import re
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import lxml.html
import pytest

from archive.records import Mark, Snippet
from scheduler.alerts.letter import LARGEST_LETTER, Letter, Search, Story, ThemeSaid, one_line, write

HOSTILE = "<script>alert(1)</script>\r\nBcc: all@example.org\r\n\r\n\u202e"


@pytest.fixture
def story() -> Story:
    """One story with everything that a letter can say of it."""
    return Story(
        title="云江市出台人才公寓管理办法",
        kicker="市政府常务会议",
        subtitle="首批房源六百套",
        source_name="云江日报",
        published_on=date(2026, 3, 10),
        page="01 要闻",
        sentence=Snippet(text="市政府昨日印发人才公寓管理办法。", marks=(Mark(start=7, end=11),)),
        themes=(ThemeSaid(name="人才政策", words=("人才公寓", "人才")), ThemeSaid(name="住房保障")),
        searches=("人才公寓", "家乡"),
        also=("云江晚报",),
        archive_url="https://news.test/article/7",
        original_url="http://paper.test/content_1.html?a=1&b=2",
        language="zh-Hans",
        weight=3.0,
    )


@pytest.fixture
def letter(story: Story, now: datetime) -> Letter:
    """A letter with that story."""
    return Letter(
        language="zh",
        sender="news@jianbao.test",
        sender_name="简报 Jianbao",
        message_id="<0123456789abcdef@jianbao.test>",
        thread_id="<feedfeedfeedfeed@jianbao.test>",
        list_id="<alerts.jianbao.test>",
        written_at=now,
        stories=(story,),
        searches=(
            Search(label="人才公寓", url="https://news.test/search?q=a&sort=date", stop_url="https://news.test/u/1"),
            Search(label="家乡", url="https://news.test/search?q=b", stop_url="https://news.test/u/2"),
        ),
        stop_all_url="https://news.test/unsubscribe/" + "WzEsMl0.abcdefghijklmnopqrstuvwxyz0123456789" * 3,
        manage_url="https://news.test/manage/token",
        stop_by_mail="mailto:news@jianbao.test?subject=unsubscribe%20" + "WzEsMl0.abcdefghijklmnopqrstuvwxyz" * 3,
    )


def received(letter: Letter) -> EmailMessage:
    """The letter as a mail program reads it from the wire."""
    return message_from_bytes(write(letter).as_bytes(), policy=default)


def text_of(mail: EmailMessage) -> str:
    """The plain part."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    """The HTML part."""
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def page_of(mail: EmailMessage) -> lxml.html.HtmlElement:
    """The HTML part, parsed."""
    return lxml.html.document_fromstring(html_of(mail))


def test_the_same_letter_is_the_same_bytes(letter: Letter) -> None:
    """Nothing in a letter is drawn by chance."""
    assert write(letter).as_bytes() == write(letter).as_bytes()


def test_the_text_comes_before_the_page(letter: Letter) -> None:
    """A mail program shows the last part that it understands, so the plain text stands first."""
    mail = received(letter)
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_headers_say_what_the_letter_is(letter: Letter) -> None:
    """Every header that mail programs and list rules read is there, and can be read back."""
    mail = received(letter)
    assert mail["Message-ID"] == "<0123456789abcdef@jianbao.test>"
    assert mail["References"] == "<feedfeedfeedfeed@jianbao.test>"
    assert mail["List-Id"] == "<alerts.jianbao.test>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "zh-Hans"
    assert mail["Date"] == "Tue, 10 Mar 2026 22:40:00 +0000"
    assert mail["To"] is None  # the archive keeps no address; it is added when the letter goes out


def test_long_unsubscribe_links_stay_whole(letter: Letter) -> None:
    """The links are on the wire as they are: an encoded word there would break one-click unsubscription."""
    wire = write(letter).as_bytes().decode("ascii")
    assert f"<{letter.stop_all_url}>" in wire
    assert f"<{letter.stop_by_mail}>" in wire
    assert max(len(line) for line in wire.splitlines()) < 998


def test_the_subject_counts_and_names(letter: Letter, story: Story) -> None:
    """Count, best headline, search name; the best headline is about policy most and surely new."""
    best = replace(story, title="最要紧的一篇", weight=9.0)
    doubtful = replace(story, title="也许寄过的一篇", weight=99.0, doubtful=True)
    mail = received(replace(letter, stories=(story, doubtful, best)))
    assert mail["Subject"] == "3 篇：最要紧的一篇 · 人才公寓"
    assert received(replace(letter, language="en"))["Subject"] == "1 story: 云江市出台人才公寓管理办法 · 人才公寓"


def test_both_parts_say_why(letter: Letter, story: Story) -> None:
    """Headline triple, source, day, page, sentence with marks, themes with words, searches, copies, links: in both."""
    mail = received(letter)
    page = page_of(mail)
    assert [mark.text for mark in page.iter("mark")] == ["人才公寓"]
    assert {link.get("href") for link in page.iter("a")} >= {story.archive_url, story.original_url}
    assert "市政府昨日印发【人才公寓】管理办法。" in text_of(mail)
    assert "市政府昨日印发人才公寓管理办法。" in page.text_content()
    for part in (text_of(mail), page.text_content()):
        for words in (
            "市政府常务会议",
            "云江市出台人才公寓管理办法",
            "首批房源六百套",
            "云江日报 · 2026年3月10日 · 01版 要闻",
            "主题：人才政策（人才公寓、人才）、住房保障",
            "符合订阅：人才公寓、家乡",
            "同稿另见：云江晚报",
        ):
            assert words in part
    assert story.archive_url in text_of(mail)
    assert story.original_url in text_of(mail)


def test_an_english_letter_speaks_english(letter: Letter) -> None:
    """The words around the Chinese stories are English, and the page says so to screen readers."""
    mail = received(replace(letter, language="en"))
    page = page_of(mail)
    assert page.get("lang") == "en"
    assert page.find(".//h3").get("lang") == "zh-Hans"
    for words in ("1 new story matches", "10 March 2026 · page 01 要闻", "Themes: ", "Also printed by: ", "stop"):
        assert words in text_of(mail)


def test_stories_stand_under_their_theme(letter: Letter, story: Story) -> None:
    """One heading a theme, stories without one last, each story once."""
    plain = replace(story, title="没有主题", themes=())
    second = replace(story, title="同一主题")
    page = page_of(received(replace(letter, stories=(plain, story, second))))
    assert [heading.text_content() for heading in page.iter("h2", "h3")] == [
        "人才政策",
        "云江市出台人才公寓管理办法",
        "同一主题",
        "其他",
        "没有主题",
    ]


def test_a_doubtful_story_says_so(letter: Letter, story: Story) -> None:
    """A story that an earlier letter may have brought carries a note, others do not."""
    assert "可能已送达" not in text_of(received(letter))
    mail = received(replace(letter, stories=(replace(story, doubtful=True),)))
    assert "可能已送达" in text_of(mail)
    assert "可能已送达" in html_of(mail)


def hostile_fields() -> list[dict[str, Any]]:
    """Every text of a story that comes from outside, each made hostile."""
    return [
        {"title": HOSTILE},
        {"kicker": HOSTILE},
        {"subtitle": HOSTILE},
        {"source_name": HOSTILE},
        {"page": HOSTILE},
        {"sentence": Snippet(text=HOSTILE, marks=(Mark(start=0, end=8),))},
        {"themes": (ThemeSaid(name=HOSTILE, words=(HOSTILE,)),)},
        {"searches": (HOSTILE,)},
        {"also": (HOSTILE,)},
        {"language": '"><script>'},
    ]


@pytest.mark.parametrize("fields", hostile_fields(), ids=lambda fields: next(iter(fields)))
def test_hostile_text_stays_text(letter: Letter, story: Story, fields: dict[str, Any]) -> None:
    """A script in any field of a story is shown, not run, and a line break in it makes no header."""
    mail = received(replace(letter, stories=(replace(story, **fields),)))
    page = page_of(mail)
    assert list(page.iter("script")) == []
    assert set(mail.keys()) == set(received(letter).keys())
    assert mail["Bcc"] is None


@pytest.mark.parametrize(
    "changes",
    [
        {"sender_name": HOSTILE},
        {"searches": (Search(label=HOSTILE, url="https://news.test/s", stop_url="https://news.test/u"),)},
    ],
    ids=["sender name", "search name"],
)
def test_no_name_makes_a_header(letter: Letter, changes: dict[str, Any]) -> None:
    """Names with line breaks stay inside their header."""
    mail = received(replace(letter, **changes))
    assert mail["Bcc"] is None
    assert set(mail.keys()) == set(received(letter).keys())
    assert "\u202e" not in mail["Subject"] + mail["From"]


def test_a_big_letter_is_cut_and_counts_the_rest(letter: Letter, story: Story) -> None:
    """A letter of 500 long stories stays below 60 kB; those left out are counted, and lead to the archive."""
    long = replace(story, sentence=Snippet(text="长" * 300), weight=1.0)
    best = replace(story, title="最要紧的一篇", weight=9.0)
    mail = write(replace(letter, stories=(*[long] * 499, best)))
    assert 30_000 < len(mail.as_bytes()) <= LARGEST_LETTER
    read = message_from_bytes(mail.as_bytes(), policy=default)
    listed = len(list(page_of(read).iter("article")))
    assert f"另有 {500 - listed} 篇" in text_of(read)
    assert letter.searches[0].url in text_of(read)
    assert read["Subject"].startswith("500 篇：最要紧的一篇")
    assert "最要紧的一篇" in html_of(read)


def test_dark_screens_have_colours_of_their_own(letter: Letter) -> None:
    """Styles are inline for mail programs that drop style sheets, and the rules for dark screens are kept."""
    html = html_of(received(letter))
    assert 'name="color-scheme" content="light dark"' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert re.search(r"<mark style=\"[^\"]*background", html)
    assert page_of(received(letter)).find(".//body").get("style")


def test_a_letter_fetches_nothing(letter: Letter) -> None:
    """No picture, script, style sheet or font is loaded: reading a letter tells nobody."""
    page = page_of(received(letter))
    assert list(page.iter("img", "script", "link", "iframe")) == []
    assert "url(" not in html_of(received(letter))


def test_each_search_can_be_stopped(letter: Letter) -> None:
    """The foot leads to all results of each search, ends each, and ends all of them."""
    text = text_of(received(letter))
    page = page_of(received(letter))
    links = {link.get("href") for link in page.iter("a")}
    for url in (*(one for search in letter.searches for one in (search.url, search.stop_url)), letter.stop_all_url):
        assert url in text
        assert url in links


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\x0bb", "a\u2028b", "a\x85b", "a \t b"])
def test_one_line_is_one_line(text: str) -> None:
    """Every kind of line break becomes a blank."""
    assert one_line(text) == "a b"
