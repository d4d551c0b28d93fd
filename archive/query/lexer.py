"""Cut a query into tokens with their places. Full-width signs read as half-width ones."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from archive.errors import QueryError
from archive.query.tree import FILTER_FIELDS, TEXT_FIELDS, WORD_FIELD
from archive.storable import storable

MAX_CHARACTERS = 4000
"""Longest query read, in characters."""
FIELDS = (*TEXT_FIELDS, WORD_FIELD, *FILTER_FIELDS)
NEAR_DEFAULT = 10
"""Units allowed between the two words of a NEAR without a number, as in SQLite's own."""
HALF_WIDTH = {0x3000: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
CLOSING = {'"': '"', "“": "”", "「": "」"}
FIELD = re.compile(r"([A-Za-z]+):")
INNER = re.compile(rf"({WORD_FIELD}):", re.IGNORECASE)
"""The one field that may stand right behind another: title:word:和平."""
OPERATOR = re.compile(r'(AND|OR|NOT|NEAR(?:/(\d*))?)(?=[\s()"“「]|$)')
WORD = re.compile(r'[^\s()"]+')


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token of a query."""

    kind: str
    """word, phrase, field, AND, OR, NOT, NEAR, ( or )."""
    position: int
    """Character of the query where it begins, from 0."""
    text: str = ""
    """A word or phrase as typed (half-width), a field's name, the number of a NEAR."""


def cut(query: str) -> list[Token]:
    """Return the tokens of a query. Raises QueryError for open quotes, unknown fields and too long queries."""
    if len(query) > MAX_CHARACTERS:
        wrong = f"the query has {len(query):,} characters, {MAX_CHARACTERS:,} is the most"
        raise QueryError(wrong, mend="split it into several queries", position=MAX_CHARACTERS)
    line = storable(query).translate(HALF_WIDTH)
    tokens: list[Token] = []
    at = 0
    while at < len(line):
        if line[at].isspace():
            at += 1
            continue
        token, at = _next(line, at, tokens[-1].text if tokens and tokens[-1].kind == "field" else "")
        tokens.append(token)
    return tokens


def _next(line: str, at: int, after_field: str) -> tuple[Token, int]:
    sign = line[at]
    if sign in "()":
        return Token(kind=sign, position=at), at + 1
    if sign in CLOSING:
        return _phrase(line, at)
    if after_field:
        inner = INNER.match(line, at) if after_field in TEXT_FIELDS else None
        return _field(line, inner) if inner else _word(line, at)
    operator = OPERATOR.match(line, at)
    if operator:
        return _operator(operator), operator.end()
    if sign == "-" and at + 1 < len(line) and not line[at + 1].isspace():
        return Token(kind="NOT", position=at), at + 1
    field = FIELD.match(line, at)
    return _field(line, field) if field else _word(line, at)


def _phrase(line: str, at: int) -> tuple[Token, int]:
    end = line.find(CLOSING[line[at]], at + 1)
    if end < 0:
        sign = CLOSING[line[at]]
        raise QueryError(f"the quote that opens here has no closing {sign}", mend=f"add a {sign}", position=at)
    return Token(kind="phrase", position=at, text=line[at + 1 : end]), end + 1


def _operator(found: re.Match[str]) -> Token:
    name, number = found.group(1), found.group(2)
    if not name.startswith("NEAR"):
        return Token(kind=name, position=found.start())
    if number == "":
        raise QueryError("NEAR/ lacks its number", mend="write NEAR/10", position=found.start())
    return Token(kind="NEAR", position=found.start(), text=number or str(NEAR_DEFAULT))


def _field(line: str, found: re.Match[str]) -> tuple[Token, int]:
    name, at = found.group(1).lower(), found.start()
    if name not in FIELDS:
        near = get_close_matches(name, FIELDS, n=1)
        known = f"write '{near[0]}:'" if near else f"use one of: {', '.join(FIELDS)}"
        mend = f"{known}; put it in quotes to search for the text itself"
        raise QueryError(f"there is no field '{found.group(1)}:'", mend=mend, position=at)
    if found.end() == len(line) or line[found.end()].isspace():
        wrong, mend = f"'{name}:' stands without a value", f"write the value right behind the colon: {name}:value"
        raise QueryError(wrong, mend=mend, position=at)
    return Token(kind="field", position=at, text=name), found.end()


def _word(line: str, at: int) -> tuple[Token, int]:
    found = WORD.match(line, at)
    assert found is not None
    return Token(kind="word", position=at, text=found.group()), found.end()
