"""Headlines that stand once more over a text."""

from pipelines.extract.head_lines import count_head_lines
from pipelines.extract.tree import Block

TITLE = "市长主持召开老城更新座谈会"
REPORT = "本报讯 昨天，市政府召开座谈会，听取居民的意见。"


def _lines(*texts: str, tag: str = "p") -> list[Block]:
    return [Block(text=text, tag=tag) for text in texts]


def test_lines_up_to_the_dateline_are_the_headline_again() -> None:
    """Reprints set kicker and subtitles as paragraphs; one of them repeats the title, a dateline ends them."""
    blocks = _lines("市长主持召开老城更新座谈会强调", "留住老街坊", "顾南出席", REPORT)

    assert count_head_lines(blocks, TITLE) == 3


def test_main_headings_over_a_text_are_no_paragraphs() -> None:
    """A message service lets writers set a headline of their own over the text."""
    blocks = [*_lines("云江县举行", "庆“八一”文艺汇演", tag="h1"), *_lines("7月29日上午，演出在江边举行。")]

    assert count_head_lines(blocks, "三十三名退役军人受表彰") == 2


def test_short_lines_of_other_words_stay() -> None:
    """A text that opens with short lines, none of which repeats the title, keeps them."""
    assert count_head_lines(_lines("留住老街坊", "顾南出席", REPORT), TITLE) == 0


def test_lines_without_a_dateline_behind_stay() -> None:
    """Where no dateline follows, nothing tells where a headline would end."""
    assert count_head_lines(_lines("市长主持召开老城更新座谈会强调", "昨天，市政府召开座谈会。"), TITLE) == 0


def test_a_page_of_headings_alone_keeps_them() -> None:
    """With nothing behind them, main headings are the text."""
    assert count_head_lines(_lines("停水通知", "今晚八时起停水", tag="h1"), "停水通知") == 0
