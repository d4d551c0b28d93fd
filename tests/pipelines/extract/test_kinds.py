"""Kinds of articles, and languages by script."""

import pytest

from archive.records import Kind, Person, Role
from pipelines.extract.kinds import kind_of, language_of


def kind(title: str = "社区食堂开张", **changes: object) -> Kind:
    """The kind of an article in print."""
    people = changes.get("people", ())
    assert isinstance(people, tuple)
    return kind_of(
        title=title,
        kicker=str(changes.get("kicker", "")),
        section=str(changes.get("section", "")),
        people=people,
        dateline=str(changes.get("dateline", "")),
        byline_first=bool(changes.get("byline_first", False)),
        printed=bool(changes.get("printed", True)),
    )


def test_commentator_makes_a_commentary() -> None:
    """Whoever signs as commentator wrote a commentary."""
    assert kind(people=(Person(name="云江日报评论员", role=Role.COMMENTATOR),)) is Kind.COMMENTARY


def test_comment_page_makes_a_commentary() -> None:
    """What stands on a page named for opinion is commentary."""
    assert kind(section="评论") is Kind.COMMENTARY


@pytest.mark.parametrize(
    "title",
    [
        "债权转让公告",
        "遗失声明",
        "云江市2026年度选调公示（第二批）",
        "停水通知",
        "关于城北片区停水的通知",
        "更正",
        "讣告",
    ],
)
def test_notices_are_known_by_their_last_word(title: str) -> None:
    """Public notices end in the word for what they are."""
    assert kind(title) is Kind.NOTICE


@pytest.mark.parametrize(
    "title", ["广告", "公益广告", "【广告】江景新房开盘", "江景新房开盘（广告）", "分类广告", "Sponsored: A kitchen"]
)
def test_advertisements_say_so_in_their_headline(title: str) -> None:
    """Papers mark what is paid for with the word alone, at the head or in brackets."""
    assert kind(title) is Kind.AD


@pytest.mark.parametrize("section", ["广告", "08版：公益广告", "分类广告", "Sponsored content"])
def test_advertisements_stand_on_pages_of_their_own(section: str) -> None:
    """What stands on a page named for advertising is paid for; its legal notices stay notices."""
    assert kind("江景新房开盘", section=section) is Kind.AD
    assert kind("遗失声明", section=section) is Kind.NOTICE


@pytest.mark.parametrize("title", ["云江整治违法广告", "广告业产值去年增长一成", "户外广告设施管理办法公布"])
def test_news_of_advertising_is_news(title: str) -> None:
    """A headline that speaks of advertising is none."""
    assert kind(title, section="经济") is Kind.NEWS


def test_byline_without_dateline_is_a_feature_in_print_only() -> None:
    """In print a report opens with a dateline; on the web every article has a byline."""
    assert kind(byline_first=True) is Kind.FEATURE
    assert kind(byline_first=True, dateline="本报讯") is Kind.NEWS
    assert kind(byline_first=True, printed=False) is Kind.NEWS


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("市政府昨日印发管理办法，这是首个专门文件。", "zh-Hans"),
        ("市議會昨日審議預算，這是首個專門文件。", "zh-Hant"),
        ("市議会はきのう予算案を可決した。", "ja"),
        ("시의회는 어제 예산안을 통과시켰다.", "ko"),
    ],
)
def test_script_decides_the_language(text: str, language: str) -> None:
    """Kana, hangul and the two forms of Chinese are told by their characters, whatever is declared."""
    assert language_of(text, "en") == language


def test_declared_language_serves_where_script_does_not_tell() -> None:
    """Alphabets are as declared; nonsense is not repeated."""
    assert language_of("Der Rat tagte gestern.", "de-AT") == "de-AT"
    assert language_of("Der Rat tagte gestern.", "not a tag!") == ""
