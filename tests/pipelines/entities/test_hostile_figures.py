"""Texts made to keep the patterns of figures and names busy."""

import pytest

from pipelines.entities import find_mentions
from pipelines.limits import within

SECONDS = 5.0
"""A hundred times what these texts take; a pattern that tries every digit with every other takes minutes."""


@pytest.mark.parametrize("text", ["20" * 30_000, "123," * 15_000, "1.5" * 20_000, "到2025年增长" * 8_000], ids=range(4))
def test_runs_of_figures_are_read_once(text: str) -> None:
    """The time of a text of figures grows with its length, not with its square."""
    with within(SECONDS):
        find_mentions(text)


def test_amount_behind_a_long_figure() -> None:
    """An amount is found with all of its digits, and with its groups."""
    found = [
        mention.name for mention in find_mentions("投资1234567万元，追加1,234,567.5元。") if mention.kind == "money"
    ]

    assert found == ["1234567万元", "1234567.5元"]
