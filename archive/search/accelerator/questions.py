"""A query tree as a question to tantivy, where that finds exactly what the tree means; None where it does not."""

from functools import lru_cache
from typing import Any

from archive.extras import library
from archive.query import And, Days, Filter, Not, Or, Text, Tree, beyond_index
from archive.query.fold import is_cjk
from archive.search.accelerator.postings import FIELDS, schema
from archive.search.base import Values
from archive.search.tokens import EVERY, NONE, days_tokens, phrase_tokens, value_token

LONGEST_TOKEN = 1000
"""Characters of a token that is asked for; tantivy drops those of more than 65,530 bytes from an index."""


def is_sign(tree: Tree) -> bool:
    """True for a word of one Chinese character: the archive's own index reads all pairs that begin with it."""
    return isinstance(tree, Text) and len(tree.runs) == 1 and len(tree.runs[0]) == 1 and is_cjk(tree.runs[0])


def has_sign(tree: Tree) -> bool:
    """True when a word of one Chinese character stands anywhere in the tree."""
    if isinstance(tree, (And, Or)):
        return any(has_sign(part) for part in tree.parts)
    return has_sign(tree.part) if isinstance(tree, Not) else is_sign(tree)


def question(tree: Tree, values: Values) -> Any | None:
    """Return what matches exactly the articles that the tree finds; None when nothing here does."""
    if beyond_index(tree) or not _can_be_asked(tree):
        return None
    return _question(tree, values)


def entry_question(entry: str) -> Any:
    """Return what matches the articles of an entry such as `国b3`."""
    return _tantivy().Query.term_query(schema(), "signs", entry, "basic")


def _can_be_asked(tree: Tree) -> bool:
    if isinstance(tree, (And, Or)):
        return all(_can_be_asked(part) for part in tree.parts)
    if isinstance(tree, Not):
        return _can_be_asked(tree.part)
    if not isinstance(tree, Text):
        return True
    tokens, is_prefix = phrase_tokens(tree)
    # tantivy follows a last token that is but a beginning through its first fifty ends only.
    return (is_sign(tree) or not is_prefix) and all(len(token) <= LONGEST_TOKEN for token in tokens)


def _question(tree: Tree, values: Values) -> Any:
    if isinstance(tree, Text):
        return _word(tree)
    if isinstance(tree, Filter):
        return _meta([value_token(tree.field, number) for number in values.numbers(tree.field, tree.value)])
    if isinstance(tree, Days):
        return _meta(days_tokens(tree, values.span()))
    if isinstance(tree, Or):
        return _any([_question(part, values) for part in tree.parts])
    occur = _tantivy().Occur
    parts = tree.parts if isinstance(tree, And) else (tree,)
    clauses = [
        (occur.MustNot, _question(part.part, values))
        if isinstance(part, Not)
        else (occur.Must, _question(part, values))
        for part in parts
    ]
    if all(isinstance(part, Not) for part in parts):
        # Of what is only not wanted, tantivy finds nothing.
        clauses.append((occur.Must, _meta([EVERY])))
    return _tantivy().Query.boolean_query(clauses)


def _word(text: Text) -> Any:
    query = _tantivy().Query
    if is_sign(text):
        return _sign(text.runs[0] + (FIELDS[text.field] if text.field else ""))
    tokens, _ = phrase_tokens(text)
    fields = (text.field,) if text.field else tuple(FIELDS)
    if len(tokens) == 1:
        return _any([query.term_query(schema(), field, tokens[0], "basic") for field in fields])
    return _any([query.phrase_query(schema(), field, tokens) for field in fields])


@lru_cache(maxsize=4096)
def _sign(beginning: str) -> Any:
    """Return what matches the articles of all entries that begin so; made once, for making it takes 2 ms."""
    return _tantivy().Query.regex_query(schema(), "signs", f"{beginning}.*")


def _meta(tokens: list[str]) -> Any:
    return _tantivy().Query.term_set_query(schema(), "meta", tokens or [NONE])


def _any(parts: list[Any]) -> Any:
    return _tantivy().Query.boolean_query([(_tantivy().Occur.Should, part) for part in parts])


def _tantivy() -> Any:
    return library("tantivy")
