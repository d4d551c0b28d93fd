"""Read binary Word, WPS and Excel files of 1997-2003: compound files with a text in pieces, or with a workbook.

The container is opened by legacy-doc, workbooks are read by python-calamine. The pieces of a text are found by the
file's own directory ([MS-DOC] 2.5 and 2.8), as legacy-doc looks for them in the whole table and joins rows of tables.
Everything is bounded: a hostile file gets an error, and no long work.
"""

import re
import struct
from collections.abc import Iterator
from io import BytesIO

from legacy_doc.exceptions import LegacyDocError
from legacy_doc.ole import OleReader
from legacy_doc.types import ExtractionOptions
from python_calamine import CalamineError, CalamineWorkbook

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LARGEST_BYTES = 32 * 1024 * 1024
MOST_PIECES = 100_000
MOST_CELLS = 2_000_000
"""Cells in the smallest box around those of one sheet; two cells far apart make the reader reserve all between."""
OLD_FAULTS = (LegacyDocError, CalamineError, struct.error)
"""What a broken file raises, beside what any reader raises."""

_WORD, _BOOKS = "WordDocument", ("Workbook", "Book")
_ENCRYPTED_PACKAGE = "EncryptedPackage"
_FIB_FLAGS, _FIB_TEXT_CHARS, _FIB_CLX = 0x0A, 0x4C, 0x1A2
_FLAG_ENCRYPTED, _FLAG_TABLE_1 = 0x0100, 0x0200
_COMPRESSED = 0x4000_0000
_PRC, _PIECES = 1, 2
_FIELD_CODE = re.compile("\x13[^\x13-\x15]*\x14?|\x15")
"""A field, such as a page number: what it is, up to its result."""
_LINE_ENDS = re.compile("\x07\x07|[\r\x0b\x0c\x0e]")
_CONTROLS = re.compile("[\x00-\x08\x0f-\x1f]")
_BIFF_BEGIN, _BIFF_LOCKED = 0x0809, 0x002F
_BIFF_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_BIFF_HEAD = struct.Struct("<HHHH")


class NoReader(Exception):
    """The compound file holds something else than a text or a workbook, such as slides."""


class TooWide(Exception):
    """A sheet spans more cells than are read."""


def read_old(body: bytes) -> Iterator[str]:
    """Yield the paragraphs of a text, or the rows of a workbook.

    Raises PermissionError for encrypted files, NoReader, TooWide, and OLD_FAULTS for broken ones.
    """
    container = OleReader(body, options=ExtractionOptions(max_file_bytes=LARGEST_BYTES))
    if container.has_stream(_ENCRYPTED_PACKAGE):
        raise PermissionError("encrypted")
    if container.has_stream(_WORD):
        yield from _paragraphs(container)
        return
    book = next((name for name in _BOOKS if container.has_stream(name)), "")
    if not book:
        raise NoReader
    _check_book(container.read_stream(book))
    workbook = CalamineWorkbook.from_filelike(BytesIO(body))
    for name in workbook.sheet_names:
        for row in workbook.get_sheet_by_name(name).iter_rows():
            yield " ".join(filter(None, (_cell(value) for value in row)))


def _paragraphs(container: OleReader) -> Iterator[str]:
    head = container.read_stream(_WORD)
    (flags,) = struct.unpack_from("<H", head, _FIB_FLAGS)
    if flags & _FLAG_ENCRYPTED:
        raise PermissionError("encrypted")
    (chars,) = struct.unpack_from("<I", head, _FIB_TEXT_CHARS)
    start, size = struct.unpack_from("<II", head, _FIB_CLX)
    table = container.read_stream("1Table" if flags & _FLAG_TABLE_1 else "0Table")
    text = "".join(_pieces(head, _piece_table(table[start : start + size])))[:chars]
    for line in _LINE_ENDS.split(_FIELD_CODE.sub("", text)):
        yield _CONTROLS.sub("", line.replace("\x07", " "))


def _piece_table(clx: bytes) -> bytes:
    """Return the table of pieces, which stands behind the lists of changed properties."""
    at = 0
    while at < len(clx) and clx[at] == _PRC:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != _PIECES:
        raise LegacyDocError("no table of pieces")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    return clx[at + 5 : at + 5 + size]


def _pieces(head: bytes, table: bytes) -> Iterator[str]:
    """Yield the pieces of the text: UTF-16, or one byte a character in the Latin code page."""
    count, left = (len(table) - 4) // 12, len(head)
    for number in range(min(count, MOST_PIECES)):
        first, after = struct.unpack_from("<II", table, 4 * number)
        (place,) = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * number + 2)
        # All pieces lie in the one stream and none twice, so together they are no longer than it.
        chars = min(max(0, after - first), left)
        left -= chars
        if place & _COMPRESSED:
            at = (place & ~_COMPRESSED) // 2
            yield head[at : at + chars].decode("cp1252", "replace")
        else:
            yield head[place : place + 2 * chars].decode("utf-16-le", "replace")


def _check_book(book: bytes) -> None:
    """Raise when a workbook is encrypted or spans too much, by the places of its cells."""
    at = top = bottom = left = right = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        if kind == _BIFF_LOCKED:
            raise PermissionError("encrypted")
        if kind == _BIFF_BEGIN:
            top = left = 1 << 16
            bottom = right = 0
        elif kind in _BIFF_CELLS and at + 8 <= len(book):
            _, _, row, column = _BIFF_HEAD.unpack_from(book, at)
            top, bottom, left, right = min(top, row), max(bottom, row), min(left, column), max(right, column)
            if (bottom - top + 1) * (right - left + 1) > MOST_CELLS:
                raise TooWide
        at += 4 + size


def _cell(value: object) -> str:
    """Return a cell as a reader sees it: whole numbers without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
