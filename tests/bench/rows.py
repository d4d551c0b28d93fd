"""One line of a benchmark's table."""

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure, beside the peer's where there is one."""

    what: str
    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None
    larger_is_better: bool = True
    bar: float | None = None
    """The least that the ratio to the peer must be, or, without a peer, what the value must keep to."""

    @property
    def is_met(self) -> bool:
        """Whether the bar is kept; always where there is none."""
        if self.bar is None:
            return True
        if self.peer_value is not None:
            return self._ratio(self.peer_value) >= self.bar
        return self.value >= self.bar if self.larger_is_better else self.value <= self.bar

    def _ratio(self, peer_value: float) -> float:
        above, below = (self.value, peer_value) if self.larger_is_better else (peer_value, self.value)
        return above / below if below else inf

    def __str__(self) -> str:
        line = f"  {self.what:<44} {self.value:>12,.2f} {self.unit}"
        if self.peer_value is not None:
            line += f"   {self.peer} {self.peer_value:,.2f}   × {self._ratio(self.peer_value):,.1f}"
        if self.bar is None:
            return line
        return f"{line}   bar {self.bar:g}: {'kept' if self.is_met else 'MISSED'}"
