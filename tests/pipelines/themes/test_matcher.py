from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.themes.matcher import WIDTH, make_matcher, make_native_matcher, make_python_matcher

LETTERS = "创新业a1 "


@settings(deadline=None)  # the first text builds a table
@given(
    st.lists(st.text(alphabet=LETTERS, min_size=1, max_size=4), min_size=1, max_size=20, unique=True),
    st.text(alphabet=LETTERS + "科🙂", max_size=80),
)
def test_both_matchers_find_the_same(literals: list[str], text: str) -> None:
    """The native and the plain matcher find the same literals at the same places, overlaps included."""
    native = sorted(make_native_matcher(literals)(text))

    assert native == sorted(make_python_matcher(literals)(text))
    assert native == sorted(
        (number, WIDTH * start, WIDTH * (start + len(literal)))
        for number, literal in enumerate(literals)
        for start in range(len(text))
        if text.startswith(literal, start)
    )


def test_lone_surrogates_move_no_place() -> None:
    """A text that cannot be encoded is searched like any other, and every place stays true."""
    text = "\ud800创新\udfff\ud800创业"

    assert (
        make_native_matcher(["创新", "创业"])(text)
        == make_python_matcher(["创新", "创业"])(text)
        == [(0, WIDTH * 1, WIDTH * 3), (1, WIDTH * 5, WIDTH * 7)]
    )


def test_letters_beyond_the_automaton_are_still_found() -> None:
    """Rules of more different characters than two bytes can tell apart go to the plain matcher, and nothing is lost."""
    literals = [chr(code) for code in range(0x4E00, 0x4E00 + 17_000)]

    assert [number for number, _, _ in make_matcher(literals)("一" + literals[16_999])] == [0, 16_999]


@settings(deadline=None)  # the first text builds a table
@given(st.lists(st.sampled_from(["国家", "gdp", "人才", "鎮江"]), max_size=6).map("，".join))
def test_capitals_width_and_script_do_not_matter(text: str) -> None:
    """A text in capitals, in full-width letters or in traditional characters is searched as if it were folded."""
    literals = ["国家", "gdp", "人才", "镇江"]
    wide = text.translate({code: code + 0xFEE0 for code in range(ord("a"), ord("z") + 1)})
    find, plain = make_native_matcher(literals), make_python_matcher(literals)

    assert find(text) == find(text.upper()) == find(wide)
    assert sorted(find(text)) == sorted(plain(text.upper()))
