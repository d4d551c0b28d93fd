from archive.records import Mark
from archive.web.marks import marked, marked_paragraphs, sentence_around


def _marks(*pairs):
    return [Mark(start=start, end=end) for start, end in pairs]


def test_marks_enclose_the_words_and_all_else_is_escaped():
    """Markup in the stored text comes out as text, inside and outside of marks."""
    found = marked("<b>创新</b>&产业", _marks((3, 9)))

    assert str(found) == "&lt;b&gt;<mark>创新&lt;/b&gt;</mark>&amp;产业"


def test_marks_that_overlap_or_touch_become_one():
    """Overlapping, touching and unordered marks give no nested or empty elements."""
    assert str(marked("甲乙丙丁戊", _marks((2, 4), (0, 2), (1, 3)))) == "<mark>甲乙丙丁</mark>戊"


def test_marks_outside_the_text_are_cut():
    """A mark that reaches past either end is cut there, one wholly outside is dropped."""
    assert str(marked("甲乙", _marks((-5, 1), (7, 9)))) == "<mark>甲</mark>乙"


def test_marks_count_from_the_beginning_of_the_whole_text():
    """In the third paragraph a mark still stands on the words it names."""
    text = "第一段\n\n第二段有创新"
    start = text.index("创新")

    assert [str(one) for one in marked_paragraphs(text, _marks((start, start + 2)))] == [
        "第一段",
        "第二段有<mark>创新</mark>",
    ]


def test_a_mark_across_a_break_is_cut_at_the_break():
    """A mark over two paragraphs shows in both."""
    assert [str(one) for one in marked_paragraphs("甲乙\n丙丁", _marks((1, 4)))] == [
        "甲<mark>乙</mark>",
        "<mark>丙</mark>丁",
    ]


def test_the_sentence_around_words_ends_at_its_stops():
    """The sentence holds its own full stop and not its neighbours."""
    text = "今日开会。会议强调创新！完"
    begin, end = sentence_around(text, text.index("创新"), text.index("创新") + 2)

    assert text[begin:end] == "会议强调创新！"


def test_a_text_without_stops_is_one_sentence():
    """Words at either edge of a text without punctuation give the whole text."""
    assert sentence_around("创新引领产业", 0, 2) == (0, 6)
    assert sentence_around("创新引领产业", 4, 6) == (0, 6)
