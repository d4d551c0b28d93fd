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

    def __str__(self) -> str:
        line = f"  {self.what:<44} {self.value:>12,.2f} {self.unit}"
        if self.peer_value is None:
            return line
        above, below = (self.value, self.peer_value) if self.larger_is_better else (self.peer_value, self.value)
        ratio = above / below if below else inf
        return f"{line}   {self.peer} {self.peer_value:,.2f}   × {ratio:,.1f}"
