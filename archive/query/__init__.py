"""The search language: read it into a tree, write the tree in one form, say it in words. Knows no database."""

from archive.query.parser import parse
from archive.query.tree import And, Days, Filter, Near, Not, Or, Text, Tree, as_characters, beyond_index, sought
from archive.query.writer import Language, canonical, explain

__all__ = [
    "And",
    "Days",
    "Filter",
    "Language",
    "Near",
    "Not",
    "Or",
    "Text",
    "Tree",
    "as_characters",
    "beyond_index",
    "canonical",
    "explain",
    "parse",
    "sought",
]
