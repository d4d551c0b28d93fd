"""A query tree as what PostgreSQL is asked: a tsquery over the pairs of characters, and a condition on the kept texts.

The tsquery finds all that match and perhaps more; the condition is exact and reads texts. Words of one or two
characters, single other runs and filters are exact in the tsquery already, so most questions read no text.
"""

from dataclasses import dataclass, field
from typing import Any

from archive.query import And, Days, Filter, Near, Not, Or, Text, Tree, beyond_index
from archive.query.fold import is_cjk
from archive.query.tree import ROW_FIELDS
from archive.search.base import Values
from archive.search.tokens import EVERY, NONE, days_tokens, run_tokens, value_token
from archive.search.written import written_words

TITLE_MARK = "§t:"
"""Before the tokens of the title, which are kept once more, to be found there alone."""
LONGEST_TOKEN = 400
"""Characters of a run that are kept as its token: a lexeme of PostgreSQL has 2,046 bytes at most."""
HUGE = "§huge"
"""The one token, beside its filters, of an article of more text than a tsvector may hold: its text is always read."""


def superset(tree: Tree, values: Values) -> str:
    """Return the tsquery that matches all that the tree finds, and more only where it is not `is_exact`."""
    if isinstance(tree, Text):
        return _words(tree)
    if isinstance(tree, (Filter, Days)):
        tokens = filter_tokens(tree, values)
        return " | ".join(map(_lexeme, tokens))
    if isinstance(tree, Near):
        return f"({superset(tree.left, values)}) & ({superset(tree.right, values)})"
    if isinstance(tree, Not):
        return f"!({superset(tree.part, values)})" if is_exact(tree.part) else _lexeme(EVERY)
    joint = " & " if isinstance(tree, And) else " | "
    return joint.join(f"({superset(part, values)})" for part in tree.parts)


def is_exact(tree: Tree) -> bool:
    """True when the tsquery of the tree finds exactly what the tree means, huge articles aside."""
    if isinstance(tree, Text):
        is_one_token = len(tree.runs) == 1 and len(_cut(tree)) == 1 and _is_short(tree)
        return tree.field in (None, "title") and is_one_token and not tree.is_word
    if isinstance(tree, Filter):
        return tree.field not in ROW_FIELDS
    if isinstance(tree, Not):
        return is_exact(tree.part)
    if isinstance(tree, (And, Or)):
        return all(is_exact(part) for part in tree.parts)
    return isinstance(tree, Days)


def filter_tokens(leaf: Filter | Days, values: Values) -> list[str]:
    """Return the tokens of which an article that passes the filter has one; every article for what only rows know."""
    if isinstance(leaf, Days):
        return days_tokens(leaf, values.span()) or [NONE]
    if leaf.field in ROW_FIELDS:
        return [EVERY]
    return [value_token(leaf.field, number) for number in values.numbers(leaf.field, leaf.value)] or [NONE]


def _words(text: Text) -> str:
    mark = TITLE_MARK if text.field == "title" else ""
    tokens = [_lexeme(mark + token[:LONGEST_TOKEN]) for token in _cut(text)]
    last = text.runs[-1]
    if is_cjk(last) and len(last) == 1:
        tokens[-1] += ":*"
    return " & ".join(dict.fromkeys(tokens))


def _cut(text: Text) -> list[str]:
    """Return the tokens that the words have for certain: of a last CJK run all but its last character alone."""
    tokens = [token for run in text.runs for token in run_tokens(run)]
    last = text.runs[-1]
    return tokens[:-1] if is_cjk(last) and len(last) > 1 else tokens


def _is_short(text: Text) -> bool:
    return all(len(run) < LONGEST_TOKEN for run in text.runs)


def _lexeme(token: str) -> str:
    # A token holds neither quotes nor backslashes: runs are letters and digits.
    return f"'{token}'"


@dataclass(slots=True)
class Condition:
    """Makes the exact condition of a tree, and keeps the values that it names."""

    values: Values
    bound: dict[str, Any] = field(default_factory=dict)

    def of(self, tree: Tree) -> str:
        """Return the condition; a NEAR is only where both words stand, what only rows know holds everywhere."""
        if isinstance(tree, Text):
            name = self._bind(written_words(tree))
            fields = (tree.field,) if tree.field else ("body", "title", "kicker")
            return "(" + " OR ".join(f"strpos({column}, :{name}) > 0" for column in fields) + ")"
        if isinstance(tree, (Filter, Days)):
            return f"meta && CAST(:{self._bind(filter_tokens(tree, self.values))} AS text[])"
        if isinstance(tree, Near):
            return f"({self.of(tree.left)} AND {self.of(tree.right)})"
        if isinstance(tree, Not):
            return "TRUE" if beyond_index(tree) else f"NOT {self.of(tree.part)}"
        joint = " AND " if isinstance(tree, And) else " OR "
        return f"({joint.join(self.of(part) for part in tree.parts)})"

    def _bind(self, value: Any) -> str:
        name = f"value_{len(self.bound)}"
        self.bound[name] = value
        return name
