"""Read a query into its tree. AND binds closer than OR; words side by side mean AND.

query  = any { OR any }          any    = part { [AND] part }
part   = NOT part | ( query ) | field part | word [ NEAR word ]
field  = name:                   but word: may stand behind title:, kicker: or body:
"""

import re
from difflib import get_close_matches

from archive.errors import QueryError
from archive.query.days import read_days, write_days
from archive.query.fold import fold_value, runs
from archive.query.lexer import Token, cut
from archive.query.tree import TEXT_FIELDS, WORD_FIELD, And, Filter, Near, Or, Text, Tree, affirms, invert, join
from archive.records import Kind

MAX_DEPTH = 20
"""Deepest nesting read; FTS5's own parser gives up near 30."""
MAX_TERMS = 256
"""Most words and filters in one query."""
MAX_NEAR = 1000
"""Largest distance of a NEAR, in units."""
YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
MAX_DIGITS = 18
"""Digits of the longest number read: it fits a row number."""
OPERATORS = ("AND", "OR", "NEAR")
LISTED = {"type": tuple(kind.value for kind in Kind), "has": ("attachment",)}
"""Fields whose values are few and known."""


def parse(text: str) -> Tree:
    """Return the tree of a query. Raises QueryError with the place and the mend, and nothing else.

    >>> parse("创新 -房地产")
    And(parts=(Text(runs=('创新',), field=None), Not(part=Text(runs=('房地产',), field=None))))
    """
    tokens = cut(text)
    if not tokens:
        raise QueryError("the query is empty", mend="write a word to search for", position=0)
    reader = _Reader(tokens, len(text))
    tree = reader.query(depth=0)
    reader.expect_end()
    if not affirms(tree):
        wrong = "the query only says what should be absent"
        place = next(token.position for token in tokens if token.kind == "NOT")
        raise QueryError(wrong, mend="add a word or a filter that should be there", position=place)
    return tree


class _Reader:
    """Walks the tokens once, from left to right."""

    def __init__(self, tokens: list[Token], length: int) -> None:
        self._tokens = tokens
        self._length = length
        self._at = 0
        self._terms = 0
        self._fields: list[str] = []
        self._as_words = False

    def query(self, depth: int) -> Tree:
        parts = [self._side_by_side(depth)]
        while self._kind() == "OR":
            self._at += 1
            parts.append(self._side_by_side(depth))
        return join(Or, parts)

    def expect_end(self) -> None:
        if self._kind() == ")":
            raise QueryError("this ) closes nothing", mend="leave it out, or open a (", position=self._place())

    def _side_by_side(self, depth: int) -> Tree:
        self._refuse_operator()
        parts = [self._part(depth)]
        while self._kind() not in ("", "OR", ")"):
            if self._kind() == "AND":
                self._at += 1
                self._refuse_operator()
            elif self._kind() == "NEAR":
                mend = "write a word or phrase on both sides, and each pair on its own: (a NEAR/5 b) (b NEAR/5 c)"
                raise QueryError("NEAR joins two words or phrases", mend=mend, position=self._place())
            parts.append(self._part(depth))
        return join(And, parts)

    def _refuse_operator(self) -> None:
        """Refuse AND, OR, NEAR, a closing bracket or the end where a word must stand."""
        kind = self._kind()
        if kind in ("", ")", *OPERATORS):
            before = self._tokens[self._at - 1].kind if self._at else ""
            sign = kind if kind in OPERATORS else before
            if sign == "(":
                raise QueryError("the brackets are empty", mend="write a word between them", position=self._place())
            if sign == "":
                raise QueryError("this ) closes nothing", mend="leave it out, or open a (", position=self._place())
            wrong, mend = f"{sign} lacks a word", f"write a word on both sides of {sign}, or put it in quotes"
            raise QueryError(wrong, mend=mend, position=self._place())

    def _part(self, depth: int) -> Tree:
        kind = self._kind()
        if depth > MAX_DEPTH:
            wrong = f"the query is nested deeper than {MAX_DEPTH}"
            raise QueryError(wrong, mend="take brackets away", position=self._place())
        if kind == "NOT":
            self._at += 1
            self._refuse_operator()
            return invert(self._part(depth + 1))
        if kind == "(":
            return self._group(depth)
        if kind == "field":
            return self._with_field(depth)
        left = self._term()
        return self._near(left, depth) if self._kind() == "NEAR" else left

    def _group(self, depth: int) -> Tree:
        opened = self._take()
        tree = self.query(depth + 1)
        if self._kind() != ")":
            raise QueryError("this ( is not closed", mend="add a )", position=opened.position)
        self._at += 1
        return tree

    def _with_field(self, depth: int) -> Tree:
        token = self._take()
        if token.text == WORD_FIELD:
            return self._with_words(token, depth)
        if self._as_words and token.text not in self._fields:
            mend = (
                f"write {token.text}:{WORD_FIELD}:..." if token.text in TEXT_FIELDS else "close the bracket before it"
            )
            raise QueryError(f"'{token.text}:' stands inside '{WORD_FIELD}:'", mend=mend, position=token.position)
        if self._fields and self._fields[-1] != token.text:
            wrong = f"'{token.text}:' stands inside '{self._fields[-1]}:( )'"
            raise QueryError(wrong, mend="close the bracket before it", position=token.position)
        self._refuse_no_value(token)
        self._fields.append(token.text)
        part = self._part(depth + 1)
        self._fields.pop()
        return part

    def _with_words(self, token: Token, depth: int) -> Tree:
        """Read what stands behind `word:`."""
        if self._fields and self._fields[-1] not in TEXT_FIELDS:
            wrong = f"'{WORD_FIELD}:' stands inside '{self._fields[-1]}:( )'"
            raise QueryError(wrong, mend="close the bracket before it", position=token.position)
        self._refuse_no_value(token)
        before, self._as_words = self._as_words, True
        part = self._part(depth + 1)
        self._as_words = before
        return part

    def _refuse_no_value(self, token: Token) -> None:
        if self._kind() in ("", ")"):
            wrong, mend = f"'{token.text}:' stands without a value", f"write {token.text}:value"
            raise QueryError(wrong, mend=mend, position=token.position)

    def _near(self, left: Tree, depth: int) -> Tree:
        sign = self._take()
        right = self._right_of_near(depth)
        mend = "write a word or phrase on both sides: a NEAR/5 b"
        if not isinstance(left, Text) or not isinstance(right, Text):
            raise QueryError("NEAR joins two words or phrases", mend=mend, position=sign.position)
        if left.is_word or right.is_word:
            mend = f"write the pair without it and the word beside it: (a NEAR/5 b) {WORD_FIELD}:a"
            raise QueryError(f"NEAR knows no '{WORD_FIELD}:'", mend=mend, position=sign.position)
        if left.field != right.field:
            wrong = "the two words of a NEAR stand in one field"
            raise QueryError(wrong, mend="write title:(a NEAR/5 b)", position=sign.position)
        if len(sign.text) > 4 or int(sign.text) > MAX_NEAR:
            mend = f"write NEAR/{MAX_NEAR} or less"
            raise QueryError(f"NEAR/{sign.text[:20]} is too far", mend=mend, position=sign.position)
        return Near(left=left, right=right, distance=int(sign.text))

    def _right_of_near(self, depth: int) -> Tree:
        """Return the word behind a NEAR; `title:a NEAR/5 b` means both in the title."""
        if self._kind() == "field":
            return self._with_field(depth + 1)
        if self._kind() in ("word", "phrase"):
            return self._term()
        mend = "write a word or phrase on both sides: a NEAR/5 b"
        raise QueryError("NEAR joins two words or phrases", mend=mend, position=self._place())

    def _term(self) -> Tree:
        token = self._take()
        self._terms += 1
        if self._terms > MAX_TERMS:
            wrong = f"the query has more than {MAX_TERMS} words"
            raise QueryError(wrong, mend="split it into several queries", position=token.position)
        field = self._fields[-1] if self._fields else None
        if field is None or field in TEXT_FIELDS:
            return _text(token, field, is_word=self._as_words)
        return _filter(token, field)

    def _kind(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

    def _place(self) -> int:
        return self._tokens[self._at].position if self._at < len(self._tokens) else self._length

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]


