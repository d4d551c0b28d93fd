from hypothesis import given
from hypothesis import strategies as st

from pipelines.themes.matcher import make_native_matcher, make_python_matcher

LETTERS = "创新业a1 "


@given(
    st.lists(st.text(alphabet=LETTERS, min_size=1, max_size=4), min_size=1, max_size=20, unique=True),
    st.text(alphabet=LETTERS + "科🙂", max_size=80),
)
def test_both_matchers_find_the_same(literals: list[str], text: str) -> None:
    """The native and the plain matcher find the same literals at the same places, overlaps included."""
    native = sorted(make_native_matcher(literals)(text))

    assert native == sorted(make_python_matcher(literals)(text))
    assert native == sorted(
        (number, start, start + len(literal))
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
        == [(0, 1, 3), (1, 5, 7)]
    )
