"""The bars of the benchmarks."""

import pytest

from tests.bench.rows import Row


@pytest.mark.parametrize(
    ("value", "peer_value", "larger", "bar", "met"),
    [
        (4.9, None, False, 5.0, True),
        (5.1, None, False, 5.0, False),
        (1800.0, None, True, 1700.0, True),
        (10.0, 210.0, False, 20.0, True),
        (10.0, 190.0, False, 20.0, False),
        (7.0, None, True, None, True),
    ],
)
def test_a_bar_is_kept_or_missed(
    value: float, peer_value: float | None, larger: bool, bar: float | None, met: bool
) -> None:
    """A bar bounds the value from the side that counts, or the ratio to the peer where there is one."""
    row = Row(what="x", value=value, unit="ms", peer_value=peer_value, larger_is_better=larger, bar=bar)

    assert row.is_met is met
    assert ("MISSED" in str(row)) is not met