def _text(token: Token, field: str | None, *, is_word: bool) -> Text:
    found = runs(token.text)
    if not found:
        shown = token.text.strip() or '""'
        wrong = f"there is nothing to search for in {shown}"
        mend = "to leave a word out, write -word without a space" if shown == "-" else "write letters, digits or 字"
        raise QueryError(wrong, mend=mend, position=token.position)
    return Text(runs=found, field=field, is_word=is_word)


def _filter(token: Token, field: str) -> Tree:
    value = fold_value(token.text)
    if not value:
        raise QueryError(f"'{field}:' stands without a value", mend=f"write {field}:value", position=token.position)
    if field == "date":
        return read_days(value, token.position)
    if field == "edition":
        return Filter(field=field, value=write_days(read_days(value, token.position, field="edition")))
    if field == "attachment" and not runs(value):
        wrong = f"there is nothing to search for in {token.text.strip()}"
        raise QueryError(wrong, mend="write letters, digits or 字", position=token.position)
    if field == "cluster":
        return Filter(field=field, value=_number(value, token.position))
    if field == "target" and not YEAR.fullmatch(value):
        wrong = f"'{value}' is no year of a target"
        raise QueryError(wrong, mend="write the year that is promised: target:2030", position=token.position)
    known = LISTED.get(field)
    if known and value not in known:
        near = get_close_matches(value, known, n=1)
        mend = f"write '{field}:{near[0]}'" if near else f"use one of: {', '.join(known)}"
        what = "type" if field == "type" else "thing to have named"
        raise QueryError(f"there is no {what} '{value}'", mend=mend, position=token.position)
    return Filter(field=field, value=value, position=token.position)


def _number(value: str, position: int) -> str:
    if not (value.isascii() and value.isdecimal() and len(value) <= MAX_DIGITS):
        wrong = f"'{value}' is no number of a duplicate cluster"
        raise QueryError(wrong, mend="write the number that an article's page shows: cluster:17", position=position)
    return str(int(value))
