"""Any text at all is either read or refused with a reason; what is read is written in one stable form."""

import contextlib

from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.errors import QueryError
from archive.query import Tree, canonical, explain, parse
from archive.query.fold import RUN, fold, origins, runs

PARTS = [
    *'()-“”「」"：:；，。_ \n①㎡½ﬁẞİΣς\u0301\u3099ｶﾞ가ㄱㅏ',
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "NEAR/3",
    "title:",
    "word:",
    "theme:",
    "date:",
    "page:",
    "type:news",
    "date:2024-02..",
    "创新",
    "鎮江",
    "5G",
    "a",
    "\ud800",
    "\x00",
]
queries = st.one_of(
    st.lists(st.sampled_from(PARTS), max_size=14).map("".join),
    st.lists(st.sampled_from(PARTS), max_size=14).map(" ".join),
    st.text(max_size=40),
)


def read(text: str) -> Tree | QueryError:
    """What became of a query."""
    try:
        return parse(text)
    except QueryError as refused:
        return refused


@settings(max_examples=1500, deadline=None)
@given(text=queries)
@example(text="title:" * 30 + "a")
@example(text="a NEAR " * 30)
@example(text='theme:“"”')
@example(text='author:“a"b” -创新')
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is typed gives a tree or a QueryError with a place inside the text, and never anything else."""
    tree = read(text)
    if isinstance(tree, QueryError):
        assert tree.mend
        assert tree.position is not None
        assert 0 <= tree.position <= len(text)
        return

    written = canonical(tree)
    assert parse(written) == tree
    assert canonical(parse(written)) == written
    assert explain(tree, "zh")
    assert explain(tree, "en")


@settings(max_examples=500, deadline=None)
@given(text=st.text(max_size=30))
@example(text="ΑΣ")
@example(text="e\u0301ｶﾞㄱㅏ각")
def test_origins_cover_the_folded_text(text: str) -> None:
    """Every folded character knows where it began: ascending, inside the text, and nothing is passed over."""
    folded = fold(text)
    found = list(origins(text, folded))

    assert len(found) == len(folded) + 1
    assert found == sorted(found)
    assert found[-1] == len(text)
    assert all(0 <= place < len(text) for place in found[:-1])


@settings(max_examples=500, deadline=None)
@given(text=st.text(max_size=30))
def test_folding_runs_twice_is_folding_them_once(text: str) -> None:
    """Folded runs are runs still, each folding to itself: an index can be asked with what it holds."""
    for run in runs(text):
        assert fold(run) == run
        assert RUN.fullmatch(run)


def test_every_single_character_folds_once() -> None:
    """No character of Unicode folds further when folded again, as far as it is a letter or digit."""
    changed = []
    for code in range(0x110000):
        with contextlib.suppress(ValueError):
            changed += [run for run in runs(chr(code)) if runs(run) != (run,)]

    assert changed == []
