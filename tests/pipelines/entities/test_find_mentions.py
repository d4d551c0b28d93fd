from hypothesis import given
from hypothesis import strategies as st

from pipelines.entities import find_mentions


@given(st.text(alphabet="市委书记长林晚晴、，。出席2025年到建成亿元〔〕号国办发·", max_size=60))
def test_places_are_true_and_in_order(text: str) -> None:
    """Every mention lies inside the text, is not empty, and they come in the order of their places."""
    mentions = find_mentions(text)

    assert list(mentions) == sorted(mentions, key=lambda mention: (mention.start, mention.end, mention.kind))
    for mention in mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        if mention.kind in ("person", "target"):
            assert text[mention.start : mention.end] == mention.name
