"""Where paragraphs stand in the decoded page."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.decode import Decoded, decode
from pipelines.extract import find_anchors, words_at
from pipelines.extract.anchors import NOWHERE
from pipelines.items import FetchedPage
from pipelines.understand import read

PAGES = sorted((Path(__file__).resolve().parents[2] / "pages").glob("*/*/page.html"))
WRAPS = (
    "{}",
    "<b>{}</b>",
    "<a href='x'>{}</a>",
    "<!-- x -->{}",
    "\n  {}\n",
    "<script>var a='<p>'</script>{}",
    "&nbsp;{}",
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.parent.name}-{path.parent.name}")
def test_every_paragraph_of_a_frozen_page_is_found(path: Path) -> None:
    """The slice at each paragraph's anchor, cleaned, is the paragraph."""
    body = path.read_bytes()
    page = FetchedPage(url="http://a.test/", source="a", source_name="", body=body, fetched_at=datetime.now(UTC))
    drafts, decoded = read(page), decode(body)
    assert isinstance(decoded, Decoded)
    if not isinstance(drafts, tuple):
        return
    paragraphs = drafts[0].text.split("\n")

    anchors = find_anchors([decoded.text], paragraphs)

    assert [words_at([decoded.text], anchor) for anchor in anchors] == paragraphs


@given(
    st.lists(
        st.lists(
            st.tuples(st.text("云江上下abc，。12&<", min_size=1, max_size=12), st.sampled_from(WRAPS)),
            min_size=1,
            max_size=5,
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=200, deadline=None)
def test_markup_inside_a_paragraph_is_looked_through(made: list[list[tuple[str, str]]]) -> None:
    """Whatever stands between the letters, the slice at the anchor holds them, all and no others."""
    escape = str.maketrans({"&": "&amp;", "<": "&lt;"})
    page = "<html><body>" + "".join(
        "<p>" + "".join(wrap.format(text.translate(escape)) for text, wrap in pieces) + "</p>" for pieces in made
    )
    paragraphs = ["".join(text for text, _ in pieces) for pieces in made]

    anchors = find_anchors([page], paragraphs)

    assert ["".join(words_at([page], anchor).split()) for anchor in anchors] == paragraphs


def test_repeated_paragraphs_have_anchors_of_their_own() -> None:
    """The second of two equal paragraphs is the second on the page."""
    page = "<p>同一句话。</p><p>同一句话。</p>"

    assert find_anchors([page], ["同一句话。", "同一句话。"]) == ((1, 3, 5), (1, 15, 5))


def test_a_paragraph_on_a_further_page_names_its_part() -> None:
    """Parts are counted from 1."""
    assert find_anchors(["<p>上页。</p>", "<p>下页。</p>"], ["上页。", "下页。"]) == ((1, 3, 3), (2, 3, 3))


def test_what_the_page_does_not_show_is_nowhere() -> None:
    """No anchor is made up; the paragraphs behind are still found."""
    page = "<p>一句。</p><p>二句。</p>"

    assert find_anchors([page], ["脚本写的话。", "二句。"]) == (NOWHERE, (1, 13, 3))
    assert words_at([page], NOWHERE) == ""


def test_letters_of_full_width_are_found() -> None:
    """A paragraph whose digits the page prints in full width is found there."""
    page = "<p>２０２４年，Ａ区。</p><p>到２月底。</p>"

    anchors = find_anchors([page], ["2024年，A区。", "到2月底。"])

    assert anchors == ((1, 3, 9), (1, 19, 5))
    assert [words_at([page], anchor) for anchor in anchors] == ["2024年，A区。", "到2月底。"]


def test_thousands_of_tags_in_a_row_part_a_paragraph() -> None:
    """A few tags between two words are looked through, a run of hundreds ends the comparison."""
    assert find_anchors(["<p>云江" + "<b></b>" * 20 + "晚报</p>"], ["云江晚报"]) != (NOWHERE,)
    assert find_anchors(["<p>云江" + "<a>" * 500 + "晚报</p>"], ["云江晚报"]) == (NOWHERE,)


def test_letters_without_end_are_compared_in_pieces() -> None:
    """A paragraph of thousands of letters that a tag cuts is found as a whole."""
    page, text = f"<p>{'一二三' * 900}<b>四</b>{'五六' * 900}</p>", "一二三" * 900 + "四" + "五六" * 900

    anchors = find_anchors([page], [text])

    assert words_at([page], anchors[0]) == text
